"""Effects on money: fees, deposits, what the household owes. All is booked in `fees`."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kefu.counter.effects.doing import Came, Doing, Made
from kefu.duties.acts import Refused
from kefu.fees import actions as fees
from kefu.fees import queries as fee_queries
from kefu.fees.actions import FeesRefused, NewDeposit, NewFee
from kefu.fees.models import Charge, Deposit


def clear(doing: Doing) -> Came:
    """Refuse while the household owes anything: it pays first (S3)."""
    owed = fee_queries.arrears(doing.unit.pk)
    if owed > 0:
        raise FeesRefused(_("This household owes %(yuan)s yuan. It pays first.") % {"yuan": owed})
    return []


def take_fee(doing: Doing) -> Came:
    """Money comes in for something."""
    errand, item = doing.errand, doing.told["item"]
    new = NewFee(item, *_paid(doing), errand.unit_id, errand.person_id)
    entry = fees.take_fee(errand.community_id, by=doing.by, new=new)
    return [Made("entry", entry.pk, item)]


def charge(doing: Doing) -> Came:
    """The household owes it until it is settled."""
    told = doing.told
    charged = fees.charge_household(doing.unit.pk, by=doing.by, item=told["item"], amount=told["amount"])
    return [Made("entry", charged.entry_id, f"{charged.item} {charged.amount}")]


def settle(doing: Doing) -> Came:
    """What this errand charged is paid; where the cashier took it before, there is nothing left to take."""
    open_charges = Charge.objects.filter(entry__in=doing.made("entry"), settlement=None, is_void=False)
    ids = list(open_charges.values_list("id", flat=True))
    if not ids:
        return []
    payer, way = doing.errand.applicant, doing.told["way"]
    entry = fees.settle_charges(doing.unit.pk, by=doing.by, charge_ids=ids, way=way, payer=payer)
    return [Made("entry", entry.pk, entry.words)]


def take_deposit(doing: Doing) -> Came:
    """Money is held until the errand is at its end."""
    errand = doing.errand
    new = NewDeposit(doing.told["purpose"], *_paid(doing), errand.number, errand.unit_id, errand.person_id)
    deposit = fees.take_deposit(errand.community_id, by=doing.by, new=new)
    return [Made("deposit", deposit.pk, str(deposit.amount))]


def approve_refund(doing: Doing) -> Came:
    """The deposit of this errand goes back, less what is deducted."""
    deducted: Decimal | None = doing.told.get("deducted")
    deductions = [(deducted, doing.told.get("why", ""))] if deducted else []
    deposit = _deposit(doing)
    # What was paid out on the deposit's own page is done, unless something is to be kept of it now.
    if deposit.state != Deposit.State.REFUNDED or deductions:
        fees.approve_refund(deposit.pk, by=doing.by, deductions=deductions)
    return []


def refund_deposit(doing: Doing) -> Came:
    """The deposit of this errand is paid back, once, by another than who approved it."""
    deposit = _deposit(doing)
    if deposit.state != Deposit.State.REFUNDED:
        fees.refund_deposit(deposit.pk, by=doing.by, way=doing.told["way"])
    return []


def open_account(doing: Doing) -> Came:
    """The home becomes a customer with an account, by its class of use (S4)."""
    fees.open_account(doing.unit.pk, by=doing.by, use_class=doing.told["class"])
    return [Made("unit", doing.unit.pk, doing.unit.code)]


def _paid(doing: Doing) -> tuple[Decimal, str, str]:
    """How much, in which way, by whom."""
    return doing.told["amount"], doing.told["way"], doing.errand.applicant


def _deposit(doing: Doing) -> Deposit:
    found = Deposit.objects.filter(pk__in=doing.made("deposit")).order_by("-pk").first()
    if found is None:
        raise Refused(_("This errand has no deposit."))
    return found


EFFECTS = {
    "clear": clear,
    "take_fee": take_fee,
    "charge": charge,
    "settle": settle,
    "take_deposit": take_deposit,
    "approve_refund": approve_refund,
    "refund_deposit": refund_deposit,
    "open_account": open_account,
}
