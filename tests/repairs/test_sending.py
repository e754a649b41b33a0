"""What an engineer's phone sends over HTTP: once, in its own time, by who did it, with what is wrong in words."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.cases.models import Case, RepairWork
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act, Subject
from kefu.duties.models import Duty
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import Unit
from kefu.events import queries as event_queries
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.workorders.pictures import signature

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def given(cast: Cast, **more: str) -> Case:
    urgent = {"kind": "repair", "severity": "", "repair_way": "private", "is_urgent": "on"}
    case = received(cast, **{**urgent, **more})
    with time_machine.travel(MORNING + timedelta(minutes=2), tick=False):
        form = {"handler": str(cast.engineer.pk)}
        assert signed_in(cast, "agent").post(f"/cases/{case.pk}/assign", form).status_code == 302
    return case


def sent(cast: Cast, of: Case, **more: object) -> tuple[int, dict[str, object]]:
    """Sent at half past twelve what was done at ten to ten; `who`: another than the engineer."""
    who = str(more.pop("who", "engineer"))
    form = {
        "user": str(cast[who].pk),
        "case": str(of.pk),
        "verb": "arrive",
        "happened_at": str(int((MORNING + timedelta(minutes=20)).timestamp())),
        "request_key": "phone-1",
        "expect": str(duty_queries.seq_of(_subject(of))),
        "people": "2",
        "is_let_in": "on",
        **more,
    }
    with time_machine.travel(LATER, tick=False):
        answer = signed_in(cast, who).post("/engineer/send", form)
    is_ours = "json" in answer.headers.get("Content-Type", "")
    return answer.status_code, answer.json() if is_ours else {}


def _subject(case: Case) -> Subject:
    return Subject("case", case.pk, case.community_id, case.number)


def arrivals(case: Case) -> list[str]:
    found = event_queries.history("case", case.pk).filter(kind="repair.arrived")
    return [f"{event.happened_at - MORNING} {event.recorded_at - MORNING}" for event in found]


def test_what_happened_before_it_was_sent_counts_from_then(cast: Cast) -> None:
    case = given(cast)
    assert sent(cast, case)[0] == 200
    assert arrivals(case) == ["0:20:00 3:00:00"]
    # Half an hour was promised: kept, though the clock had called it broken before the phone was heard.
    duty = Duty.objects.get(subject_id=case.pk, clause="repair.emergency.arrive")
    assert (duty.end, duty.ended_at) == ("done", MORNING + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("told", "found"),
    [(timedelta(days=1), timedelta(hours=3)), (timedelta(days=-1), timedelta(minutes=2))],
)
def test_a_clock_that_is_wrong_is_held_to_what_can_be(cast: Cast, told: timedelta, found: timedelta) -> None:
    case = given(cast)
    assert sent(cast, case, happened_at=str(int((MORNING + told).timestamp())))[0] == 200
    assert arrivals(case) == [f"{found} 3:00:00"]


def test_what_is_sent_again_is_done_once(cast: Cast) -> None:
    case = given(cast)
    first, second = sent(cast, case), sent(cast, case, expect="1")
    assert first == second
    assert len(arrivals(case)) == 1
    photo = {"after": SimpleUploadedFile("后.png", signature(70), "image/png")}
    done = {"verb": "resolve", "request_key": "phone-2", "result": "已换", "work.signed": "on"}
    assert sent(cast, case, **done, **photo)[0] == 200
    photo["after"].seek(0)
    assert sent(cast, case, **done, **photo)[0] == 200
    assert RepairWork.objects.count() == 1


def test_what_somebody_overtook_is_told_and_can_be_sent_all_the_same(cast: Cast) -> None:
    case = given(cast)
    status, said = sent(cast, case, expect="1")
    assert status == 422
    assert "张晓梅" in str(said["messages"])
    assert arrivals(case) == []
    assert sent(cast, case, expect=str(said["seq"]))[0] == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people": "1"}, "repair.visit.two-people"),
        ({"people": "many"}, "How many came"),
        ({"verb": "resolve", "result": "已换"}, "repair.private.signed"),
    ],
)
def test_what_clauses_and_forms_refuse_is_told_in_words(cast: Cast, wrong: dict[str, object], said: str) -> None:
    case = given(cast)
    status, answer = sent(cast, case, **wrong)
    assert (status, said in str(answer["messages"])) == (422, True)


def test_nobody_sends_as_somebody_else_nor_elsewhere(cast: Cast) -> None:
    case = given(cast)
    status, said = sent(cast, case, user=str(cast.lead.pk))
    assert (status, said["another"]) == (422, True)
    status, said = sent(cast, case, who="cashier")
    assert (status, said["messages"]) == (403, ["You may not do this any more."])
    assert sent(cast, case, who="other_clerk")[0] == 404
    assert sent(cast, case, verb="close")[0] == 400
    assert sent(cast, case, case="9" * 30)[0] == 400
    assert arrivals(case) == []


def test_the_slips_are_those_given_to_who_asks_by_due_time(cast: Cast) -> None:
    row = EstateRow("3栋", "2", 12, "3-2-1201", "home", "王丽", "13912345678", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=Act(cast.manager.pk, BEGAN))
    calm = given(cast, is_urgent="", repair_way="public", repair_item="lighting-ordinary")
    urgent = given(cast, unit=str(Unit.objects.get().pk))
    with time_machine.travel(MORNING + timedelta(minutes=5), tick=False):
        said = signed_in(cast, "engineer").get("/engineer/slips").json()
        nothing = signed_in(cast, "agent").get("/engineer/slips").json()
    assert [one["id"] for one in said["slips"]] == [urgent.pk, calm.pk]
    assert "（repair.emergency.arrive）" in said["slips"][0]["clause"]
    assert said["slips"][0]["due"] == "03-10 10:00"
    assert (said["buildings"], nothing["slips"], nothing["buildings"]) == (["3栋"], [], [])
