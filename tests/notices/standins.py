"""Providers that stand in for the real ones on this machine: they check what they are sent, and answer as they are told."""

import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

KEY, SECRET = "LTAI-one", "its-secret"


@dataclass
class Asked:
    """A request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Provider:
    """What was asked of it, and how it answers: a list of plans that are used up, the last one for good.

    A plan is a status, `hang` (no answer at all), `drop` (it hangs up), `twice` (two answers to one request), or a
    text of XML.
    """

    url: str = ""
    plans: list[Any] = field(default_factory=lambda: [200])
    asked: list[Asked] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def next_plan(self) -> Any:
        return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: ClassVar[Provider]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        wrong = _wrong(asked)
        if wrong:
            self.provider.refused.append(wrong)
            self._say(400, {"Code": "SignatureDoesNotMatch", "Message": wrong})
            return
        self.provider.asked.append(asked)
        match self.provider.next_plan():
            case "hang":
                self.connection.settimeout(5)
                self.connection.recv(1)
            case "drop":
                self.connection.shutdown(socket.SHUT_RDWR)
            case "twice":
                self._say(200, _taken(asked))
                self._say(200, _taken(asked))
            case ("xml", str() as text):
                self._send(200, text.encode())
            case dict() as said:
                self._say(200, said)
            case 200:
                self._say(200, _taken(asked))
            case int() as status:
                self._say(status, None)
        self.close_connection = True

    def do_GET(self) -> None:
        self.do_POST()

    def _say(self, status: int, said: dict[str, Any] | None) -> None:
        self._send(status, b"<h1>down</h1>" if said is None else json.dumps(said).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def provider(*plans: Any) -> Iterator[Provider]:
    """A provider that answers by these plans until the end."""
    standing = Provider(plans=list(plans) or [200])
    handler = type("Handler", (_Handler,), {"provider": standing})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        standing.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield standing
        finally:
            server.shutdown()


def _taken(asked: Asked) -> dict[str, Any]:
    if asked.headers.get("x-acs-action"):
        return {"Code": "OK", "Message": "OK", "BizId": "9006^0", "RequestId": "A1"}
    if asked.headers.get("x-tc-action"):
        return {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "5000:1"}], "RequestId": "B1"}}
    return {"ok": True}


def _wrong(asked: Asked) -> str:
    """What is wrong with the signature of a request; worked out anew from what came over the wire."""
    said = asked.headers.get("authorization", "")
    if asked.headers.get("x-acs-action"):
        return "" if said.endswith(f"Signature={_acs3(asked, said)}") else "ACS3"
    if asked.headers.get("x-tc-action"):
        return "" if said.endswith(f"Signature={_tc3(asked, said)}") else "TC3"
    return ""


def _signed(asked: Asked, authorization: str) -> tuple[str, str]:
    names = authorization.split("SignedHeaders=")[1].split(",")[0].strip()
    return names, "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names.split(";"))


def _acs3(asked: Asked, authorization: str) -> str:
    names, headers = _signed(asked, authorization)
    pairs = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in asked.query.items())
    digest = sha256(asked.body).hexdigest()
    assert asked.headers["x-acs-content-sha256"] == digest
    canonical = f"POST\n/\n{'&'.join(f'{name}={value}' for name, value in pairs)}\n{headers}\n{names}\n{digest}"
    text = "ACS3-HMAC-SHA256\n" + sha256(canonical.encode()).hexdigest()
    return hmac.digest(SECRET.encode(), text.encode(), "sha256").hex()


def _tc3(asked: Asked, authorization: str) -> str:
    names, headers = _signed(asked, authorization)
    scope = authorization.split("Credential=")[1].split(",")[0].split("/", 1)[1]
    canonical = f"POST\n/\n\n{headers}\n{names}\n{sha256(asked.body).hexdigest()}"
    digest = sha256(canonical.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{asked.headers['x-tc-timestamp']}\n{scope}\n{digest}"
    key = b"TC3" + SECRET.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()
