"""The jobs of voices outside; each may run twice without harm."""

from procrastinate.contrib.django import app

from kefu import clock
from kefu.feedback import voices
from kefu.feedback.actions import read_feed


@app.periodic(cron="*/15 * * * * 41", periodic_id="feeds")
@app.task(queue="feeds", queueing_lock="feeds", pass_context=False)
def read_feeds(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for
    """Every quarter of an hour: bring in what is new."""
    for feed in voices.feeds_to_read():
        read_feed(feed, clock.now())
