"""Several connections at once: each number is given once, and each ticket is called once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.reception import actions
from kefu.reception.actions import NewTicket, ReceptionRefused, Served
from kefu.reception.models import Ticket
from tests.cases.test_cases import MORNING
from tests.cast import Cast, make_cast
from tests.reception.queueing import taken, window

TICKETS = 300
CLERKS = ("agent", "lead", "supervisor", "manager")


@pytest.mark.django_db(transaction=True)
def test_four_clerks_who_press_next_call_each_ticket_once() -> None:
    cast = make_cast()
    windows = {who: window(cast, f"{n}号窗口", who) for n, who in enumerate(CLERKS, 1)}
    first = taken(cast)
    others = [
        Ticket(
            community=cast.community,
            day=first.day,
            number=f"C{n:03d}",
            purpose="pass",
            taken_at=MORNING,
            queued_at=MORNING,
        )
        for n in range(2, TICKETS + 1)
    ]
    Ticket.objects.bulk_create(others)
    barrier = Barrier(len(CLERKS))

    def serve(who: str) -> list[int]:
        by = Act(cast[who].pk, MORNING + timedelta(minutes=1))
        called: list[int] = []
        try:
            barrier.wait()
            while True:
                try:
                    ticket = actions.call_next(windows[who].pk, by=by)
                except ReceptionRefused:
                    return called
                called.append(ticket.pk)
                actions.serve_ticket(ticket.pk, by=by, served=Served("已办"))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(CLERKS)) as pool:
        called = [id_ for ids in pool.map(serve, CLERKS) for id_ in ids]
    assert len(called) == len(set(called)) == TICKETS
    events = Event.objects.filter(kind="ticket.called").values_list("subject_id", flat=True)
    assert set(Counter(events).values()) == {1}
    assert Ticket.objects.filter(state="served").count() == TICKETS


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_are_all_different() -> None:
    cast = make_cast()
    barrier = Barrier(4)

    def take(cast: Cast) -> list[str]:
        try:
            barrier.wait()
            by = Act(None, MORNING, is_staff=False)
            return [actions.take_ticket(cast.community.pk, NewTicket("pass"), by=by).number for _ in range(25)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = [one for given in pool.map(take, [cast] * 4) for one in given]
    assert sorted(numbers) == [f"C{n:03d}" for n in range(1, 101)]
