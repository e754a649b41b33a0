"""Two clicks in the same moment, on two connections, over HTTP: one case, and both clerks are shown it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from kefu.cases.models import Case
from kefu.events.models import Event
from tests.cases.test_cases import COMPLAINT, signed_in
from tests.cast import make_cast


@pytest.mark.django_db(transaction=True)
def test_one_case_comes_of_it() -> None:
    cast = make_cast()
    form = {"community": str(cast.community.pk), **COMPLAINT, "request_key": "d" * 32}
    clients = [signed_in(cast, "agent") for _ in range(4)]
    barrier = Barrier(len(clients))

    def click(client: Client) -> tuple[int, str]:
        try:
            barrier.wait()
            answer = client.post("/cases/receive", form)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = set(pool.map(click, clients))
    case = Case.objects.get()
    assert answers == {(302, f"/cases/{case.pk}")}
    assert Event.objects.filter(kind="case.received").count() == 1
