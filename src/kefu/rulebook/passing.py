"""What the passing of time brings, and the one loop that audit and live program run (CORE: one loop)."""

from collections.abc import Iterable, Iterator
from operator import itemgetter

from kefu.lib.worktime import Instant
from kefu.rulebook.deciding import decide
from kefu.rulebook.model import Changes, Duty, Event, Run, State
from kefu.rulebook.rules import Rules

REMINDED, BREACHED, UNACKNOWLEDGED, ENDED = range(4)
_ORDER = itemgetter(0, 1, 2, 3)


Moment = tuple[Instant, int, str, str, Duty | Run]


def due_events(state: State, until: Instant) -> list[Event]:
    """The events that time has brought strictly before `until`, oldest first, as far as this state shows them.

    Deciding one may bring others: ask again with the state after it. What is done at its due time is still on time,
    so nothing is due at `until` itself.
    """
    if state.next_at is None or state.next_at >= until:
        return []
    events = [_event(moment) for moment in sorted(_moments(state), key=_ORDER) if moment[0] < until]
    return [event for place, event in enumerate(events) if event not in events[:place]]


def _moments(state: State) -> Iterator[Moment]:
    """What time brings for each duty and series: when, in which order among equals, and about what."""
    for duty in state.duties:
        if duty.remind_at is not None:
            yield duty.remind_at, REMINDED, duty.clause, duty.occurrence, duty
        if duty.due_at is not None and duty.breached_at is None:
            yield duty.due_at, BREACHED, duty.clause, duty.occurrence, duty
        if duty.acknowledge_by is not None:
            yield duty.acknowledge_by, UNACKNOWLEDGED, duty.clause, duty.occurrence, duty
        if duty.ends_at is not None:
            yield duty.ends_at, ENDED, duty.clause, "", duty
    for run in state.runs:
        yield run.next_at, ENDED, run.clause, "", run


def _event(moment: Moment) -> Event:
    at, order, clause, occurrence, source = moment
    if order == ENDED or isinstance(source, Run):
        return Event("period.ended", at, {"clause": clause})
    if order == REMINDED:
        return Event("duty.reminded", at, {"clause": clause, "occurrence": occurrence})
    if order == BREACHED:
        bearer = source.bearer.person or source.bearer.as_
        return Event("duty.breached", at, {"clause": clause, "occurrence": occurrence, "bearer": bearer})
    return Event("step.unacknowledged", at, {"clause": clause, "occurrence": occurrence, "level": source.level})


def advance(state: State, until: Instant, rules: Rules) -> Iterator[tuple[Event, Changes]]:
    """Let time pass up to `until`: each event that it brings, with what it changes, in order."""
    while state.next_at is not None and state.next_at < until:
        event = _event(min(_moments(state), key=_ORDER))
        changes = decide(state, event, rules)
        state = changes.after
        yield event, changes


def live_through(state: State, events: Iterable[Event], rules: Rules) -> Iterator[tuple[Event, Changes]]:
    """A history, in the order of recording: each event after what time brought before it was recorded."""
    for event in events:
        recorded_at = event.at if event.recorded_at is None else event.recorded_at
        for passed in advance(state, recorded_at, rules):
            state = passed[1].after
            yield passed
        changes = decide(state, event, rules)
        state = changes.after
        yield event, changes
