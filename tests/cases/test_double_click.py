"""Two clicks in the same moment, on two connections, over HTTP: one case, and both clerks are shown it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from kefu.cases.models import Case
from kefu.events.models import Event
from tests.cases.test_cases import COMPLAINT, received, signed_in
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


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_one_is_told_what_the_other_did_and_keeps_what_was_typed() -> None:
    cast = make_cast()
    case = received(cast)
    barrier = Barrier(2)
    forms = {
        "lead": ("answer", {"answer": "已联系楼上住户，今晚停工"}),
        "supervisor": ("forward", {"to": "工程部", "note": "请现场核实"}),
    }

    def act(who: str) -> tuple[str, int, str]:
        verb, form = forms[who]
        client = signed_in(cast, who)
        try:
            barrier.wait()
            answer = client.post(f"/cases/{case.pk}/{verb}", {**form, "expect": "1", "request_key": who * 4})
            return who, answer.status_code, answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = {who: (status, page) for who, status, page in pool.map(act, forms)}
    assert sorted(status for status, _ in answers.values()) == [302, 422]
    (slower,) = [who for who, (status, _) in answers.items() if status == 422]
    (faster,) = forms.keys() - {slower}
    told = answers[slower][1]
    assert "Somebody was faster" in told
    assert cast[faster].name in told
    for words in (*forms[faster][1].values(), *forms[slower][1].values()):
        assert words in told
    assert Event.objects.filter(kind__in=("case.answered", "case.forwarded")).count() == 1
