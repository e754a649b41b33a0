"""The outbox: written, sent once to each address, tried again with growing pauses, and never twice by itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from pytest_django import Settings

from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.notices import tasks
from kefu.notices.models import Attempt, Delivery, Message, Way
from kefu.notices.outbox import actions, calc, letters
from kefu.notices.outbox.actions import MessageRefused, NewMessage, Recipient
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import HERE, Cast, make_cast
from tests.notices.standins import KEY, SECRET, Provider, provider

NIGHT = MORNING.replace(hour=22)
FORM = {
    "way": "sms",
    "addresses": "13900001111\n+86 139-0000-2222\n13900001111",
    "subject": "停水通知",
    "text": "周五九点到十二点停水，请提前储水。",
    "short": "周五9-12点停水",
}
SMS = {"sms_key": KEY, "sms_secret": SECRET, "sms_sign": "翠湖苑", "sms_template": "SMS_1", "sms_app": "1400000001"}
State = Delivery.State


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with time_machine.travel(MORNING, tick=False):
        yield make_cast()


def by_sms(settings: Settings, standing: Provider, named: str = "aliyun") -> None:
    settings.MESSAGES = {
        **settings.MESSAGES,
        **SMS,
        "sms": named,
        "sms_url": standing.url,
        "outside": standing.url,
        "quiet": "21:00-08:00",
    }


def written(cast: Cast, *addresses: str, way: str = Way.SMS, urgent: bool = False, at: datetime = MORNING) -> Message:
    to = [Recipient(way, address) for address in addresses or ("13900001111",)]
    new = NewMessage(cast.community.pk, "word", "停水通知", "周五停水", to, "周五停水", is_urgent=urgent)
    return actions.write_message(new, by=Act(cast.manager.pk, at))


def send_all(at: datetime) -> int:
    """How many were tried."""
    count = 0
    while actions.send_next(lambda: at):
        count += 1
    return count


def states(message: Message | None = None) -> list[str]:
    found = Delivery.objects.order_by("id")
    return list((found.filter(message=message) if message else found).values_list("state", flat=True))


def events() -> list[str]:
    return list(Event.objects.filter(subject_kind="message").order_by("id").values_list("kind", flat=True))


def test_it_is_written_once_and_goes_to_each_address_once(cast: Cast, settings: Settings) -> None:
    manager, address = signed_in(cast, "manager"), f"/outbox/write/{cast.community.pk}"
    assert manager.get(address).status_code == 200
    first, again = (manager.post(address, {**FORM, "request_key": "k"}) for _ in range(2))
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"]) == (302, first["Location"])
    message = Message.objects.get()
    assert list(message.deliveries.order_by("id").values_list("address", flat=True)) == ["13900001111", "13900002222"]
    event = Event.objects.get(kind="message.written")
    assert event.facts == {"readers": 2}
    assert {text.name: text.text for text in event.texts.all()} == {"subject": FORM["subject"], "text": FORM["text"]}
    with provider() as standing:
        by_sms(settings, standing)
        tasks.send_messages(0)
        tasks.send_messages(0)
    assert [asked.query["PhoneNumbers"] for asked in standing.asked] == ["13900001111", "13900002222"]
    assert standing.asked[0].query["TemplateParam"] == '{"content": "周五9-12点停水"}'
    assert states() == [State.SENT, State.SENT]
    assert list(message.deliveries.values_list("reference", "sent_at", "tries")) == [("9006^0", MORNING, 1)] * 2
    page = manager.get(first["Location"]).content.decode()
    assert "9006^0" in page
    assert FORM["subject"] in manager.get("/outbox?state=sent").content.decode()
    assert FORM["subject"] not in manager.get("/outbox?state=failed").content.decode()


@pytest.mark.parametrize("named", ["aliyun", "tencent"])
def test_each_provider_takes_what_is_signed_by_the_right_key_alone(cast: Cast, settings: Settings, named: str) -> None:
    with provider() as standing:
        by_sms(settings, standing, named)
        written(cast)
        assert send_all(MORNING) == 1
        assert states() == [State.SENT]
        assert (len(standing.asked), standing.refused) == (1, [])
        settings.MESSAGES = {**settings.MESSAGES, "sms_secret": "another"}
        message = written(cast, "13900003333")
        assert send_all(MORNING) == 1
    assert states(message) == [State.FAILED]
    assert len(standing.refused) == 1
    if named == "tencent":
        assert b'"PhoneNumberSet": ["+8613900001111"]' in standing.asked[0].body


def test_a_server_that_is_down_is_asked_again_after_growing_pauses(cast: Cast, settings: Settings) -> None:
    with provider(500, 503, 200) as standing:
        by_sms(settings, standing)
        message = written(cast)
        at = MORNING
        for pause in calc.PAUSES[:2]:
            assert send_all(at) == 1
            assert send_all(at + pause - timedelta(seconds=1)) == 0
            at += pause
        assert send_all(at) == 1
        assert send_all(at + timedelta(days=1)) == 0
    assert len(standing.asked) == 3
    assert states() == [State.SENT]
    tried = list(Attempt.objects.order_by("number").values_list("number", "trouble", "begun_at"))
    assert tried == [(1, "busy", MORNING), (2, "busy", MORNING + calc.PAUSES[0]), (3, "", at)]
    assert message.deliveries.get().trouble == ""


def test_it_fails_at_last_and_is_sent_again_by_hand(cast: Cast, settings: Settings) -> None:
    with provider(500) as standing:
        by_sms(settings, standing)
        message, at = written(cast, urgent=True), MORNING
        for _ in range(calc.TRIES):
            assert send_all(at) == 1
            at += timedelta(hours=5)
        assert states() == [State.FAILED]
        assert send_all(at) == 0
        manager = signed_in(cast, "manager")
        assert "500" in manager.get(f"/outbox/{message.pk}").content.decode()
        assert manager.get(f"/outbox/{message.pk}/retry").status_code == 405
        for _ in range(2):
            assert manager.post(f"/outbox/{message.pk}/retry", {"request_key": "again"}).status_code == 302
        assert states() == [State.WAITING]
        standing.plans = [200]
        assert send_all(at) == 1
    assert states() == [State.SENT]
    assert message.deliveries.get().is_perhaps_twice is False
    assert events() == ["message.written", "message.retried"]
    answer = manager.post(f"/outbox/{message.pk}/retry", {"request_key": "more"}, follow=True)
    assert "Nothing of this waits" in answer.content.decode()


@pytest.mark.parametrize("plan", ["hang", "drop"])
def test_where_no_answer_comes_it_is_not_sent_again_but_by_choice(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch, plan: str
) -> None:
    monkeypatch.setattr("kefu.notices.outbox.reaching.TIMEOUT", 0.3)
    with provider(plan, 200) as standing:
        by_sms(settings, standing)
        message = written(cast)
        assert send_all(MORNING) == 1
        assert send_all(MORNING + timedelta(days=1)) == 0
        assert states() == [State.DOUBTFUL]
        manager, delivery = signed_in(cast, "manager"), message.deliveries.get()
        assert "perhaps sent" in manager.get(f"/outbox/{message.pk}").content.decode()
        manager.post(f"/outbox/{message.pk}/retry", {"request_key": "all"})
        assert states() == [State.DOUBTFUL]
        manager.post(f"/outbox/{message.pk}/retry", {"request_key": "this", "delivery": str(delivery.pk)})
        assert send_all(MORNING) == 1
    assert len(standing.asked) == 2
    delivery.refresh_from_db()
    assert (delivery.state, delivery.is_perhaps_twice) == (State.SENT, True)
    assert "perhaps twice" in manager.get("/outbox").content.decode()


def test_two_answers_to_one_request_are_one(cast: Cast, settings: Settings) -> None:
    with provider("twice") as standing:
        by_sms(settings, standing)
        written(cast)
        assert send_all(MORNING) == 1
    assert (len(standing.asked), states(), Attempt.objects.count()) == (1, [State.SENT], 1)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "非法手机号"}, State.FAILED),
        ({"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控"}, State.WAITING),
        ({"Code": "isp.RAM_PERMISSION_DENY"}, State.WAITING),
        ({"what": "ever"}, State.DOUBTFUL),
    ],
)
def test_what_a_provider_says(cast: Cast, settings: Settings, said: dict[str, Any], state: str) -> None:
    with provider(said) as standing:
        by_sms(settings, standing)
        message = written(cast)
        assert send_all(MORNING) == 1
    assert states() == [state]
    assert str(said.get("Message", "")) in signed_in(cast, "lead").get(f"/outbox/{message.pk}").content.decode()


def test_what_tencent_says_of_the_number_or_of_the_request(cast: Cast, settings: Settings) -> None:
    status = {"Response": {"SendStatusSet": [{"Code": "FailedOperation.InvalidTemplate", "Message": "x"}]}}
    limit = {"Response": {"Error": {"Code": "RequestLimitExceeded", "Message": "y"}, "RequestId": "z"}}
    with provider(status, limit) as standing:
        by_sms(settings, standing, "tencent")
        written(cast, "13900001111", "13900002222")
        assert send_all(MORNING) == 2
    assert states() == [State.FAILED, State.WAITING]


def test_where_the_program_stops_between_sending_and_noting_nobody_gets_it_twice(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        raise SystemExit

    with provider() as standing:
        by_sms(settings, standing)
        message = written(cast)
        with monkeypatch.context() as patched:
            patched.setattr(actions, "_note", stop)
            with pytest.raises(SystemExit):
                actions.send_next(lambda: MORNING)
        assert (len(standing.asked), states()) == (1, [State.SENDING])
        assert actions.give_up_stopped(MORNING + timedelta(minutes=9)) == 0
        later = MORNING + timedelta(minutes=11)
        assert actions.give_up_stopped(later) == 1
        assert (send_all(later), states()) == (0, [State.DOUBTFUL])
    assert len(standing.asked) == 1
    page = signed_in(cast, "manager").get(f"/outbox/{message.pk}").content.decode()
    assert "the program stopped while it was being sent" in page
    assert "nobody knows how it ended" in page


def test_who_was_only_slow_notes_what_came_of_it(cast: Cast, settings: Settings) -> None:
    with provider() as standing:
        by_sms(settings, standing)
        written(cast)
        claim = actions._claim(MORNING)
        assert claim is not None
        assert actions.give_up_stopped(MORNING + timedelta(hours=1)) == 1
        actions._note(claim, letters.sent(), MORNING + timedelta(hours=1))
    assert states() == [State.SENT]


def test_without_a_provider_it_stays_visible_and_goes_once_there_is_one(cast: Cast, settings: Settings) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "sms": "", "smtp": "", "chats": ""}
    message = written(cast)
    assert send_all(MORNING) == 1
    assert states() == [State.UNSENT]
    manager = signed_in(cast, "manager")
    assert "not sent: no provider" in manager.get("/outbox").content.decode()
    with provider() as standing:
        by_sms(settings, standing)
        assert send_all(MORNING) == 0
        manager.post(f"/outbox/{message.pk}/retry", {"request_key": "a"})
        assert send_all(MORNING) == 1
    assert states() == [State.SENT]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sms": "nobody"},
        {"sms": "aliyun", "sms_key": ""},
        {"sms": "tencent", "sms_app": ""},
        {"sms_url": "http://169.254.169.254"},
        {"sms_url": "file:///etc/passwd"},
        {"outside": "gopher://x"},
    ],
)
def test_a_wrong_setting_is_told_and_nothing_is_asked(cast: Cast, settings: Settings, wrong: dict[str, str]) -> None:
    with provider() as standing:
        by_sms(settings, standing)
        settings.MESSAGES = {**settings.MESSAGES, **wrong}
        message = written(cast)
        assert send_all(MORNING) == 1
    assert (states(), standing.asked, standing.refused) == ([State.FAILED], [], [])
    page = signed_in(cast, "manager").get(f"/outbox/{message.pk}").content.decode()
    assert "the setting of the provider is wrong" in page


def test_nobody_is_disturbed_in_quiet_hours_but_for_what_is_urgent(cast: Cast, settings: Settings) -> None:
    with provider() as standing:
        by_sms(settings, standing)
        quiet, urgent = written(cast, at=NIGHT), written(cast, "13900002222", urgent=True, at=NIGHT)
        early = written(cast, "13900003333", at=NIGHT - timedelta(hours=2))
        assert send_all(NIGHT) == 1
        assert (states(quiet), states(urgent), states(early)) == ([State.WAITING], [State.SENT], [State.WAITING])
        morning = (NIGHT + timedelta(days=1)).replace(hour=8, minute=0)
        assert {one.next_try_at for one in Delivery.objects.filter(state=State.WAITING)} == {morning}
        assert send_all(morning) == 2
    assert len(standing.asked) == 3


@pytest.mark.parametrize(
    ("at", "quiet", "leaves"),
    [
        ("2026-03-10 20:59", "21:00-08:00", "2026-03-10 20:59"),
        ("2026-03-10 21:00", "21:00-08:00", "2026-03-11 08:00"),
        ("2026-03-11 07:59", "21:00-08:00", "2026-03-11 08:00"),
        ("2026-03-11 08:00", "21:00-08:00", "2026-03-11 08:00"),
        ("2026-03-11 12:30", "12:00-14:00", "2026-03-11 14:00"),
        ("2026-03-11 14:00", "12:00-14:00", "2026-03-11 14:00"),
        ("2026-03-11 03:00", "", "2026-03-11 03:00"),
        ("2026-03-11 03:00", "08:00-08:00", "2026-03-11 03:00"),
    ],
)
def test_quiet_hours(at: str, quiet: str, leaves: str, cast: Cast) -> None:
    moment, wanted = (datetime.fromisoformat(said).replace(tzinfo=HERE) for said in (at, leaves))
    assert calc.leaves_at(moment, calc.read_quiet(quiet), ZoneInfo(cast.community.time_zone)) == wanted


def test_of_many_workers_each_sends_others(transactional_db: None, settings: Settings) -> None:
    with time_machine.travel(MORNING, tick=False):
        cast = make_cast()
    numbers = [f"139{n:08d}" for n in range(24)]

    def work(_: int) -> int:
        try:
            return send_all(MORNING)
        finally:
            connection.close()

    with provider() as standing, ThreadPoolExecutor(4) as pool:
        by_sms(settings, standing)
        written(cast, *numbers)
        assert sum(pool.map(work, range(4))) >= len(numbers) - 4
        send_all(MORNING)
    assert sorted(asked.query["PhoneNumbers"] for asked in standing.asked) == numbers
    assert set(states()) == {State.SENT}
    assert Attempt.objects.count() == len(numbers)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"addresses": "王女士"}, "No address of this kind"),
        ({"way": "email", "addresses": "13900001111"}, "No address of this kind"),
        ({"way": "chat", "addresses": "nowhere"}, "No address of this kind"),
        ({"addresses": "\n".join(f"139{n:08d}" for n in range(201))}, "At most 200"),
        ({"text": ""}, "required"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_keeps_what_was_typed(cast: Cast, more: dict[str, str], says: str) -> None:
    answer = signed_in(cast, "manager").post(f"/outbox/write/{cast.community.pk}", {**FORM, **more})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert FORM["subject"] in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("engineer", 403), ("auditor", 403), ("other_clerk", 404)])
def test_who_leads_nobody_neither_writes_nor_looks(cast: Cast, who: str, status: int) -> None:
    message = written(cast)
    client = signed_in(cast, who)
    for address in (f"/outbox/write/{cast.community.pk}", f"/outbox/{message.pk}"):
        assert client.get(address).status_code == status
    assert client.post(f"/outbox/write/{cast.community.pk}", FORM).status_code == status
    assert client.post(f"/outbox/{message.pk}/retry").status_code == status
    assert client.get("/outbox").status_code == client.post("/outbox/export").status_code == 403
    assert "/outbox" not in client.get("/notices").content.decode()
    assert events() == ["message.written"]


def test_actions_ask_themselves_who_may(cast: Cast) -> None:
    new = NewMessage(cast.community.pk, "word", "x", "y", [Recipient("sms", "13900001111")])
    for actor in (cast.agent.pk, cast.other_clerk.pk, None):
        with pytest.raises(PermissionDenied):
            actions.write_message(new, by=Act(actor, MORNING))
    message = written(cast)
    with pytest.raises(PermissionDenied):
        actions.retry_message(message.pk, by=Act(cast.agent.pk, MORNING))
    with pytest.raises(MessageRefused):
        actions.write_message(NewMessage(cast.community.pk, "word", "x", "y", []), by=Act(cast.lead.pk, MORNING))


def test_the_list_goes_into_a_file(cast: Cast) -> None:
    written(cast)
    answer = signed_in(cast, "lead").post("/outbox/export")
    assert answer.status_code == 200
    assert answer.getvalue()[:2] == b"PK"
    assert Event.objects.filter(kind="staff.exported", texts__text="outbox", facts_text__contains="1").exists()
