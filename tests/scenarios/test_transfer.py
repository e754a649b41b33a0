"""A home is sold: while it owes anything nothing passes; cleared, owner, cards, keys and parking go over on the day."""

from decimal import Decimal

import pytest

from kefu.custody import actions as custody
from kefu.custody.actions import Holder, NewThings, Vehicle
from kefu.custody.models import Handout, Thing
from kefu.duties.acts import Act
from kefu.fees import actions as fees
from kefu.fees.models import Charge
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast, make_cast
from tests.counter.errands import begun, home, living, step, taken

pytestmark = pytest.mark.django_db
SOLD = {"new.owner": "何伟", "new.phone": "13500005555", "on": "2026-03-10"}
PAPERS = {f"paper-{name}": "on" for name in ("deed", "old", "new")}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_arrears_are_refused_and_then_it_is_done(cast: Cast) -> None:
    unit, by = home(cast), Act(cast.lead.pk, BEGAN)
    owner = unit.residencies.get().person
    for kind, number in (("card", "C-100"), ("parking", "B-12")):
        custody.register_things(cast.community.pk, NewThings(kind, [number]), by=by)
    holder = Holder(owner.name, unit, owner)
    custody.issue_card(Thing.objects.get(number="C-100").pk, by=by, to=holder)
    custody.assign_parking(Thing.objects.get(number="B-12").pk, by=by, to=holder, vehicle=Vehicle("粤B12345"))
    cashier = Act(cast.cashier.pk, BEGAN)
    fees.charge_household(unit.pk, by=cashier, item="管理费 2026-02", amount=Decimal("236.50"))

    errand = begun(cast, "transfer", **SOLD, **PAPERS)
    status, page = step(cast, errand, "hand-over", "lead")
    assert (status, "This household owes 236.50 yuan. It pays first." in page) == (422, True)
    assert living(unit) == [("王芳", "owner")]

    paid = Act(cast.cashier.pk, MORNING)
    ids = list(Charge.objects.values_list("id", flat=True))
    fees.settle_charges(unit.pk, by=paid, charge_ids=ids, way="cash", payer="王芳")
    taken(cast, errand, "hand-over", "lead")
    assert errand.state == "done"
    assert living(unit) == [("何伟", "owner")]
    now = Handout.objects.filter(back_at=None).order_by("thing__number")
    assert [(one.thing.number, one.name) for one in now] == [("B-12", "何伟"), ("C-100", "何伟")]


def test_who_leaves_gives_back_what_they_hold(cast: Cast) -> None:
    unit, by = home(cast), Act(cast.lead.pk, BEGAN)
    owner = unit.residencies.get().person
    custody.register_things(cast.community.pk, NewThings("card", ["C-100"]), by=by)
    custody.issue_card(Thing.objects.get().pk, by=by, to=Holder(owner.name, unit, owner))
    errand = begun(cast, "withdrawal", reason="开发商回购", **{"paper-agreement": "on"})
    taken(cast, errand, "close", "lead", keys="4")
    assert (errand.state, living(unit), Thing.objects.get().state) == ("done", [], "kept")
