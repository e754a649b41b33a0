"""One decision in the making."""

from kefu.lib.worktime import Instant
from kefu.rulebook.model import Change, Changes, Duty, End, Event, Facts, Run, Seen, State, Step, What, make
from kefu.rulebook.rules import Rule, Rules, Version

NOTHING: frozenset[str] = frozenset()


class Turn:
    """What is known while one event is decided, and what has been decided so far.

    It lives as long as one call of `decide`; everything in it that was frozen before is replaced, never changed.
    """

    __slots__ = (
        "acted",
        "changed",
        "changes",
        "event",
        "facts",
        "open",
        "pause",
        "rules",
        "runs",
        "seen",
        "seq",
        "state",
        "steps",
        "version",
    )

    def __init__(self, state: State, event: Event, rules: Rules, version: Version) -> None:
        self.state = state
        self.event = event
        self.rules = rules
        self.version = version
        self.seq = state.seq + 1
        self.facts: Facts = state.facts
        self.pause = state.pause
        self.runs: tuple[Run, ...] = state.runs
        self.seen = state.seen
        self.changed = NOTHING
        self.acted = NOTHING
        self.open = list(state.duties)
        self.changes: list[Change] = []
        self.steps: tuple[Step, ...] = ()

    def rule(self, duty: Duty) -> Rule:
        """The clause of a duty, in the version under which it was opened."""
        version = self.version if duty.version == self.version.version else self.rules.pinned(duty.version)
        return version.rules[duty.clause]

    def keep(self, what: What, duty: Duty) -> None:
        """Record a change that leaves the duty open."""
        self.changes.append(make(Change, (what, duty)))
        self.open.append(duty)

    def end(self, what: What, duty: Duty, end: End) -> None:
        """Record a change that ends the duty."""
        self.changes.append(make(Change, (what, duty.ended(end, self.event.at, self.seq))))

    def remember(self) -> None:
        """Note that this kind of event has happened."""
        event = self.event
        self.seen = {**self.seen, event.kind: make(Seen, (self.seq, event.at, event.colleague))}

    def finish(self) -> Changes:
        """The decision as a frozen value."""
        duties = tuple(self.open)
        runs = self.runs
        fields = (
            self.state.subject,
            self.version.version,
            self.facts,
            duties,
            runs,
            self.seen,
            self.pause,
            self.seq,
            _earliest(duties, runs) if duties or runs else None,
        )
        return make(Changes, (make(State, fields), tuple(self.changes), self.steps))


def _earliest(duties: tuple[Duty, ...], runs: tuple[Run, ...]) -> Instant | None:
    """When the passing of time next brings something; None: never."""
    if not runs and len(duties) == 1:
        return duties[0].next_at
    moments = [at for duty in duties if (at := duty.next_at) is not None]
    moments += [run.next_at for run in runs]
    return min(moments, default=None)
