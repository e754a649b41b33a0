"""What the desk's pages show of several domains."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kefu.cases import queries as case_queries
from kefu.cases.calc import VERBS
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.duties.models import Duty, Step
from kefu.people.models import Community, User

PRESSING = timedelta(hours=2)
BOARD_ROWS = 12
# What the pages record; a duty that none of it ends is ended by its bearer's word.
RECORDED = frozenset(verb.event for verb in VERBS.values())


@dataclass(frozen=True)
class Day:
    """What waits for somebody: escalations to take note of, and open duties in the order in which they are due."""

    steps: list[Step]
    duties: list[tuple[Told, bool]]


def day(user: User) -> Day:
    """What waits for somebody now; with each duty whether a word of its bearer ends it."""
    due = told(duty_queries.due_for(user.pk))
    return Day(duty_queries.waiting_steps(user.pk), [(one, may_attest(one)) for one in due])


@dataclass(frozen=True)
class Board:
    """What hangs on the wall: numbers, and the duties that press. No names of residents, no words of theirs."""

    states: list[tuple[str, int]]
    overdue: list[Told]
    overdue_count: int
    soon: list[Told]
    unanswered: list[Told]
    unborne: list[Told]


def board(community: Community, now: datetime) -> Board:
    """How a community's work stands now."""
    counts = case_queries.open_by_state(community.pk)
    open_now = duty_queries.open_duties_in(community.pk)
    late, soon = open_now.filter(due_at__lt=now), open_now.filter(due_at__gte=now, due_at__lt=now + PRESSING)
    escalated = open_now.filter(level__gt=0, acknowledged_at=None)
    shown = [list(duties.order_by("due_at", "id")[:BOARD_ROWS]) for duties in (late, soon, escalated)]
    unborne = list(open_now.filter(bearer_id=None).order_by("due_at", "id")[:BOARD_ROWS])
    by_id = {one.duty.pk: one for one in told([duty for part in (*shown, unborne) for duty in part])}
    parts = [[by_id[duty.pk] for duty in part] for part in (*shown, unborne)]
    return Board(counts, parts[0], late.count(), parts[1], parts[2], parts[3])


def may_attest(one: Told) -> bool:
    """Whether no page records what would end this duty."""
    return one.brings.isdisjoint(RECORDED)


def attestable(user: User, duty_id: int) -> Duty | None:
    """The open duty of somebody's, if their word ends it."""
    found = told(list(duty_queries.open_duties_of(user.pk).filter(pk=duty_id)))
    return next((one.duty for one in found if may_attest(one)), None)
