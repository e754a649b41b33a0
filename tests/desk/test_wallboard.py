"""What hangs on the wall."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kefu.duties.clock import run_clock
from tests.cases.test_cases import COMPLAINT, MORNING, received, signed_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def board(cast: Cast, hours: float) -> str:
    with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
        return signed_in(cast, "auditor").get(f"/wallboard/{cast.community.pk}").content.decode()


def test_what_presses_stands_on_it_and_nothing_of_a_resident(cast: Cast) -> None:
    received(cast)
    assert "complaint.settle.own" not in board(cast, 1)
    assert "complaint.settle.own" in board(cast, 7)
    run_clock(MORNING + timedelta(hours=9))
    late = board(cast, 9)
    assert late.count("complaint.settle.own") == 2  # overdue, and escalated
    for said in (COMPLAINT["caller"], COMPLAINT["contact"], COMPLAINT["matter"], COMPLAINT["place"]):
        assert said not in late


def test_it_asks_the_same_however_much_there_is(cast: Cast) -> None:
    received(cast)
    board(cast, 1)
    with CaptureQueriesContext(connection) as few:
        board(cast, 9)
    for n in range(12):
        received(cast, matter=f"第 {n} 件")
    with CaptureQueriesContext(connection) as many:
        board(cast, 9)
    assert len(many) == len(few)
