"""Rows into verdicts: what one worker process does with the blocks of a register."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from kefu.audit.judging import recorded_at
from kefu.audit.mapping import Mapping
from kefu.audit.records import Binding, Record
from kefu.audit.remembering import Judge
from kefu.audit.tables import Block, Rejection, block_rows
from kefu.audit.tallying import Compared, Months, Tally, Teller
from kefu.lib.worktime import Instant
from kefu.rulebook.clauses import Deadline, Rulebook
from kefu.rulebook.compiling import compile_rules
from kefu.rulebook.model import Event
from kefu.rulebook.rules import Rules, Version
from kefu.rulebook.shapes import Says
from kefu.rulebook.vocabulary import vocabulary


@dataclass(frozen=True)
class Brief:
    """All that a worker needs besides the rows; can be pickled. `books`: the rulebook, and the one of a what-if."""

    books: tuple[Rulebook, ...]
    mapping: Mapping
    binding: Binding
    now: Instant


class Verdicts(NamedTuple):
    """What came of some rows. The keys are those of the rows that were used, in order, with their numbers."""

    tallies: tuple[Tally, ...]
    rejections: list[Rejection]
    rows: int
    skipped: int
    numbers: "array[int]"
    subject_keys: "array[int]"
    repeat_keys: "array[int]"
    first_at: Instant | None
    last_at: Instant | None


class Court:
    """Judges records under one or two rulebooks at once."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        mapping = brief.mapping
        self.has_recording_times = any(
            columns.recorded for columns in (*mapping.events.values(), mapping.log) if columns
        )
        promised = promise_clauses(mapping)
        books = [within_log(book, brief.mapping) for book in brief.books]
        self.rules = tuple(_for_all_time(compile_rules([book], promised)) for book in books)
        self.judges = tuple(Judge(rules, brief.now, _forbidden_verbs(rules)) for rules in self.rules)
        self.months = Months(brief.binding.zone)
        self.compared = tuple(_compared(brief.mapping, rules.versions[0]) for rules in self.rules)

    def block(self, block: Block, left_out: Collection[int] = ()) -> Verdicts:
        """Judge the rows of a block, one case each; the rows `left_out` by number count as read and no more."""
        return self.judge(self._read(block, left_out))

    def records(self, block: Block) -> list[Record | Rejection | None]:
        """The rows of a block as records, for registers whose cases lie in several rows."""
        return list(self._read(block, ()))

    def judge(self, records: Iterable[Record | Rejection | None]) -> Verdicts:
        """Judge records; rejections and rows left out on purpose (None) are counted."""
        tellers = [Teller(self.months, self.brief.now, compared) for compared in self.compared]
        benches = list(zip(self.judges, tellers, strict=True))
        rejections: list[Rejection] = []
        numbers, subjects, repeats = array("q"), array("q"), array("q")
        rows = skipped = 0
        first_at = last_at = None
        for record in records:
            rows += 1
            if record is None:
                skipped += 1
            elif isinstance(record, Rejection):
                rejections.append(record)
            else:
                events = self._history(record)
                for judge, teller in benches:
                    teller.add(record, judge(record.subject, events))
                numbers.append(record.row)
                subjects.append(record.subject_key)
                if record.repeat_key is not None:
                    repeats.append(record.repeat_key)
                at = record.events[0].at
                first_at = at if first_at is None or at < first_at else first_at
                last_at = at if last_at is None or at > last_at else last_at
        tallies = tuple(teller.finish() for teller in tellers)
        return Verdicts(tallies, rejections, rows, skipped, numbers, subjects, repeats, first_at, last_at)

    def _read(self, block: Block, left_out: Collection[int]) -> Iterator[Record | Rejection | None]:
        binding = self.brief.binding
        read = binding.record
        for row, cells in block_rows(block, binding.columns):
            if row in left_out:
                continue
            yield cells if isinstance(cells, Rejection) else read(row, cells)

    def _history(self, record: Record) -> list[Event]:
        """The events of a record in the order of recording."""
        first = self.brief.binding.first
        events = record.events if first is None else [first, *record.events]
        return sorted(events, key=recorded_at) if self.has_recording_times else events


def _for_all_time(rules: Rules) -> Rules:
    """The rules as if they had always been in force: a log is judged by the rulebook asked for, whenever it begins."""
    return replace(rules, versions=tuple(replace(version, effective_at=0) for version in rules.versions))


def within_log(book: Rulebook, mapping: Mapping) -> Rulebook:
    """The rulebook without the clauses that this log cannot answer: it has no column for what they wait or ask for."""
    words = vocabulary()
    kinds = {*mapping.event_names(), *(kind for kind, event in words.events.items() if event.engine)}
    facts = set(mapping.fact_names())
    return book.model_copy(
        update={
            "deadlines": {id_: c for id_, c in book.deadlines.items() if kinds & {*c.when} and kinds & {*c.bring}},
            "series": {id_: c for id_, c in book.series.items() if kinds & {*c.from_} and kinds & {*c.bring}},
            "requirements": {id_: c for id_, c in book.requirements.items() if facts >= c.unless.keys()},
        }
    )


def promise_clauses(mapping: Mapping) -> dict[str, Deadline]:
    """Due times that another system promised, as clauses: each is due when the register says."""
    return {
        f"promise.{id_}": Deadline(
            says=Says(zh=promise.says.zh, en=promise.says.en)
            if promise.says
            else Says(zh=f"原系统承诺的时间（{id_}）", en=f"the time that the other system promised ({id_})"),
            source=[mapping.mapping],
            when=[promise.when],
            by=f"promise.{id_}",
            bring=[promise.bring],
            bearer=["owner", "handler", "actor"],
        )
        for id_, promise in mapping.promises.items()
    }


def _forbidden_verbs(rules: Rules) -> dict[str, str]:
    """The verbs that requirements forbid, by the event that each records."""
    words = vocabulary()
    forbidden = {verb for version in rules.versions for verb in version.forbids}
    return {event: verb for verb in forbidden if (event := words.verbs[verb].event)}


def _compared(mapping: Mapping, version: Version) -> tuple[Compared, ...]:
    """For each promise to be compared, the clauses with which it shares what opens and what discharges it."""
    return tuple(
        Compared(id_, place, _like(version, promise.when, promise.bring))
        for place, (id_, promise) in enumerate(mapping.promises.items())
        if promise.compare
    )


def _like(version: Version, when: str, bring: str) -> frozenset[str]:
    return frozenset(
        rule.id
        for rule in version.rules.values()
        if not rule.is_series and rule.due is not None and when in rule.opens and bring in rule.brings
    )
