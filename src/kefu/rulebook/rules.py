"""Rulebooks compiled for deciding: clauses indexed by the events that open, discharge and forbid."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from kefu.lib.text import Text
from kefu.lib.worktime import DueFunction, Instant, Timeline
from kefu.rulebook.clauses import Series
from kefu.rulebook.conditions import Holds
from kefu.rulebook.model import Bearer, Facts
from kefu.rulebook.shapes import Condition
from kefu.rulebook.vocabulary import Vocabulary, vocabulary

T = TypeVar("T")
Reminders = tuple[Callable[[Instant], Instant], ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """What a breach sets off: the ladder's levels, and the time to acknowledge a step."""

    levels: tuple[Bearer, ...]
    acknowledge_due: DueFunction | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A deadline, compiled. `due` is None where the due time is the fact named by `by`."""

    id: str
    version: str
    opens: frozenset[str]
    brings: frozenset[str]
    admits: Holds
    holds: Holds
    is_met: Holds
    reads: frozenset[str]
    due: DueFunction | None
    by: str | None
    bearers: tuple[Bearer, ...]
    reminders: Reminders
    pauses_for: frozenset[str]
    breach: Breach
    since: Instant | None
    retired: Instant | None
    by_another: bool | str
    is_series: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class SeriesRule(Rule):
    """A series, compiled: `clause` holds how its periods are cut, `timeline` which days count."""

    until: frozenset[str]
    clause: Series
    timeline: Timeline
    grace: DueFunction | None
    apart: DueFunction | None
    is_series: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Forbidding:
    """A requirement, compiled."""

    id: str
    text: Text
    reads: frozenset[str]
    applies: Holds
    unless: Condition
    is_met: Holds
    since: Instant | None
    retired: Instant | None


def is_in_force(clause: Rule | Forbidding, at: Instant) -> bool:
    """Whether the clause holds at that moment of its version."""
    return (clause.since is None or clause.since <= at) and (clause.retired is None or at < clause.retired)


# The requirements that apply, each with whether it is met.
Demands = tuple[tuple[Forbidding, bool], ...]


@dataclass(frozen=True, slots=True)
class ByFacts(Generic[T]):
    """An answer that depends on some facts alone, remembered for each of their combinations that has come up."""

    reads: tuple[str, ...]
    find: Callable[[Facts], T]
    memory: dict[tuple[Any, ...], T] = field(default_factory=dict, compare=False)

    def __call__(self, facts: Facts) -> T:
        key = tuple(map(facts.get, self.reads))
        found = self.memory.get(key)
        if found is None:
            if len(self.memory) >= 10_000:
                self.memory.clear()
            found = self.memory[key] = self.find(facts)
        return found


@dataclass(frozen=True, slots=True)
class Opening:
    """The deadlines that one kind of event may open: `timed` ones by their period, `dated` ones by a fact's time."""

    timed: ByFacts[tuple[Rule, ...]]
    dated: tuple[Rule, ...]

    def holding(self, facts: Facts) -> tuple[Rule, ...]:
        """The clauses whose conditions these facts meet."""
        timed = self.timed(facts)
        if not self.dated:
            return timed
        return (*timed, *[rule for rule in self.dated if facts.get(rule.by or "") is not None and rule.holds(facts)])


@dataclass(frozen=True)
class Version:
    """One version of a rulebook, compiled and indexed.

    `asked`: the facts that conditions test; `valued`: those of which more than being known is asked; `followed`: the
    clauses whose breach may open another; `passing`: the verbs that a requirement forbids for some time only.
    """

    id: str
    version: str
    effective_at: Instant
    rules: Mapping[str, Rule]
    openings: Mapping[str, Opening]
    read_facts: frozenset[str]
    watched: frozenset[str]
    brings: Mapping[str, frozenset[str]]
    series: Mapping[str, SeriesRule]
    starts: Mapping[str, tuple[SeriesRule, ...]]
    forbids: Mapping[str, ByFacts[Demands]]
    passing: frozenset[str]
    stops: frozenset[str]
    asked: frozenset[str]
    valued: frozenset[str]
    followed: frozenset[str]

    def readers(self, changed: frozenset[str]) -> list[Rule]:
        """The deadlines whose conditions read any of these facts."""
        return [rule for rule in self.rules.values() if not rule.is_series and not rule.reads.isdisjoint(changed)]


class Holding(NamedTuple):
    """Who holds a post, and from when to when (None: until further notice)."""

    from_: Instant
    to: Instant | None
    person: str


class Effect(NamedTuple):
    """What an event does by its nature, whatever the clauses say."""

    clears: tuple[str, ...]
    ends: bool
    pauses: bool
    resumes: bool
    takes_over: bool
    absorbs: bool


def effects(words: Vocabulary) -> dict[str, Effect]:
    """The effects of every kind of event that has any."""
    found = {
        kind: Effect(tuple(word.clears), word.ends, word.pauses, word.resumes, word.takes_over, word.absorbs)
        for kind, word in words.events.items()
    }
    return {kind: effect for kind, effect in found.items() if any(effect)}


@dataclass(frozen=True)
class Rules:
    """Everything outside a subject that a decision depends on.

    `holders` says who holds a post when; None where that is not known, as in an audit: then the post itself bears.
    `former`: the same rules under the calendars as they were before, the latest first.
    """

    versions: tuple[Version, ...]
    holders: Mapping[str, tuple[Holding, ...]] | None = None
    effects: Mapping[str, Effect] = field(default_factory=lambda: effects(vocabulary()))
    former: Callable[[], Iterable["Rules"]] = field(default=tuple, compare=False)

    @cached_property
    def active(self) -> frozenset[str]:
        """The kinds of event that do more than open and discharge duties: never passed by the short way."""
        engine = (kind for kind, word in vocabulary().events.items() if word.engine)
        return frozenset((*engine, *self.effects, *self.series_kinds))

    @cached_property
    def series_kinds(self) -> frozenset[str]:
        """The kinds of event that start or end a series in any version."""
        return frozenset(kind for version in self.versions for kind in (*version.starts, *version.stops))

    @cached_property
    def endings(self) -> frozenset[str]:
        """The kinds of event after which nothing more is due from their subject."""
        return frozenset(kind for kind, effect in self.effects.items() if effect.ends)

    def in_force(self, at: Instant) -> Version:
        """The version in force at a moment; before the first one, the first."""
        if len(self.versions) == 1:
            return self.versions[0]
        return self.versions[self._place(at)]

    def in_force_from(self, at: Instant) -> tuple[Version, ...]:
        """The version in force at a moment, and those known by then that come after it."""
        return self.versions[self._place(at) :]

    def _place(self, at: Instant) -> int:
        return max(bisect_right(self.versions, at, key=lambda version: version.effective_at) - 1, 0)

    def pinned(self, version: str) -> Version:
        """The version of that name. Raises KeyError when it is not among the rules."""
        return self._by_name[version]

    @cached_property
    def _by_name(self) -> dict[str, Version]:
        return {version.version: version for version in self.versions}

    def holder(self, post: str, at: Instant, never: str | None = None) -> str | None:
        """Who holds the post at that moment, as far as it is known; `never`: of several, not this one."""
        for start, end, person in (self.holders or {}).get(post, ()):
            if start <= at and (end is None or at < end) and person != never:
                return person
        return None
