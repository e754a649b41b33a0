"""What an effect is told, and what it says came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from kefu.counter.models import Errand
from kefu.duties.acts import Act, Refused
from kefu.estate.models import Unit
from kefu.lib import days
from kefu.people.models import User


class Made(NamedTuple):
    """A thing that came of a step: the vocabulary's word for it as a subject, its id, how it is called."""

    kind: str
    subject_id: int
    label: str


# Several things may come of an effect, or none.
Came = Sequence[Made]


@dataclass(frozen=True)
class Doing:
    """An effect at work. `told`: its arguments; `actor`: who takes the step; `by`: the act, as one of several."""

    errand: Errand
    step: str
    actor: User
    by: Act
    told: Mapping[str, Any]

    @property
    def unit(self) -> Unit:
        """The household's unit; `kefu rulebook check` lets no effect without one ask for it."""
        if self.errand.unit is None:
            raise Refused("")
        return self.errand.unit

    def end_of(self, day: date) -> datetime:
        """The last second of a day in the community."""
        return days.last_second(day, self.errand.community.zone)

    def made(self, kind: str) -> list[int]:
        """The ids of what earlier steps brought about, of one kind, the last first."""
        found = self.errand.outcomes.filter(kind=kind).order_by("-id")
        return list(found.values_list("subject_id", flat=True))
