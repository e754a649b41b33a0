"""One duty: what its page says, and each verb on it by everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse

from kefu.cases.models import Case
from kefu.desk.access import RIGHTS
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from tests.cases.test_cases import MORNING, do, received, unregistered
from tests.cast import Cast
from tests.desk.conftest import SignIn

CLAUSE = "repair.slip"
EVERYBODY = ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "keeper", "administrator")
ALLOWED = {
    # The agent bears the duty.
    "attest": {"agent", "supervisor", "manager"},
    "move": {"supervisor", "manager"},
    "waive": {"manager"},
    "reissue": {"manager"},
}
EVENTS = {
    "attest": "duty.attested",
    "move": "duty.moved",
    "waive": "duty.waived",
    "reissue": "duty.reissued",
}
VERBS = pytest.mark.parametrize("verb", RIGHTS)


@pytest.fixture
def case(cast: Cast) -> Case:
    return received(cast, kind="repair", severity="", repair_way="private")


def duty_for(case: Case, verb: str) -> Duty:
    """A duty that has this verb: only what no page records is attested."""
    duties = Duty.objects.filter(subject_kind="case", subject_id=case.pk, end="")
    return unregistered(case) if verb == "attest" else duties.get(clause=CLAUSE)


def form_of(cast: Cast, verb: str) -> dict[str, str]:
    return {
        "attest": {"note": "已登台帐"},
        "move": {"bearer": str(cast.lead.pk)},
        "waive": {"why": "重复来件"},
        "reissue": {"due_at": "2026-03-13T17:00", "why": "客户要求改日"},
    }[verb]


def post(as_: SignIn, who: str, duty: Duty, verb: str, form: dict[str, str], hours: float = 1) -> HttpResponse:
    with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
        answer = as_(who).post(f"/duties/{duty.pk}/{verb}", form)
    duty.refresh_from_db()
    assert isinstance(answer, HttpResponse)
    return answer


def acts(case: Case) -> list[str]:
    """What people did."""
    return [event.kind for event in event_queries.history("case", case.pk) if event.actor_id is not None]


@VERBS
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_does_it_and_one_event_is_recorded(verb: str, who: str, cast: Cast, case: Case, as_: SignIn) -> None:
    duty, before = duty_for(case, verb), acts(case)
    status = post(as_, who, duty, verb, form_of(cast, verb)).status_code
    is_allowed = who in ALLOWED[verb]
    assert status == (302 if is_allowed else 403)
    assert acts(case) == [*before, EVENTS[verb]] if is_allowed else before
    if is_allowed and verb != "attest":
        assert (duty.end, duty.bearer_id == cast.lead.pk, duty.given_at is not None) == {
            "move": ("", True, False),
            "waive": ("waived", False, False),
            "reissue": ("", False, True),
        }[verb]


@VERBS
def test_nothing_is_done_by_looking_nor_by_others(verb: str, cast: Cast, case: Case, as_: SignIn) -> None:
    duty, before = duty_for(case, verb), acts(case)
    assert as_("manager").get(f"/duties/{duty.pk}/{verb}").status_code == 405
    assert post(as_, "other_clerk", duty, verb, form_of(cast, verb)).status_code == 404
    assert acts(case) == before


@VERBS
def test_what_has_ended_is_refused_with_a_word(verb: str, cast: Cast, case: Case, as_: SignIn) -> None:
    duty = duty_for(case, verb)
    assert post(as_, "manager", duty, "waive", {"why": "试"}).status_code == 302
    before = acts(case)
    answer = post(as_, "manager", duty, verb, form_of(cast, verb), hours=2)
    assert answer.status_code == 422
    assert "This duty has ended already" in answer.content.decode()
    assert acts(case) == before


@VERBS
def test_a_double_click_counts_once(verb: str, cast: Cast, case: Case, as_: SignIn) -> None:
    duty, before = duty_for(case, verb), acts(case)
    form = form_of(cast, verb) | {"request_key": "once"}
    assert [post(as_, "manager", duty, verb, form)["Location"] for _ in range(2)] == [f"/duties/{duty.pk}"] * 2
    assert acts(case) == [*before, EVENTS[verb]]


@VERBS
def test_somebody_was_faster(verb: str, cast: Cast, case: Case, as_: SignIn) -> None:
    duty = duty_for(case, verb)
    do(cast, case, "accept")
    before = acts(case)
    answer = post(as_, "manager", duty, verb, {"expect": "1", **form_of(cast, verb)}, hours=2)
    assert answer.status_code == 422
    assert "Somebody was faster" in answer.content.decode()
    assert acts(case) == before


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("waive", {"why": ""}),
        ("reissue", {"due_at": "2026-03-13T17:00", "why": ""}),
        ("reissue", {"due_at": "2026-03-01T17:00", "why": "过去"}),
        ("move", {"bearer": ""}),
        ("attest", {"note": "这一项有自己的页面"}),
    ],
)
def test_what_cannot_be_is_refused(verb: str, form: dict[str, str], cast: Cast, case: Case, as_: SignIn) -> None:
    duty, before = duty_for(case, "waive"), acts(case)
    assert post(as_, "manager", duty, verb, form).status_code == 422
    assert acts(case) == before


def test_nobody_of_another_community_is_given_a_duty(cast: Cast, case: Case, as_: SignIn) -> None:
    duty = duty_for(case, "move")
    assert post(as_, "manager", duty, "move", {"bearer": str(cast.other_clerk.pk)}).status_code == 422
    assert duty.bearer_id == cast.agent.pk


def test_no_later_time_mends_a_broken_promise(cast: Cast, case: Case, as_: SignIn) -> None:
    duty = duty_for(case, "reissue")
    run_clock(MORNING + timedelta(days=1))
    answer = post(as_, "manager", duty, "reissue", {"due_at": "2026-03-13T17:00", "why": "晚了"}, hours=25)
    assert answer.status_code == 422
    assert "no later time mends a broken promise" in answer.content.decode()


def test_from_my_day_one_comes_back_to_it(cast: Cast, case: Case, as_: SignIn) -> None:
    answer = post(as_, "agent", duty_for(case, "attest"), "attest", {"my-day": "1"})
    assert answer["Location"] == "/"


def test_the_page_tells_the_whole_duty(cast: Cast, as_: SignIn) -> None:
    case = received(cast)
    duty = Duty.objects.get(subject_id=case.pk, clause="complaint.settle.own")
    post(as_, "manager", duty, "reissue", form_of(cast, "reissue"))
    post(as_, "supervisor", duty, "move", {"bearer": str(cast.lead.pk)}, hours=2)
    run_clock(MORNING + timedelta(days=4))
    with time_machine.travel(MORNING + timedelta(days=4), tick=False):
        page = as_("agent").get(f"/duties/{duty.pk}")
    said = page.content.decode()
    for word in (
        "客户要求改日",
        "王建国",
        "刘强",
        "陈静",
        "duty re-issued",
        "duty breached",
        "named by a colleague",
        duty.clause,
    ):
        assert word in said, word
    assert page.context["whole"].verbs == []
    assert page.context["whole"].steps
    assert f"/cases/{case.pk}" in said


def test_two_of_one_period_are_told_apart_and_begin_with_it(cast: Cast, as_: SignIn) -> None:
    run_clock(MORNING)
    first, second = Duty.objects.filter(clause="department.contact", end="").order_by("id")
    for number, duty in enumerate((first, second), 1):
        page = as_("manager").get(f"/duties/{duty.pk}")
        assert f"period from 2026-03-01, no. {number}" in page.content.decode()
        assert page.context["whole"].events[0].name == "period begun"
    listed = as_("manager").get(f"/rulebook/{cast.community.pk}/clauses/department.contact").content.decode()
    assert "no. 1</span>" in listed
    assert "no. 2</span>" in listed


def test_how_a_due_time_was_counted_stands_there(cast: Cast, case: Case, as_: SignIn) -> None:
    with time_machine.travel(MORNING, tick=False):
        page = as_("auditor").get(f"/duties/{duty_for(case, 'waive').pk}")
    assert len(page.context["told"].lines) >= 2
    assert as_("other_clerk").get(f"/duties/{duty_for(case, 'waive').pk}").status_code == 404
