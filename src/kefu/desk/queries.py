"""What the desk's pages show of several domains."""

from dataclasses import dataclass

from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.duties.models import Step
from kefu.people.models import User


@dataclass(frozen=True)
class Day:
    """What waits for somebody: escalations to take note of, and open duties in the order in which they are due."""

    steps: list[Step]
    duties: list[Told]


def day(user: User) -> Day:
    """What waits for somebody now."""
    return Day(duty_queries.waiting_steps(user.pk), told(duty_queries.due_for(user.pk)))
