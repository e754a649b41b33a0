"""The clock: what the passing of time brings, found through one index, a batch of subjects in one transaction.

Any number of workers may run it; one does the work while the others stand by. A batch locks the chains of its subjects,
so that a worker that dies in the middle loses and doubles nothing.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from kefu.duties.accounts import Account, Key, free_accounts, write
from kefu.duties.binding import instant

BATCH = 200
# Of PostgreSQL's advisory locks, whose key is any number.
_CLOCK = 7_205_002
_log = logging.getLogger(__name__)


class Passed(NamedTuple):
    """What one pass did: subjects to whom time brought something, events recorded, subjects that failed."""

    subjects: int
    events: int
    failed: int


def run_clock(now: datetime, batch: int = BATCH, since: datetime | None = None) -> Passed | None:
    """Record all that time has brought by `now`; None when another worker is at it.

    `since`: only what it brought from then on. What was done before leaves entries in the index that stay there as long
    as somebody holds an old snapshot (an import, a backup): a pass that begins behind them does not walk through them.
    """
    with clock_held() as is_ours:
        if not is_ours:
            return None
        passes = [_pass(keys, now) for keys in _due(now, batch, since)]
        return Passed(*(sum(figures) for figures in zip(*passes, strict=True))) if passes else Passed(0, 0, 0)


def _pass(keys: Sequence[Key], now: datetime) -> Passed:
    """Let time pass for these subjects; where the batch cannot be written, one by one."""
    try:
        with transaction.atomic():
            return _let_pass(keys, now)
    except DatabaseError:
        if len(keys) == 1:
            _log.exception("the clock failed on %s %s", *keys[0])
            return Passed(1, 0, 1)
    return Passed(*(sum(figures) for figures in zip(*[_pass([key], now) for key in keys], strict=True)))


def _let_pass(keys: Sequence[Key], now: datetime) -> Passed:
    """Within a transaction. Subjects on which somebody acts just now are left out: the act lets time pass first."""
    moved: list[Account] = []
    events = failed = 0
    for account in free_accounts(keys):
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


def _due(now: datetime, batch: int, since: datetime | None) -> Iterator[list[Key]]:
    """The subjects to whom time has brought something, the longest waiting first, in batches; each once.

    It walks on by key, so that a subject that failed, or index entries of rows done before, are passed only once.
    """
    last = (since or datetime.min.replace(tzinfo=now.tzinfo), 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select next_at, id, subject_kind, subject_id from duties_standing"
                " where next_at is not null and next_at < %s and (next_at, id) > (%s, %s)"
                " order by next_at, id limit %s",
                [now, *last, batch],
            )
            found = cursor.fetchall()
        if found:
            yield [(kind, id_) for _, _, kind, id_ in found]
        if len(found) < batch:
            return
        last = found[-1][:2]


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
