"""A renovation from its application through an order to stop, an extension and acceptance to the refund by two people."""

from datetime import timedelta
from decimal import Decimal

import pytest

from kefu.fees.models import Deposit
from kefu.gate.models import Pass
from tests.cases.test_cases import MORNING
from tests.cast import Cast, make_cast
from tests.counter.errands import begun, home, step, taken
from tests.scenarios.test_move_in import books_are_even

pytestmark = pytest.mark.django_db
APPLICATION = {
    "plan": "厨房卫生间翻新，不动承重墙",
    "contractor": "鸿运装饰",
    "contractor.phone": "13600004444",
    "from": "2026-03-16",
    "until": "2026-05-15",
    "told": "on",
    **{f"paper-{name}": "on" for name in ("application", "plans", "contract", "licence")},
}


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    home(found)
    return found


def test_from_the_application_to_the_refund_less_a_deduction(cast: Cast) -> None:
    errand = begun(cast, "renovation-permit", **APPLICATION)

    # Approved by who leads, the deposit is taken and the workers get passes.
    assert step(cast, errand, "approve", "agent", approved="yes")[0] == 403
    taken(cast, errand, "approve", "lead", approved="yes")
    taken(cast, errand, "deposit", "cashier", deposit="2000", way="transfer")
    taken(cast, errand, "passes", workers="赵木\n钱瓦", **{"paper-identities": "on"})
    assert [(one.holder, one.kind, one.company) for one in Pass.objects.order_by("id")] == [
        ("赵木", "worker", "鸿运装饰"),
        ("钱瓦", "worker", "鸿运装饰"),
    ]

    # A wall is knocked through: stop. Nothing goes on until it is put right, only looking does.
    day = MORNING + timedelta(days=20)
    taken(cast, errand, "inspect", "engineer", day, breach="yes", found="拆改非承重墙，已超出申报范围")
    taken(cast, errand, "stop", "lead", day, order="立即停工，恢复墙体")
    assert errand.is_stopped
    status, page = step(cast, errand, "complete", "agent", day)
    assert (status, "This step cannot be taken now." in page) == (422, True)
    taken(cast, errand, "inspect", "engineer", day + timedelta(days=2), breach="no", found="墙体已恢复")
    taken(cast, errand, "resume", "lead", day + timedelta(days=2), mended="墙体按原样恢复")
    assert not errand.is_stopped

    # It takes longer: the passes are extended with it.
    taken(cast, errand, "extend", "lead", day + timedelta(days=3), **{"until.new": "2026-06-15"})
    assert {f"{one.valid_until.astimezone(MORNING.tzinfo):%Y-%m-%d}" for one in Pass.objects.all()} == {"2026-06-15"}

    # Completed, accepted with something to deduct, passes handed in.
    ended = MORNING + timedelta(days=90)
    taken(cast, errand, "complete", "agent", ended)
    taken(
        cast,
        errand,
        "accept",
        "engineer",
        ended,
        accepted="公共走廊墙面碰损",
        deducted="300",
        **{"deducted.why": "修补走廊墙面"},
    )
    taken(cast, errand, "hand-in", "agent", ended)
    assert set(Pass.objects.values_list("state", flat=True)) == {"handed-in"}

    # The deposit goes back after ninety days, approved by one and paid out by another.
    status, page = step(cast, errand, "approve-refund", "supervisor", ended + timedelta(days=89))
    assert (status, "This waits until 2026-09-06" in page) == (422, True)
    after = ended + timedelta(days=91)
    assert step(cast, errand, "refund", "cashier", after, **{"refund.way": "transfer"})[0] == 422
    taken(cast, errand, "approve-refund", "supervisor", after)
    taken(cast, errand, "refund", "cashier", after, **{"refund.way": "transfer"})
    deposit = Deposit.objects.get()
    assert (deposit.state, deposit.refunded) == ("refunded", Decimal(1700))
    assert [(one.amount, one.reason) for one in deposit.deductions.all()] == [(Decimal(300), "修补走廊墙面")]
    assert deposit.approved_by != deposit.refunded_by
    assert errand.state == "done"
    assert books_are_even(cast.community)

    # Once is enough.
    assert step(cast, errand, "refund", "cashier", after, **{"refund.way": "cash"})[0] == 422


def test_what_is_not_approved_ends_with_its_reason(cast: Cast) -> None:
    errand = begun(cast, "renovation-permit", **APPLICATION)
    assert step(cast, errand, "approve", "lead", approved="no")[0] == 422
    taken(cast, errand, "approve", "lead", approved="no", reason="拟拆承重墙")
    assert step(cast, errand, "deposit", "cashier", deposit="2000", way="cash")[0] == 422
    taken(cast, errand, "turn-down", told="on")
    assert errand.state == "refused"
    assert not Deposit.objects.exists()
