"""The jobs of cases; each may run twice without harm."""

from procrastinate.contrib.django import app

from kefu.cases.search import index_cases


@app.periodic(cron="* * * * * */5", periodic_id="case-texts")
@app.task(queue="cases", queueing_lock="case-texts", pass_context=False)
def take_texts(timestamp: int) -> None:  # noqa: ARG001 - the moment it was meant for
    """Every five seconds: what was written to cases can be found."""
    index_cases()
