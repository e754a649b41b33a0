"""Money for the tests: a home with an owner, and verbs with their usual words."""

from datetime import timedelta
from decimal import Decimal

from kefu.duties.acts import Act
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import Unit
from kefu.fees import actions
from kefu.fees.actions import NewDeposit, NewFee
from kefu.fees.models import Charge, Deposit, Entry
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast


def home(cast: Cast, code: str = "3-2-501", owner: str = "王丽") -> Unit:
    row = EstateRow("3栋", "2", 5, code, "home", owner, "13900001111", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=Act(cast.administrator.pk, BEGAN))
    return Unit.objects.get(community=cast.community, code=code)


def by(cast: Cast, who: str, hours: float = 0, key: str = "") -> Act:
    return Act(cast[who].pk, MORNING + timedelta(hours=hours), request_key=key)


def deposited(cast: Cast, unit: Unit | None = None, amount: str = "2000") -> Deposit:
    new = NewDeposit("renovation", Decimal(amount), "cash", "王丽", unit_id=unit.pk if unit else None)
    return actions.take_deposit(cast.community.pk, by=by(cast, "cashier"), new=new)


def approved(cast: Cast, unit: Unit | None = None, *deductions: tuple[str, str]) -> Deposit:
    said = [(Decimal(amount), reason) for amount, reason in deductions]
    return actions.approve_refund(deposited(cast, unit).pk, by=by(cast, "supervisor", 1), deductions=said)


def charged(cast: Cast, unit: Unit, amount: str = "300.50", item: str = "管理费") -> Charge:
    return actions.charge_household(unit.pk, by=by(cast, "agent"), item=item, amount=Decimal(amount))


def settled(cast: Cast, *charges: Charge, way: str = "wechat") -> Entry:
    ids = [one.pk for one in charges]
    unit_id = charges[0].unit_id
    return actions.settle_charges(unit_id, by=by(cast, "cashier", 1), charge_ids=ids, way=way, payer="王丽")


def fee(cast: Cast, amount: str = "20", way: str = "cash") -> Entry:
    return actions.take_fee(
        cast.community.pk, by=by(cast, "cashier"), new=NewFee("工本费", Decimal(amount), way, "王丽")
    )
