"""Getting in and out: sign-in, lock-out, links, passwords, language."""

import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.test import Client

from kefu import clock
from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.people import actions, queries
from kefu.people.models import SignInLink, User
from tests.cast import Cast
from tests.people.conftest import GOOD, SignIn, know_password


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """Everybody; the keeper, who makes links, has a password."""
    know_password(cast.keeper)
    return cast


def with_password(user: User, password: str = GOOD) -> User:
    token = actions.make_link(user.pk, by=Act(None, clock.now()))
    return actions.use_link(token, password, at=clock.now())


def try_in(client: Client, username: str, password: str) -> int:
    return client.post("/sign-in", {"username": username, "password": password}).status_code


def test_who_knows_the_password_comes_in_in_their_language(cast: Cast) -> None:
    with_password(cast.agent)
    actions.set_language(cast.agent.pk, by=Act(cast.agent.pk, clock.now()), language="en")
    client = Client()
    assert try_in(client, " ZhangXM ", GOOD) == 302
    assert 'lang="en"' in client.get("/").content.decode()


def test_sign_in_leads_to_where_one_wanted_but_not_elsewhere(cast: Cast) -> None:
    with_password(cast.agent)
    typed = {"username": "zhangxm", "password": GOOD}
    assert Client().post("/sign-in", typed | {"next": "/people"})["Location"] == "/people"
    assert Client().post("/sign-in", typed | {"next": "https://evil.example/"})["Location"] == "/"
    assert Client().post("/sign-in", typed | {"next": "people:users"}).status_code == 302
    assert Client().post("/sign-in", typed | {"next": "½"}).status_code == 302


def test_a_wrong_password_keeps_the_name(cast: Cast) -> None:
    answer = Client().post("/sign-in", {"username": "zhangxm", "password": "wrong"})
    assert 'value="zhangxm"' in answer.content.decode()
    assert "登录名或密码不正确" in answer.content.decode()


