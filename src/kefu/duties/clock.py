"""The clock: what the passing of time brings, found through one index, a batch of subjects in one transaction.

Any number of workers may run it; one does the work while the others stand by. A batch locks the chains of its subjects,
so that a worker that dies in the middle loses and doubles nothing.
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from kefu.duties.accounts import Account, Key, free_accounts, write
from kefu.duties.binding import instant

BATCH = 200
# Threads beside the first: while some wait for the database, another decides.
HELPERS = 4
# Of PostgreSQL's advisory locks, whose key is any number.
_CLOCK = 7_205_002
_log = logging.getLogger(__name__)


class Passed(NamedTuple):
    """What one pass did: subjects to whom time brought something, events recorded, subjects that failed."""

    subjects: int = 0
    events: int = 0
    failed: int = 0


class _Due:
    """The subjects to whom time has brought something, the longest waiting first, in batches; each once.

    It walks on by key, so that a subject that failed, or index entries of rows done before, are passed only once.
    Several threads may take from it.
    """

    def __init__(self, now: datetime, batch: int, since: datetime | None) -> None:
        self._now, self._batch = now, batch
        self._last = (since or datetime.min.replace(tzinfo=now.tzinfo), 0)
        self._lock = Lock()
        self.is_through = False

    def take(self) -> list[Key]:
        """The next batch; empty when there is none."""
        with self._lock:
            if self.is_through:
                return []
            with connection.cursor() as cursor:
                cursor.execute(
                    "select next_at, id, subject_kind, subject_id from duties_standing"
                    " where next_at is not null and next_at < %s and (next_at, id) > (%s, %s)"
                    " order by next_at, id limit %s",
                    [self._now, *self._last, self._batch],
                )
                found = cursor.fetchall()
            self.is_through = len(found) < self._batch
            if found:
                self._last = found[-1][:2]
            return [(kind, id_) for _, _, kind, id_ in found]


def run_clock(now: datetime, batch: int = BATCH, since: datetime | None = None) -> Passed | None:
    """Record all that time has brought by `now`; None when another worker is at it.

    `since`: only what it brought from then on. What was done before leaves entries in the index that stay there as long
    as somebody holds an old snapshot (an import, a backup): a pass that begins behind them does not walk through them.
    """
    with clock_held() as is_ours:
        if not is_ours:
            return None
        due = _Due(now, batch, since)
        first = _pass(due.take(), now)
        # What a caller's transaction has written, a second connection does not see.
        if due.is_through or connection.in_atomic_block:
            return _sum(first, _pass_on(due, now))
        # While the database writes some batches, others are decided.
        with ThreadPoolExecutor(HELPERS) as helpers:
            helped = [helpers.submit(_help, due, now) for _ in range(HELPERS)]
            return _sum(first, _pass_on(due, now), *(one.result() for one in helped))


def _help(due: _Due, now: datetime) -> Passed:
    try:
        return _pass_on(due, now)
    finally:
        connection.close()


def _pass_on(due: _Due, now: datetime) -> Passed:
    passed = Passed()
    while keys := due.take():
        passed = _sum(passed, _pass(keys, now))
    return passed


def _sum(*passes: Passed) -> Passed:
    return Passed(*map(sum, zip(*passes, strict=True)))


def _pass(keys: Sequence[Key], now: datetime) -> Passed:
    """Let time pass for these subjects; where the batch cannot be written, one by one."""
    if not keys:
        return Passed()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # What a crash of the server takes back was told nobody yet, and the next pass brings it again.
            cursor.execute("set local synchronous_commit = off")
            return _let_pass(keys, now)
    except DatabaseError:
        if len(keys) == 1:
            _log.exception("the clock failed on %s %s", *keys[0])
            return Passed(1, 0, 1)
    return _sum(*[_pass([key], now) for key in keys])


def _let_pass(keys: Sequence[Key], now: datetime) -> Passed:
    """Within a transaction. Subjects on which somebody acts just now are left out: the act lets time pass first."""
    moved: list[Account] = []
    events = failed = 0
    for account in free_accounts(keys, now):
        try:
            count = account.let_pass(instant(now), now)
        except (ArithmeticError, LookupError, ValueError):
            # One subject that cannot be decided must not stop the clock for all others.
            _log.exception("the clock failed on %s %s", account.subject.kind, account.subject.id)
            failed += 1
            continue
        if count:
            moved.append(account)
            events += count
    write(moved)
    return Passed(len(moved) + failed, events, failed)


@contextmanager
def clock_held() -> Iterator[bool]:
    """Whether the clock is ours alone; the server gives it back when the process that holds it dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_CLOCK])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_CLOCK])
