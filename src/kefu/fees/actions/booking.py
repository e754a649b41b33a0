"""What all verbs share: who may, the lock on the books, writing an entry and its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kefu.duties.acts import Act, Refused, Subject
from kefu.estate.models import Person, Unit
from kefu.fees import access
from kefu.fees.calc import CASH, RECEIVABLE, Move, purse
from kefu.fees.models import Account, Books, Deposit, Entry, Line, Receipt
from kefu.people import access as people_access
from kefu.people.models import User

_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 10


class FeesRefused(Refused):
    """What is asked for would put the books in the wrong: why."""


@dataclass(frozen=True)
class Posting:
    """What an entry says: its kind, what for, of whom, and which accounts move."""

    kind: str
    words: str
    moves: Sequence[Move]
    unit_id: int | None = None
    person_id: int | None = None
    reverses: Entry | None = None


def deposit_subject(deposit: Deposit) -> Subject:
    """A deposit as the subject of events."""
    return Subject("deposit", deposit.pk, deposit.community_id, str(deposit))


def entry_subject(entry: Entry) -> Subject:
    """An entry as the subject of events."""
    return Subject("entry", entry.pk, entry.community_id, str(entry))


def require(by: Act, community_id: int, verb: str) -> User:
    """Who acts. Raises `PermissionDenied` unless they may do this with the money of this community."""
    actor = people_access.actor(by)
    if actor is None or not access.may_do(actor, community_id, verb):
        raise PermissionDenied
    return actor


def refuse_strangers(community_id: int, unit_id: int | None, person_id: int | None) -> None:
    """Refuse a home or a person of another community."""
    if unit_id is not None and not Unit.objects.filter(pk=unit_id, community=community_id).exists():
        raise FeesRefused(_("This home belongs to another community."))
    if person_id is not None and not Person.objects.filter(pk=person_id, community=community_id).exists():
        raise FeesRefused(_("This person belongs to another community."))


def refuse_no_amount(amount: Decimal, field: str = "amount") -> None:
    """Refuse what nobody can pay: nothing, less than that, parts of a cent, ten thousand million yuan."""
    if not amount.is_finite() or not 0 < amount < _MOST or amount != amount.quantize(_CENT):
        raise FeesRefused(_("An amount is more than nothing, in yuan and cents."), field)


def locked_books(community_id: int) -> Books:
    """The books of a community, locked until the transaction ends; they are opened by whoever books first."""
    Books.objects.bulk_create([Books(community_id=community_id)], ignore_conflicts=True)
    return Books.objects.select_for_update().get(community_id=community_id)


def post(books: Books, posting: Posting, *, by: Act) -> Entry:
    """Write an entry with its lines into locked books; a trigger keeps the balances."""
    entry = Entry.objects.create(
        community_id=books.community_id,
        kind=posting.kind,
        words=posting.words,
        unit_id=posting.unit_id,
        person_id=posting.person_id,
        reverses=posting.reverses,
        booked_at=by.at,
        booked_by_id=by.actor_id or 0,  # the verbs let nobody but staff act
    )
    Line.objects.bulk_create(
        Line(
            entry=entry,
            account=_account(books.community_id, move.account, posting.unit_id),
            amount=move.amount,
            booked_at=by.at,
        )
        for move in posting.moves
    )
    return entry


def refuse_empty_drawer(books: Books, amount: Decimal, way: str) -> None:
    """No more cash goes out than lies in the drawer of locked books."""
    if purse(way) != CASH:
        return
    held = _account(books.community_id, CASH, None).balance
    if held < amount:
        raise FeesRefused(
            _("The drawer holds %(yuan)s yuan in cash. Pay it out in another way.") % {"yuan": f"{held:.2f}"}, "way"
        )


def give_receipt(books: Books, entry: Entry, *, payer: str, amount: Decimal, way: str) -> Receipt:
    """The next number of locked books: it is taken back with all else where the transaction fails."""
    books.last_receipt += 1
    books.save(update_fields=["last_receipt"])
    return Receipt.objects.create(
        community_id=books.community_id, number=books.last_receipt, entry=entry, payer=payer, amount=amount, way=way
    )


def yuan(amount: Decimal) -> int | float:
    """An amount as a fact of an event; the exact one stands in the books."""
    return int(amount) if amount == int(amount) else float(amount)


def _account(community_id: int, kind: str, unit_id: int | None) -> Account:
    """An account of the books, opened with the first entry that needs it."""
    of_unit = unit_id if kind == RECEIVABLE else None
    wanted = {"community_id": community_id, "kind": kind, "unit_id": of_unit}
    return Account.objects.filter(**wanted).first() or Account.objects.create(**wanted)
