"""What putting an entry right leads to: what may still be turned down, what is due, what the page shows."""

import pytest

from kefu.counter.actions import correct_errand
from kefu.duties.acts import Act
from kefu.fees import actions as fees
from kefu.fees.models import Deposit
from kefu.gate import actions as gate
from kefu.gate.models import Pass
from tests.cases.test_cases import MORNING
from tests.cast import Cast, make_cast
from tests.counter.errands import home, step, taken
from tests.counter.test_errands import at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    home(found)
    return found


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
