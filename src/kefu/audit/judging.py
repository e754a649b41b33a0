"""One subject's history through the rulebook: its duties with their verdicts, and what it did against requirements."""

from collections.abc import Sequence
from typing import NamedTuple

from kefu.lib.worktime import Instant
from kefu.rulebook.deciding import decide
from kefu.rulebook.model import Duty, Event, State
from kefu.rulebook.passing import advance
from kefu.rulebook.refusing import demands
from kefu.rulebook.rules import Rules


class Demand(NamedTuple):
    """A requirement that applied to something done, and whether it was met."""

    clause: str
    at: Instant
    is_met: bool


class Judgment(NamedTuple):
    """All duties that a history brought, ended or open at `now`, and the requirements that it had to meet."""

    duties: list[Duty]
    demands: list[Demand]


def judge(subject: str, events: Sequence[Event], rules: Rules, now: Instant, verbs: dict[str, str]) -> Judgment:
    """Live through a history up to `now`: events in the order of recording, time passing between them.

    `verbs` names the verb that records a kind of event, for those that requirements forbid. Events later than `now`
    have not happened yet.
    """
    state = State(subject)
    ended: list[Duty] = []
    demanded: list[Demand] = []
    for event in events:
        until = event.at if event.recorded_at is None else event.recorded_at
        if until > now:
            break
        if state.next_at is not None and state.next_at < until:
            state = _let_pass(state, until, rules, ended)
        verb = verbs.get(event.kind)
        if verb is not None:
            for clause, is_met in demands(state, verb, event.facts, rules, event.at):
                demanded.append(Demand(clause.id, event.at, is_met))
        changes = decide(state, event, rules)
        state = changes.after
        if changes.duties:
            ended += [change.duty for change in changes.duties if change.duty.end is not None]
    if state.next_at is not None and state.next_at < now:
        state = _let_pass(state, now, rules, ended)
    return Judgment([*ended, *state.duties], demanded)


def _let_pass(state: State, until: Instant, rules: Rules, ended: list[Duty]) -> State:
    for _, changes in advance(state, until, rules):
        state = changes.after
        ended += [change.duty for change in changes.duties if change.duty.end is not None]
    return state
