"""What hangs on the wall: numbers, and the duties that press. No resident, no colleague, no word of theirs.

Each part is read through an index of its own, so that what a look costs grows with what is shown, and with what is
open and overdue; not with what there ever was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from kefu.cases import queries as case_queries
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import clauses_said, in_language
from kefu.duties.governing import books_of
from kefu.duties.models import Duty
from kefu.people.models import Community
from kefu.rulebook.vocabulary import vocabulary

PRESSING = timedelta(hours=2)
ROWS = 8
# The labels of these subjects are names of people.
PEOPLE = frozenset({"resident", "staff"})
_MOST_COUNTED = 1_000


class Pressing(NamedTuple):
    """A duty on the wall: which, what it is about, what its clause says and is called, when it is due."""

    duty_id: int
    about: str
    says: str
    clause: str
    due_at: datetime | None
    level: int


class Part(NamedTuple):
    """Duties of one sort: how many there are, counted no further than anybody needs, and the first of them."""

    total: int
    rows: Sequence[Pressing]

    @property
    def is_uncounted(self) -> bool:
        """Whether there may be more than `total`."""
        return self.total >= _MOST_COUNTED

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Board:
    """How a community's work stands. `kept`: of `judged`, the duties that fell due today, so many were done in time."""

    states: list[tuple[str, int]]
    overdue: Part
    soon: Part
    unanswered: Part
    unborne: Part
    kept: int
    judged: int

    @property
    def share(self) -> int | None:
        """The share kept today in whole percent, rounded down; None while nothing has fallen due."""
        return self.kept * 100 // self.judged if self.judged else None


def board(community: Community, now: datetime) -> Board:
    """How a community's work stands now."""
    open_now = duty_queries.open_duties_in(community.pk)
    sorts = [
        open_now.filter(due_at__lt=now),
        open_now.filter(due_at__gte=now, due_at__lt=now + PRESSING),
        open_now.filter(level__gt=0, acknowledged_at=None),
        open_now.filter(bearer_as=None),
    ]
    shown = [list(duties.order_by("due_at", "id")[:ROWS]) for duties in sorts]
    said = clauses_said([duty for rows in shown for duty in rows])
    overdue, soon, unanswered, unborne = (
        Part(_counted(duties), [_pressing(duty, said[duty.pk]) for duty in rows])
        for duties, rows in zip(sorts, shown, strict=True)
    )
    kept, judged = _kept_today(community, now)
    return Board(case_queries.open_by_state(community.pk), overdue, soon, unanswered, unborne, kept, judged)


def _counted(duties: QuerySet[Duty]) -> int:
    return duties.order_by()[:_MOST_COUNTED].count()


def _pressing(duty: Duty, says: str) -> Pressing:
    about = in_language(vocabulary().subjects[duty.subject_kind].text) if duty.subject_kind in PEOPLE else duty.label
    return Pressing(duty.pk, about, says, duty.clause, duty.due_at, duty.level)


def _kept_today(community: Community, now: datetime) -> tuple[int, int]:
    """Of the duties that fell due since midnight, how many were done in time, and how many are to be judged."""
    midnight = now.astimezone(community.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    # By clause, for that is how the index of what was kept is ordered.
    clauses = {id_ for book in books_of(community.pk) for part in (book.deadlines, book.series) for id_ in part}
    due = Duty.objects.filter(community_id=community.pk, clause__in=clauses, due_at__gte=midnight, due_at__lt=now)
    judged = ~Q(end__in=[Duty.End.WAIVED, Duty.End.CANCELLED])
    in_time = Q(end=Duty.End.DONE, ended_at__lte=F("due_at"))
    found = due.aggregate(kept=Count("pk", filter=in_time), judged=Count("pk", filter=judged))
    return found["kept"], found["judged"]
