"""What putting an entry right leads to: what may still be turned down, what is due, what the page shows."""

from datetime import timedelta

import pytest
import time_machine

from kefu.counter.actions import correct_errand
from kefu.counter.models import Errand
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.fees import actions as fees
from kefu.fees.models import Deposit
from kefu.gate import actions as gate
from kefu.gate.models import Pass
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast
from tests.counter.errands import begun, step, taken
from tests.counter.test_errands import RENOVATION, at_work
from tests.scenarios.test_special_service import SERVICE

pytestmark = pytest.mark.django_db


def test_what_was_given_out_by_a_decision_is_settled_before_its_opposite_is_told(cast: Cast) -> None:
    errand = at_work(cast)
    by = Act(cast.lead.pk, MORNING)
    correct_errand(errand.pk, "approve", by=by, values={"approved": False, "reason": "拆承重墙"}, why="看错图纸")
    status, page = step(cast, errand, "turn-down", told="on")
    assert (status, errand.state) == (422, "open")
    deposit, made = Deposit.objects.get(), Pass.objects.get()
    assert f"Not settled yet: deposit 2000, pass {made}." in page
    assert not errand.taken.filter(step="turn-down").exists()
    fees.approve_refund(deposit.pk, by=Act(cast.supervisor.pk, MORNING), deductions=[])
    fees.refund_deposit(deposit.pk, by=Act(cast.cashier.pk, MORNING), way="cash")
    gate.revoke_pass(made.pk, by=by, said="不予同意")
    taken(cast, errand, "turn-down", told="on")
    assert errand.state == "refused"


def put_right(cast: Cast, errand: Errand, step: str, who: str = "agent", /, **typed: str) -> None:
    """A step as its form sends it, put right."""
    with time_machine.travel(MORNING + timedelta(minutes=10), tick=False):
        answer = signed_in(cast, who).post(f"/counter/errands/{errand.pk}/correct/{step}", {"why": "听错", **typed})
    assert answer.status_code == 302, answer.content.decode()


def page_of(cast: Cast, errand: Errand, who: str = "agent") -> tuple[str, str]:
    """What an errand's page says of the steps taken, and of what happened."""
    page = signed_in(cast, who).get(f"/counter/errands/{errand.pk}").content.decode()
    return page.partition('id="taken"')[2].partition('id="outcomes"')[0], page.partition('id="events"')[2]


def duty_ends(errand: Errand, clause: str) -> list[str]:
    found = Duty.objects.filter(subject_kind="errand", subject_id=errand.pk, clause=clause).order_by("id")
    return [duty.end for duty in found]


def test_another_time_agreed_is_another_time_due(cast: Cast) -> None:
    errand = begun(cast, "special-service", **SERVICE, told="on")
    put_right(cast, errand, "agree", **{**SERVICE, "at": "2026-03-11T15:00"})
    assert duty_ends(errand, "service.done") == ["cancelled", ""]
    assert Duty.objects.get(clause="service.done", end="").due_at == MORNING + timedelta(days=1, hours=5, minutes=30)
    steps, events = page_of(cast, errand)
    assert "2026-03-11 15:00" in steps
    assert "2026-03-11 10:00" not in steps
    assert "Agreed time: 2026-03-11 10:00 → 2026-03-11 15:00" in events


def test_a_finding_put_right_opens_what_it_calls_for_and_takes_it_back(cast: Cast) -> None:
    errand = at_work(cast)
    taken(cast, errand, "inspect", "lead", breach="no")
    assert duty_ends(errand, "renovation.stop") == []
    put_right(cast, errand, "inspect", "lead", breach="yes", found="拆改隔墙")
    assert duty_ends(errand, "renovation.stop") == [""]
    put_right(cast, errand, "inspect", "lead", breach="no")
    assert duty_ends(errand, "renovation.stop") == ["cancelled"]
    _steps, events = page_of(cast, errand, "lead")
    assert "A breach was found: yes → no" in events
    assert events.count("拆改隔墙 → –") == 1


def test_the_last_time_that_a_step_was_taken_is_put_right(cast: Cast) -> None:
    errand = at_work(cast)
    taken(cast, errand, "inspect", "lead", breach="yes", found="拆改隔墙")
    taken(cast, errand, "inspect", "lead", breach="yes", found="未恢复")
    put_right(cast, errand, "inspect", "lead", breach="yes", found="已恢复一半")
    said = [one.values["found"] for one in errand.taken.filter(step="inspect").order_by("times")]
    assert said == ["拆改隔墙", "已恢复一半"]
    steps, _events = page_of(cast, errand, "lead")
    assert steps.count(f"/counter/errands/{errand.pk}/correct/inspect") == 1


def test_a_number_put_right_stands_masked_among_what_happened(cast: Cast) -> None:
    errand = begun(cast, "renovation-permit", **RENOVATION)
    sent = {name: value for name, value in RENOVATION.items() if not name.startswith(("paper-", "told"))}
    put_right(cast, errand, "apply", **{**sent, "contractor.phone": "13600005555"})
    steps, events = page_of(cast, errand)
    assert "13600005555" in steps
    assert "136****4444 → 136****5555" in events
