"""Booking back what was wrong: entries are never changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.fees import calc
from kefu.fees.actions.booking import FeesRefused, Posting, deposit_subject, entry_subject, locked_books, post, require
from kefu.fees.calc import Move
from kefu.fees.models import Charge, Deposit, Entry

Kind = Entry.Kind


@transaction.atomic
def reverse_entry(entry_id: int, *, by: Act, why: str) -> Entry:
    """A counter-entry, and what hangs on the entry follows: the deposit or charge is void, what was paid is open again.

    The counter-entry comes back.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(id=entry_id)
    require(by, entry.community_id, "reverse")
    deposit = Deposit.objects.select_for_update().filter(taken_by_entry=entry).first()
    charge = Charge.objects.select_for_update().filter(entry=entry).first()
    refusal = refusal_to_reverse(entry, deposit, charge)
    if refusal:
        raise FeesRefused(refusal)
    if deposit is not None:
        Deposit.objects.filter(id=deposit.pk).update(state=Deposit.State.VOID)
        voided = by.following(1)
        duty_actions.record("deposit.voided", deposit_subject(deposit), by=voided, texts={"reason": why})
    if charge is not None:
        Charge.objects.filter(id=charge.pk).update(is_void=True)
    # In the order in which whoever settles charges locks them.
    paid = [one.pk for one in Charge.objects.select_for_update().filter(settlement=entry).order_by("id")]
    Charge.objects.filter(id__in=paid).update(settlement=None)
    books = locked_books(entry.community_id)
    moves = [Move(line.account.kind, line.amount) for line in entry.lines.select_related("account").order_by("id")]
    said = Posting(Kind.REVERSAL, why, calc.undone(moves), entry.unit_id, entry.person_id, entry)
    counter = post(books, said, by=by)
    facts = {"link.to": str(counter.pk)}
    duty_actions.record("entry.reversed", entry_subject(entry), by=by, facts=facts, texts={"reason": why})
    return counter


def refusal_to_reverse(entry: Entry, deposit: Deposit | None, charge: Charge | None) -> str:
    """Why an entry cannot be booked back, with the deposit or the charge that it made; blank: it can."""
    if Entry.objects.filter(reverses=entry).exists():
        return _("This was booked back already.")
    if entry.kind == Kind.REVERSAL:
        return _("This is a counter-entry itself. Book anew what holds after all.")
    if entry.kind == Kind.REFUND:
        return _("A refund that was paid out is not booked back. Take the deposit anew if it is held after all.")
    if deposit is not None and deposit.state != Deposit.State.HELD:
        return _("The refund of this deposit is under way: it cannot be booked back.")
    if charge is not None and charge.settlement_id is not None:
        return _("This charge was paid. Book back the payment first.")
    return ""
