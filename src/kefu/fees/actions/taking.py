"""Taking a fee that is paid on the spot."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.fees import calc
from kefu.fees.actions.booking import (
    Posting,
    entry_subject,
    give_receipt,
    locked_books,
    post,
    refuse_no_amount,
    refuse_strangers,
    require,
    yuan,
)
from kefu.fees.models import Entry


@dataclass(frozen=True)
class NewFee:
    """A fee as it is taken: for what, how much, how it is paid, by whom; for which home and person, if any."""

    item: str
    amount: Decimal
    way: str
    payer: str
    unit_id: int | None = None
    person_id: int | None = None


@transaction.atomic
def take_fee(community_id: int, *, by: Act, new: NewFee) -> Entry:
    """Money comes in for something, and is income at once; the payer gets a receipt."""
    require(by, community_id, "take")
    refuse_no_amount(new.amount)
    refuse_strangers(community_id, new.unit_id, new.person_id)
    books = locked_books(community_id)
    moves = calc.taken(new.amount, new.way, calc.INCOME)
    entry = post(books, Posting(Entry.Kind.FEE, new.item, moves, new.unit_id, new.person_id), by=by)
    give_receipt(books, entry, payer=new.payer, amount=new.amount, way=new.way)
    facts = {"amount.yuan": yuan(new.amount), "payment.way": new.way}
    texts = {"item": new.item, "payer": new.payer}
    duty_actions.record("fee.taken", entry_subject(entry), by=by, facts=facts, texts=texts)
    return entry
