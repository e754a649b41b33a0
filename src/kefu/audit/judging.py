"""One subject's history through the rulebook: its duties with their verdicts, and what it did against requirements."""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from kefu.lib.worktime import Instant, Stop
from kefu.rulebook.model import Bearer, Changes, Duty, Event, State
from kefu.rulebook.passing import advance, live_through
from kefu.rulebook.refusing import demands
from kefu.rulebook.rules import Rules


class Outcome(NamedTuple):
    """What became of one duty, as far as a report speaks of it. `done_at` is None unless it was done."""

    clause: str
    verdict: str
    bearer: Bearer
    start_at: Instant
    first_due_at: Instant | None
    due_at: Instant | None
    done_at: Instant | None
    stops: tuple[Stop, ...] = ()


class Demand(NamedTuple):
    """A requirement that applied to something done, and whether it was met."""

    clause: str
    at: Instant
    is_met: bool


class Judgment(NamedTuple):
    """All duties that a history brought, ended or open at `now`, and the requirements that it had to meet."""

    duties: list[Outcome]
    demands: list[Demand]


def judge(subject: str, events: Sequence[Event], rules: Rules, now: Instant, verbs: dict[str, str]) -> Judgment:
    """Live through a history up to `now`: events in the order of recording, time passing between them.

    `verbs` names the verb that records a kind of event, for those that requirements forbid. Events later than `now`
    have not happened yet.
    """
    state = State(subject)
    ended: list[Duty] = []
    demanded: list[Demand] = []
    for event, changes in live_through(state, up_to(now, events), rules):
        verb = verbs.get(event.kind)
        if verb is not None:
            for clause, is_met in demands(state, verb, event.facts, rules, event.at):
                demanded.append(Demand(clause.id, event.at, is_met))
        state = _after(changes, ended)
    for _, changes in advance(state, now, rules):
        state = _after(changes, ended)
    return Judgment([_outcome(duty) for duty in (*ended, *state.duties)], demanded)


def up_to(now: Instant, events: Sequence[Event]) -> Sequence[Event]:
    """The events recorded by a moment; nearly always all."""
    if not events or recorded_at(events[-1]) <= now:
        return events
    return list(takewhile(lambda event: recorded_at(event) <= now, events))


def recorded_at(event: Event) -> Instant:
    """When the event was recorded."""
    return event.at if event.recorded_at is None else event.recorded_at


def _after(changes: Changes, ended: list[Duty]) -> State:
    """The state after a decision; the duties that it ended are kept."""
    if changes.duties:
        ended += [change.duty for change in changes.duties if change.duty.end is not None]
    return changes.after


def _outcome(duty: Duty) -> Outcome:
    done_at = duty.ended_at if duty.end == "done" else None
    return Outcome(
        duty.clause,
        duty.verdict,
        duty.bearer,
        duty.start_at,
        duty.first_due_at,
        duty.due_at,
        done_at,
        duty.stops,
    )
