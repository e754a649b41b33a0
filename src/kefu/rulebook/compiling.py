"""Checked rulebooks compiled into rules."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, TypeVar

from kefu.lib.periods import Period
from kefu.lib.text import Text
from kefu.lib.worktime import Calendar, Instant, Season, Timeline, compile_calendar, day_number, due_function
from kefu.lib.worktime import before as before_due
from kefu.rulebook.clauses import CalendarClause, Deadline, LadderClause, OnBreach, Requirement, Rulebook, Series
from kefu.rulebook.conditions import compile_condition
from kefu.rulebook.model import PEOPLE, Bearer
from kefu.rulebook.rules import (
    Breach,
    ByFacts,
    Demands,
    Forbidding,
    Opening,
    Reminders,
    Rule,
    Rules,
    SeriesRule,
    Version,
)
from kefu.rulebook.shapes import WEEKDAYS, Clause, Count, Test
from kefu.rulebook.vocabulary import vocabulary

K = TypeVar("K")
V = TypeVar("V")


def compile_rules(books: Iterable[Rulebook], extra: Mapping[str, Deadline] | None = None) -> Rules:
    """Compile checked rulebooks, one per version; `extra` deadlines are added to each (promises of other systems)."""
    versions = sorted((compile_version(book, extra or {}) for book in books), key=lambda v: v.effective_at)
    return Rules(tuple(versions))


def compile_version(book: Rulebook, extra: Mapping[str, Deadline]) -> Version:
    """Compile one checked rulebook."""
    timelines = {name: compile_calendar(calendar(book, name)) for name in book.calendars}
    compiler = _Compiler(book, timelines)
    deadlines = {id_: compiler.deadline(id_, clause) for id_, clause in chain(book.deadlines.items(), extra.items())}
    series = {id_: compiler.series(id_, clause) for id_, clause in book.series.items()}
    openings = _openings(deadlines.values())
    requirements = [(compiler.requirement(id_, clause), clause) for id_, clause in book.requirements.items()]
    forbidding = _index((verb, one) for one, clause in requirements for verb in clause.forbid)
    read_facts = frozenset(fact for rule in deadlines.values() for fact in rule.reads)
    return Version(
        id=book.rulebook,
        version=book.version.isoformat(),
        effective_at=compiler.midnight(book.version),
        rules={**deadlines, **series},
        openings=openings,
        read_facts=read_facts,
        watched=read_facts | PEOPLE,
        brings={kind: frozenset(ids) for kind, ids in _index(_brought({**deadlines, **series})).items()},
        series=series,
        starts=_index((kind, rule) for rule in series.values() for kind in rule.opens),
        forbids={verb: _demands(clauses) for verb, clauses in forbidding.items()},
        passing=frozenset(verb for verb, clauses in forbidding.items() if any(c.since or c.retired for c in clauses)),
        stops=frozenset(kind for rule in series.values() for kind in rule.until),
        asked=frozenset(fact for fact, _ in _tests(book)),
        valued=frozenset(fact for fact, wanted in _tests(book) if not _asks_knowledge_only(wanted)),
        followed=_followed(book, {**deadlines, **series}),
    )


def _tests(book: Rulebook) -> Iterator[tuple[str, Any]]:
    """What the conditions of duties and requirements ask of which fact."""
    for clause in (*book.deadlines.values(), *book.series.values()):
        yield from (*clause.where.items(), *clause.with_.items())
    for requirement in book.requirements.values():
        yield from (*requirement.where.items(), *requirement.unless.items())


def _asks_knowledge_only(wanted: Any) -> bool:
    return isinstance(wanted, Test) and wanted.not_ is None and not wanted.compares


def _followed(book: Rulebook, ids: Iterable[str]) -> frozenset[str]:
    """The clauses whose breach may open a deadline, whatever else its condition asks."""
    tests = [
        compile_condition({"clause": clause.where["clause"]} if "clause" in clause.where else {})
        for clause in book.deadlines.values()
        if "duty.breached" in clause.when
    ]
    return frozenset(id_ for id_ in ids if any(test({"clause": id_}) for test in tests))


def _brought(rules: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    return ((kind, id_) for id_, rule in rules.items() for kind in rule.brings)


def _openings(rules: Iterable[Rule]) -> dict[str, Opening]:
    by_kind = _index((kind, rule) for rule in rules for kind in rule.opens)
    return {
        kind: Opening(
            _timed([rule for rule in opened if rule.by is None]), tuple(r for r in opened if r.by is not None)
        )
        for kind, opened in by_kind.items()
    }


def _timed(rules: list[Rule]) -> ByFacts[tuple[Rule, ...]]:
    reads = {fact for rule in rules for fact in rule.reads}
    return ByFacts(tuple(sorted(reads)), lambda facts: tuple(rule for rule in rules if rule.holds(facts)))


def _demands(compiled: tuple[Forbidding, ...]) -> ByFacts[Demands]:
    return ByFacts(
        tuple(sorted({fact for one in compiled for fact in one.reads})),
        lambda facts: tuple((one, one.is_met(facts)) for one in compiled if one.applies(facts)),
    )


def _index(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def calendar(book: Rulebook, name: str) -> Calendar:
    """The calendar of that name of a rulebook, as working time understands it."""
    clause = book.calendars[name]
    return Calendar(
        id=f"{book.rulebook}.{name}",
        zone=book.time_zone,
        version=book.version.isoformat(),
        country=None if clause.country == "none" else clause.country,
        rest_days=frozenset(WEEKDAYS.index(day) for day in clause.rest_days),
        hours=tuple(clause.hours),
        weekday_hours=tuple((WEEKDAYS.index(day), tuple(hours)) for day, hours in clause.weekday_hours.items()),
        seasons=tuple(Season(season.from_, season.to, tuple(season.hours)) for season in clause.seasons.values()),
        adjusted_days=_follows_adjusted_days(clause),
        closed=frozenset(clause.closed),
        opened=frozenset(clause.opened),
        day_hours=tuple((day, tuple(hours)) for day, hours in clause.day_hours.items()),
        official_years=frozenset(clause.official_years),
    )


def _follows_adjusted_days(clause: CalendarClause) -> bool:
    if clause.adjusted_days is not None:
        return clause.adjusted_days
    return clause.country == "CN" and set(clause.rest_days) == {"Sat", "Sun"}


def bearer(word: str) -> Bearer:
    """`post:X` as the post X, any other word (`actor`, `owner`, `handler`, `program`) as itself."""
    return Bearer(word, word.removeprefix("post:") if word.startswith("post:") else None)


def levels(book: Rulebook, ladder: str) -> tuple[str, ...]:
    """The levels of a ladder, lowest first: `owner` or `post:X`."""
    found = book.ladders[ladder]
    return tuple(found.levels if isinstance(found, LadderClause) else found)


def _walk_back(timeline: Timeline, period: Period, count: Count) -> Callable[[Instant], Instant]:
    """When to remind of a due time. Many duties fall due at the same closing time: what was walked once is kept."""
    known: dict[Instant, Instant] = {}

    def before(due: Instant) -> Instant:
        at = known.get(due)
        if at is None:
            if len(known) >= 10_000:
                known.clear()
            at = known[due] = before_due(timeline, period, due, count)
        return at

    return before


@dataclass(frozen=True)
class _Compiler:
    book: Rulebook
    timelines: Mapping[str, Timeline]

    def midnight(self, day: date) -> Instant:
        zone = next(iter(self.timelines.values())).zone
        return zone.instant(day_number(day) * 86400)

    def deadline(self, id_: str, clause: Deadline) -> Rule:
        due = due_function(self.timelines[clause.calendar], clause.within, self.book.count) if clause.within else None
        return Rule(due=due, by=clause.by, opens=frozenset(clause.when), **self._shared(id_, clause))

    def series(self, id_: str, clause: Series) -> SeriesRule:
        timeline = self.timelines[clause.calendar]
        count = self.book.count
        return SeriesRule(
            opens=frozenset(clause.from_),
            until=frozenset(clause.until or ()),
            clause=clause,
            timeline=timeline,
            due=due_function(timeline, clause.within, count) if clause.within else None,
            by=None,
            grace=due_function(timeline, clause.grace, count) if clause.grace else None,
            apart=due_function(timeline, clause.apart, count) if clause.apart else None,
            **self._shared(id_, clause),
        )

    def requirement(self, id_: str, clause: Requirement) -> Forbidding:
        return Forbidding(
            id=id_,
            text=Text(clause.says.zh, clause.says.en),
            reads=frozenset((*clause.where, *clause.unless)),
            applies=compile_condition(clause.where),
            unless=clause.unless,
            is_met=compile_condition(clause.unless) if clause.unless else lambda _: False,
            **self._holding(clause),
        )

    def _holding(self, clause: Clause) -> dict[str, Instant | None]:
        days = {"since": clause.since, "retired": clause.retired}
        return {name: None if day is None else self.midnight(day) for name, day in days.items()}

    def _shared(self, id_: str, clause: Deadline | Series) -> dict[str, Any]:
        words = vocabulary()
        of_the_event = {fact: test for fact, test in clause.where.items() if fact in words.engine_facts}
        of_the_subject = {fact: test for fact, test in clause.where.items() if fact not in of_the_event}
        by = getattr(clause, "by", None)
        return {
            "id": id_,
            "version": self.book.version.isoformat(),
            "brings": frozenset(clause.bring),
            "admits": compile_condition(of_the_event),
            "holds": compile_condition(of_the_subject),
            "is_met": compile_condition(clause.with_),
            "reads": frozenset((*of_the_subject, by) if by else of_the_subject),
            "bearers": tuple(bearer(word) for word in clause.bearer),
            "reminders": self._reminders(clause),
            "pauses_for": frozenset(getattr(clause, "pauses_for", None) or ()),
            "breach": self._breach(clause.on_breach, self.timelines[clause.calendar]),
            **self._holding(clause),
            "by_another": getattr(clause, "by_another", None) or False,
        }

    def _reminders(self, clause: Deadline | Series) -> Reminders:
        timeline = self.timelines[clause.calendar]
        return tuple(_walk_back(timeline, period, self.book.count) for period in clause.remind)

    def _breach(self, breach: OnBreach, timeline: Timeline) -> Breach:
        within = breach.acknowledge_within
        return Breach(
            levels=tuple(bearer(word) for word in levels(self.book, breach.ladder)) if breach.ladder else (),
            acknowledge_due=due_function(timeline, within, self.book.count) if within else None,
        )
