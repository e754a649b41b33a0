"""The frozen values that `decide` works on: events, duties, states, changes (CORE: one loop, duties).

All moments are `Instant`s: whole seconds since 1970-01-01T00:00Z. These are tuples and not dataclasses because an
audit makes tens of millions of them (`docs/scaling.md`).
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from kefu.lib.text import Text
from kefu.lib.worktime import Instant, Stop

Facts = Mapping[str, Any]
NO_FACTS: Facts = {}
# The facts that name somebody who may bear a duty.
PEOPLE = frozenset(("owner", "handler"))
# Makes a named tuple from a tuple of all its fields in a third of the time that calling its class takes.
make = tuple.__new__
End = Literal["done", "waived", "cancelled", "missed"]
What = Literal[
    "open",
    "done",
    "breach",
    "remind",
    "move",
    "pause",
    "resume",
    "cancel",
    "waive",
    "miss",
    "reissue",
    "step",
    "acknowledge",
]


class Event(NamedTuple):
    """What happened, about one subject. `recorded_at` is None when it was recorded as it happened."""

    kind: str
    at: Instant
    facts: Facts = NO_FACTS
    actor: str | None = None
    is_staff: bool = True
    recorded_at: Instant | None = None

    @property
    def colleague(self) -> str | None:
        """Who did it, if a member of staff: others bear no duties."""
        return self.actor if self.is_staff else None


class Bearer(NamedTuple):
    """Who has to bring a duty about: `as_` is the word of the clause that found the person or post."""

    as_: str | None = None
    post: str | None = None
    person: str | None = None


NOBODY = Bearer()


class Duty(NamedTuple):
    """One duty of one subject; open while `end` is None. Its key is (clause, subject, occurrence).

    `given_at` is the due time that a recorded act gave in place of the counted one.
    """

    clause: str
    version: str
    occurrence: str
    opened_by: int
    bearer: Bearer
    start_at: Instant
    first_due_at: Instant | None
    due_at: Instant | None
    ends_at: Instant | None = None
    breached_at: Instant | None = None
    paused_at: Instant | None = None
    stops: tuple[Stop, ...] = ()
    level: int = 0
    reminded_at: Instant | None = None
    acknowledged_at: Instant | None = None
    remind_at: Instant | None = None
    acknowledge_by: Instant | None = None
    end: End | None = None
    ended_at: Instant | None = None
    ended_by: int | None = None
    given_at: Instant | None = None

    def ended(self, end: End, at: Instant, by: int) -> "Duty":
        """The duty after its end: nothing reminds of it any more. (`_replace` takes ten times as long.)"""
        return make(Duty, (*self[:15], None, None, end, at, by, self[20]))

    def reminded(self, at: Instant, following: Instant | None) -> "Duty":
        """The duty after a reminder."""
        return make(Duty, (*self[:13], at, self[14], following, *self[16:]))

    def breached(self) -> "Duty":
        """The duty past its due time: nothing reminds of it any more."""
        return make(Duty, (*self[:9], self[7], *self[10:15], None, *self[16:]))

    def escalated(self, level: int, acknowledge_by: Instant | None) -> "Duty":
        """The duty after a step of its escalation."""
        return make(Duty, (*self[:12], level, *self[13:16], acknowledge_by, *self[17:]))

    def unheard(self) -> "Duty":
        """The duty at the top of its ladder: nobody is waited for any more."""
        return make(Duty, (*self[:16], None, *self[17:]))

    @property
    def next_at(self) -> Instant | None:
        """When the passing of time next brings something for this duty; None: never."""
        earliest = self.due_at if self.breached_at is None else None
        for at in (self.remind_at, self.acknowledge_by, self.ends_at):
            if at is not None and (earliest is None or at < earliest):
                earliest = at
        return earliest

    @property
    def verdict(self) -> str:
        """One of the words under which reports count a duty; they exclude each other."""
        if self.end == "done":
            if self.due_at is not None and self.ended_at is not None and self.ended_at > self.due_at:
                return "late"
            return "on_time" if self.breached_at is None else "recorded_late"
        if self.end is not None:
            return self.end
        if self.breached_at is not None:
            return "breached_open"
        return "open" if self.paused_at is None else "paused"


VERDICTS = ("on_time", "recorded_late", "late", "breached_open", "open", "paused", "waived", "cancelled", "missed")


class Run(NamedTuple):
    """A series that runs for a subject: its next period begins at `next_at`, the last one opened began at `since`.

    `missed` are the duties missed of late, which an act recorded late may still turn into done.
    """

    clause: str
    since: Instant
    next_at: Instant
    last_act_at: Instant | None = None
    missed: tuple[Duty, ...] = ()


class Seen(NamedTuple):
    """The last event of a kind: its place in the subject's history, when it happened and which colleague did it."""

    seq: int
    at: Instant
    actor: str | None


class State(NamedTuple):
    """Everything about a subject that a decision may depend on; ended duties have left it.

    `next_at` is the earliest moment at which the passing of time alone brings something.
    """

    subject: str
    version: str | None = None
    facts: Facts = NO_FACTS
    duties: tuple[Duty, ...] = ()
    runs: tuple[Run, ...] = ()
    seen: Mapping[str, Seen] = {}
    pause: tuple[str | None, Instant] | None = None
    seq: int = 0
    next_at: Instant | None = None


class Change(NamedTuple):
    """What happens to one duty, and the duty as it is afterwards."""

    what: What
    duty: Duty


class Step(NamedTuple):
    """One step of an escalation: to whom it goes. With nobody at all it stands on the wallboard."""

    clause: str
    occurrence: str
    level: int
    to: Bearer
    at: Instant
    passed_over: tuple[str, ...] = ()


class Changes(NamedTuple):
    """What an event brings about, and the subject's state after it."""

    after: State
    duties: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()


class Refusal(NamedTuple):
    """Why a verb is refused now: the clause, what it says, and the facts that are missing."""

    clause: str
    text: Text
    missing: tuple[str, ...]
