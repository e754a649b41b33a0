"""Asking a server outside: only those that are named, only by what they are named with, and nowhere else than asked."""

import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

# Seconds for each step of a conversation.
TIMEOUT = 8
LARGEST = 1 << 20


class NotAllowedError(Exception):
    """The address is none that the program may ask."""


class UnreachableError(Exception):
    """Nothing was sent: there is no connection."""


class NoAnswerError(Exception):
    """It was sent, or a part of it, and no whole answer came."""


@dataclass(frozen=True)
class Request:
    """What a server is asked."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Answer(NamedTuple):
    """What a server says."""

    status: int
    body: bytes


def origin(url: str) -> str:
    """The scheme, host and port of an address: `https://host`, `http://127.0.0.1:8025`. Raises `NotAllowedError`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NotAllowedError(url) from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise NotAllowedError(url)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def reach(request: Request, allowed: Collection[str], largest: int = LARGEST) -> Answer:
    """Ask a server of an allowed origin. Redirections are not followed: an answer of 3xx is an answer.

    Raises `NotAllowedError`, `UnreachableError`, `NoAnswerError`.
    """
    if origin(request.url) not in allowed:
        raise NotAllowedError(request.url)
    connection = _connection(request.url)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise UnreachableError(str(error)) from error
        try:
            parts = urlsplit(request.url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(request.method, target, request.body or None, dict(request.headers))
            response = connection.getresponse()
            body = response.read(largest + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswerError(str(error) or type(error).__name__) from error
        if len(body) > largest:
            raise NoAnswerError(f"more than {largest} bytes")
        return Answer(response.status, body)
    finally:
        connection.close()


def _connection(url: str) -> HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context())
    return HTTPConnection(host, parts.port, timeout=TIMEOUT)
