"""The jobs of notices; each may run twice without harm."""

from procrastinate.contrib.django import app

from kefu import clock
from kefu.notices.actions import send_steps


@app.periodic(cron="* * * * * */10", periodic_id="send-steps")
@app.task(queue="notices", queueing_lock="send-steps", pass_context=False)
def tell_steps(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for
    """Every ten seconds: tell what was escalated."""
    send_steps(clock.now())
