"""The jobs of notices; each may run twice without harm."""

from datetime import timedelta

from procrastinate.contrib.django import app

from kefu import clock
from kefu.notices.actions import send_notices
from kefu.notices.outbox import actions as outbox

# The clock's pass waits behind it.
AT_MOST = timedelta(seconds=5)


# Between two rounds of the clock, which begin with every tenth second.
@app.periodic(cron="* * * * * 5-59/10", periodic_id="notices")
@app.task(queue="notices", queueing_lock="notices", pass_context=False)
def tell_people(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for; the clock knows better
    """Every ten seconds: tell people what has come to them."""
    send_notices(clock.now())


@app.periodic(cron="* * * * * 3-53/10", periodic_id="outbox")
@app.task(queue="outbox", queueing_lock="outbox", pass_context=False)
def send_messages(timestamp: int) -> None:  # noqa: ARG001
    """Every ten seconds, for a few seconds: send what waits in the outbox."""
    begun = clock.now()
    outbox.give_up_stopped(begun)
    while clock.now() - begun < AT_MOST and outbox.send_next(clock.now):
        pass