def test_five_wrong_passwords_lock_the_name_from_there_for_a_while(cast: Cast) -> None:
    with_password(cast.agent)
    client = Client()
    statuses = [try_in(client, "zhangxm", "wrong") for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    locked = client.post("/sign-in", {"username": "zhangxm", "password": GOOD})
    assert locked.status_code == 429
    assert re.search(r"请在.*今天 \d\d:\d\d|明天 \d\d:\d\d", locked.content.decode())
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert try_in(client, "zhangxm", GOOD) == 302


def test_a_locked_name_is_not_locked_for_others_nor_from_elsewhere(cast: Cast) -> None:
    with_password(cast.agent)
    with_password(cast.lead)
    client = Client()
    for _ in range(5):
        try_in(client, "zhangxm", "wrong")
    assert try_in(client, "liuq", GOOD) == 302
    assert try_in(Client(REMOTE_ADDR="10.1.2.3"), "zhangxm", GOOD) == 302


def test_signing_out_takes_a_form(cast: Cast, as_: SignIn) -> None:
    client = as_("agent")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/").status_code == 302


def link_for(cast: Cast, client: Client) -> str:
    page = client.post(f"/people/{cast.agent.pk}/link", {"password": GOOD}).content.decode()
    found = re.search(r'value="http://testserver(/link/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_link_is_shown_once_and_works_once(cast: Cast, as_: SignIn) -> None:
    keeper, person = as_("keeper"), Client()
    address = link_for(cast, keeper)
    assert address not in keeper.get(f"/people/{cast.agent.pk}").content.decode()
    assert not SignInLink.objects.filter(digest__in=address.split("/")).exists()
    assert "张晓梅" in person.get(address).content.decode()
    before = Event.objects.count()
    assert person.post(address, {"new": GOOD, "again": GOOD}).status_code == 302
    assert [event.kind for event in Event.objects.order_by("id")[before:]] == ["staff.link-used"]
    assert person.get("/").context["user"] == cast.agent
    assert Client().get(address).status_code == 410
    assert Client().post(address, {"new": GOOD, "again": GOOD}).status_code == 410
    assert try_in(Client(), "zhangxm", GOOD) == 302


def test_that_a_link_is_made_is_told_on_the_page_that_shows_it(cast: Cast, as_: SignIn) -> None:
    keeper, told = as_("keeper"), "新链接已签发"
    assert told in keeper.post(f"/people/{cast.agent.pk}/link", {"password": GOOD}).content.decode()
    assert told not in keeper.get("/people").content.decode()


def test_a_link_is_made_by_who_types_their_own_password(cast: Cast, as_: SignIn) -> None:
    keeper, address = as_("keeper"), f"/people/{cast.agent.pk}/link"
    for typed in ({}, {"password": "guessed"}):
        answer = keeper.post(address, typed, follow=True)
        assert "不是您本人的密码" in answer.content.decode()
    assert not SignInLink.objects.filter(used_at=None).exists()
    statuses = [keeper.post(address, {"password": "guessed"}).status_code for _ in range(5)]
    assert statuses[-1] == 429


def test_a_weak_or_mistyped_password_leaves_the_link_good(cast: Cast, as_: SignIn) -> None:
    address = link_for(cast, as_("keeper"))
    for new, again in (("short", "short"), ("1234567890", "1234567890"), (GOOD, GOOD + "x")):
        assert Client().post(address, {"new": new, "again": again}).status_code == 422
    assert Client().post(address, {"new": GOOD, "again": GOOD}).status_code == 302


def test_a_password_that_is_too_short_is_told_in_the_readers_language(cast: Cast) -> None:
    with_password(cast.agent)
    typed = {"password": GOOD, "new": "short-one", "again": "short-one"}
    for language, said in (("zh-hans", "密码太短：至少 10 个字符。"), ("en", "too short: at least 10 characters")):
        actions.set_language(cast.agent.pk, by=Act(cast.agent.pk, clock.now()), language=language)
        client = Client()
        assert try_in(client, "zhangxm", GOOD) == 302
        assert said in client.post("/password", typed).content.decode()


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """The log as the program writes it."""
    (handler,) = (one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    log = StringIO()
    # `setStream` would flush the stream before, which may be one that pytest has closed.
    monkeypatch.setattr(handler, "stream", log)
    return log


def test_what_is_refused_is_not_logged_and_a_failure_is_without_the_token(
    cast: Cast, as_: SignIn, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = link_for(cast, as_("keeper"))
    assert Client().post(address, {"new": "short", "again": "short"}).status_code == 422
    assert Client(enforce_csrf_checks=True).post(address, {"new": GOOD, "again": GOOD}).status_code == 403
    assert Client().put(address).status_code == 405
    assert as_("agent").get("/people/join").status_code == 403
    assert logged.getvalue() == ""

    def fails(*_: object) -> None:
        raise RuntimeError("no such link")

    monkeypatch.setattr(queries, "open_link", fails)
    assert Client(raise_request_exception=False).get(address).status_code == 500
    failure = logged.getvalue()
    assert failure.count("/link/…") == 1
    assert "RuntimeError: no such link" in failure
    assert address.split("/")[-1] not in failure
    logging.getLogger("somewhere").warning("looked at %s", address)
    assert address.split("/")[-1] not in logged.getvalue()


def test_a_link_expires_after_a_day_and_by_a_newer_one(cast: Cast, as_: SignIn) -> None:
    first = link_for(cast, as_("keeper"))
    with time_machine.travel(clock.now() + timedelta(hours=23, minutes=59)):
        assert Client().get(first).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)):
        assert Client().get(first).status_code == 410
    link_for(cast, as_("keeper"))
    assert Client().get(first).status_code == 410


def test_who_left_gets_in_by_no_link(cast: Cast, as_: SignIn) -> None:
    address = link_for(cast, as_("keeper"))
    as_("keeper").post(f"/people/{cast.agent.pk}/leave")
    assert Client().get(address).status_code == 410
    answer = as_("keeper").post(f"/people/{cast.agent.pk}/link", {"password": GOOD}, follow=True)
    assert "请先办理复职" in answer.content.decode()


def test_who_guesses_the_present_password_is_locked_out(cast: Cast) -> None:
    with_password(cast.agent)
    client = Client()
    try_in(client, "zhangxm", GOOD)
    typed = {"password": "guessed", "new": "another-long-one", "again": "another-long-one"}
    assert [client.post("/password", typed).status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    assert client.post("/password", typed | {"password": GOOD}).status_code == 429
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        try_in(client, "zhangxm", GOOD)
        assert client.post("/password", typed | {"password": GOOD}).status_code == 302


def test_a_changed_password_ends_the_other_sessions(cast: Cast) -> None:
    with_password(cast.agent)
    here, there = Client(), Client()
    for client in (here, there):
        try_in(client, "zhangxm", GOOD)
    before = Event.objects.count()
    typed = {"password": GOOD, "new": "another-long-one", "again": "another-long-one"}
    assert here.post("/password", typed | {"password": "wrong"}).status_code == 422
    assert here.post("/password", typed).status_code == 302
    assert [event.kind for event in Event.objects.order_by("id")[before:]] == ["staff.password-changed"]
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_language_is_kept_for_who_is_signed_in(cast: Cast, as_: SignIn) -> None:
    client = as_("agent")
    assert client.get("/language").status_code == 405
    assert client.post("/language", {"language": "fr"}).status_code == 400
    answer = client.post("/language", {"language": "en", "next": "//evil.example"})
    assert answer["Location"] == "/"
    cast.agent.refresh_from_db()
    assert cast.agent.language == "en"
    assert "Staff" in client.get("/people").content.decode()
    assert Event.objects.latest("id").kind == "staff.language-set"


@pytest.mark.django_db
def test_language_is_kept_for_a_stranger() -> None:
    client = Client()
    client.post("/language", {"language": "en", "next": "/sign-in"})
    assert "Sign-in name" in client.get("/sign-in").content.decode()


@pytest.mark.django_db
def test_the_first_administrator_gets_in_by_a_link() -> None:
    address = actions.first_link("http://testserver/", now=clock.now())
    again = actions.first_link("http://testserver", now=clock.now())
    assert address is not None
    assert again is not None
    assert address != again
    assert Client().get(address).status_code == 410
    client = Client()
    assert client.post(again, {"new": GOOD, "again": GOOD}).status_code == 302
    assert "添加小区" in client.get("/").content.decode()
    assert actions.first_link("http://testserver", now=clock.now()) is None
    assert User.objects.get().is_administrator


def test_the_language_leads_back_from_a_form_that_was_refused(cast: Cast) -> None:
    with_password(cast.agent)
    client = Client()
    try_in(client, "zhangxm", GOOD)
    page = client.post("/password", {"password": ""}, headers={"referer": "http://testserver/password?x=1"})
    assert page.status_code == 422
    assert 'name="next" value="http://testserver/password?x=1"' in page.content.decode()


def test_what_was_shown_to_somebody_stays_in_no_browser(cast: Cast) -> None:
    client = Client()
    assert "no-store" not in client.get("/health").headers.get("Cache-Control", "")
    with_password(cast.agent)
    try_in(client, "zhangxm", GOOD)
    for address in ("/", "/people", "/cases"):
        assert client.get(address).headers["Cache-Control"] == "private, no-store"
