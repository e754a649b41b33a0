"""JSON to the database and from it, where the time that it takes counts; what is hashed has a form of its own."""

from typing import Any

import orjson


def written(value: object) -> str:
    """As PostgreSQL reads it: named tuples as lists, moments as text, bytes as `bytea`. Raises `TypeError`."""
    return orjson.dumps(value, default=_plain).decode()


def read(text: str) -> list[Any]:
    """The list that a text of JSON says."""
    found: list[Any] = orjson.loads(text)
    return found


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(value)
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(value)
