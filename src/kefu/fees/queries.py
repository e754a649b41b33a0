"""What is read of the money: the books, an account, an entry, deposits, what a household owes; whether all balances."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kefu.cases.timeline import Happened, history
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.estate.models import Unit
from kefu.fees import access
from kefu.fees.actions import deposit_subject
from kefu.fees.models import ZERO, Account, AccountKind, Books, Charge, Deposit, Entry, Line
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.ui.days import within
from kefu.ui.lists import Selection, Sorting

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ORDERS = {"newest": Sorting(_("newest first"), is_descending=True), "oldest": Sorting(_("oldest first"))}
_LINE_KEYS = {"newest": ("-booked_at", "-id"), "oldest": ("booked_at", "id")}
_DEPOSIT_KEYS = {"newest": ("-taken_at", "-id"), "oldest": ("taken_at", "id")}
LATEST = 20
_EVENTS_SHOWN = frozenset({"deposit.taken"})


class Period(NamedTuple):
    """From the first day to the last one, in the reader's time; None: without an end on that side."""

    since: date | None = None
    until: date | None = None


class Chosen(NamedTuple):
    """Which deposits to list; blank and None: whichever. The period is that in which they were taken."""

    state: str = ""
    purpose: str = ""
    period: Period = Period()


@dataclass(frozen=True)
class Balance:
    """An account of the books as people read it; what lies on the credit side is shown without a sign.

    `account_id`: None for what all homes owe together.
    """

    label: "StrOrPromise"
    amount: Decimal
    account_id: int | None
    is_credit: bool


@dataclass(frozen=True)
class Standing:
    """What a household owes and what is held for it."""

    owed: Decimal
    held: Decimal


class Fault(NamedTuple):
    """What does not balance: an `entry`, an `account`, or the `books` of a community; by how much."""

    what: str
    id: int
    amount: Decimal


_CREDIT = frozenset({AccountKind.DEPOSITS, AccountKind.INCOME, AccountKind.DEDUCTIONS})


def arrears(unit_id: int) -> Decimal:
    """What a household owes now, in yuan; below zero: what it has paid too much."""
    return Account.objects.filter(unit=unit_id).values_list("balance", flat=True).first() or ZERO


def standing(unit: Unit) -> Standing:
    """What a household owes, and the deposits that are held for it."""
    held = unit.deposits.filter(state__in=(Deposit.State.HELD, Deposit.State.APPROVED))
    return Standing(arrears(unit.pk), held.aggregate(sum=Coalesce(Sum("amount"), ZERO))["sum"])


def balances(community_id: int) -> list[Balance]:
    """The accounts of a community, those of the homes as one, in the order of a balance sheet."""
    found = {one.kind: one for one in Account.objects.filter(community=community_id, unit=None)}
    owed = Books.objects.filter(community=community_id).values_list("owed", flat=True).first()
    told = []
    for kind in AccountKind:
        if kind == AccountKind.RECEIVABLE:
            told.append(Balance(_("owed by all homes"), owed or ZERO, None, is_credit=False))
        elif kind in found:
            one, is_credit = found[kind], kind in _CREDIT
            told.append(Balance(kind.label, -one.balance if is_credit else one.balance, one.pk, is_credit))
    return told


def difference(community_id: int) -> Decimal:
    """The sum of all accounts of a community: zero, or something is wrong."""
    return next((by for _id, by in _differences(community=community_id)), ZERO)


def unequal() -> list[Fault]:
    """The books whose accounts do not sum to zero. It reads no lines: each look at the health of the site asks it."""
    return [Fault("books", id_, by) for id_, by in _differences() if by]


