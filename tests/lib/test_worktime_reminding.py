"""Walking back from a due time."""

from datetime import date, datetime

import pytest

from kefu.lib.periods import PeriodError, parse_period
from kefu.lib.worktime import BeyondCalendarError, Calendar, before, compile_calendar
from tests.lib.test_worktime_examples import CALENDARS, moment

CASES = [
    ("broadcast", "1 working day", "2199-12-31 18:00", "2199-12-30 18:00", "at the end of all calendars"),
    ("broadcast", "30 minutes", "2026-02-24 08:45", "2026-02-24 08:15", "round the clock"),
    ("broadcast", "24 hours", "2026-02-24 18:00", "2026-02-23 18:00", "round the clock"),
    ("broadcast", "2 working hours", "2026-02-24 18:00", "2026-02-24 16:00", "the same afternoon"),
    ("broadcast", "2 working hours", "2026-02-24 16:00", "2026-02-24 14:00", "at the boundary the opening, not 12:00"),
    ("broadcast", "3 working hours", "2026-02-24 15:00", "2026-02-24 10:00", "over lunch"),
    ("broadcast", "2 working hours", "2026-02-24 09:30", "2026-02-14 17:00", "over the Spring Festival"),
    ("broadcast", "1 working hour", "2026-02-24 12:30", "2026-02-24 11:00", "due at lunch: from 12:00 back"),
    ("broadcast", "1 working day", "2026-02-24 18:00", "2026-02-14 18:00", "the worked Saturday"),
    ("broadcast", "1 working day", "2026-02-11 10:00", "2026-02-10 10:00", "the same time of day"),
    ("broadcast", "1 working day", "2026-05-06 17:30", "2026-04-30 17:30", "still open on 30 April"),
    ("broadcast", "1 working day", "2026-10-08 18:00", "2026-09-30 17:30", "clipped to the summer's close"),
    ("broadcast", "1 working day", "2026-10-08 13:45", "2026-09-30 13:45", "due at winter's lunch, open in summer"),
    (
        "broadcast",
        "1 working day",
        "2026-05-06 13:45",
        "2026-04-30 14:00",
        "lunch in winter: next opening",
    ),
    ("broadcast", "1 working day", "2026-02-11 07:00", "2026-02-10 08:30", "clipped to the opening"),
    ("broadcast", "1 working day", "2026-02-11 24:00", "2026-02-10 18:00", "24:00 belongs to the 11th"),
    ("broadcast", "2 days", "2026-02-11 18:00", "2026-02-09 18:00", "calendar days"),
    ("broadcast", "3 days", "2026-02-26 10:00", "2026-02-14 10:00", "the 23rd is off: back to the last working day"),
    ("broadcast", "1 week", "2026-02-12 18:00", "2026-02-05 18:00", "the same weekday"),
    ("broadcast", "1 day", "2026-02-23 09:00", "2026-02-14 09:00", "from a holiday"),
    ("plain", "1 working day", "2026-02-24 24:00", "2026-02-14 24:00", "midnight to midnight"),
    ("night", "1 working day", "2026-03-10 08:00", "2026-03-07 08:00", "the end of Friday's night"),
    ("night", "2 working hours", "2026-03-09 21:00", "2026-03-07 07:00", "into Friday's night"),
    ("night", "1 day", "2026-03-05 12:00", "2026-03-04 20:00", "closed at noon: the next opening of that day"),
    ("boston", "1 working day", "2015-03-09 10:00", "2015-03-06 10:00", "over the change of clocks"),
]


@pytest.mark.parametrize(("calendar", "period", "due", "reminded", "why"), CASES)
@pytest.mark.parametrize("counting", ["civil-code", "elapsed"])
def test_before(calendar: str, period: str, due: str, reminded: str, why: str, counting: str) -> None:
    timeline = compile_calendar(CALENDARS[calendar])
    found = before(timeline, parse_period(period), moment(timeline, due), counting)  # type: ignore[arg-type]
    expected = moment(timeline, reminded)
    assert (timeline.zone.aware(found), why) == (timeline.zone.aware(expected), why)


@pytest.mark.parametrize("period", ["1 month", "1 year", "same day", "by the 5th", "by 17:00"])
def test_what_cannot_be_counted_back(period: str) -> None:
    timeline = compile_calendar(CALENDARS["broadcast"])
    with pytest.raises(PeriodError, match="counted back") as refused:
        before(timeline, parse_period(period), moment(timeline, "2026-02-24 18:00"), "civil-code")
    assert "倒推" in refused.value.text.zh


@pytest.mark.parametrize("period", ["1 hour", "1 working hour", "1 working day", "1 day", "1 week"])
def test_before_1970(period: str) -> None:
    timeline = compile_calendar(CALENDARS["boston"])
    with pytest.raises(BeyondCalendarError):
        before(timeline, parse_period(period), 60, "civil-code")


def test_as_far_back_as_calendars_go() -> None:
    timeline = compile_calendar(Calendar("back", zone="UTC", country=None, rest_days=frozenset(), hours=((540, 1020),)))
    due = moment(timeline, "1975-06-01 17:00")
    first = moment(timeline, "1970-01-01 17:00")
    days = (due - first) // 86_400
    assert before(timeline, parse_period(f"{days} days"), due, "civil-code") == first
    for beyond in (f"{days + 1} days", "10000 days", "7000 working days", "60000 working hours"):
        with pytest.raises(BeyondCalendarError):
            before(timeline, parse_period(beyond), due, "civil-code")


def test_far_back() -> None:
    timeline = compile_calendar(CALENDARS["round"])
    due = moment(timeline, "2026-02-24 18:00")
    found = before(timeline, parse_period("10000 days"), due, "civil-code")
    assert due - found == 10_000 * 86_400
    assert timeline.zone.aware(found) < datetime.fromisoformat("1998-12-31T00:00+08:00")


def test_an_unknown_counting_is_refused() -> None:
    timeline = compile_calendar(CALENDARS["round"])
    with pytest.raises(ValueError, match="civil-code or elapsed"):
        before(timeline, parse_period("1 day"), 10**9, "lunar")  # type: ignore[arg-type]


def test_the_last_evening_of_the_calendar() -> None:
    calendar = Calendar(country=None, hours=((540, 1020),), closed=frozenset({date(2199, 12, 31)}))
    timeline = compile_calendar(calendar)
    found = before(timeline, parse_period("1 day"), moment(timeline, "2199-12-31 20:00"), "civil-code")
    assert found == moment(timeline, "2199-12-30 17:00")
