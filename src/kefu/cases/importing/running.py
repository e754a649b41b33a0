"""A register into the program: rows made by processes, copied in by this one, in the register's order."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, OperationalError, connection, transaction

from kefu.audit import workers as worker_processes
from kefu.audit.choosing import Chosen
from kefu.audit.tables import Block, Rejection, Table
from kefu.cases.importing.histories import ALL_TABLES, Brief, Clerk, Entry, Part, Written, batches
from kefu.duties.models import Duty
from kefu.events.models import Event
from kefu.events.rows import copy_rows
from kefu.lib.text import Text
from kefu.rulebook.vocabulary import vocabulary

# Where each row is an event, so many cases are copied in at once.
BATCH = 2_000
# Of PostgreSQL's advisory locks, whose key is any number.
_IMPORTING = 7_205_003
_EVENTS, _DUTIES = ALL_TABLES.index(Event), ALL_TABLES.index(Duty)
# In which row of which file each number stood first, by the hash of the number.
Seen = dict[int, tuple[Table, int]]
# Of a file: how far it is read, its size, the rows so far.
Progress = Callable[[str, int, int, int], None]


class ImportRefusedError(Exception):
    """A register that cannot be brought in at all, and what would do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Aim:
    """Where a register goes: one community for all of it, or None where its rows say; who owns what names nobody."""

    community_id: int | None
    time_zone: str
    now: datetime
    owner_id: int | None = None


@dataclass
class Imported:
    """What came of a register. `known`: cases that were there before, as they were.

    `against`: how often something was done against a requirement clause; it is brought in as it happened.
    """

    rows: int = 0
    skipped: int = 0
    known: int = 0
    cases: int = 0
    events: int = 0
    duties: int = 0
    communities: set[int] = field(default_factory=set)
    rejections: list[tuple[str, Rejection]] = field(default_factory=list)
    against: Counter[str] = field(default_factory=Counter)

    def add(self, part: Part) -> None:
        """What was read and what came of it."""
        self.rows += part.rows
        self.skipped += part.skipped
        self.known += len(part.known)
        self.cases += len(part.cases)
        self.events += sum(case.rows[_EVENTS] for case in part.cases)
        self.duties += sum(case.rows[_DUTIES] for case in part.cases)
        self.communities |= part.communities
        for case in part.cases:
            self.against.update(case.against)


def import_logs(
    logs: Sequence[Chosen], aim: Aim, progress: Progress = lambda *_: None, workers: int | None = None
) -> Imported:
    """Bring in all cases of these logs that are not there yet. Raises `ImportRefusedError`, `TableError`."""
    for chosen in logs:
        _refuse_others(chosen)
    imported = Imported()
    seen: Seen = {}
    with _alone():
        for chosen in logs:
            name, count = chosen.table.path.name, worker_processes.workers_for(chosen.table, workers)
            with _broken_off(name):
                for done, part in _parts(chosen, aim, count):
                    once, again = _once(part, chosen.table, seen)
                    copy_in(once)
                    imported.add(once)
                    imported.rejections += chosen.table.located([*part.rejections, *again])
                    progress(name, done, chosen.table.size, imported.rows)
    return imported


def _refuse_others(chosen: Chosen) -> None:
    mapping, name = chosen.mapping, chosen.table.path.name
    if mapping.subject is None:
        raise ImportRefusedError(
            Text(
                f"{name}：映射没有写 subject（编号列），再次导入就会重复；请在映射中写明",
                f"{name}: the mapping names no column of numbers (subject): run again, cases would be doubled",
            )
        )
    words = vocabulary().events
    others = [kind for kind in mapping.event_names() if words[kind].subject != "case"]
    if others:
        raise ImportRefusedError(
            Text(
                f"{name}：这里只导入事项，不导入“{words[others[0]].zh}”",
                f"{name}: only cases are brought in, and no “{words[others[0]].en}”",
            )
        )


