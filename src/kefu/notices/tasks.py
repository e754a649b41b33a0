"""The jobs of notices; each may run twice without harm."""

from procrastinate.contrib.django import app

from kefu import clock
from kefu.notices.actions import send_notices


# Between two rounds of the clock, which begin with every tenth second.
@app.periodic(cron="* * * * * 5-59/10", periodic_id="notices")
@app.task(queue="notices", queueing_lock="notices", pass_context=False)
def tell_people(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for; the clock knows better
    """Every ten seconds: tell people what has come to them."""
    send_notices(clock.now())
