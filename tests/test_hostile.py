"""Whatever is sent to any page, form or upload, no page fails: what is wrong is told, and never by an error of ours.

Each page and form gets some mixes of values that nobody types; `KEFU_MIXES=60` is a long look.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.cast import Cast
from tests.hotline.calling import token
from tests.test_every_page import PAGES, Clients, Ids, Page, cast, clients, everybody, known

__all__ = ("cast", "clients", "everybody", "known")

pytestmark = pytest.mark.django_db
MIXES = int(os.environ.get("KEFU_MIXES", "1"))
RANKS = ("agent", "cashier", "lead", "manager", "engineer", "keeper", "auditor", "administrator")
NAMES = (
    *("q", "who", "after", "before", "since", "until", "month", "year", "day", "community", "kind", "state", "sort"),
    *(
        "show",
        "unit",
        "handler",
        "place",
        "version",
        "seen",
        "period",
        "class",
        "code",
        "expect",
        "request_key",
        "reason",
    ),
)
TEXTS = (
    *("", " ", "\0", "a\0b", "龙" * 70_000, "-1", "0", "1e999", "NaN", "Infinity", "9" * 40, "١٢٣", "１２", "½", "1,5"),
    *("2026-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "9999-12-31T23:59", "0001-01-01T00:00", "2026-03-10"),
    *("25:61", "<script>alert(1)</script>", "=1+1", "'; drop table cases_case; --", "{{ 7 * 7 }}", "%s%n%(x)s"),
    *(
        "../../etc/passwd",
        "\u202e\uffff\u0000",
        "😀" * 90,
        "[]",
        '{"a": 1}',
        "null",
        "on",
        "c" * 254,
        "\r\nSet-Cookie: a=b",
    ),
    *("1", "2", "3-2-1201", "complaint", "major", "phone", "draft"),
)
BYTES = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"%")
FILES = (
    ("../../etc/cron.d/x.png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ("a.png", b"\x89PNG\r\n\x1a\nPK\x03\x04 polyglot <script>", "image/png"),
    ("龙" * 200 + ".xlsx", b"PK\x03\x04 no workbook", "application/vnd.ms-excel"),
    ("rows.csv", b"\xff\xfe\x00\x00,\x00\n=1+1,@SUM(A1)\n", "text/csv"),
    ("单元.csv", "房号,姓名\n3-2-1201,=cmd|' /C calc'!A0\n,\n".encode("gbk"), "text/csv"),
    ("empty.pdf", b"", "application/pdf"),
    ("x.pdf", b"%PDF-1.4\n<script>", "application/pdf"),
    ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    ("..exe", b"MZ\x90\x00", "application/x-msdownload"),
)


@dataclass
class Form:
    """A form of a page: where it goes, how, its fields with what they hold, and those for files."""

    action: str
    is_post: bool
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "").lower() == "post"))
        elif self.found and given.get("name") and tag in ("input", "select", "textarea", "button"):
            form = self.found[-1]
            if given.get("type") == "file":
                form.files.add(given["name"])
            else:
                form.fields.setdefault(given["name"], given.get("value", ""))


def forms_of(page: bytes) -> list[Form]:
    parser = Forms()
    parser.feed(page.decode("utf-8", "replace"))
    return parser.found


def drawing(seed: str) -> Random:
    """What is drawn is the same each time."""
    return Random(seed)  # noqa: S311 - no secret


class Sender:
    """Somebody who sends what nobody should, and counts how often."""

    def __init__(self, client: Client, seed: str) -> None:
        self._client, self._rng, self.count = client, drawing(seed), 0

    def get(self, address: str, names: list[str]) -> None:
        """A page with a query of these names."""
        query = "&".join(f"{name}={self._quoted()}" for name in names)
        self._sent(lambda: self._client.get(f"{address.partition('#')[0]}{'&' if '?' in address else '?'}{query}"))

    def post(self, address: str, form: Form) -> None:
        """A form with one, some or all of its fields wrong."""
        wrong = {name for name in form.fields if self._rng.random() < self._rng.choice((0.2, 0.5, 1))}
        values = {name: self._rng.choice(TEXTS) if name in wrong else held for name, held in form.fields.items()}
        files = {name: SimpleUploadedFile(*self._rng.choice(FILES)) for name in form.files}
        several = {name: [value, self._rng.choice(TEXTS)] for name, value in values.items() if self._rng.random() < 0.1}
        self._sent(lambda: self._client.post(address, {**values, **several, **files}))
        raw = "&".join(f"{name}={self._quoted()}" for name in form.fields).encode()
        self._sent(lambda: self._client.post(address, raw, content_type="application/x-www-form-urlencoded"))

    def _quoted(self) -> str:
        value = self._rng.choice((*TEXTS, *BYTES))
        said = value if isinstance(value, bytes) else value[:2000].encode("utf-8", "surrogatepass")
        return quote_from_bytes(said)

    def _sent(self, send: Callable[[], HttpResponseBase]) -> None:
        self.count += 1
        with transaction.atomic():
            answer = send()
            answer.getvalue()
            assert answer.status_code < 500 or answer.status_code == 503, answer.status_code
            transaction.set_rollback(True)


def who_may(page: Page) -> str:
    return next((who for who in RANKS if who in page.may), "")


def senders(page: Page) -> list[str]:
    """Who may, and an administrator; nobody at all where a page is open; where it is somebody's own, another."""
    likely = (who_may(page), "administrator" if "administrator" in page.may else "")
    named = list(dict.fromkeys(filter(None, likely)))
    return [*named, *([""] if page.is_open else [])] or ["administrator"]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_that_is_sent_brings_an_error(
    cast: Cast, known: Ids, clients: Clients, name: str, record_property: Callable[[str, object], None]
) -> None:
    page, sent = PAGES[name], 0
    address = page.address(known)
    for who in senders(page):
        sender = Sender(clients(who), name + who)
        forms = [] if page.is_verb else list(_forms(clients(who), address))
        for _ in range(MIXES):
            if page.is_verb:
                sender.post(address, Form(address, True, dict.fromkeys(NAMES, "")))
            else:
                own = [one for form in forms if not form.is_post for one in form.fields]
                sender.get(address, list(dict.fromkeys((*own, *NAMES))))
            for form in forms:
                if form.is_post:
                    sender.post(urlsplit(form.action)._replace(fragment="").geturl() or address, form)
        sent += sender.count
    record_property("sent", sent)
    assert sent > 0


