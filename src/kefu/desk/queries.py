"""What the desk's pages show of several domains."""

from dataclasses import dataclass
from itertools import chain

from django.db.models import F

from kefu.cases.calc import VERBS
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told_briefly
from kefu.duties.models import Duty, Step
from kefu.notices import queries as notice_queries
from kefu.people import queries as people_queries
from kefu.people.models import User
from kefu.ui.paging import FIRST, Asked, Page, page

STEPS_SHOWN = 20
_IN_ORDER = (F("due_at").asc(nulls_last=True), "id")
# What the pages record; a duty that none of it ends is ended by its bearer's word.
RECORDED = frozenset(verb.event for verb in VERBS.values())


@dataclass(frozen=True)
class Day:
    """What waits for somebody: escalations to take note of, and open duties in the order in which they are due.

    An administrator also sees the escalations that nobody was there for. Of escalations the longest waiting are shown,
    each with what its clause says; `more_steps`: whether there are more. `duties` are those of a page, each with
    whether a word of its bearer ends it. `lacking`: what an administrator for whom nothing waits has yet to set up.
    """

    steps: list[tuple[Step, str]]
    more_steps: bool
    duties: list[tuple[Told, bool]]
    page: Page[Duty]
    lacking: list[str]


def day(user: User, asked: Asked = FIRST) -> Day:
    """What waits for somebody now, with a page of their duties."""
    waiting = duty_queries.waiting_steps(user.pk), notice_queries.steps_left_to(user)
    steps = list(chain.from_iterable(found[: STEPS_SHOWN + 1] for found in waiting))
    shown = page(duty_queries.open_duties_of(user.pk), _IN_ORDER, asked)
    escalated, more_steps = steps[:STEPS_SHOWN], len(steps) > STEPS_SHOWN
    told = {one.duty.pk: one for one in told_briefly([*(step.duty for step in escalated), *shown.rows])}
    due = [(told[duty.pk], may_attest(told[duty.pk])) for duty in shown.rows]
    lacking = people_queries.lacking(user) if user.is_administrator and not told else []
    return Day([(step, told[step.duty_id].says) for step in escalated], more_steps, due, shown, lacking)


def may_attest(one: Told) -> bool:
    """Whether no page records what would end this duty."""
    return one.brings.isdisjoint(RECORDED)
