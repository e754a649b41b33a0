"""The jobs of the engine; each may run twice without harm."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from kefu import clock as wall_clock
from kefu.duties.clock import run_clock
from kefu.events.actions import make_seal

QUEUE = "clock"
# Seconds between two passes; and how far back those look that do not look through all.
EVERY, LATE = 10, timedelta(minutes=2)


def seal_copy() -> Path:
    """The file outside the database that keeps the seals' hashes."""
    return Path(settings.HOME) / "seals.txt"


@app.periodic(cron="* * * * * */10", periodic_id="clock")
@app.task(queue=QUEUE, queueing_lock="clock", pass_context=False)
def let_time_pass(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for; the clock knows better
    """Every ten seconds: record what time has brought of late; once a minute whatever is left from before, too."""
    now = wall_clock.now()
    run_clock(now, since=None if now.second < EVERY else now - LATE)


@app.periodic(cron="0 * * * *", periodic_id="seal")
@app.task(queue=QUEUE, queueing_lock="seal", pass_context=False)
def seal_ledger(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: seal the chains that moved."""
    make_seal(wall_clock.now(), seal_copy())
