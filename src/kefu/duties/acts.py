"""What every act brings along: about whom, by whom, when; and why one is not recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kefu.events.models import Event
from kefu.rulebook.model import Refusal


@dataclass(frozen=True)
class Subject:
    """Whom an event concerns: a word of the vocabulary's subjects, its id, its community, and a label to show."""

    kind: str
    id: int
    community_id: int | None
    label: str


@dataclass(frozen=True)
class Act:
    """Who did something (None: the program) and when it happened.

    `recorded_at` is None when it is recorded as it happens. `expect`: the number of the subject's last event that the
    form showed. `request_key`: unique for a request, so that a double click or a retry counts once.
    """

    actor_id: int | None
    at: datetime
    expect: int | None = None
    request_key: str = ""
    recorded_at: datetime | None = None
    is_staff: bool = True

    def following(self, number: int) -> "Act":
        """The act as the `number`th of those that one form asks for, all of them in one transaction.

        Only the first, 0, looks at what the form showed, and by it a second click is known.
        """
        return replace(self, expect=None, request_key="") if number else self


class Refused(Exception):  # noqa: N818 - what it says to the user
    """The act would be wrong: why and what would do, and the field of the form at fault, if it is one's."""

    messages: tuple[str, ...]

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.messages, self.field = (message,), field


class ForbiddenError(Exception):
    """Requirement clauses in force forbid the act: which, and what is missing."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(", ".join(refusal.clause for refusal in refusals))
        self.refusals = tuple(refusals)


class StaleError(Exception):
    """The subject has changed since the form was shown: by which events."""

    def __init__(self, subject: Subject, since: Sequence[Event]) -> None:
        super().__init__(f"{subject.kind} {subject.id} has changed meanwhile")
        self.subject, self.since = subject, tuple(since)


class AlreadyDone(Exception):  # noqa: N818 - no error: the first answer holds
    """This request was carried out before, by this event."""

    def __init__(self, event: Event) -> None:
        super().__init__(f"request {event.request_key} was carried out before")
        self.event = event
