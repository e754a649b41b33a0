"""Moments, due times and shares as pages say them."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils.translation import override

from kefu.ui.templatetags.ui import due, moment
from tests.cast import HERE

DAY = datetime(2026, 3, 12, tzinfo=HERE)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (DAY, "2026-03-11 24:00"),
        (DAY + timedelta(minutes=1), "2026-03-12 00:01"),
        (DAY - timedelta(minutes=1), "2026-03-11 23:59"),
        (DAY - timedelta(days=1), "tomorrow 24:00"),
        (DAY - timedelta(days=2), "today 24:00"),
    ],
)
def test_the_end_of_a_day_is_that_day_s(at: datetime, said: str) -> None:
    with time_machine.travel(datetime(2026, 3, 9, 9, tzinfo=HERE), tick=False), override("en"):
        assert f">{said}<" in due(at)
        assert "24:00" not in moment(at)


def test_no_due_time_says_nothing() -> None:
    assert due(None) == moment(None) == ""
