"""The jobs of the estate: large files are read and brought in while nobody waits; each may run twice without harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connections
from procrastinate.contrib.django import app

from kefu import clock
from kefu.duties.acts import Act, Refused
from kefu.estate import actions
from kefu.estate.actions.importing import Tell

QUEUE = "estate"
# One file after the other: several at once would keep the worker from the clock.
ONE = "estate-file"
_OFTEN = timedelta(seconds=0.5)
_NOTE = "update estate_importprogress set done = %s, total = %s, at = %s where of_id = %s"


@app.task(queue=QUEUE, lock=ONE, pass_context=False)
def read_file(import_id: int) -> None:
    """Read a file that was sent."""
    with _telling(import_id) as tell:
        actions.read_import(import_id, tell)


@app.task(queue=QUEUE, lock=ONE, pass_context=False)
def bring_in(import_id: int, actor_id: int) -> None:
    """Bring a file in. Another job may have done it before."""
    with _telling(import_id) as tell:
        try:
            actions.import_file(import_id, by=Act(actor_id, clock.now()), tell=tell)
        except Refused:
            return
        except PermissionDenied:
            actions.stop_import(import_id)


@app.periodic(cron="41 3 * * *", periodic_id="old-estate-files")
@app.task(queue=QUEUE, queueing_lock="old-estate-files", pass_context=False)
def delete_old_files(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for
    """Every night: delete the files that were brought long ago."""
    actions.delete_old_imports(clock.now())


@contextmanager
def _telling(import_id: int) -> Iterator[Tell]:
    """Tell how far a job is through a connection of its own: what it writes itself is seen only at its end."""
    other = connections.create_connection("default")
    last = datetime.min.replace(tzinfo=clock.now().tzinfo)

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = clock.now()
        if now - last < _OFTEN and done != total:
            return
        last = now
        with other.cursor() as cursor:
            cursor.execute(_NOTE, [done, total, now, import_id])

    try:
        yield tell
    finally:
        other.close()
