"""Judging by what was decided before: histories of one shape have the same decisions, at other moments.

What `decide` opens, discharges and cancels depends on which events follow one another with which facts, and not on when
or by whom. So an audit lets `decide` judge the first history of a shape, remembers what came of it, and works out anew
only the moments, the persons and whether time ran out. Where more than that depends on time – clocks that stand still,
series, clauses that a breach opens – each history is lived through (`kefu.audit.judging`). See decision 7.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from kefu.audit.judging import Demand, Judgment, Outcome, judge, up_to
from kefu.lib.worktime import DueFunction, Instant
from kefu.rulebook.deciding import decide
from kefu.rulebook.model import PEOPLE, Bearer, Changes, Duty, Event, Facts, State, make
from kefu.rulebook.refusing import demands
from kefu.rulebook.rules import Rules, Version

SHAPES_LIMIT = 100_000
PARTS_LIMIT = 20_000
# In the history that is tried for a shape, event i happens at _ORIGIN + i and opaque value n is _SIGN + n.
_ORIGIN = 1_600_000_000
_SIGN = 1_500_000_000
_UNKNOWN: Final = object()

Shape = tuple[Any, ...]
# Facts, the number of what they mean to decisions, and the opaque values among them.
Part = tuple[Facts, int, tuple[Any, ...]]


class DutyPlan(NamedTuple):
    """A duty that histories of a shape bring; `start` and `ending` are places of events, `due` is counted or named.

    `bearers`: from which event on who bears it; `person` in them is the number of an opaque value.
    """

    clause: str
    start: int
    due: DueFunction | None
    due_value: int
    bearers: tuple[tuple[int, Bearer], ...]
    end: str | None
    ending: int


class Plan(NamedTuple):
    """What all histories of a shape come to: duties, and demands as (clause, place of the event, is met)."""

    duties: tuple[DutyPlan, ...]
    demands: tuple[tuple[str, int, bool], ...]


class Judge:
    """Judges histories at `now`; `verbs` as for `judge`."""

    def __init__(self, rules: Rules, now: Instant, verbs: dict[str, str]) -> None:
        self._rules, self._now, self._verbs = rules, now, verbs
        self._plans: dict[Shape, Plan | None] = {}
        self._parts: dict[int, Part] = {}
        self._meanings: dict[tuple[Any, ...], int] = {}
        version = rules.versions[0]
        opaque = PEOPLE | {rule.by for rule in version.rules.values() if rule.by is not None}
        # What matters by its value, and what matters only by being known and the same as another.
        self._read, self._opaque = version.asked - opaque, opaque
        passing = {kind for kind, verb in verbs.items() if verb in version.passing}
        self._unfit = unfit_kinds(rules, version) | passing
        self._is_fit = len(rules.versions) == 1 and rules.holders is None and opaque.isdisjoint(version.valued)

    def __call__(self, subject: str, events: Sequence[Event]) -> Judgment:
        """The judgment of a history whose events are in the order of recording."""
        events = up_to(self._now, events)
        if self._is_fit:
            values: dict[Any, int] = {}
            shape = self._shape(events, values)
            plan = self._plans.get(shape, _UNKNOWN)
            if plan is _UNKNOWN:
                plan = self._learn(shape, events, values)
            if plan is not None:
                return self._timed(plan, events, list(values))  # type: ignore[arg-type]
        return judge(subject, events, self._rules, self._now, self._verbs)

    def _shape(self, events: Sequence[Event], values: dict[Any, int]) -> Shape:
        """All that decisions depend on, save when and by whom; `values` numbers what matters only by sameness.

        For each event its kind, actor and meaning, and as many opaque values as that meaning has.
        """
        shape: list[Any] = []
        for kind, _, facts, actor, is_staff, _ in events:
            person = values.setdefault(actor, len(values)) if actor and is_staff else None
            if facts:
                known = self._parts.get(id(facts))
                _, meaning, opaque = known if known is not None and known[0] is facts else self._part(facts)
                shape += (kind, person, meaning)
                for value in opaque:
                    shape.append(values.setdefault(value, len(values)))
            else:
                shape += (kind, person, None)
        return tuple(shape)

    def _part(self, facts: Facts) -> Part:
        """What of these facts belongs to a shape; rows of a register share their facts, so it is kept for each."""
        if len(self._parts) >= PARTS_LIMIT:
            self._parts.clear()
        if len(self._meanings) >= SHAPES_LIMIT:
            # Plans and parts know meanings by their numbers.
            self._meanings.clear()
            self._parts.clear()
            self._plans.clear()
        opaque = {fact: value for fact, value in facts.items() if value and fact in self._opaque}
        read = tuple((fact, value) for fact, value in facts.items() if fact in self._read)
        meaning = self._meanings.setdefault((read, *opaque), len(self._meanings))
        part = self._parts[id(facts)] = (facts, meaning, tuple(opaque.values()))
        return part

    def _learn(self, shape: Shape, events: Sequence[Event], values: dict[Any, int]) -> Plan | None:
        if len(self._plans) >= SHAPES_LIMIT:
            self._plans.clear()
        plan = self._plans[shape] = self._plan(events, values)
        return plan

    def _plan(self, events: Sequence[Event], values: dict[Any, int]) -> Plan | None:
        """What `decide` makes of a history with signs for its moments and persons; None where time decides more."""
        if any(event.kind in self._unfit for event in events):
            return None
        trial = _Trial()
        demanded: list[tuple[str, int, bool]] = []
        for place, event in enumerate(events):
            signed = self._signed(place, event, values)
            verb = self._verbs.get(event.kind)
            if verb is not None:
                asked = demands(trial.state, verb, signed.facts, self._rules, event.at)
                demanded += [(clause.id, place, is_met) for clause, is_met in asked]
            trial.add(place, decide(trial.state, signed, self._rules))
        version = self._rules.versions[0]
        duties = tuple(_duty_plan(duty, trial.bearers, version) for duty in (*trial.ended, *trial.state.duties))
        return None if any(duty.clause in version.followed for duty in duties) else Plan(duties, tuple(demanded))

    def _signed(self, place: int, event: Event, values: Mapping[Any, int]) -> Event:
        """The event with a sign in place of its moment and of each opaque value."""
        facts = {
            fact: _sign(values[value], value) if value and fact in self._opaque else value
            for fact, value in event.facts.items()
        }
        actor = _sign(values[event.actor], event.actor) if event.actor and event.is_staff else None
        return Event(event.kind, _ORIGIN + place, facts, actor, event.is_staff)

    def _timed(self, plan: Plan, events: Sequence[Event], values: list[Any]) -> Judgment:
        """The plan at the moments and with the persons of this history."""
        duties = []
        for clause, start, count, due_value, bearers, end, ending in plan.duties:
            start_at = events[start][1]
            due = count(start_at) if count is not None else values[due_value]
            verdict, done_at = end, None
            if end is None:
                verdict = "breached_open" if due < self._now else "open"
            elif end == "done":
                _, done_at, _, _, _, recorded = events[ending]
                is_breached = due < (done_at if recorded is None else recorded)
                verdict = "late" if done_at > due else "recorded_late" if is_breached else "on_time"
            bearer = bearers[0][1] if len(bearers) == 1 else _bearer_by_then(bearers, due, events)
            if bearer.person is not None:
                bearer = make(Bearer, (bearer.as_, bearer.post, values[bearer.person]))  # type: ignore[call-overload]
            duties.append(make(Outcome, (clause, verdict, bearer, start_at, due, due, done_at, ())))
        demanded = [Demand(clause, events[place][1], is_met) for clause, place, is_met in plan.demands]
        return make(Judgment, (duties, demanded))


class _Trial:
    """The state of a tried history, the duties that have ended, and who came to bear each duty by which event."""

    def __init__(self) -> None:
        self.state = State("")
        self.ended: list[Duty] = []
        self.bearers: dict[tuple[str, str], list[tuple[int, Bearer]]] = {}

    def add(self, place: int, changes: Changes) -> None:
        """Take over what an event has changed."""
        self.state = changes.after
        for what, duty in changes.duties:
            if duty.end is not None:
                self.ended.append(duty)
            if what in ("open", "move"):
                person = duty.bearer.person
                bearer = duty.bearer if person is None else duty.bearer._replace(person=_number(person))
                self.bearers.setdefault((duty.clause, duty.occurrence), []).append((place, bearer))


def unfit_kinds(rules: Rules, version: Version) -> frozenset[str]:
    """The kinds of event after which more than moments depends on time."""
    stopping = {kind for kind, effect in rules.effects.items() if effect.pauses or effect.resumes or effect.absorbs}
    passing = {kind for rule in version.rules.values() if rule.since or rule.retired for kind in rule.opens}
    return (rules.active - rules.effects.keys()) | rules.series_kinds | stopping | passing


def _duty_plan(duty: Duty, bearers: Mapping[tuple[str, str], list[tuple[int, Bearer]]], version: Version) -> DutyPlan:
    count = version.rules[duty.clause].due
    return DutyPlan(
        duty.clause,
        duty.start_at - _ORIGIN,
        count,
        -1 if count is not None else _number(duty.first_due_at),
        tuple(bearers[duty.clause, duty.occurrence]),
        duty.end,
        duty.ended_at - _ORIGIN if duty.ended_at is not None else -1,
    )


def _bearer_by_then(bearers: Sequence[tuple[int, Bearer]], due: Instant, events: Sequence[Event]) -> Bearer:
    """The last of them to come before time ran out: a duty that is breached moves no more."""
    found = bearers[0][1]
    for place, bearer in bearers[1:]:
        _, at, _, _, _, recorded = events[place]
        if due < (at if recorded is None else recorded):
            break
        found = bearer
    return found


def _sign(number: int, value: object) -> Any:
    """The sign of an opaque value: a person's is a text, a moment's a number."""
    return str(_SIGN + number) if isinstance(value, str) else _SIGN + number


def _number(sign: Any) -> Any:
    """The number of the opaque value that a sign stands for."""
    return int(sign) - _SIGN
