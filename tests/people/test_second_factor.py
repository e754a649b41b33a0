"""The second factor: asked for at the door, each code once, set up and taken off, wanted of those who must have one."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from typer.testing import CliRunner

from kefu import clock
from kefu.cli import app
from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from kefu.people import actions
from kefu.people.models import User
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast
from tests.people.conftest import GOOD, know_password
from tests.people.test_accounts import with_password

HALF_MINUTE = timedelta(seconds=30)


def code(user: User) -> str:
    """What the phone shows now."""
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key):06d}"


def set_up(user: User) -> list[str]:
    """A phone that somebody holds, and the codes that they wrote down; half a minute ago."""
    with_password(user)
    actions.begin_second_factor(user.pk)
    return actions.set_second_factor(user.pk, by=Act(user.pk, MORNING), code=code(user))[1]


def at_the_door(user: User) -> Client:
    """Somebody whose password was right."""
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/sign-in", {"username": user.username, "password": GOOD, "next": "/people"})
    assert answer.headers["Location"] == "/second-factor"
    return client


def told_codes(page: str) -> list[str]:
    """The codes that a page shows, as they are typed."""
    return re.findall(r"^(?:.*>)?([0-9a-f]{5} [0-9a-f]{5})\b", page, re.MULTILINE)


def kinds(user: User) -> list[str]:
    return [event.kind for event in event_queries.history("staff", user.pk)][-2:]


@pytest.fixture
def now(cast: Cast) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def test_the_password_alone_opens_nothing(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    client = at_the_door(cast.agent)
    assert client.get("/people").status_code == 302
    assert client.post("/second-factor", {"code": "000000"}).status_code == 422
    now.shift(HALF_MINUTE)
    shown = code(cast.agent)
    assert client.post("/second-factor", {"code": f"{shown[:3]} {shown[3:]}"}).headers["Location"] == "/people"
    assert client.get("/people").status_code == 200
    # The same code is good for nobody else.
    again = at_the_door(cast.agent).post("/second-factor", {"code": shown})
    assert "was used before" in again.content.decode()


def test_a_code_on_paper_is_good_once(cast: Cast, now: time_machine.Traveller) -> None:
    codes = set_up(cast.agent)
    assert len(set(codes)) == 10
    now.shift(HALF_MINUTE)
    assert at_the_door(cast.agent).post("/second-factor", {"code": codes[0].upper()}).status_code == 302
    assert at_the_door(cast.agent).post("/second-factor", {"code": codes[0]}).status_code == 422


def test_who_guesses_waits_longer_each_time(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    now.shift(HALF_MINUTE)
    client = at_the_door(cast.agent)
    for _ in range(3):
        client.post("/second-factor", {"code": "000000"})
    answer = client.post("/second-factor", {"code": code(cast.agent)})
    assert "Tried too often" in answer.content.decode()
    now.shift(timedelta(minutes=5))
    assert client.post("/second-factor", {"code": code(cast.agent)}).status_code == 302


def test_a_run_of_wrong_codes_is_told_to_whose_they_are(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    now.shift(HALF_MINUTE)
    at_the_door(cast.agent).post("/second-factor", {"code": code(cast.agent)})
    stranger, said = at_the_door(cast.agent), "wrong codes at the second factor"
    for number in range(4):
        assert kinds(cast.agent)[-1] == ("staff.second-factor-failed" if number == 3 else "staff.second-factor-set")
        now.shift(timedelta(seconds=20))
        stranger.post("/second-factor", {"code": "000000"}, REMOTE_ADDR="10.9.8.7")
    # While none is looked at, none is on record.
    stranger.post("/second-factor", {"code": "000000"}, REMOTE_ADDR="10.9.8.7")
    failed = event_queries.history("staff", cast.agent.pk).filter(kind="staff.second-factor-failed")
    assert [event.actor_id for event in failed] == [None, None]
    now.shift(timedelta(minutes=5))
    owner = at_the_door(cast.agent)
    assert owner.post("/second-factor", {"code": code(cast.agent)}).headers["Location"] == "/people"
    told = owner.get("/").content.decode()
    assert told.count("10.9.8.7") == 2
    assert "您上次登录之后" in told
    now.shift(HALF_MINUTE)
    again = at_the_door(cast.agent)
    again.post("/second-factor", {"code": code(cast.agent)})
    assert "您上次登录之后" not in again.get("/").content.decode()
    address = f"/people/{cast.agent.pk}"
    cast.agent.refresh_from_db()
    for who, sees in (("agent", 2), ("administrator", 2), ("lead", 0)):
        page = signed_in(cast, who).get(address).content.decode()
        assert (page.count(said), page.count("10.9.8.7")) == (2, sees)


def test_a_run_begins_anew_with_a_right_code(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    for _ in range(3):
        client = at_the_door(cast.agent)
        now.shift(HALF_MINUTE)
        for _ in range(2):
            client.post("/second-factor", {"code": "000000"})
            now.shift(HALF_MINUTE)
        assert client.post("/second-factor", {"code": code(cast.agent)}).status_code == 302
    assert "staff.second-factor-failed" not in kinds(cast.agent)


def test_who_took_a_second_factor_off_is_told_to_whose_it_was(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    now.shift(HALF_MINUTE)
    at_the_door(cast.agent).post("/second-factor", {"code": code(cast.agent)})
    now.shift(HALF_MINUTE)
    actions.drop_second_factor(cast.agent.pk, by=Act(cast.keeper.pk, clock.now()))
    client = Client()
    client.post("/sign-in", {"username": cast.agent.username, "password": GOOD})
    said = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert re.search(f"message-warning.*第二验证.*{cast.keeper.name}", said)


def test_a_password_typed_long_ago_counts_no_longer(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    client = at_the_door(cast.agent)
    now.shift(timedelta(minutes=11))
    assert client.post("/second-factor", {"code": code(cast.agent)}).headers["Location"] == "/sign-in"
    assert Client().get("/second-factor").headers["Location"] == "/sign-in"


def test_a_password_that_is_changed_meanwhile_leads_nowhere(cast: Cast, now: time_machine.Traveller) -> None:
    codes = set_up(cast.agent)
    client = at_the_door(cast.agent)
    with_password(cast.agent, "another-long-one")
    assert client.post("/second-factor", {"code": codes[0]}).headers["Location"] == "/sign-in"


def test_who_guesses_a_password_at_an_open_desk_is_locked_out(cast: Cast, now: time_machine.Traveller) -> None:
    with_password(cast.agent)
    cast.agent.refresh_from_db()
    client = signed_in(cast, "agent")
    client.get("/second-factor/set-up")
    wrong = {"code": "000000", "password": "guessed"}
    statuses = [client.post("/second-factor/set-up", wrong).status_code for _ in range(6)]
    assert 429 in statuses
    assert client.post("/second-factor/set-up", {"code": code(cast.agent), "password": GOOD}).status_code != 200


def test_it_is_set_up_on_a_page_and_other_sessions_end(cast: Cast, now: time_machine.Traveller) -> None:
    with_password(cast.agent)
    cast.agent.refresh_from_db()
    client, other = signed_in(cast, "agent"), signed_in(cast, "agent")
    page = client.get("/second-factor/set-up").content.decode()
    assert re.search(r"<code>([A-Z2-7]{4} ?)+</code>", page)
    assert "<svg" in page
    wrong = {"code": "000000", "password": GOOD}
    assert client.post("/second-factor/set-up", wrong).status_code == 422
    right = {"code": code(cast.agent), "password": GOOD}
    assert client.post("/second-factor/set-up", {**right, "password": "guessed"}).status_code == 422
    told = client.post("/second-factor/set-up", right | {"request_key": "once"}).content.decode()
    assert len(told_codes(told)) == 10
    # They are not told twice.
    again = client.post("/second-factor/set-up", right | {"request_key": "once"})
    assert again.headers["Location"] == f"/people/{cast.agent.pk}"
    assert client.get("/people").status_code == 200
    assert other.get("/people").status_code == 302
    assert kinds(cast.agent)[-1] == "staff.second-factor-set"
    # Each look at the page has a secret of its own.
    first, second = (client.get("/second-factor/set-up").content for _ in range(2))
    assert first.partition(b"<svg")[2][:3000] != second.partition(b"<svg")[2][:3000]
    # Another phone takes its place, once a code of that one was typed.
    client.get("/second-factor/set-up")
    assert TOTPDevice.objects.filter(user=cast.agent).count() == 2
    new = TOTPDevice.objects.get(user=cast.agent, confirmed=False)
    typed = {"code": f"{totp(new.bin_key):06d}", "password": GOOD}
    assert client.post("/second-factor/set-up", typed).status_code == 200
    assert list(TOTPDevice.objects.filter(user=cast.agent)) == [new]


def test_it_is_taken_off_by_who_manages_or_with_the_password(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    address = f"/people/{cast.agent.pk}/second-factor/drop"
    assert signed_in(cast, "lead").post(address).status_code == 403
    assert signed_in(cast, "other_clerk").post(address).status_code == 404
    know_password(cast.administrator)
    client = signed_in(cast, "administrator")
    assert "not your own password" in client.post(address, {"password": "guessed"}, follow=True).content.decode()
    assert kinds(cast.agent)[-1] == "staff.second-factor-set"
    assert client.post(address, {"password": GOOD}).status_code == 302
    cast.agent.refresh_from_db()
    assert (cast.agent.second_factor_at, TOTPDevice.objects.count()) == (None, 0)
    assert kinds(cast.agent)[-1] == "staff.second-factor-dropped"
    set_up(cast.agent)
    cast.agent.refresh_from_db()
    client = signed_in(cast, "agent")
    client.post(address, {"password": "guessed"})
    cast.agent.refresh_from_db()
    assert cast.agent.second_factor_at is not None
    client.post(address, {"password": GOOD})
    cast.agent.refresh_from_db()
    assert cast.agent.second_factor_at is None
    assert client.get("/people").status_code == 200


def test_new_codes_take_the_place_of_those_before(cast: Cast, now: time_machine.Traveller) -> None:
    codes = set_up(cast.agent)
    cast.agent.refresh_from_db()
    client, own = signed_in(cast, "agent"), f"/people/{cast.agent.pk}"
    assert "10 codes that you wrote down are still good" in client.get(own).content.decode()
    assert signed_in(cast, "administrator").get(own).content.decode().count("/second-factor/codes") == 0
    assert client.post("/second-factor/codes", {"password": "guessed"}).headers["Location"] == own
    assert kinds(cast.agent)[-1] == "staff.second-factor-set"
    page = client.post("/second-factor/codes", {"password": GOOD, "request_key": "once"}).content.decode()
    assert client.post("/second-factor/codes", {"password": GOOD, "request_key": "once"}).headers["Location"] == own
    assert kinds(cast.agent)[-1] == "staff.codes-renewed"
    new = told_codes(page)
    assert len(set(new)) == 10
    now.shift(HALF_MINUTE)
    assert at_the_door(cast.agent).post("/second-factor", {"code": codes[0]}).status_code == 422
    now.shift(HALF_MINUTE)
    assert at_the_door(cast.agent).post("/second-factor", {"code": new[0]}).status_code == 302
    assert "9 codes" in client.get(own).content.decode()


def test_there_are_no_new_codes_without_a_second_factor(cast: Cast) -> None:
    know_password(cast.agent)
    client = signed_in(cast, "agent")
    answer = client.post("/second-factor/codes", {"password": GOOD}, follow=True)
    assert "without a second factor" in answer.content.decode()


def test_who_leaves_and_returns_sets_it_up_anew(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    actions.leave_user(cast.agent.pk, by=Act(None, MORNING))
    cast.agent.refresh_from_db()
    assert (cast.agent.second_factor_at, TOTPDevice.objects.count()) == (None, 0)


@pytest.mark.parametrize(("wanted", "agent", "administrator"), [("administrators", 200, 302), ("everybody", 302, 302)])
def test_of_whom_it_is_wanted_they_set_it_up_first(
    cast: Cast, settings: LazySettings, wanted: str, agent: int, administrator: int
) -> None:
    settings.SECOND_FACTOR = wanted
    assert signed_in(cast, "agent").get("/people").status_code == agent
    client = signed_in(cast, "administrator")
    answer = client.get("/people")
    there = "/second-factor/set-up?next=%2Fpeople"
    assert (answer.status_code, answer.headers["Location"]) == (administrator, there)
    assert client.post("/people/export").headers["Location"] == "/second-factor/set-up"
    know_password(cast.administrator)
    client = signed_in(cast, "administrator")
    assert client.get(there).status_code == 200
    typed = {"code": code(cast.administrator), "password": GOOD}
    assert 'href="/people"' in client.post(there, typed).content.decode()
    own = f"/people/{cast.administrator.pk}"
    page = client.get(own).content.decode()
    assert "second-factor/set-up" in page
    assert "second-factor/drop" not in page
    answer = client.post(f"{own}/second-factor/drop", {"password": GOOD}, follow=True)
    assert "set up another phone in its place" in answer.content.decode()
    assert kinds(cast.administrator)[-1] == "staff.second-factor-set"
    assert client.post("/sign-out").headers["Location"] == "/sign-in"


def test_the_machine_s_owner_helps_who_lost_it_all(
    cast: Cast, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEFU_LANGUAGE", "en")
    set_up(cast.administrator)
    result = CliRunner().invoke(app, ["link", cast.administrator.username, "--without-second-factor"])
    assert result.exit_code == 0, result.output
    path = re.search(r"(/link/\S+)", result.output)
    assert path is not None
    client = Client()
    assert client.post(path[1], {"new": "another-long-one", "again": "another-long-one"}).headers["Location"] == "/"
    assert client.get("/people").status_code == 200
    assert CliRunner().invoke(app, ["link", "nobody-there"]).exit_code == 1


def test_a_link_asks_for_the_code_as_well(cast: Cast, now: time_machine.Traveller) -> None:
    set_up(cast.agent)
    token = actions.make_link(cast.agent.pk, by=Act(None, BEGAN + timedelta(days=1)))
    client = Client()
    with time_machine.travel(BEGAN + timedelta(days=1, hours=1), tick=False):
        answer = client.post(f"/link/{token}", {"new": "another-long-one", "again": "another-long-one"})
        assert answer.headers["Location"] == "/second-factor"
        assert client.get("/people").status_code == 302
