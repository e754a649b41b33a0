"""What the desk's pages show of several domains."""

from dataclasses import dataclass

from kefu.cases.calc import VERBS
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.duties.models import Step
from kefu.notices import queries as notice_queries
from kefu.people.models import User

# What the pages record; a duty that none of it ends is ended by its bearer's word.
RECORDED = frozenset(verb.event for verb in VERBS.values())


@dataclass(frozen=True)
class Day:
    """What waits for somebody: escalations to take note of, and open duties in the order in which they are due.

    An administrator also sees the escalations that nobody was there for.
    """

    steps: list[Step]
    duties: list[tuple[Told, bool]]


def day(user: User) -> Day:
    """What waits for somebody now; with each duty whether a word of its bearer ends it."""
    due = told(duty_queries.due_for(user.pk))
    steps = [*duty_queries.waiting_steps(user.pk), *notice_queries.steps_left_to(user)]
    return Day(steps, [(one, may_attest(one)) for one in due])


def may_attest(one: Told) -> bool:
    """Whether no page records what would end this duty."""
    return one.brings.isdisjoint(RECORDED)
