"""Days as moments: when they begin, and when the last one is over."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kefu.lib import days

NEW_YORK = ZoneInfo("America/New_York")


def test_a_day_of_the_change_of_clocks_has_23_hours() -> None:
    day = date(2026, 3, 8)
    assert days.begins(day, NEW_YORK) == datetime(2026, 3, 8, tzinfo=NEW_YORK)
    assert days.ends(day, NEW_YORK).timestamp() - days.begins(day, NEW_YORK).timestamp() == 23 * 3600


def test_what_holds_on_a_day_for_the_last_time_ends_on_that_day() -> None:
    day = date(2026, 12, 31)
    assert days.last_second(day, NEW_YORK) == datetime(2026, 12, 31, 23, 59, 59, tzinfo=NEW_YORK)


def test_bounds_take_in_both_days_and_none_is_none() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    assert days.bounds(first, last, NEW_YORK) == (days.begins(first, NEW_YORK), days.begins(date(2026, 4, 1), NEW_YORK))
    assert days.bounds(first, None, NEW_YORK) == (days.begins(first, NEW_YORK), None)
    assert days.bounds(None, last, NEW_YORK) == (None, days.ends(last, NEW_YORK))
    assert days.bounds(None, None, NEW_YORK) == (None, None)