def _forms(client: Client, address: str) -> Iterator[Form]:
    answer = client.get(address)
    page = answer.getvalue()  # a file is read to its end, and closed
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        yield from forms_of(page)


def test_an_exchange_that_reports_nonsense_is_told(cast: Cast) -> None:
    bearer, rng = token(cast, "乱报"), drawing("reports")
    values: tuple[object, ...] = (*TEXTS, None, True, -1, 2**70, 1.5, [], {}, ["a"], {"a": 1})
    names = ("call", "event", "at", "number", "line", "agent", "started", "answered", "ended", "rings", "direction")
    for _ in range(60 * MIXES):
        said = {name: rng.choice(values) for name in rng.sample(names, rng.randint(0, len(names)))}
        body = rng.choice((json.dumps(said), json.dumps(rng.choice(values)), "{", "[" * 3000, "\ud800", ""))
        sent = Client().post(
            "/calls/reports",
            body.encode("utf-8", "replace"),
            content_type="application/json",
            headers={"authorization": f"Bearer {bearer}"},
        )
        assert sent.status_code in (200, 201, 400, 409, 413), (body, sent.content)


@pytest.fixture
def agent(cast: Cast, clients: Clients) -> Client:
    return clients("agent")


@pytest.mark.parametrize("following", ["1e999", "½", '{"a": 1}', "-1", "people:users"])
def test_the_language_leads_back_to_what_is_no_page(agent: Client, following: str) -> None:
    assert agent.post("/language", {"language": "en", "next": following}).status_code == 302


@pytest.mark.parametrize("address", ["/lists/cases/columns", "/lists/cases/filters"])
@pytest.mark.parametrize("following", ["½", "a\0b", "people:users"])
def test_a_list_leads_back_to_what_is_no_page(agent: Client, address: str, following: str) -> None:
    assert agent.post(address, {"name": "我的", "next": following}).status_code == 302


def test_a_key_with_a_nul_is_a_key_without(known: Ids, agent: Client) -> None:
    answer = agent.post(f"/cases/{known['case']}/resume", {"request_key": "a\0b"})
    assert answer.status_code == 422
    assert b"does not stand still" in answer.content


def test_an_export_says_nothing_of_what_a_form_showed(agent: Client) -> None:
    answer = agent.post("/cases/export", {"expect": "999999"})
    assert answer.status_code == 200
    assert answer.getvalue()  # read to its end, and closed


def test_no_version_has_a_nul(cast: Cast, agent: Client) -> None:
    assert agent.get(f"/rulebook/{cast.community.pk}/file?version=a%00b").status_code == 404


@pytest.mark.parametrize("begin", ["certificate", "card"])
def test_no_place_at_the_counter_has_a_nul(cast: Cast, agent: Client, begin: str) -> None:
    address = f"/counter/begin/{cast.community.pk}/{begin}"
    assert agent.get(f"{address}?place=3-2%00-501").status_code == 200
    assert agent.post(address, {"place": "3-2\0-501"}).status_code == 422


def test_no_home_that_owes_has_a_nul(cast: Cast, clients: Clients) -> None:
    assert clients("cashier").get(f"/fees/books/{cast.community.pk}?home=9-9%00-999").status_code == 200


def test_nobody_is_called_by_a_nul(agent: Client) -> None:
    assert agent.post("/cases/receive/households", {"who": "王\0"}).status_code == 200
