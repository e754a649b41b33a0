"""What is drawn for revisits: by which clauses, of which period, among which cases."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from kefu.cases.models import KEPT, Case
from kefu.duties.governing import book_on
from kefu.duties.models import Duty, Standing
from kefu.lib.sampling import draw
from kefu.people.models import Community
from kefu.registers.calc import Period, last_period, share_of
from kefu.registers.models import Draw
from kefu.rulebook.clauses import Rulebook, Target
from kefu.rulebook.conditions import compile_condition

MEASURE, REVISITED = "drawn_share", "case.revisited"
# So many cases are looked at together.
_AT_ONCE = 2_000


class Share(NamedTuple):
    """A clause by which a share is drawn, the days of the period that ended last, and its draw, if it was drawn."""

    id: str
    clause: Target
    since: date
    until: date
    draw: Draw | None

    @property
    def period(self) -> Period:
        """These days."""
        return Period(self.since, self.until)

    @property
    def per_cent(self) -> float:
        """Of a hundred cases so many."""
        return self.clause.at_least or 0


def shares(community: Community, now: datetime) -> list[Share]:
    """What the rulebook in force has drawn in a community."""
    today = community.day(now)
    book = book_on(community.pk, today)
    found = [] if book is None else _drawn_shares(book, today)
    return [_share(community, id_, one, *last_period(one.each, today)) for id_, one in found]


def _drawn_shares(book: Rulebook, day: date) -> list[tuple[str, Target]]:
    return [(id_, one) for id_, one in book.targets.items() if one.measure == MEASURE and one.holds_on(day)]


def population(community: Community, share: Share) -> list[int]:
    """The cases that a clause draws from: settled in its period, and asked about by nobody and for no other clause."""
    since, until = share.period.bounds(community.zone)
    settled = Case.objects.filter(community=community, **KEPT)
    ids = list(
        settled.filter(resolved_at__gte=since, resolved_at__lt=until).order_by("id").values_list("id", flat=True)
    )
    wanted = compile_condition(share.clause.where)
    asking = revisiting(community, share.until)
    return [
        standing.subject_id
        for part in _parts(ids)
        for standing in _unasked(part, asking)
        if wanted(standing.facts) and REVISITED not in standing.seen
    ]


def drawn(numbers: Collection[int], per_cent: float, seed: str) -> list[int]:
    """The share of these, by the seed alone; whoever has both draws the same."""
    return draw({"": list(numbers)}, share_of(len(numbers), per_cent), seed).get("", [])


def revisiting(community: Community, day: date) -> list[str]:
    """The clauses that have cases revisited, in the version in force on a day."""
    book = book_on(community.pk, day)
    return [] if book is None else [id_ for id_, one in book.deadlines.items() if REVISITED in one.bring]


def _share(community: Community, id_: str, clause: Target, since: date, until: date) -> Share:
    made = Draw.objects.filter(community=community, clause=id_, since=since).first()
    return Share(id_, clause, since, until, made)


def _unasked(ids: Collection[int], asking: Collection[str]) -> list[Standing]:
    """How those of these cases stand that no clause has revisited."""
    due = Duty.objects.filter(subject_kind="case", subject_id__in=ids, clause__in=asking)
    asked = set(due.exclude(end=Duty.End.CANCELLED).values_list("subject_id", flat=True))
    left = [id_ for id_ in ids if id_ not in asked]
    return list(Standing.objects.filter(subject_kind="case", subject_id__in=left).order_by("subject_id"))


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[place : place + _AT_ONCE] for place in range(0, len(ids), _AT_ONCE))
