"""Charging a home for something, and settling what it was charged."""

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.models import Unit
from kefu.fees import calc
from kefu.fees.actions.booking import (
    FeesRefused,
    Posting,
    entry_subject,
    give_receipt,
    locked_books,
    post,
    refuse_no_amount,
    require,
    yuan,
)
from kefu.fees.models import Charge, Entry
from kefu.ui.punctuation import strung

_LONGEST = 200


@transaction.atomic
def charge_household(unit_id: int, *, by: Act, item: str, amount: Decimal, note: str = "") -> Charge:
    """A home is to pay for something: it owes it until it is settled."""
    unit = Unit.objects.get(id=unit_id)
    require(by, unit.community_id, "charge")
    refuse_no_amount(amount)
    books = locked_books(unit.community_id)
    entry = post(books, Posting(Entry.Kind.CHARGE, item, calc.charged(amount), unit.pk), by=by)
    charge = Charge.objects.create(
        community_id=unit.community_id, unit=unit, item=item, note=note, amount=amount, entry=entry
    )
    facts = {"amount.yuan": yuan(amount)}
    texts = {"item": item, "home": unit.code, **({"note": note} if note else {})}
    duty_actions.record("fee.charged", entry_subject(entry), by=by, facts=facts, texts=texts)
    return charge


@transaction.atomic
def settle_charges(unit_id: int, *, by: Act, charge_ids: Collection[int], way: str, payer: str) -> Entry:
    """Charges of a home are paid, each as a whole and all by one receipt."""
    unit = Unit.objects.get(id=unit_id)
    require(by, unit.community_id, "take")
    charges = list(Charge.objects.select_for_update().filter(unit=unit, id__in=charge_ids).order_by("id"))
    if not charges or len(charges) < len(set(charge_ids)):
        raise FeesRefused(_("Choose which charges of this home are paid."), "charges")
    if any(charge.settlement_id is not None or charge.is_void for charge in charges):
        raise FeesRefused(_("Some of these were paid or booked back meanwhile. Look at what is still open."), "charges")
    amount = sum((charge.amount for charge in charges), Decimal(0))
    books = locked_books(unit.community_id)
    words = strung(charge.item for charge in charges)[:_LONGEST]
    moves = calc.taken(amount, way, calc.RECEIVABLE)
    entry = post(books, Posting(Entry.Kind.SETTLEMENT, words, moves, unit.pk), by=by)
    give_receipt(books, entry, payer=payer, amount=amount, way=way)
    Charge.objects.filter(id__in=[charge.pk for charge in charges]).update(settlement=entry)
    facts = {"amount.yuan": yuan(amount), "payment.way": way}
    texts = {"item": words, "home": unit.code, "payer": payer}
    duty_actions.record("fee.settled", entry_subject(entry), by=by, facts=facts, texts=texts)
    return entry
