"""The clock: what the passing of time brings, found through one index, a batch at a time.

Any number of workers may run it; one does the work while the others stand by, and each subject is handled in a
transaction of its own under the lock of its chain. So a worker that dies in the middle loses and doubles nothing.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, connection

from kefu.duties.actions import let_time_pass
from kefu.duties.models import Standing

BATCH = 500
# Of PostgreSQL's advisory locks, whose key is any number.
_CLOCK = 7_205_002
_log = logging.getLogger(__name__)


class Passed(NamedTuple):
    """What one pass did: subjects to whom time brought something, events recorded, subjects that failed."""

    subjects: int
    events: int
    failed: int


def run_clock(now: datetime, batch: int = BATCH) -> Passed | None:
    """Record all that time has brought by `now`; None when another worker is at it."""
    with _only_one() as is_ours:
        if not is_ours:
            return None
        subjects = events = failed = 0
        for standing in _due(now, batch):
            subjects += 1
            try:
                events += let_time_pass(standing, now)
            except (DatabaseError, ArithmeticError, LookupError, ValueError):
                # One subject that cannot be decided must not stop the clock for all others.
                _log.exception("the clock failed on %s %s", standing.subject_kind, standing.subject_id)
                failed += 1
        return Passed(subjects, events, failed)


def _due(now: datetime, batch: int) -> Iterator[Standing]:
    """The subjects to whom time has brought something, the longest waiting first; each once.

    It walks on by key, so that a subject that failed, or index entries of rows done before, are passed only once.
    """
    last = (datetime.min.replace(tzinfo=now.tzinfo), 0)
    while True:
        found = list(
            Standing.objects.raw(
                "select * from duties_standing where next_at is not null and next_at < %s and (next_at, id) > (%s, %s)"
                " order by next_at, id limit %s",
                [now, *last, batch],
            )
        )
        yield from found
        if len(found) < batch:
            return
        last = (found[-1].next_at or now, found[-1].pk)


@contextmanager
def _only_one() -> Iterator[bool]:
    """The clock's lock; the server gives it back when the worker that holds it dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_CLOCK])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_CLOCK])
