"""Calls by hand: written down, logged with a case or a disposition, listed until then; who may."""

from datetime import timedelta

import pytest
import time_machine

from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.hotline.models import Call
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast, make_cast
from tests.hotline.calling import called, kinds, post, report, token

pytestmark = pytest.mark.django_db
BEGUN = int((MORNING - timedelta(minutes=4)).timestamp())


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def noted(cast: Cast, who: str = "agent", **more: str) -> int:
    form = {"community": str(cast.community.pk), "number": "139 0000 1111", "opened_at": str(BEGUN), **more}
    status: int = post(cast, "/calls/note", form, who).status_code
    return status


def test_a_call_is_written_down_at_the_phone_with_what_came_of_it(cast: Cast) -> None:
    assert noted(cast, disposition="answered", summary="问停水到几点", rings="2") == 302
    call = Call.objects.get()
    assert (call.number, call.agent, call.rings) == ("13900001111", cast.agent, 2)
    assert (call.started_at, call.ended_at) == (MORNING - timedelta(minutes=4), MORNING)
    assert kinds(call) == ["call.offered", "call.answered", "call.ended", "call.logged"]
    offered, answered, _ended, logged = event_queries.history("call", call.pk)
    assert answered.facts == {"rings": 2}
    assert logged.facts == {"linked": True, "call.disposition": "answered"}
    # The number is a text, which may be erased, and no fact.
    assert "13900001111" not in offered.facts_text
    assert offered.texts.get(name="number").text == "13900001111"
    assert not Duty.objects.filter(subject_kind="call", end="").exists()


def test_a_call_without_either_is_due_within_half_an_hour_and_stands_on_the_list(cast: Cast) -> None:
    assert noted(cast) == 302
    call = Call.objects.get()
    duty = Duty.objects.get(subject_kind="call", subject_id=call.pk)
    assert (duty.clause, duty.bearer_id, duty.due_at) == ("call.link", cast.agent.pk, MORNING + timedelta(minutes=30))
    listed = signed_in(cast, "agent").get("/calls").content.decode()
    assert f"/calls/{call.pk}" in listed
    case = received(cast)
    assert post(cast, f"/calls/{call.pk}/log", {"number_of_case": case.number}, minutes=20).status_code == 302
    call.refresh_from_db()
    duty.refresh_from_db()
    assert (call.case, duty.end) == (case, "done")
    assert f"/calls/{call.pk}" not in signed_in(cast, "agent").get("/calls").content.decode()
    assert f"/calls/{call.pk}" in signed_in(cast, "agent").get("/calls?show=all").content.decode()
    assert f"/calls/{call.pk}" in signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()


def test_a_call_that_nobody_logs_is_breached(cast: Cast) -> None:
    call = called(cast)
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        run_clock(MORNING + timedelta(hours=2))
    assert Duty.objects.get(subject_kind="call", subject_id=call.pk).breached_at is not None


def test_a_call_that_was_logged_while_on_the_phone_is_not_asked_for_again(cast: Cast) -> None:
    call = called(cast, ended=None)
    assert post(cast, f"/calls/{call.pk}/log", {"disposition": "referred"}).status_code == 302
    said = {"call": call.key, "event": "ended", "at": "2026-03-10 09:29:00"}
    assert report(token(cast, "二号"), said, MORNING + timedelta(minutes=1))[0] == 201
    assert kinds(call) == ["call.offered", "call.answered", "call.logged", "call.ended"]
    assert not Duty.objects.filter(subject_kind="call", end="").exists()


def test_one_written_down_later_says_when_it_came_and_how_long_it_lasted(cast: Cast) -> None:
    form = {"came_at": "2026-03-10T09:00", "minutes": "2.5", "disposition": "passed-on"}
    assert noted(cast, **form) == 302
    call = Call.objects.get()
    assert call.ended_at == MORNING - timedelta(minutes=27, seconds=30)
    assert noted(cast, came_at="2026-03-10T09:29", minutes="5") == 422
    assert noted(cast, is_missed="on", disposition="called-back") == 302
    missed = Call.objects.latest("id")
    assert (missed.is_missed, missed.agent) == (True, None)


def test_what_is_wrong_is_said_and_nothing_is_written(cast: Cast) -> None:
    number = received(cast).number
    for wrong in (
        {"number_of_case": "2026-777777"},
        {"disposition": "answered", "number_of_case": number},
        {"number": "call me"},
        {"disposition": "no such thing"},
    ):
        form = {"community": str(cast.community.pk), "summary": "问停水", **wrong}
        answer = post(cast, "/calls/note", form)
        assert answer.status_code == 422
        assert "问停水" in answer.content.decode()
    assert not Call.objects.exists()


def test_a_double_click_writes_it_down_once(cast: Cast) -> None:
    assert noted(cast, disposition="answered", request_key="k") == 302
    assert noted(cast, disposition="answered", request_key="k") == 302
    assert Call.objects.count() == 1
    call = Call.objects.get()
    for _ in range(2):
        form = {"disposition": "silent", "request_key": "l"}
        assert post(cast, f"/calls/{call.pk}/log", form, minutes=1).status_code == 302
    assert kinds(call).count("call.logged") == 2


def test_who_answers_no_calls_writes_none_down(cast: Cast) -> None:
    call = called(cast)
    for who, status in (("engineer", 403), ("auditor", 403), ("other_clerk", 404), ("cashier", 302)):
        assert post(cast, f"/calls/{call.pk}/log", {"disposition": "silent"}, who).status_code == status
    assert noted(cast, who="auditor") == 403
    # A community where one does not answer is no choice.
    assert noted(cast, who="other_clerk") == 422


def test_the_list_is_narrowed_and_goes_out_as_a_file(cast: Cast) -> None:
    one, other = called(cast), called(cast, call="2", number="13800002222", answered=None, rings=None)
    client = signed_in(cast, "agent")

    def shown(query: str) -> set[int]:
        page = client.get(f"/calls?{query}").content.decode()
        return {call.pk for call in (one, other) if f"/calls/{call.pk}" in page}

    assert shown("show=all") == {one.pk, other.pk}
    assert shown("show=missed") == {other.pk}
    assert shown("show=all&since=2026-03-11") == set()
    assert shown("show=all&hour=9&until=2026-03-10") == {one.pk, other.pk}
    assert shown("show=all&hour=10") == set()
    assert shown(f"show=all&agent={cast.agent.pk}") == {one.pk, other.pk}
    assert shown(f"show=all&agent={cast.lead.pk}") == set()
    answer = client.post("/calls/export?show=all")
    assert answer["content-type"].endswith("sheet")
    assert len(answer.getvalue()) > 3_000


def test_a_sheet_that_says_nothing_is_no_call(cast: Cast) -> None:
    answer = post(cast, "/calls/note", {"community": str(cast.community.pk)})
    assert answer.status_code == 422
    assert "Write down the number" in answer.content.decode()
    assert not Call.objects.exists()
    said = {"community": str(cast.community.pk), "number": "13900001111", "minutes": "5"}
    assert post(cast, "/calls/note", said).status_code == 302
    call = Call.objects.get()
    assert call.ended_at is not None
    assert call.ended_at - call.started_at == timedelta(minutes=5)
