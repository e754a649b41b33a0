"""How long somebody waits, and what a month scores."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from kefu.reception import calc as reception

HERE = ZoneInfo("Asia/Shanghai")


def test_how_long_somebody_waits() -> None:
    """Who is ahead goes to the windows that are open; at each, half of a service is still to come."""
    assert reception.expected_wait(4, 2, 300) == 13
    assert reception.expected_wait(0, 1, 120) == 1
    assert reception.expected_wait(0, 1, 121) == 2
    assert reception.expected_wait(3, 1, None) is None
    assert reception.expected_wait(3, 0, 300) is None


def test_a_months_score_is_what_is_left_of_a_hundred() -> None:
    assert reception.score([]).points == 100
    found = reception.score([("call", 2, Decimal("0.5")), ("mark", 1, Decimal(3)), ("call", 1, Decimal(1))])
    assert found.points == Decimal(95)
    assert found.taken_off == {"call": (3, Decimal("2.0")), "mark": (1, Decimal(3))}
    assert reception.score([("mark", 60, Decimal(2))]).points == 0


def test_seconds_between_moments_are_never_less_than_none() -> None:
    at = datetime(2026, 3, 10, 9, tzinfo=HERE)
    assert reception.seconds(at + timedelta(seconds=90.6), at) == 91
    assert reception.seconds(at, at + timedelta(seconds=5)) == 0
