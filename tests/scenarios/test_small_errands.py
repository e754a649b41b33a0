"""A morning at the window: a visitor, goods that leave once, a lost card, a key that comes back late, a parking space."""

from datetime import timedelta

import pytest

from kefu.custody import actions as custody
from kefu.custody.actions import NewThings
from kefu.custody.models import Handout, Thing
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.gate import actions as gate
from kefu.gate.actions import PassRefused
from kefu.gate.models import Pass
from kefu.people.models import Community
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.counter.errands import begin, begun, home, signed, step, taken
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
EVENING = "2026-03-10T20:00"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    home(found)
    return found


def registered(cast: Cast, kind: str, *numbers: str) -> list[Thing]:
    custody.register_things(cast.community.pk, NewThings(kind, numbers), by=Act(cast.lead.pk, BEGAN))
    return list(Thing.objects.filter(kind=kind).order_by("id"))


def printed(cast: Cast, errand_id: int) -> str:
    return text_of(signed_in(cast, "agent").get(f"/counter/errands/{errand_id}/forms/slip").content)


def test_a_visitor_is_registered_told_of_and_goes_in_by_the_code(cast: Cast) -> None:
    typed = {"visitor": "郑洁", "host": "王芳", "purpose": "送文件", "until": EVENING, "host.told": "yes"}
    errand = begun(cast, "visitor", **typed)
    visitor = Pass.objects.get()
    assert (errand.state, visitor.kind, visitor.host, visitor.is_host_told) == ("done", "visitor", "王芳", True)
    gate.enter_visitor(visitor.pk, by=Act(cast.agent.pk, MORNING + timedelta(minutes=5)))
    with pytest.raises(PassRefused):
        gate.enter_visitor(visitor.pk, by=Act(cast.agent.pk, MORNING + timedelta(minutes=6)))
    gate.leave_visitor(visitor.pk, by=Act(cast.agent.pk, MORNING + timedelta(hours=1)))
    assert "郑洁" in printed(cast, errand.pk)


def test_goods_leave_by_their_slip_once_only(cast: Cast) -> None:
    errand = begun(cast, "goods-release", goods="冰箱 1 台\n沙发 2 件", until=EVENING)
    slip = Pass.objects.get()
    assert slip.items == ["冰箱 1 台", "沙发 2 件"]
    gate.release_goods(slip.pk, by=Act(cast.lead.pk, MORNING + timedelta(minutes=20)))
    with pytest.raises(PassRefused):
        gate.release_goods(slip.pk, by=Act(cast.lead.pk, MORNING + timedelta(minutes=21)))
    assert "冰箱 1 台" in printed(cast, errand.pk)


def test_a_card_is_issued_lost_and_replaced(cast: Cast) -> None:
    first, second = registered(cast, "card", "C-1", "C-2")
    owner = Community.objects.get(pk=cast.community.pk).residents.get(name="王芳")
    shown = {"paper-identity": "on"}
    page = signed_in(cast, "agent").get(f"/counter/begin/{cast.community.pk}/card").content.decode()
    assert "Which household is it?" in page
    begun(cast, "card", what="issue", number="C-1", holder=str(owner.pk), **shown)
    status, page = begin(cast, "card", what="issue", number="C-1", holder=str(owner.pk), **shown)
    assert (status, "王芳" in page) == (422, True)
    begun(cast, "card", what="load", card=str(first.pk), entry="3 栋大门 2027-03", **shown)
    begun(cast, "card", what="lost", card=str(first.pk), number="C-2", **shown)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, first.replaced_by) == ("retired", "out", second)
    errand = begun(cast, "card", what="return", card=str(second.pk), **shown)
    second.refresh_from_db()
    assert second.state == "kept"
    assert "return" in printed(cast, errand.pk)


def test_a_key_is_lent_overdue_and_comes_back(cast: Cast) -> None:
    registered(cast, "key", "K-7")
    typed = {"what": "lend", "number": "K-7", "purpose": "检修水管", "until": "2026-03-10T12:00"}
    status, page = begin(cast, "key", **typed)
    assert (status, "This field is required." in page) == (422, True)
    errand = begun(cast, "key", **typed, signed=signed())
    status, page = begin(cast, "key", **typed, signed=signed())
    assert (status, "王芳" in page) == (422, True)
    run_clock(MORNING + timedelta(hours=4))
    duty = Duty.objects.get(clause="key.bring-back")
    assert duty.breached_at is not None
    taken(cast, errand, "back", "agent", MORNING + timedelta(hours=5), **{"signed.back": signed()})
    duty.refresh_from_db()
    assert (duty.end, errand.state, Handout.objects.get().back_at is not None) == ("done", "done", True)
    assert step(cast, errand, "back", "agent", MORNING + timedelta(hours=6))[0] == 422


def test_a_household_leaves_its_key_and_takes_it_back(cast: Cast) -> None:
    errand = begun(cast, "key", what="leave", number="L-1", purpose="出差期间通风", signed=signed())
    assert Thing.objects.get().unit == errand.unit
    taken(cast, errand, "back")
    assert errand.state == "done"
    assert not Handout.objects.filter(back_at=None).exists()


def test_passes_and_a_parking_space(cast: Cast) -> None:
    begun(cast, "pass", holders="王芳\n王小宝", until="2027-03-10", **{"paper-identity": "on"})
    assert list(Pass.objects.order_by("id").values_list("holder", "kind")) == [
        ("王芳", "resident"),
        ("王小宝", "resident"),
    ]
    (space,) = registered(cast, "parking", "B-12")
    car = {"what": "assign", "number": "B-12", "plate": "粤B12345", "paper-licence": "on"}
    begun(cast, "parking", **car)
    status, page = begin(cast, "parking", **car)
    assert (status, "王芳" in page) == (422, True)
    begun(cast, "parking", what="release", space=str(space.pk), **{"paper-licence": "on"})
    space.refresh_from_db()
    assert space.state == "kept"


def test_help_for_the_police_is_decided_by_who_leads(cast: Cast) -> None:
    typed = {"authority": "城东派出所", "officers": "李警官 0123\n周警官 0456", "asked": "调取 3 月 8 日东门监控"}
    papers = {"paper-letter": "on", "paper-badges": "on"}
    errand = begun(cast, "police-census", **{**typed, **papers, "place": "", "applicant": "李警官"})
    assert errand.unit is None
    taken(cast, errand, "approve", "supervisor", approved="yes")
    taken(cast, errand, "give", given="监控录像一份")
    assert errand.state == "done"


def test_a_household_file_is_looked_into(cast: Cast) -> None:
    errand = begun(cast, "file", what="look", matter="核对产权面积", **{"paper-identity": "on"})
    assert errand.state == "done"
