"""Each procedure in the browser, from the number in the hall to the last step and the printed forms."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kefu import clock
from kefu.cases.models import Case
from kefu.counter.models import Errand
from kefu.custody import actions as custody
from kefu.custody.actions import NewThings
from kefu.custody.models import Handout, Thing
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.fees import actions as fees
from kefu.fees.models import Account, Deposit, Receipt
from kefu.gate.models import Pass
from kefu.rulebook.checking import load
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast, make_cast
from tests.counter.errands import home, living, of_utility
from tests.e2e.browsing import MARKS, PHONE
from tests.e2e.counter import Counter, Days

pytestmark = MARKS
HOME = "3-2-501"
DEFECTS = "主卧 窗扇关不严\n厨房 水管接头渗水\n卫生间 地漏返味"


@pytest.fixture
def days() -> Iterator[Days]:
    found = Days(MORNING)
    yield found
    found.stop()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    found = make_cast()
    home(found)
    return found


@pytest.fixture
def counter(days: Days, cast: Cast, browser: Browser, live_server: LiveServer) -> Iterator[Counter]:
    found = Counter(cast, browser, live_server)
    yield found
    found.leave()


@pytest.fixture
def phone_counter(days: Days, cast: Cast, browser: Browser, live_server: LiveServer) -> Iterator[Counter]:
    found = Counter(cast, browser, live_server, PHONE)
    yield found
    found.leave()


def have(cast: Cast, kind: str, *numbers: str) -> None:
    custody.register_things(cast.community.pk, NewThings(kind, numbers), by=Act(cast.lead.pk, BEGAN))


def test_every_procedure_of_the_rulebook_is_walked_here() -> None:
    calls = [one for one in ast.walk(ast.parse(Path(__file__).read_bytes())) if isinstance(one, ast.Call)]
    begins = [one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr in ("begin", "begin_here")]
    walked = {one.args[0].value for one in begins if isinstance(one.args[0], ast.Constant)}
    assert walked == {*load("property").procedures, *load("water").procedures}


def test_a_family_moves_in_with_three_defects(cast: Cast, counter: Counter) -> None:
    unit = home(cast, "3-2-602", owner="")
    counter.number("move-in")
    who = {"place": "3-2-602", "applicant": "周敏", "owner": "周敏"}
    errand = counter.begin("move-in", **who, household="周乐 女儿\n林海 配偶 13700003333")
    assert errand.ticket is not None
    counter.step(errand, "pay", "cashier", **{"fees.paid": "1200", "way": "wechat"})
    assert Receipt.objects.get().payer == "周敏"
    counter.step(errand, "slot", moving="2026-03-14T09:00")
    counter.step(errand, "inspect", "engineer", sound="no", defects=DEFECTS)
    assert [one.matter for one in Case.objects.order_by("id")] == DEFECTS.splitlines()
    assert set(Case.objects.values_list("repair_way", flat=True)) == {"warranty"}
    counter.step(errand, "hand-over", keys="5")
    assert living(unit) == [("周敏", "owner")]
    counter.ended(errand)


def test_a_renovation_is_stopped_extended_accepted_and_its_deposit_refunded(
    cast: Cast, counter: Counter, days: Days
) -> None:
    counter.number("renovation-permit")
    dates = {"from": "2026-03-16", "until": "2026-05-15"}
    errand = counter.begin("renovation-permit", place=HOME, applicant="王芳", **dates)
    counter.step(errand, "approve", "lead", approved="yes")
    counter.step(errand, "deposit", "cashier", deposit="2000", way="transfer")
    counter.step(errand, "passes", workers="赵木\n钱瓦")
    counter.leave()
    days.pass_(20)
    counter.step(errand, "inspect", "engineer", breach="yes", found="拆改非承重墙")
    counter.step(errand, "stop", "lead", order="立即停工，恢复墙体")
    page = counter.page()
    page.goto(f"/counter/errands/{errand.pk}")
    expect(page.locator("main .head")).to_contain_text("停工")
    assert page.locator("form[action$='/steps/complete']").count() == 0
    counter.step(errand, "resume", "lead", mended="墙体按原样恢复")
    counter.step(errand, "extend", "lead", **{"until.new": "2026-06-15"})
    counter.leave()
    days.pass_(70)
    counter.step(errand, "complete")
    why = {"deducted": "300", "deducted.why": "修补走廊墙面"}
    counter.step(errand, "accept", "engineer", accepted="公共走廊墙面碰损", **why)
    counter.step(errand, "hand-in")
    assert set(Pass.objects.values_list("state", flat=True)) == {"handed-in"}
    counter.waits(errand, "approve-refund", "supervisor", "2026-09-06")
    counter.leave()
    days.pass_(91)
    counter.step(errand, "approve-refund", "supervisor")
    counter.step(errand, "refund", "cashier", **{"refund.way": "transfer"})
    assert Deposit.objects.get().refunded == Decimal(1700)
    counter.ended(errand)


def test_a_transfer_waits_for_the_arrears(cast: Cast, counter: Counter) -> None:
    unit, cashier = home(cast), Act(cast.cashier.pk, BEGAN)
    charge = fees.charge_household(unit.pk, by=cashier, item="管理费 2026-02", amount=Decimal("236.50"))
    counter.number("transfer")
    errand = counter.begin("transfer", place=HOME, applicant="王芳", **{"new.owner": "何伟", "on": "2026-03-10"})
    counter.refused(errand, "hand-over", "agent", "236.50")
    paid = Act(cast.cashier.pk, clock.now())
    fees.settle_charges(unit.pk, by=paid, charge_ids=[charge.pk], way="cash", payer="王芳")
    counter.step(errand, "hand-over")
    assert living(unit) == [("何伟", "owner")]
    counter.ended(errand)

    counter.number("withdrawal")
    errand = counter.begin("withdrawal", place=HOME, applicant="何伟")
    counter.step(errand, "close", "lead", keys="4")
    assert living(unit) == []
    counter.ended(errand)


def test_a_card_is_lost_and_replaced_and_a_key_comes_back_late(cast: Cast, phone_counter: Counter, days: Days) -> None:
    counter = phone_counter
    have(cast, "card", "C-1", "C-2")
    have(cast, "key", "K-7")
    counter.number("card")
    owner = home(cast).residencies.get().person
    errand = counter.begin("card", place=HOME, applicant="王芳", what="issue", number="C-1", holder=str(owner.pk))
    counter.ended(errand)
    counter.number("card")
    first, second = Thing.objects.filter(kind="card").order_by("id")
    errand = counter.begin("card", place=HOME, applicant="王芳", what="lost", card=str(first.pk), number="C-2")
    second.refresh_from_db()
    assert (second.state, second.replaces.get()) == ("out", first)
    counter.ended(errand)

    counter.number("key")
    lent = {"what": "lend", "number": "K-7", "until": "2026-03-10T12:00"}
    errand = counter.begin("key", place=HOME, applicant="王芳", **lent)
    counter.leave()
    run_clock(days.pass_(0.2))
    assert Duty.objects.get(clause="key.bring-back").breached_at is not None
    counter.step(errand, "back")
    assert not Handout.objects.filter(thing__number="K-7", back_at=None).exists()
    counter.ended(errand)


def test_passes_visitors_goods_and_parking(cast: Cast, counter: Counter) -> None:
    have(cast, "parking", "B-12")
    until = "2026-03-10T20:00"
    counter.number("pass")
    counter.ended(counter.begin("pass", place=HOME, applicant="王芳", holders="王芳\n王小宝", until="2027-03-10"))
    counter.number("visitor")
    told = {"visitor": "郑洁", "host": "王芳", "until": until, "host.told": "yes"}
    counter.ended(counter.begin("visitor", place=HOME, applicant="郑洁", **told))
    counter.number("goods-release")
    counter.ended(counter.begin("goods-release", place=HOME, applicant="王芳", goods="冰箱 1 台", until=until))
    counter.number("parking")
    car = {"what": "assign", "number": "B-12", "plate": "粤B12345"}
    counter.ended(counter.begin("parking", place=HOME, applicant="王芳", **car))
    passes = Pass.objects.order_by("id").values_list("kind", "holder")
    assert list(passes) == [("resident", "王芳"), ("resident", "王小宝"), ("visitor", "郑洁"), ("goods", "王芳")]
    assert Handout.objects.get(back_at=None).plate == "粤B12345"
    page = counter.page()
    for one in Pass.objects.all():
        page.goto(f"/passes/{one.pk}")
        counter.look(page, f"pass-{one.kind}")
    for address in ("/passes", "/custody", "/counter?show=all", f"/estate/units/{home(cast).pk}"):
        page.goto(address)
        counter.look(page, address.strip("/").replace("/", "-").replace("?", "-"))


def test_a_special_service_is_revisited_by_another(cast: Cast, counter: Counter, days: Days) -> None:
    counter.number("special-service")
    agreed = {"service": "空调清洗", "at": "2026-03-11T10:00", "price": "160"}
    errand = counter.begin("special-service", place=HOME, applicant="王芳", **agreed)
    counter.step(errand, "done", "engineer", result="已清洗，运行正常")
    counter.step(errand, "notice")
    counter.step(errand, "pay", "cashier", way="alipay")
    assert Receipt.objects.get().payer == "王芳"
    counter.step(errand, "revisit", satisfied="yes")
    counter.ended(errand)


def test_papers_that_are_given_out_on_a_phone(cast: Cast, phone_counter: Counter) -> None:
    counter = phone_counter
    counter.page().goto("/counter")
    counter.look(counter.page(), "errands-none")
    counter.number("certificate")
    errand = counter.begin("certificate", place=HOME, applicant="王芳")
    counter.step(errand, "check", checked="yes")
    counter.step(errand, "issue", "lead")
    counter.ended(errand)
    counter.number("file")
    counter.ended(counter.begin("file", place=HOME, applicant="王芳", what="look"))
    # Officers take no number: the clerk begins from the list of procedures.
    page = counter.page()
    page.goto(f"/counter/begin/{cast.community.pk}")
    counter.look(page, "procedures")
    page.locator("main a[href$='/police-census']").first.click()
    errand = counter.begin_here("police-census", place="", applicant="李警官")
    assert errand.ticket is None
    counter.step(errand, "approve", "supervisor", approved="yes")
    counter.step(errand, "give", given="监控录像一份")
    counter.ended(errand)


def test_a_new_water_connection_ends_in_an_account(
    days: Days, cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    utility = of_utility(cast)
    counter = Counter(utility, browser, live_server)
    ticket = counter.number("new-connection")
    errand = counter.begin("new-connection", place=HOME, applicant="王芳", use="household")
    assert errand.ticket == ticket
    counter.step(errand, "pass-on", **{"passed.to": "工程部"})
    counter.step(errand, "survey", "engineer", surveyed="支管距楼 12 米，可接")
    counter.step(errand, "decide", "supervisor", approved="yes")
    counter.step(errand, "tell")
    counter.step(errand, "open", sheet="GC-118", meter="W0091", reading="0")
    assert Account.objects.get(unit=errand.unit).opened_at is not None
    counter.ended(errand)
    assert Errand.objects.get().community == utility.community
    counter.leave()
