"""A family moves in: number, papers, payment, joint inspection with three defects, handover, keys, file."""

from datetime import timedelta

import pytest

from kefu.cases.models import Case
from kefu.fees import queries as fee_queries
from kefu.fees.models import Entry, Receipt
from kefu.people.models import Community
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.counter.errands import begin, begun, home, living, signed, step, taken
from tests.pdf import pictures_on, text_of

pytestmark = pytest.mark.django_db
PAPERS = {"paper-notice": "on", "paper-purchase": "on", "paper-identity": "on"}
FAMILY = {
    "owner": "周敏",
    "owner.phone": "13700002222",
    "contract": "HT-2026-118",
    "household": "周乐 女儿\n林海 配偶 13700003333",
}
DEFECTS = "主卧 窗扇关不严\n厨房 水管接头渗水\n卫生间 地漏返味"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_from_the_first_paper_to_the_keys(cast: Cast) -> None:
    unit = home(cast, "3-2-602", owner="")
    who = {"place": "3-2-602", "applicant": "周敏", "phone": "13700002222"}

    # Without the move-in notice in hand nothing begins.
    status, page = begin(cast, "move-in", **who, **FAMILY, **{**PAPERS, "paper-notice": ""})
    assert (status, "This field is required." in page) == (422, True)
    errand = begun(cast, "move-in", **who, **FAMILY, **PAPERS)

    # Nobody inspects before the fees are paid, and only the cashier takes them.
    meters = {"water": "12", "power": "340", "gas": "5", "sound": "no", "defects": DEFECTS}
    assert step(cast, errand, "inspect", **meters)[0] == 422
    assert step(cast, errand, "pay", "agent", **{"fees.paid": "1200", "way": "wechat"})[0] == 403
    taken(cast, errand, "pay", "cashier", **{"fees.paid": "1200", "way": "wechat"})
    assert (Receipt.objects.get().payer, Entry.objects.get().words) == ("周敏", "入住费用")

    # Route and time of moving may be agreed meanwhile.
    taken(cast, errand, "slot", moving="2026-03-14T09:00", route="东门进，2 单元货梯")

    # Three defects are found together: three repairs under warranty, each with its own promise.
    at = MORNING + timedelta(hours=1)
    status, page = step(cast, errand, "inspect", "agent", at, **{**meters, "defects": ""})
    assert (status, "This field is required." in page) == (422, True)
    taken(cast, errand, "inspect", "agent", at, **meters, **{"inspected.by": signed()})
    repairs = Case.objects.order_by("id")
    assert [(one.matter, one.kind, one.repair_way, one.caller) for one in repairs] == [
        (matter, "repair", "warranty", "周敏") for matter in DEFECTS.splitlines()
    ]
    assert {one.unit_id for one in repairs} == {unit.pk}

    # Signed for, the keys are handed over: the family belongs to the home.
    assert living(unit) == []
    taken(cast, errand, "hand-over", "agent", at, keys="5", signed=signed())
    assert errand.state == "done"
    assert living(unit) == [("周敏", "owner")]

    # What came of it stands on the page, and the forms print with what was signed.
    client = signed_in(cast, "agent")
    page = client.get(f"/counter/errands/{errand.pk}").content.decode()
    assert all(f'href="/cases/{one.pk}"' in page for one in repairs)
    registration = client.get(f"/counter/errands/{errand.pk}/forms/registration").content
    assert all(word in text_of(registration) for word in ("HT-2026-118", "周乐", "■", "Move-in notice"))
    inspection = client.get(f"/counter/errands/{errand.pk}/forms/inspection").content
    assert "主卧" in text_of(inspection)
    assert pictures_on(inspection) == 2
    assert books_are_even(cast.community)


def test_what_is_refused_on_the_way_leaves_nothing_behind(cast: Cast) -> None:
    unit = home(cast, "3-2-602", owner="周敏", phone="13700002222")
    who = {"place": "3-2-602", "applicant": "周敏", "phone": "13700002222"}
    errand = begun(cast, "move-in", **who, **FAMILY, **PAPERS)
    taken(cast, errand, "pay", "cashier", **{"fees.paid": "1200", "way": "cash"})
    taken(cast, errand, "inspect", water="1", power="1", sound="yes")

    # She belongs to the home already: the handover is refused as a whole, and what was typed stands there still.
    status, page = step(cast, errand, "hand-over", "lead", keys="5")
    assert (status, "belongs to this unit already" in page, 'value="5"' in page) == (422, True, True)
    assert (errand.state, errand.taken.filter(step="hand-over").exists()) == ("open", False)
    assert living(unit) == [("周敏", "owner")]


def books_are_even(community: Community) -> bool:
    return fee_queries.difference(community.pk) == 0 and fee_queries.unbalanced() == []
