"""The jobs of the desk; each may run twice without harm."""

from procrastinate.contrib.django import app

from kefu import clock as wall_clock
from kefu.desk.governing.counting import count_past_days

QUEUE = "desk"


@app.periodic(cron="17 3 * * *", periodic_id="count-kept")
@app.task(queue=QUEUE, queueing_lock="count-kept", pass_context=False)
def count_kept(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for
    """Every night: count how far clauses were kept on the days that are long past."""
    count_past_days(wall_clock.now())
