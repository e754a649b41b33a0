"""Months by name, by day, by clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kefu.lib import months

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("2026-02", date(2026, 2, 1)),
        ("2026-13", date(2026, 3, 1)),
        ("２０２６-02", date(2026, 3, 1)),
        ("", date(2026, 3, 1)),
        ("2030-01", date(2026, 3, 1)),
    ],
)
def test_a_month_is_read_strictly(asked: str, first: date) -> None:
    assert months.asked_for(asked, TODAY) == first


def test_a_month_has_neighbours_that_have_begun() -> None:
    assert months.neighbours(date(2026, 2, 1), TODAY) == ("2026-01", "2026-03")
    assert months.neighbours(date(2026, 3, 1), TODAY) == ("2026-02", "")
    assert months.neighbours(date(2026, 1, 1), TODAY) == ("2025-12", "2026-02")


def test_a_month_ends_where_the_next_begins() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert months.last_day(date(2024, 2, 1)) == date(2024, 2, 29)
    assert months.bounds(date(2026, 12, 1), zone) == (
        datetime(2026, 12, 1, tzinfo=zone),
        datetime(2027, 1, 1, tzinfo=zone),
    )