def unbalanced() -> list[Fault]:
    """All that does not balance, found by reading every line: entries, accounts against their lines, whole books."""
    entries = Entry.objects.annotate(sum=Coalesce(Sum("lines__amount"), ZERO), count=Count("lines"))
    wrong = entries.filter(~Q(sum=0) | Q(count__lt=2)).order_by("id")
    faults = [Fault("entry", id_, amount) for id_, amount in wrong.values_list("id", "sum")]
    accounts = Account.objects.annotate(by=F("balance") - Coalesce(Sum("lines__amount"), ZERO))
    faults += [Fault("account", *one) for one in accounts.exclude(by=0).order_by("id").values_list("id", "by")]
    owed = Books.objects.annotate(
        by=F("owed") - Coalesce(Sum("community__accounts__balance", filter=Q(community__accounts__unit__gt=0)), ZERO)
    )
    faults += [Fault("books", *one) for one in owed.exclude(by=0).order_by("pk").values_list("pk", "by")]
    return [*faults, *unequal()]


def lines(account: Account, period: Period, order: str) -> Selection[Line]:
    """The lines of an account in a period."""
    found = account.lines.filter(**within("booked_at", *period))
    return Selection(found.select_related("entry__unit", "entry__booked_by"), _LINE_KEYS[order], list)


def deposits(viewer: User, chosen: Chosen, order: str) -> Selection[Deposit]:
    """The deposits at which somebody may look, those chosen."""
    named = ("community", "unit", "approved_by", "refunded_by")
    found = access.deposits_looked_at_by(viewer).select_related(*named).filter(**within("taken_at", *chosen.period))
    if chosen.state:
        found = found.filter(state=chosen.state)
    if chosen.purpose:
        found = found.filter(purpose=chosen.purpose)
    return Selection(found, _DEPOSIT_KEYS[order], list)


def lines_of(entry: Entry) -> list[Line]:
    """The lines of an entry, debits first."""
    return list(entry.lines.select_related("account__unit").order_by("-amount", "id"))


def latest_entries(community_id: int) -> list[Entry]:
    """What was booked last in a community."""
    moved = Line.objects.filter(entry=OuterRef("pk"), amount__gt=0).values("entry")
    amount = Subquery(moved.annotate(sum=Sum("amount")).values("sum"))
    found = Entry.objects.filter(community=community_id).select_related("unit", "booked_by", "receipt")
    return list(found.annotate(amount=amount).order_by("-booked_at", "-id")[:LATEST])


def open_charges(unit: Unit) -> QuerySet[Charge]:
    """What a home has still to pay, the oldest first."""
    return unit.charges.filter(settlement=None, is_void=False).select_related("entry").order_by("id")


def latest_charges(unit: Unit) -> Sequence[Charge]:
    """What a home was charged and has paid, or what was booked back, the last first."""
    done = unit.charges.filter(Q(is_void=True) | Q(settlement__isnull=False))
    return list(done.select_related("entry", "settlement").order_by("-id")[:LATEST])


def usual_payer(unit: Unit) -> str:
    """Who pays for a home as a rule: the one who belongs to it longest; blank: nobody does."""
    now = unit.residencies.filter(until=None).order_by("id")
    return now.values_list("person__name", flat=True).first() or ""


def deposits_of(unit: Unit) -> list[Deposit]:
    """The deposits of a home, the last first."""
    return list(unit.deposits.order_by("-taken_at", "-id")[:LATEST])


def duties(deposit: Deposit) -> list[Told]:
    """What the rulebook asks about a deposit."""
    return told(list(duty_queries.duties_on(deposit_subject(deposit))), people_queries.names)


def timeline(kind: str, subject_id: int, duties: Sequence[Told] = ()) -> list[Happened]:
    """What happened to a deposit or an entry, the last first."""
    return history(kind, subject_id, _EVENTS_SHOWN, duties)


def _differences(**where: int) -> Iterable[tuple[int, Decimal]]:
    """Each community with the sum of all its accounts; those of the homes stand in one number of its books."""
    own = Account.objects.filter(community=OuterRef("community"), unit=None).values("community")
    summed = Subquery(own.annotate(sum=Sum("balance")).values("sum"))
    books = Books.objects.filter(**where).annotate(difference=F("owed") + Coalesce(summed, ZERO))
    return books.values_list("community", "difference").order_by("community")
