"""Taking a deposit, approving its refund, paying it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, ForbiddenError
from kefu.duties.explaining import refused
from kefu.fees import calc
from kefu.fees.actions.booking import (
    FeesRefused,
    Posting,
    deposit_subject,
    give_receipt,
    locked_books,
    post,
    refuse_empty_drawer,
    refuse_no_amount,
    refuse_strangers,
    require,
    yuan,
)
from kefu.fees.models import Deduction, Deposit, Entry

State = Deposit.State


@dataclass(frozen=True)
class NewDeposit:
    """A deposit as it is taken: for what, how much, how it is paid, by whom; for which home and person, if any."""

    purpose: str
    amount: Decimal
    way: str
    payer: str
    note: str = ""
    unit_id: int | None = None
    person_id: int | None = None


@transaction.atomic
def take_deposit(community_id: int, *, by: Act, new: NewDeposit) -> Deposit:
    """Money is held for somebody; they get a receipt."""
    require(by, community_id, "take")
    refuse_no_amount(new.amount)
    refuse_strangers(community_id, new.unit_id, new.person_id)
    books = locked_books(community_id)
    # The books are in the department's language, whichever the cashier reads.
    with translation.override(settings.LANGUAGE_CODE):
        words = f"{Deposit.Purpose(new.purpose).label} {new.note}".strip()[:200]
    moves = calc.taken(new.amount, new.way, calc.DEPOSITS)
    entry = post(books, Posting(Entry.Kind.DEPOSIT, words, moves, new.unit_id, new.person_id), by=by)
    give_receipt(books, entry, payer=new.payer, amount=new.amount, way=new.way)
    deposit = Deposit.objects.create(
        community_id=community_id,
        unit_id=new.unit_id,
        person_id=new.person_id,
        payer=new.payer,
        purpose=new.purpose,
        note=new.note,
        amount=new.amount,
        taken_at=by.at,
        taken_by_entry=entry,
    )
    facts = {"deposit.purpose": new.purpose, "amount.yuan": yuan(new.amount), "payment.way": new.way}
    texts = {"payer": new.payer, **({"note": new.note} if new.note else {})}
    duty_actions.record("deposit.taken", deposit_subject(deposit), by=by, facts=facts, texts=texts)
    return deposit


@transaction.atomic
def approve_refund(deposit_id: int, *, by: Act, deductions: Sequence[tuple[Decimal, str]] = ()) -> Deposit:
    """A superior says that a deposit goes back, and what is kept of it for which reason.

    As long as nothing was paid out it may be said anew: what was said before no longer counts.
    """
    deposit = _locked(deposit_id)
    require(by, deposit.community_id, "approve")
    if deposit.state not in (State.HELD, State.APPROVED):
        raise FeesRefused(_("Nothing of this deposit is held any more."))
    for amount, reason in deductions:
        refuse_no_amount(amount)
        if not reason:
            raise FeesRefused(_("Say why it is deducted."), "reason")
    kept = sum((amount for amount, _reason in deductions), Decimal(0))
    if kept > deposit.amount:
        raise FeesRefused(_("The deductions are more than the deposit of %(yuan)s yuan.") % {"yuan": deposit.amount})
    deposit.deductions.all().delete()
    Deduction.objects.bulk_create(Deduction(deposit=deposit, amount=amount, reason=why) for amount, why in deductions)
    deposit.state, deposit.approved_at, deposit.approved_by_id = State.APPROVED, by.at, by.actor_id
    deposit.save(update_fields=["state", "approved_at", "approved_by"])
    facts = {"amount.yuan": yuan(deposit.amount), "deducted.yuan": yuan(kept)}
    reasons = "\n".join(f"{amount} {reason}" for amount, reason in deductions)
    texts = {"reason": reasons} if reasons else {}
    duty_actions.record("deposit.refund-approved", deposit_subject(deposit), by=by, facts=facts, texts=texts)
    return deposit


@transaction.atomic
def refund_deposit(deposit_id: int, *, by: Act, way: str) -> Deposit:
    """What was approved is paid out, by another than who approved it."""
    deposit = _locked(deposit_id)
    require(by, deposit.community_id, "refund")
    if deposit.state == State.HELD:
        raise FeesRefused(_("A supervisor or manager approves the refund first."))
    if deposit.state != State.APPROVED:
        raise FeesRefused(_("Nothing of this deposit is held any more."))
    kept = sum((one.amount for one in deposit.deductions.all()), Decimal(0))
    deposit.refunded, is_by_another = deposit.amount - kept, by.actor_id != deposit.approved_by_id
    facts = {
        "amount.yuan": yuan(deposit.refunded),
        "deducted.yuan": yuan(kept),
        "payment.way": way,
        "refund.by-another": is_by_another,
    }
    try:
        duty_actions.record("deposit.refunded", deposit_subject(deposit), by=by, facts=facts, verb="refund_deposit")
    except ForbiddenError as forbidden:
        raise FeesRefused(" ".join(refused(one) for one in forbidden.refusals)) from forbidden
    if not is_by_another:
        # Where no clause says so, the books do.
        raise FeesRefused(_("You approved this refund: another pays it out."))
    books = locked_books(deposit.community_id)
    refuse_empty_drawer(books, deposit.refunded, way)
    moves = calc.paid_out(deposit.amount, kept, way)
    said = Posting(Entry.Kind.REFUND, deposit.taken_by_entry.words, moves, deposit.unit_id, deposit.person_id)
    deposit.refunded_by_entry = post(books, said, by=by)
    deposit.state, deposit.refunded_at, deposit.refunded_by_id = State.REFUNDED, by.at, by.actor_id
    deposit.save(update_fields=["refunded_by_entry", "state", "refunded_at", "refunded_by", "refunded"])
    return deposit


def _locked(deposit_id: int) -> Deposit:
    waiting = Deposit.objects.select_for_update(of=("self",)).select_related("unit", "taken_by_entry")
    return waiting.get(id=deposit_id)
