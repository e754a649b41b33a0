"""How the answers to orders came, by month and receiver: counted from the duties of the clause that asks for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from kefu.duties.models import Duty
from kefu.lib import months
from kefu.people.models import Community
from kefu.workorders.calc import ANSWER, Answers, month_of, months_since_zero
from kefu.workorders.models import Receiver, WorkOrder

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MONTHS_SHOWN = 12
# How an answer came, in the order of `Answers`.
WAYS: Mapping[str, "StrOrPromise"] = {
    "in-time": _("answered in time"),
    "late": _("answered late"),
    "missing": _("not answered"),
    "pending": _("not due yet"),
}


class OfReceiver(NamedTuple):
    """What came of the orders to a receiver in a month."""

    receiver: Receiver
    answers: Answers


class OfMonth(NamedTuple):
    """What came of the orders of a month, by its first day and as an address says it (2026-03)."""

    first: datetime
    name: str
    answers: Answers


@dataclass(frozen=True)
class Month:
    """The page of a month: each receiver with orders whose answer was due in it, all of them, and the months before.

    `months`: the last ones, the latest first; `receiver`: of whom alone these are, if of one.
    """

    month: OfMonth
    receivers: Sequence[OfReceiver]
    months: Sequence[OfMonth]
    receiver: Receiver | None


def answer_duties(
    communities: Collection[int], since: datetime, until: datetime, now: datetime
) -> dict[str, QuerySet[Duty]]:
    """The duties to answer an order that fell due in a period, by how the answer came; waived ones are none of them."""
    found = _due(communities, since, until)
    return {way: found.filter(is_so) for way, is_so in _ways(now).items()}


def month(community: Community, asked: str, receiver: Receiver | None, now: datetime) -> Month:
    """The page of the month that is asked for (2026-03); for what is none, or lies ahead, that of this one."""
    zone = community.zone
    here = now.astimezone(zone)
    this = months_since_zero(here.year, here.month)
    # Some answers of this month's orders are due in the next one.
    shown = number if (number := _parsed(asked)) is not None and number <= this + 1 else this
    last = this + 1 if shown > this - MONTHS_SHOWN else shown
    firsts = [_first(number, zone) for number in range(last - MONTHS_SHOWN, last + 2)]
    counted = _counted(community.pk, firsts[0], firsts[-1], now, zone)
    months = [_month(first, counted, receiver) for first in reversed(firsts[:-1])]
    current = _first(shown, zone)
    names = Receiver.objects.in_bulk({id_ for id_, first in counted if first == current})
    of_each = [OfReceiver(names[id_], answers) for (id_, first), answers in counted.items() if first == current]
    return Month(
        _month(current, counted, None),
        sorted(of_each, key=lambda one: (one.receiver.side, one.receiver.pk)),
        [one for one in months if one.first != _first(this + 1, zone) or any(one.answers)],
        receiver,
    )


def bounds(asked: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """When a month (2026-03) begins and when the next one does; None for what is none."""
    first = months.first_of(asked)
    return None if first is None else months.bounds(first, zone)


def _counted(
    community_id: int, since: datetime, until: datetime, now: datetime, zone: ZoneInfo
) -> dict[tuple[int, datetime], Answers]:
    """What came of the answers due in a period, by receiver and by the beginning of the month."""
    found = _due([community_id], since, until)
    receiver = WorkOrder.objects.filter(pk=OuterRef("subject_id")).values("receiver")
    grouped = found.annotate(receiver=Subquery(receiver), month=TruncMonth("due_at", tzinfo=zone))
    counts = {f"count_{n}": Count("id", filter=is_so) for n, is_so in enumerate(_ways(now).values())}
    counted = grouped.values("receiver", "month").annotate(**counts).order_by()
    rows: Iterable[tuple[Any, ...]] = counted.values_list("receiver", "month", *counts)
    return {(receiver_id, first): Answers(*numbers) for receiver_id, first, *numbers in rows}


def _due(communities: Collection[int], since: datetime, until: datetime) -> QuerySet[Duty]:
    """The duties to answer an order that fell due in a period; of those withdrawn no answer counts."""
    withdrawn = WorkOrder.objects.filter(community__in=communities, is_withdrawn=True).values("pk")
    found = Duty.objects.filter(
        community_id__in=communities, clause=ANSWER, subject_kind="work-order", due_at__gte=since, due_at__lt=until
    )
    return found.exclude(subject_id__in=withdrawn)


def _ways(now: datetime) -> dict[str, Q]:
    """What is so of a duty whose answer came in each of `WAYS`."""
    return {
        "in-time": Q(end=Duty.End.DONE, ended_at__lte=F("due_at")),
        "late": Q(end=Duty.End.DONE, ended_at__gt=F("due_at")),
        "missing": Q(end=Duty.End.OPEN, due_at__lte=now),
        "pending": Q(end=Duty.End.OPEN, due_at__gt=now),
    }


def _month(first: datetime, counted: Mapping[tuple[int, datetime], Answers], only: Receiver | None) -> OfMonth:
    total = Answers()
    for (receiver_id, at), answers in counted.items():
        if at == first and (only is None or only.pk == receiver_id):
            total = total.plus(answers)
    return OfMonth(first, f"{first:%Y-%m}", total)


def _first(number: int, zone: ZoneInfo) -> datetime:
    """When a month begins, by its number since year 0."""
    return datetime(*month_of(number), 1, tzinfo=zone)


def _parsed(asked: str) -> int | None:
    """The number of a month since year 0; None for what is no month."""
    first = months.first_of(asked)
    return None if first is None else months_since_zero(first.year, first.month)