@contextmanager
def _broken_off(name: str) -> Iterator[None]:
    """What is said when a process or the database is gone in the middle: nothing is half in."""
    try:
        yield
    except (BrokenProcessPool, OperationalError) as error:
        raise ImportRefusedError(
            Text(
                f"{name}：导入中断（工作进程或数据库已停止）；已导入的保留不变，再次运行即可接着导入",
                f"{name}: broken off, as a worker process or the database was ended; what is in stays, run it again",
            )
        ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """One import at a time; the server lets go when the process that holds it dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_IMPORTING])
        if not cursor.fetchone()[0]:
            raise ImportRefusedError(
                Text("另一个导入正在进行，请等它结束", "another import is under way; wait for its end")
            )
    try:
        yield
    finally:
        # With the connection gone the lock is, too.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_IMPORTING])


def _parts(chosen: Chosen, aim: Aim, count: int) -> Iterator[tuple[int, Part]]:
    """What comes of each piece of a log, with how far the log is read then."""
    table = chosen.table
    mapping = chosen.mapping.with_words(table.headings)
    zone = mapping.time_zone or aim.time_zone
    brief = Brief(mapping, table.headings, zone, table.is_excel, aim.community_id, aim.owner_id, aim.now)
    if mapping.log is not None:
        yield from _histories(Clerk(brief), table)
    elif not count:
        clerk = Clerk(brief)
        yield from ((block.done, clerk.block(block)) for block in table.blocks())
    else:
        with worker_processes.pool(count, _take_seat, (brief,)) as pool:
            for block, part in worker_processes.in_turn(pool, count, _work, table.blocks()):
                yield block.done, part


_seat: list[Clerk] = []


def _take_seat(brief: Brief) -> None:
    """What a worker does once; it is forked from a process that has set Django up (`kefu.config.started`)."""
    _seat[:] = [Clerk(brief)]
    worker_processes.settle()


def _work(block: Block) -> Part:
    return _seat[0].block(block)


def _histories(clerk: Clerk, table: Table) -> Iterator[tuple[int, Part]]:
    """One event a row: the rows of a case, wherever they lie, are put together first."""
    subjects: dict[str, Entry] = {}
    others: list[Entry | Rejection | None] = []
    extra = 0
    for block in table.blocks():
        for entry in clerk.read(block):
            if not isinstance(entry, Entry):
                others.append(entry)
            elif (known := subjects.get(entry.record.subject)) is None:
                subjects[entry.record.subject] = entry
            else:
                known.record.events.extend(entry.record.events)
                subjects[entry.record.subject] = known._replace(words={**entry.words, **known.words})
                extra += 1
    for entry in subjects.values():
        entry.record.events.sort(key=lambda event: event.at)
    part = clerk.cases(others)
    yield 0, part._replace(rows=part.rows + extra)
    for batch in batches(subjects.values(), BATCH):
        yield table.size, clerk.cases(batch)


def _once(part: Part, table: Table, seen: Seen) -> tuple[Part, list[Rejection]]:
    """The cases whose number no earlier row had, and why the others are rejected."""
    rows = sorted([*part.known, *((case.row, case.subject_key) for case in part.cases)])
    first = [(row, *seen.setdefault(key, (table, row))) for row, key in rows]
    again = [Rejection(row, None, one.said_before(at)) for row, one, at in first if (one, at) != (table, row)]
    if not again:
        return part, again
    rejected = {one.row for one in again}
    left = part.of([case for case in part.cases if case.row not in rejected])
    return left._replace(known=[one for one in part.known if one[0] not in rejected]), again


def copy_in(part: Part) -> None:
    """Write the cases with all that belongs to them, in one transaction."""
    if not part.cases:
        return
    with transaction.atomic():
        for table, text in zip(ALL_TABLES, part.texts, strict=True):
            if text:
                copy_rows(table, part.columns[table], text)
        _count_on(part.cases)


def _count_on(cases: Iterable[Written]) -> None:
    """Numbers that look like the program's own are given to nobody else."""
    rows = [(case.community_id, case.number) for case in cases]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, [[id_ for id_, _ in rows], [number for _, number in rows]])


_COUNT_ON = r"""
    insert into cases_casecounter as counter (community_id, year, last)
    select community_id, left(number, 4)::int, max(right(number, 6)::int)
    from unnest(%s::bigint[], %s::text[]) as given(community_id, number)
    where number ~ '^\d{4}-\d{6}$' group by 1, 2
    on conflict (community_id, year) do update set last = greatest(counter.last, excluded.last)
"""
