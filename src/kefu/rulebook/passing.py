"""What the passing of time brings, and the one loop that audit and live program run (CORE: one loop)."""

from collections.abc import Iterable, Iterator

from kefu.lib.worktime import Instant
from kefu.rulebook.deciding import decide
from kefu.rulebook.model import Changes, Event, Facts, State, make
from kefu.rulebook.rules import Rules

REMINDED, BREACHED, UNACKNOWLEDGED, ENDED = range(4)


# When, in which order among equals, which clause, and the place of its duty in the state; -1 for a series itself.
Moment = tuple[Instant, int, str, int]


def due_events(state: State, until: Instant) -> list[Event]:
    """The events that time has brought strictly before `until`, oldest first, as far as this state shows them.

    Deciding one may bring others: ask again with the state after it. What is done at its due time is still on time,
    so nothing is due at `until` itself.
    """
    if state.next_at is None or state.next_at >= until:
        return []
    events = [_event(state, moment) for moment in sorted(_moments(state)) if moment[0] < until]
    return [event for place, event in enumerate(events) if event not in events[:place]]


def _moments(state: State) -> Iterator[Moment]:
    """What time brings for each duty and series."""
    for place, duty in enumerate(state.duties):
        clause = duty.clause
        if duty.remind_at is not None:
            yield duty.remind_at, REMINDED, clause, place
        if duty.breached_at is None and duty.due_at is not None:
            yield duty.due_at, BREACHED, clause, place
        if duty.acknowledge_by is not None:
            yield duty.acknowledge_by, UNACKNOWLEDGED, clause, place
        if duty.ends_at is not None:
            yield duty.ends_at, ENDED, clause, place
    for run in state.runs:
        yield run.next_at, ENDED, run.clause, -1


def _event(state: State, moment: Moment) -> Event:
    at, order, clause, place = moment
    if order == ENDED:
        return _passed("period.ended", at, {"clause": clause})
    duty = state.duties[place]
    if order == REMINDED:
        return _passed("duty.reminded", at, {"clause": clause, "occurrence": duty.occurrence})
    if order == BREACHED:
        bearer = duty.bearer.person or duty.bearer.as_
        return _passed("duty.breached", at, {"clause": clause, "occurrence": duty.occurrence, "bearer": bearer})
    facts = {"clause": clause, "occurrence": duty.occurrence, "level": duty.level}
    return _passed("step.unacknowledged", at, facts)


def _passed(kind: str, at: Instant, facts: Facts) -> Event:
    return make(Event, (kind, at, facts, None, True, None))


def advance(state: State, until: Instant, rules: Rules) -> Iterator[tuple[Event, Changes]]:
    """Let time pass up to `until`: each event that it brings, with what it changes, in order."""
    while state.next_at is not None and state.next_at < until:
        event = _event(state, min(_moments(state)))
        changes = decide(state, event, rules)
        state = changes.after
        yield event, changes


def live_through(state: State, events: Iterable[Event], rules: Rules) -> Iterator[tuple[Event, Changes]]:
    """A history, in the order of recording: each event after what time brought before it was recorded."""
    for event in events:
        recorded_at = event.at if event.recorded_at is None else event.recorded_at
        if state.next_at is not None and state.next_at < recorded_at:
            for passed in advance(state, recorded_at, rules):
                state = passed[1].after
                yield passed
        changes = decide(state, event, rules)
        state = changes.after
        yield event, changes
