"""What a window's month scores, and what was taken off for which ticket under which clause."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, QuerySet

from kefu.duties.explaining import in_language
from kefu.duties.models import Duty
from kefu.people import queries as people_queries
from kefu.people.models import Community
from kefu.reception import rules
from kefu.reception.calc import Deduction, Score, score
from kefu.reception.models import Ticket
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.showing import called

_MOST_SHOWN = 200


class Taken(NamedTuple):
    """A deduction in words."""

    ticket: Ticket
    clause: str
    says: str
    points: Decimal
    clerk: str
    at: datetime


class OfClerk(NamedTuple):
    """A clerk's score; `clerk_id` None: what nobody bore."""

    clerk_id: int | None
    name: str
    score: Score


class Month(NamedTuple):
    """A month's score: the desk's, each clerk's, the target with its clause, and the last deductions."""

    score: Score
    clerks: Sequence[OfClerk]
    target: tuple[str, str, bool] | None
    by_clause: Sequence[tuple[str, str, int, Decimal]]
    taken: Sequence[Taken]
    has_more: bool


def month(community: Community, book: Rulebook | None, since: datetime, until: datetime) -> Month:
    """The score of a month in a community."""
    counted = _counted(community, book, since, until)
    found = score((clause, times, each) for clause, _clerk, times, each in counted)
    names = people_queries.names({clerk for _clause, clerk, _times, _each in counted})
    clerks = [
        OfClerk(clerk, names.get(clerk or 0, ""), score((a, n, p) for a, who, n, p in counted if who == clerk))
        for clerk in dict.fromkeys(clerk for _clause, clerk, _times, _each in counted)
    ]
    said = _says(book)
    by_clause = [(id_, said.get(id_, id_), times, points) for id_, (times, points) in found.taken_off.items()]
    taken = _taken(community, book, since, until)
    shown = taken[:_MOST_SHOWN]
    return Month(
        found,
        sorted(clerks, key=lambda one: (one.score.points, one.name)),
        _target(book, found),
        sorted(by_clause, key=lambda one: -one[3]),
        shown,
        len(taken) > _MOST_SHOWN,
    )


def _target(book: Rulebook | None, found: Score) -> tuple[str, str, bool] | None:
    target = rules.target_of(book, "window_score")
    if target is None:
        return None
    return target[0], in_language(called(target[1], target[0])), target[1].is_reached(float(found.points))


def _says(book: Rulebook | None) -> dict[str, str]:
    said = {id_: in_language(called(one, id_)) for id_, one in rules.ticket_clauses(book).items()}
    low = rules.low_mark(book)
    if book is not None and low is not None:
        said[low[1]] = in_language(called(book.conduct[low[1]], low[1]))
    return said


def _breached(community: Community, clauses: Sequence[str], since: datetime, until: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(
        community_id=community.pk,
        clause__in=clauses,
        subject_kind="ticket",
        due_at__gte=since,
        due_at__lt=until,
        breached_at__isnull=False,
    ).exclude(end=Duty.End.WAIVED)


def _counted(
    community: Community, book: Rulebook | None, since: datetime, until: datetime
) -> list[tuple[str, int | None, int, Decimal]]:
    """What was broken: clause, whose, how often, points each time."""
    points = rules.points_of(book)
    grouped = _breached(community, list(points), since, until).values_list("clause", "bearer_id")
    found = [(clause, who, times, points[clause]) for clause, who, times in grouped.annotate(n=Count("id")).order_by()]
    if (low := rules.low_mark(book)) is not None:
        most, clause, each = low
        marks = _low(community, most, since, until).values_list("clerk").annotate(n=Count("id")).order_by()
        found += [(clause, who, times, each) for who, times in marks]
    return found


def _low(community: Community, most: int, since: datetime, until: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(community=community, taken_at__gte=since, taken_at__lt=until, mark__lte=most)


def _taken(community: Community, book: Rulebook | None, since: datetime, until: datetime) -> list[Taken]:
    """The last deductions, one more than are shown."""
    points, limit = rules.points_of(book), _MOST_SHOWN + 1
    breached = _breached(community, list(points), since, until).order_by("-due_at", "-id")[:limit]
    found = [
        Deduction(one.subject_id, one.clause, points[one.clause], one.bearer_id, one.due_at)
        for one in breached
        if one.due_at is not None
    ]
    if (low := rules.low_mark(book)) is not None:
        most, clause, each = low
        marked = _low(community, most, since, until).order_by("-taken_at")[:limit]
        found += [Deduction(one.pk, clause, each, one.clerk_id, one.taken_at) for one in marked]
    tickets = Ticket.objects.in_bulk([one.ticket_id for one in found])
    names, said = people_queries.names({one.clerk_id for one in found}), _says(book)
    taken = [
        Taken(
            tickets[one.ticket_id], one.clause, said[one.clause], one.points, names.get(one.clerk_id or 0, ""), one.at
        )
        for one in found
    ]
    return sorted(taken, key=lambda one: one.at, reverse=True)[:limit]
