"""Rows of a register as records: their events, groups and promises, by the columns that a mapping names.

`Binding.record` runs for every row of registers of millions: what can be decided before is in `plans`, and every cell
that is likely to come again is looked up in a cache of its column.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from operator import itemgetter
from struct import Struct
from typing import NamedTuple

from kefu.audit.cells import ABSENT, BETWEEN, CellError
from kefu.audit.mapping import Mapping
from kefu.audit.moments import MomentError
from kefu.audit.plans import Looked, Planner, Step, TimePlan
from kefu.audit.tables import Rejection
from kefu.lib.text import Text
from kefu.lib.width import clean
from kefu.lib.worktime import Instant, get_zone, wall_seconds
from kefu.rulebook.model import NO_FACTS, Event, Facts

_at = itemgetter(1)
_new = tuple.__new__
_signed = Struct(">q").unpack


class Record(NamedTuple):
    """One row: `groups` are category, department, person (blank when not mapped); `promises` due times in the order
    of the mapping; the keys are stable 64-bit hashes (signed) of the subject and of what makes a row a repeat.
    """

    row: int
    subject: str
    events: list[Event]
    groups: tuple[str, str, str]
    promises: tuple[Instant | None, ...]
    repeat_key: int | None
    subject_key: int


class Binding:
    """A mapping bound to the headings of one register. Can be pickled.

    `columns`: the indexes of the columns that matter, for `block_rows`. `first`: the event with which the mapping
    begins every subject's history; no record has it, the caller puts it before the subject's first one.
    """

    def __init__(self, mapping: Mapping, headings: Sequence[str], time_zone: str, *, is_excel: bool = False) -> None:
        mapping.check_headings(headings)
        self.mapping, self.headings, self.is_excel = mapping, tuple(headings), is_excel
        self.zone = get_zone(mapping.time_zone or time_zone)
        plan = Planner(mapping, self.headings, self.zone, is_excel=is_excel)
        self.columns = frozenset(plan.indexes(mapping.columns()))
        first = mapping.first
        self.first = (
            Event(first.event, self.zone.instant(wall_seconds(datetime.fromisoformat(first.at)))) if first else None
        )
        self._steps, self._log = plan.steps(), mapping.log
        if mapping.log is not None:
            self._log_steps, self._log_kind = plan.log_steps(mapping.log), plan.log_kind(mapping.log)
        self._skips, self._promises = plan.skips(), plan.promises()
        self._category, self._department, self._person = plan.groups()
        self._subject_columns = plan.indexes(mapping.subject or ())
        self._repeat_columns = plan.indexes(mapping.repeats or ())

    def __reduce__(self) -> tuple[object, ...]:
        return _bound_again, (self.mapping, self.headings, self.zone.name, self.is_excel)

    def record(self, row: int, cells: Sequence[str]) -> Record | Rejection | None:
        """The record of a row, why it is rejected, or None for a row that the mapping leaves out on purpose."""
        try:
            for pick, is_left_out in self._skips:
                if is_left_out[pick(cells)]:
                    return None
            promises = tuple([_due(plan, cells) for plan in self._promises]) if self._promises else ()
            events = self._events(cells, promises) if self._log is None else self._one_event(cells, promises)
            subject = self._subject(row, cells)
            repeat = (
                _hash(BETWEEN.join([cells[index] for index in self._repeat_columns])) if self._repeat_columns else None
            )
            return _new(Record, (row, subject, events, self._groups(cells), promises, repeat, _hash(subject)))
        except CellError as error:
            return Rejection(row, error.column, error.text)

    def _groups(self, cells: Sequence[str]) -> tuple[str, str, str]:
        category, categories = self._category
        department, departments = self._department
        person, persons = self._person
        return categories[category(cells)], departments[department(cells)], persons[person(cells)]

    def _events(self, cells: Sequence[str], promises: tuple[Instant | None, ...]) -> list[Event]:
        """The events of a row that is a case, by time; events at one time in the order of the mapping."""
        events: list[Event] = []
        first = last = 0
        is_sorted = True
        for step in self._steps:
            cell = step[2](cells)
            event = _event(step, cell, cells, promises) if cell else None
            if event is None:
                if not events:
                    raise _no_first(step, cells)
                continue
            at = event[1]
            if not events:
                first = at
            elif at < last:
                if at < first:
                    raise _too_early(step, self._steps[0], cells)
                is_sorted = False
            last = at
            events.append(event)
        if not is_sorted:
            events.sort(key=_at)
        return events

    def _one_event(self, cells: Sequence[str], promises: tuple[Instant | None, ...]) -> list[Event]:
        """The event of a row that is an event."""
        pick, kinds = self._log_kind
        kind = kinds[pick(cells)]
        if kind is ABSENT:
            column = self._log.event if self._log else ""
            raise CellError(column, Text("没有填写是什么事件", "is blank: which event is it?"))
        step = self._log_steps[kind]
        event = _event(step, step.pick(cells), cells, promises)
        if event is None:
            raise _no_first(step, cells)
        return [event]

    def _subject(self, row: int, cells: Sequence[str]) -> str:
        if not self._subject_columns:
            return str(row)
        if len(self._subject_columns) == 1:
            subject = cells[self._subject_columns[0]].strip()
            if subject.isalnum() and subject.isascii():
                return subject
        subject = "-".join([clean(cells[index]) for index in self._subject_columns])
        if subject.strip("-"):
            return subject
        name = "+".join(self.mapping.subject or ())
        raise CellError(name, Text("没有填写编号", "is blank: whom does the row concern?"))


def _event(step: Step, cell: str, cells: Sequence[str], promises: tuple[Instant | None, ...]) -> Event | None:
    """One event of a row, its moment in `cell`; None when it did not happen."""
    kind, name, _, read, acted, extras = step
    if not cell or (extras is not None and extras[0] is not None and not _passes(extras[0], cells)):
        return None
    try:
        at = read(cell)
    except MomentError as error:
        if cell.isspace():
            return None
        raise CellError(name, error.text) from error
    actor = None if acted is None else acted[1][acted[0](cells)]
    if extras is None:
        return _new(Event, (kind, at, NO_FACTS, actor, True, None))
    _, read_facts, recorded_plan, dues = extras
    facts: Facts = NO_FACTS if read_facts is None else read_facts(cells)
    for fact, number in dues:
        if promises[number] is not None:
            facts = {**facts, fact: promises[number]}
    recorded = None if recorded_plan is None else _recorded(recorded_plan, cells, at, name)
    return _new(Event, (kind, at, facts, actor, True, recorded))


def _passes(only: Looked, cells: Sequence[str]) -> bool:
    pick, is_among = only
    return bool(is_among[pick(cells)])


def _recorded(plan: TimePlan, cells: Sequence[str], at: Instant, name: str) -> Instant | None:
    recorded = _due(plan, cells)
    if recorded is not None and recorded < at:
        text = Text(f"登记时间早于发生时间“{name}”", f"was recorded before it happened (column {name})")
        raise CellError(plan.name, text)
    return recorded


def _due(plan: TimePlan, cells: Sequence[str]) -> Instant | None:
    """The moment of a cell that may be blank."""
    try:
        return plan.reader.read_or_none(plan.pick(cells))
    except MomentError as error:
        raise CellError(plan.name, error.text) from error


def _no_first(step: Step, cells: Sequence[str]) -> CellError:
    if not step.pick(cells).strip():
        return CellError(step.name, Text("没有填写时间，不知何时发生", "is blank: when did it happen?"))
    text = Text(
        f"这一行不算“{step.kind}”，此案没有开始", f"the row does not count as {step.kind}: nothing begins the case"
    )
    return CellError(step.name, text)


def _too_early(step: Step, first: Step, cells: Sequence[str]) -> CellError:
    own, before = step.pick(cells).strip(), first.pick(cells).strip()
    zh = f"“{step.name}”{own} 早于“{first.name}”{before}"
    return CellError(step.name, Text(zh, f"{step.name} {own} lies before {first.name} {before}"))


def _bound_again(mapping: Mapping, headings: tuple[str, ...], time_zone: str, is_excel: bool) -> Binding:
    return Binding(mapping, headings, time_zone, is_excel=is_excel)


def _hash(text: str) -> int:
    """A stable hash of 64 bits, signed, the same in every process."""
    key: int = _signed(blake2b(text.encode(), digest_size=8).digest())[0]
    return key
