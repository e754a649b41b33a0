"""What a mapping comes to for one register's headings: plans that say which cells give which part of a record."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from kefu.audit.cells import (
    ABSENT,
    BETWEEN,
    CACHE_LIMIT,
    Lookup,
    alike,
    as_it_stands,
    converted,
    is_among,
    listed,
    names,
    persons,
)
from kefu.audit.mapping import EventColumns, FactColumn, Filter, LogColumns, Mapping, Promise
from kefu.audit.moments import DateOnly, MomentReader
from kefu.lib.worktime import Instant, Zone
from kefu.rulebook.model import Facts

Pick = Callable[[Sequence[str]], str]
# A cell, and what it means.
Looked = tuple[Pick, Lookup]
# The facts of a row. Raises `CellError`.
ReadFacts = Callable[[Sequence[str]], Facts]


class TimePlan(NamedTuple):
    """A moment from one column or several; `name` is how it is called in messages."""

    name: str
    pick: Pick
    reader: MomentReader


class Extras(NamedTuple):
    """What few events have. `promises`: facts that hold due times, with their places among them."""

    only: Looked | None
    facts: ReadFacts | None
    recorded: TimePlan | None
    promises: tuple[tuple[str, int], ...]


class Step(NamedTuple):
    """How one event is made from a row; `extras` is None for one with a time and an actor alone."""

    kind: str
    name: str
    pick: Pick
    read: Callable[[str], Instant]
    actor: Looked | None
    extras: Extras | None


class Planner:
    """Makes plans for one register."""

    def __init__(self, mapping: Mapping, headings: Sequence[str], zone: Zone, *, is_excel: bool) -> None:
        self._mapping, self._headings, self._zone, self._is_excel = mapping, headings, zone, is_excel
        self._readers: dict[DateOnly | None, MomentReader] = {}

    def steps(self) -> list[Step]:
        """The events of a row that is a case; the first has the facts of the case."""
        facts = self._mapping.facts
        steps = []
        for kind, columns in self._mapping.events.items():
            steps.append(self._step(kind, columns, {**facts, **columns.facts}))
            facts = {}
        return steps

    def log_steps(self, log: LogColumns) -> dict[str, Step]:
        """The event of a row that is an event, by its kind."""
        columns = EventColumns(at=log.at, actor=log.actor, recorded=log.recorded)
        return {kind: self._step(kind, columns, self._mapping.facts) for kind in log.values.values()}

    def log_kind(self, log: LogColumns) -> Looked:
        return self.pick((log.event,)), listed(log.event, log.values)

    def promises(self) -> list[TimePlan]:
        return [self._time(promise.due) for promise in self._mapping.promises.values()]

    def skips(self) -> list[Looked]:
        return [self._filter(left_out) for left_out in self._mapping.skip]

    def groups(self) -> list[Looked]:
        """Category, department, person; what is not mapped is blank."""
        by = self._mapping.by
        return [
            (self.pick((name,)), names()) if name else (_nothing, Lookup(lambda _: ""))
            for name in (by.category, by.department, by.person)
        ]

    def indexes(self, columns: Sequence[str]) -> tuple[int, ...]:
        return tuple(self._headings.index(name) for name in columns)

    def pick(self, columns: Sequence[str]) -> Pick:
        """The cell of a column; of several columns, those that are not blank, with a blank between."""
        indexes = self.indexes(columns)
        if len(indexes) == 1:
            return itemgetter(indexes[0])
        return lambda cells: " ".join(part for index in indexes if (part := cells[index].strip()))

    def _step(self, kind: str, columns: EventColumns, facts: dict[str, FactColumn]) -> Step:
        extras = Extras(
            only=self._filter(columns.only) if columns.only else None,
            facts=self._facts(facts) if facts else None,
            recorded=self._time(columns.recorded) if columns.recorded else None,
            promises=_due_facts(self._mapping.promises, kind),
        )
        read = self._reader(columns.date_only or self._mapping.date_only).read
        actor = (self.pick((columns.actor,)), persons()) if columns.actor else None
        return Step(kind, "+".join(columns.at), self.pick(columns.at), read, actor, extras if any(extras) else None)

    def _facts(self, facts: dict[str, FactColumn]) -> ReadFacts:
        """The facts that are the same in all rows, and those from columns."""
        constant = {name: fact.value for name, fact in facts.items() if fact.column is None}
        columns = [(name, *self._fact(fact.column, fact)) for name, fact in facts.items() if fact.column]

        def read(cells: Sequence[str]) -> Facts:
            found = constant.copy()
            for name, pick, lookup in columns:
                value = lookup[pick(cells)]
                if value is not ABSENT:
                    found[name] = value
            return found

        return _remembered(read, self.indexes([column for fact in facts.values() for column in fact.columns()]))

    def _fact(self, column: str, fact: FactColumn) -> Looked:
        if fact.same_as:
            return self._both(column, fact.same_as), alike()
        return self.pick((column,)), self._meaning(column, fact)

    def _meaning(self, column: str, fact: FactColumn) -> Lookup:
        if fact.values:
            return listed(column, fact.values, fact.default)
        if fact.type == "text":
            return as_it_stands(fact.default)
        return converted(column, fact.type, self._reader(self._mapping.date_only), fact.default)

    def _both(self, one: str, other: str) -> Pick:
        first, second = self.indexes((one, other))
        return lambda cells: f"{cells[first]}{BETWEEN}{cells[second]}"

    def _filter(self, rows: Filter) -> Looked:
        return self.pick((rows.column,)), is_among(rows.values)

    def _time(self, columns: Sequence[str]) -> TimePlan:
        # A day on which something was recorded, or until which it is promised, is meant to its end.
        date_only: DateOnly | None = "end" if self._mapping.date_only else None
        return TimePlan("+".join(columns), self.pick(columns), self._reader(date_only))

    def _reader(self, date_only: DateOnly | None) -> MomentReader:
        if date_only not in self._readers:
            mapping = self._mapping
            self._readers[date_only] = MomentReader(
                self._zone, mapping.order, date_only=date_only, excel=self._is_excel
            )
        return self._readers[date_only]


def _due_facts(promises: dict[str, Promise], kind: str) -> tuple[tuple[str, int], ...]:
    numbered = enumerate(promises.items())
    return tuple((f"promise.{name}", number) for number, (name, promise) in numbered if promise.when == kind)


def _remembered(read: ReadFacts, indexes: tuple[int, ...]) -> ReadFacts:
    """As `read`, which looks at these cells; the first so many combinations are kept: most registers have few."""
    pick = itemgetter(*indexes) if indexes else _nothing
    known: dict[Any, Facts] = {}

    def recall(cells: Sequence[str]) -> Facts:
        key = pick(cells)
        facts = known.get(key)
        if facts is None:
            facts = read(cells)
            if len(known) < CACHE_LIMIT:
                known[key] = facts
        return facts

    return recall


def _nothing(_: Sequence[str]) -> str:
    return ""
