"""E-mail by a real SMTP server on this machine, and staff chat by apprise."""

import json
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from pytest_django import Settings

from kefu.notices.models import Delivery, Way
from kefu.notices.outbox.chat import read_rooms
from kefu.notices.outbox.letters import SettingError
from kefu.notices.outbox.mail import read_mail
from tests.cases.test_cases import MORNING
from tests.cast import Cast, make_cast
from tests.notices.standins import provider
from tests.notices.test_outbox import send_all, states, written

SENDER = "翠湖苑客服 <kefu@example.org>"
State = Delivery.State


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with time_machine.travel(MORNING, tick=False):
        yield make_cast()


class Postbox:
    """What came in; `rcpt` and `data` are what it says instead of taking it, `drop` hangs up once it has the text."""

    def __init__(self, rcpt: str = "", data: str = "", *, drop: bool = False) -> None:
        self.letters: list[Any] = []
        self.rcpt, self.data, self.drop = rcpt, data, drop

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _: Any) -> str:  # noqa: N802
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data:
            return self.data
        self.letters.append(envelope)
        if self.drop:
            server.transport.abort()
        return "250 taken as 17"


class _OnAnyPort(Controller):
    """A server on whichever port is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def server(settings: Settings, box: Postbox, url: str = "smtp+plain://", **named: Any) -> Iterator[Postbox]:
    controller = _OnAnyPort(box, hostname="127.0.0.1", port=0, **named)
    controller.start()
    try:
        address = f"{url}127.0.0.1:{controller.port}"
        settings.MESSAGES = {**settings.MESSAGES, "smtp": address, "mail_from": SENDER}
        yield box
    finally:
        controller.stop()


def delivery() -> Delivery:
    return Delivery.objects.get()


def test_a_letter_arrives_once_as_it_was_written(cast: Cast, settings: Settings) -> None:
    with server(settings, Postbox()) as box:
        written(cast, "wang@Example.com", "wang@example.com", way=Way.EMAIL)
        assert send_all(MORNING) == 1
        assert send_all(MORNING) == 0
    (letter,) = box.letters
    assert (letter.mail_from, letter.rcpt_tos) == ("kefu@example.org", ["wang@example.com"])
    message = message_from_bytes(letter.content, policy=default)
    assert (message["Subject"], message.get_content().strip()) == ("停水通知", "周五停水")
    assert message["From"].addresses[0].display_name == "翠湖苑客服"
    assert message["Message-ID"] == f"<kefu-{delivery().pk}@example.org>"
    assert (delivery().state, delivery().reference) == (State.SENT, "250 taken as 17")


@pytest.mark.parametrize(
    ("box", "state", "says"),
    [
        (Postbox(rcpt="550 no such user"), State.FAILED, "550"),
        (Postbox(rcpt="451 later"), State.WAITING, "451"),
        (Postbox(data="554 spam"), State.FAILED, "554"),
        (Postbox(data="452 full"), State.WAITING, "452"),
        (Postbox(drop=True), State.DOUBTFUL, ""),
    ],
    ids=["no-user", "greylisted", "spam", "full", "hangs-up"],
)
def test_what_a_mail_server_says(cast: Cast, settings: Settings, box: Postbox, state: str, says: str) -> None:
    with server(settings, box):
        written(cast, "wang@example.com", way=Way.EMAIL)
        assert send_all(MORNING) == 1
    assert states() == [state]
    assert delivery().said.startswith(says)
    assert len(box.letters) == (1 if box.drop else 0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    names = ["-keyout", str(folder / "both.pem"), "-out", str(folder / "cert.pem"), "-subj", "/CN=127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names],
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_text(both.read_text() + (folder / "cert.pem").read_text())
    return both


def logged_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, said: LoginPassword) -> AuthResult:
    return AuthResult(success=(said.login, said.password) == (b"kefu", b"pass word"))


@pytest.mark.parametrize(("password", "state"), [("pass%20word", State.SENT), ("wrong", State.WAITING)])
def test_it_is_encrypted_and_signed_in(
    cast: Cast, settings: Settings, certificate: Path, password: str, state: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    named = {"tls_context": context, "require_starttls": True, "authenticator": logged_in, "auth_required": True}
    with server(settings, Postbox(), f"smtp://kefu:{password}@", **named) as box:
        written(cast, "wang@example.com", way=Way.EMAIL)
        assert send_all(MORNING) == 1
    assert (states(), len(box.letters)) == ([state], int(state == State.SENT))


def test_where_encryption_is_asked_for_nothing_goes_without_it(cast: Cast, settings: Settings) -> None:
    with server(settings, Postbox(), "smtp://kefu:secret@") as box:
        written(cast, "wang@example.com", way=Way.EMAIL)
        assert send_all(MORNING) == 1
    assert (states(), box.letters) == ([State.WAITING], [])


def test_where_no_server_is_it_waits(cast: Cast, settings: Settings) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "smtp": "smtp+plain://127.0.0.1:9", "mail_from": SENDER}
    written(cast, "wang@example.com", way=Way.EMAIL)
    assert send_all(MORNING) == 1
    assert (delivery().state, delivery().trouble) == (State.WAITING, "unreachable")


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://127.0.0.1", SENDER),
        ("smtp://", SENDER),
        ("smtp://h:x", SENDER),
        ("smtp://h", "nobody"),
        ("smtp+plain://u:p@mail.example.org", SENDER),
    ],
)
def test_settings_of_mail_that_cannot_be_used(url: str, sender: str) -> None:
    with pytest.raises(SettingError):
        read_mail(url, sender)


def test_certificates_are_checked_but_on_this_machine() -> None:
    assert read_mail("smtps://u:p@mail.example.org", SENDER).is_checked
    assert not read_mail("smtps://127.0.0.1", SENDER).is_checked


# Of its plugins one looks for a module that Python is about to drop.
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_staff_chat_is_reached_by_the_name_of_its_room(cast: Cast, settings: Settings) -> None:
    with provider(200, 500, 200) as standing:
        place = standing.url.replace("http", "json")
        settings.MESSAGES = {
            **settings.MESSAGES,
            "chats": f"service={place}/a works={place}/b",
            "outside": standing.url,
        }
        written(cast, "service", "works", "gone", way=Way.CHAT)
        assert send_all(MORNING) == 3
    assert [asked.path.rstrip("/") for asked in standing.asked] == ["/a", "/b"]
    said = json.loads(standing.asked[0].body)
    assert (said["title"], said["message"]) == ("停水通知", "周五停水")
    assert states() == [State.SENT, State.WAITING, State.FAILED]


@pytest.mark.parametrize(
    "said",
    [
        "a=json://127.0.0.1:1/x",
        "a=file:///etc/passwd",
        "a=jsons://intranet/x",
        "a=mailto://user:pass@example.org",
        "wecombot://KEY",
        "a=syslog://",
    ],
)
def test_rooms_that_are_none(said: str) -> None:
    with pytest.raises(SettingError):
        read_rooms(said, frozenset({"http://127.0.0.1:2"}))


def test_rooms_of_services_with_an_address_of_their_own() -> None:
    assert set(read_rooms("a=wecombot://KEY b=dingtalk://TOKEN", frozenset()).urls) == {"a", "b"}
