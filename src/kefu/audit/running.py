"""A register through rulebooks: files cut into blocks, blocks judged by worker processes, verdicts put together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from kefu.audit import workers as worker_processes
from kefu.audit.court import Brief, Court, Verdicts
from kefu.audit.mapping import Mapping
from kefu.audit.records import Binding, Record
from kefu.audit.tables import Block, Rejection, Table, TableError
from kefu.audit.tallying import Tally
from kefu.lib.worktime import Instant
from kefu.rulebook.clauses import Rulebook

# In which row of which file each number stood first: file → hash of the number → row.
Seen = dict[Table, dict[int, int]]
Progress = Callable[[str, int, int, int], None]


@dataclass
class Audited:
    """What came of all logs: a tally for each rulebook, and the state of the logs themselves."""

    books: tuple[Rulebook, ...]
    now: Instant
    tallies: tuple[Tally, ...]
    rows: int = 0
    skipped: int = 0
    repeats: int = 0
    rejections: list[tuple[str, Rejection]] = field(default_factory=list)
    files: list[tuple[str, Mapping]] = field(default_factory=list)
    first_at: Instant | None = None
    last_at: Instant | None = None

    def add(self, table: Table, verdicts: Verdicts) -> None:
        """Add what came of some rows of a file."""
        for tally, more in zip(self.tallies, verdicts.tallies, strict=True):
            tally.merge(more)
        self.rows += verdicts.rows
        self.skipped += verdicts.skipped
        self.rejections += table.located(verdicts.rejections)
        ends = [at for at in (self.first_at, verdicts.first_at) if at is not None]
        self.first_at = min(ends, default=None)
        self.last_at = max((at for at in (self.last_at, verdicts.last_at) if at is not None), default=None)


def audit(
    logs: Sequence[tuple[Table, Mapping]],
    books: Sequence[Rulebook],
    now: Instant,
    progress: Progress = lambda *_: None,
    workers: int | None = None,
) -> Audited:
    """Judge all rows of the logs under each of the rulebooks (one, or two for a what-if)."""
    audited = Audited(tuple(books), now, tuple(Tally() for _ in books))
    seen: Seen = {}
    repeated: set[int] = set()
    for table, mapping in logs:
        name = table.path.name
        audited.files.append((name, mapping))
        binding = Binding(mapping, table.headings, books[0].time_zone, is_excel=table.is_excel)
        brief = Brief(tuple(books), mapping, binding, now)
        with _Bench(brief, worker_processes.workers_for(table, workers)) as bench:
            parts = _cases(bench, table, mapping, seen) if mapping.log is None else _histories(bench, table)
            try:
                for done, verdicts in parts:
                    audited.add(table, verdicts)
                    audited.repeats += _repeats(verdicts, repeated)
                    progress(name, done, table.size, audited.rows)
            except BrokenProcessPool:
                raise TableError(
                    f"{name}：一个工作进程被终止（可能是内存不足），审核没有完成；请关闭其他程序后重试",
                    f"{name}: a worker process was ended (out of memory?); the audit is not done, try again",
                ) from None
    return audited


def _repeats(verdicts: Verdicts, seen: set[int]) -> int:
    """How many of these rows say the same as an earlier one."""
    before = len(seen)
    seen.update(verdicts.repeat_keys)
    return len(verdicts.repeat_keys) - (len(seen) - before)


class _Bench(AbstractContextManager["_Bench"]):
    """Judges parts of a log in order, in worker processes or, without any, here."""

    def __init__(self, brief: Brief, workers: int) -> None:
        self.here = Court(brief)
        self._workers = workers
        self._pool = worker_processes.pool(workers, _take_seat, (brief,)) if workers else None

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def blocks(self, blocks: Iterable[Block]) -> Iterator[tuple[Block, Verdicts]]:
        """The verdicts of each block, in order."""
        if self._pool is None:
            yield from ((block, self.here.block(block)) for block in blocks)
        else:
            yield from worker_processes.in_turn(self._pool, self._workers, _judge_block, blocks)


_seat: list[Court] = []


def _take_seat(brief: Brief) -> None:
    """What a worker does once: compile the rulebooks."""
    _seat[:] = [Court(brief)]
    worker_processes.settle()


def _judge_block(block: Block) -> Verdicts:
    return _seat[0].block(block)


def _cases(bench: _Bench, table: Table, mapping: Mapping, seen: Seen) -> Iterator[tuple[int, Verdicts]]:
    """One case a row. A case that an earlier row had already is rejected, and its block judged again without it."""
    column = "+".join(mapping.subject or ())
    for block, verdicts in bench.blocks(table.blocks()):
        again = _seen_before(verdicts, seen, table) if mapping.subject else []
        if again:
            kept = bench.here.block(block, {rejection.row for rejection in again})
            named = [rejection._replace(column=column) for rejection in again]
            verdicts = kept._replace(rejections=[*kept.rejections, *named], rows=kept.rows + len(again))
        yield block.done, verdicts


def _seen_before(verdicts: Verdicts, seen: Seen, table: Table) -> list[Rejection]:
    """The rows whose number an earlier row had already; the others are added to those seen."""
    keys, numbers = verdicts.subject_keys, verdicts.numbers
    here = seen.setdefault(table, {})
    if all(rows.keys().isdisjoint(keys) for rows in seen.values()) and len(set(keys)) == len(keys):
        here.update(zip(keys, numbers, strict=True))
        return []
    again = []
    for row, key in zip(numbers, keys, strict=True):
        before = next(((where, rows[key]) for where, rows in seen.items() if key in rows), None)
        if before is None:
            here[key] = row
        elif before != (table, row):
            again.append(Rejection(row, None, before[0].said_before(before[1])))
    return again


def _histories(bench: _Bench, table: Table) -> Iterator[tuple[int, Verdicts]]:
    """One event a row: the rows of a subject, wherever they lie, are put together before they are judged."""
    subjects: dict[str, Record] = {}
    others: list[Rejection | None] = []
    extra = 0
    for block in table.blocks():
        for record in bench.here.records(block):
            if not isinstance(record, Record):
                others.append(record)
            elif (known := subjects.get(record.subject)) is None:
                subjects[record.subject] = record
            else:
                known.events.extend(record.events)
                extra += 1
    for record in subjects.values():
        record.events.sort(key=lambda event: event.at)
    verdicts = bench.here.judge([*others, *subjects.values()])
    yield table.size, verdicts._replace(rows=verdicts.rows + extra)
