"""The jobs of the engine; each may run twice without harm."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from kefu import clock as wall_clock
from kefu.duties.clock import run_clock
from kefu.events.actions import seal_all
from kefu.events.outside import SEALS

QUEUE = "clock"
# How often a pass looks through all; and how far back the others look.
WHOLE, LATE = timedelta(minutes=1), timedelta(minutes=2)
_looked_through_all_at = datetime.min.replace(tzinfo=UTC)


def seal_copy() -> Path:
    """The file outside the database that keeps the seals' hashes."""
    return Path(settings.HOME) / SEALS


@app.periodic(cron="* * * * * */10", periodic_id="clock")
@app.task(queue=QUEUE, queueing_lock="clock", pass_context=False)
def let_time_pass(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for; the clock knows better
    """Every ten seconds: record what time has brought of late; once a minute whatever is left from before, too."""
    pass_at(wall_clock.now())


def pass_at(now: datetime) -> None:
    """A pass of the clock: through all when this process has not looked through all for a minute."""
    global _looked_through_all_at
    is_whole = now - _looked_through_all_at >= WHOLE
    passed = run_clock(now, since=None if is_whole else now - LATE)
    if is_whole and passed is not None:
        _looked_through_all_at = now


@app.periodic(cron="0 * * * *", periodic_id="seal")
@app.task(queue=QUEUE, queueing_lock="seal", pass_context=False)
def seal_ledger(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: seal the chains that moved."""
    seal_all(wall_clock.now(), seal_copy())
