"""Periods of whole days, and what a revisit came to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kefu.registers.calc import Period, last_period, month_so_far, outcome_of

HERE = ZoneInfo("Asia/Shanghai")


def test_a_period_is_whole_days_of_the_community() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    begins, ends = datetime(2026, 3, 1, tzinfo=HERE), datetime(2026, 4, 1, tzinfo=HERE)
    assert march.bounds(HERE) == march.ends(HERE) == (begins, ends)
    assert Period(None, None).bounds(HERE) == (None, None)
    beyond = Period(None, None).ends(HERE)
    assert beyond[0] <= datetime(1970, 1, 2, tzinfo=HERE)
    assert beyond[1] >= datetime(9000, 1, 1, tzinfo=HERE)
    assert month_so_far(date(2026, 3, 10)) == Period(date(2026, 3, 1), date(2026, 3, 10))


def test_a_period_is_told_by_its_days() -> None:
    day = date(2026, 3, 1)
    assert str(Period(day, day)) == "2026-03-01"
    assert str(Period(day, date(2026, 3, 31))) == "2026-03-01 – 2026-03-31"
    assert str(Period(None, day)) == "… – 2026-03-01"
    assert str(Period(day, None)) == "2026-03-01 – …"
    assert str(Period(None, None)) == "… – …"


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"revisit.reached": False, "revisit.failure": "refused"}, "refused"),
        ({"revisit.reached": False, "revisit.failure": "no-answer"}, "unreachable"),
        ({"revisit.reached": False, "revisit.satisfied": True}, "unreachable"),
        ({"revisit.reached": True}, "reached"),
        ({}, "reached"),
        ({"revisit.reached": True, "revisit.satisfied": True}, "satisfied"),
        ({"revisit.satisfied": False}, "not-satisfied"),
    ],
)
def test_what_a_revisit_came_to(facts: dict[str, object], outcome: str) -> None:
    assert outcome_of(facts) == outcome


@pytest.mark.parametrize(
    ("each", "today", "first", "last"),
    [
        ("day", "2026-01-01", "2025-12-31", "2025-12-31"),
        # A Monday, and a Sunday.
        ("week", "2026-03-09", "2026-03-02", "2026-03-08"),
        ("week", "2026-03-15", "2026-03-02", "2026-03-08"),
        ("month", "2026-01-31", "2025-12-01", "2025-12-31"),
        ("month", "2024-03-01", "2024-02-01", "2024-02-29"),
        ("quarter", "2026-12-31", "2026-07-01", "2026-09-30"),
        ("half-year", "2026-07-01", "2026-01-01", "2026-06-30"),
        ("year", "2026-12-31", "2025-01-01", "2025-12-31"),
    ],
)
def test_the_period_before_this_one(each: str, today: str, first: str, last: str) -> None:
    assert last_period(each, date.fromisoformat(today)) == (date.fromisoformat(first), date.fromisoformat(last))
