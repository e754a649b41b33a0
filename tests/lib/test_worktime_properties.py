"""What holds of every calendar, unit, start and stop."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kefu.lib.periods import Period, Unit
from kefu.lib.worktime import (
    BeyondCalendarError,
    Calendar,
    Counting,
    Instant,
    before,
    compile_calendar,
    date_of,
    due_function,
    explain,
)
from kefu.lib.worktime.bulk import due_in_bulk
from tests.lib.test_worktime_slow_count import (
    COUNTED,
    COUNTED_PERIODS,
    COUNTINGS,
    DAY,
    DAY_PERIODS,
    END,
    PERIODS,
    calendars,
    close_of,
    examples,
    starts,
    stops_after,
)

GAPS = st.one_of(st.sampled_from([0, 1, 1800, 3600, DAY]), st.integers(0, 90 * DAY))


@examples(100)
@given(calendars(), PERIODS, COUNTINGS, starts(), GAPS)
def test_is_never_before_its_start_and_later_starts_are_not_due_earlier(
    calendar: Calendar, period: Period, counting: Counting, start: Instant, gap: int
) -> None:
    due = due_function(compile_calendar(calendar), period, counting)
    assert start <= due(start) <= due(start + gap)


@examples(30)
@given(calendars(), st.sampled_from(COUNTED), st.data(), COUNTINGS, starts())
def test_longer_periods_are_not_due_earlier(
    calendar: Calendar, unit: tuple[Unit, int], data: st.DataObject, counting: Counting, start: Instant
) -> None:
    short, long = sorted(data.draw(st.lists(st.integers(1, unit[1]), min_size=2, max_size=2)))
    timeline = compile_calendar(calendar)
    first = due_function(timeline, Period(unit[0], short), counting)(start)
    assert first <= due_function(timeline, Period(unit[0], long), counting)(start)


@examples(30)
@given(calendars(), DAY_PERIODS, starts())
def test_days_end_at_a_close_of_business(calendar: Calendar, period: Period, start: Instant) -> None:
    timeline = compile_calendar(calendar)
    due = due_function(timeline, period, "civil-code")(start)
    day = timeline.zone.local(due - 1) // DAY
    near = [date_of(number) for number in (day - 1, day)]
    assert due in [close_of(timeline, on) for on in near if timeline.is_working(on)]


@examples(75)
@given(calendars(), PERIODS, COUNTINGS, starts(), st.data())
def test_a_stop_never_makes_it_earlier(
    calendar: Calendar, period: Period, counting: Counting, start: Instant, data: st.DataObject
) -> None:
    due = due_function(compile_calendar(calendar), period, counting)
    stops = data.draw(stops_after(start))
    found = [due(start, stops[:number]) for number in range(len(stops) + 1)]
    assert found == sorted(found)
    for number, (begins, _) in enumerate(stops):
        if begins > found[number]:
            assert found[number:] == [found[number]] * (len(stops) - number + 1)


@examples(30)
@given(calendars(), PERIODS, COUNTINGS, starts(), st.integers(-DAY, 20 * DAY))
def test_a_stop_without_end_leaves_no_due_time_unless_it_comes_late(
    calendar: Calendar, period: Period, counting: Counting, start: Instant, begins: int
) -> None:
    due = due_function(compile_calendar(calendar), period, counting)
    assert due(start, [(start + begins, None)]) in (END, due(start))
    assert due(start, [(due(start), None)]) == END
    assert due(start, [(due(start) + 1, None)]) == due(start)


@examples(50)
@given(calendars(), PERIODS, COUNTINGS, st.lists(starts(), max_size=20))
def test_many_at_once_are_as_one_at_a_time(
    calendar: Calendar, period: Period, counting: Counting, many: list[Instant]
) -> None:
    timeline = compile_calendar(calendar)
    found = due_in_bulk(timeline, period, counting, np.array(many, dtype=np.int64))
    due = due_function(timeline, period, counting)
    assert found.dtype == np.int64
    assert found.tolist() == [due(start) for start in many]


@examples(50)
@given(calendars(), PERIODS, COUNTINGS, starts(), st.data())
def test_an_explanation_tells_the_due_time(
    calendar: Calendar, period: Period, counting: Counting, start: Instant, data: st.DataObject
) -> None:
    timeline = compile_calendar(calendar)
    stops = data.draw(stops_after(start))
    told = explain(timeline, period, start, counting, stops)
    assert told.due == due_function(timeline, period, counting)(start, stops)
    rules = [line.rule for line in told.trace]
    assert rules[0] == "received"
    assert rules.count("due") == 1
    assert rules.count("stopped") == len([stop for stop in stops if stop[1] is None or stop[1] > start])
    between = [line.at for line in told.trace if line.rule not in ("due", "estimated")]
    assert between == sorted(between)
    assert told.estimated == ("estimated" in rules)
    assert all(line.text.zh and line.text.en for line in told.trace)


@examples(30)
@given(calendars(), starts(), GAPS, GAPS)
def test_office_time_adds_up(calendar: Calendar, start: Instant, first: int, second: int) -> None:
    timeline = compile_calendar(calendar)
    middle, end = start + first, start + first + second
    whole = timeline.office_seconds(start, end)
    assert whole == timeline.office_seconds(start, middle) + timeline.office_seconds(middle, end)
    assert 0 <= whole <= end - start
    assert timeline.office_seconds(end, start) == 0


@examples(30)
@given(calendars(), st.integers(1, 40), starts())
def test_working_hours_are_office_time(calendar: Calendar, hours: int, start: Instant) -> None:
    timeline = compile_calendar(calendar)
    due = due_function(timeline, Period(Unit.WORKING_HOURS, hours), "civil-code")(start)
    assert timeline.office_seconds(start, due) == hours * 3600
    assert timeline.office_seconds(start, due - 1) == hours * 3600 - 1


@examples(30)
@given(calendars(), starts())
def test_the_office_is_open_at_its_next_opening(calendar: Calendar, start: Instant) -> None:
    timeline = compile_calendar(calendar)
    opening = timeline.next_opening(start)
    assert opening >= start
    assert timeline.is_open(opening)
    assert timeline.office_seconds(start, opening) == 0
    assert timeline.is_open(start) == (timeline.office_seconds(start, start + 1) == 1)


BACKWARD = (Unit.MINUTES, Unit.HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS)


@examples(75)
@given(calendars(), COUNTED_PERIODS.filter(lambda period: period.unit in BACKWARD), COUNTINGS, starts())
def test_a_reminder_is_never_after_the_due_time(
    calendar: Calendar, period: Period, counting: Counting, due: Instant
) -> None:
    timeline = compile_calendar(calendar)
    reminded = before(timeline, period, due, counting)
    assert reminded <= due
    if period.unit is Unit.WORKING_HOURS:
        assert timeline.office_seconds(reminded, due) == period.count * 3600
        assert timeline.is_open(reminded)
    elif period.unit not in (Unit.MINUTES, Unit.HOURS):
        # In the office, or at a close of business, unless the due time itself was as early on a day of later hours.
        assert timeline.is_open(reminded) or timeline.office_seconds(reminded - 1, reminded) == 1 or reminded == due


@examples(30)
@given(calendars(), st.integers(1, 60), starts())
def test_hours_before_working_hours_later(calendar: Calendar, hours: int, start: Instant) -> None:
    timeline = compile_calendar(calendar)
    period = Period(Unit.WORKING_HOURS, hours)
    assume(timeline.is_open(start))
    assert before(timeline, period, due_function(timeline, period, "civil-code")(start), "civil-code") == start


@examples(30)
@given(PERIODS, COUNTINGS, st.sampled_from([-1, -DAY * 400, END, END + 1]))
def test_outside_the_calendar_is_said(period: Period, counting: Counting, start: Instant) -> None:
    timeline = compile_calendar(Calendar(country=None, hours=((480, 1080),)))
    for ask in (
        lambda: due_function(timeline, period, counting)(start),
        lambda: due_in_bulk(timeline, period, counting, np.array([start])),
        lambda: timeline.next_opening(start),
    ):
        with pytest.raises(BeyondCalendarError) as refused:
            ask()
        assert "2199" in refused.value.text.zh


@pytest.mark.parametrize(
    "period",
    [
        Period(Unit.BY_TIME, 1020),
        Period(Unit.BY_DAY, 4),
        Period(Unit.SAME_DAY, 1),
        Period(Unit.BY_DAY, 4, or_before=True),
    ],
)
def test_what_comes_a_second_after_it_is_due_is_due_the_next_time(period: Period) -> None:
    timeline = compile_calendar(Calendar("second", zone="UTC", country=None, hours=((540, 1020),)))
    due = due_function(timeline, period, "civil-code")
    closing = (date(2026, 3, 4) - date(1970, 1, 1)).days * DAY + 17 * 3600
    assert due(closing - 1) == closing
    assert due(closing + 1) > closing + 1


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("counting", ["civil-code", "elapsed"])
def test_the_stroke_of_a_new_year_is_asked_first(unit: Unit, counting: Counting) -> None:
    period = Period(unit, 720 if unit is Unit.BY_TIME else 1)
    calendar = Calendar(f"{unit} {counting}", zone="UTC", country=None, hours=((540, 1020),))
    start = (date(2026, 1, 1) - date(1970, 1, 1)).days * DAY
    first = due_function(compile_calendar(calendar), period, counting)(start)
    timeline = compile_calendar(replace(calendar, version="2"))
    due = due_function(timeline, period, counting)
    assert due(start - 1) <= due(start) == first


def test_the_end_of_a_month_or_before_is_its_last_working_day() -> None:
    timeline = compile_calendar(Calendar("month's end", zone="UTC", country=None, hours=((540, 1020),)))
    due = due_function(timeline, Period(Unit.BY_DAY, 31, or_before=True), "civil-code")
    new_year = (date(2026, 1, 1) - date(1970, 1, 1)).days * DAY
    assert due(new_year) == new_year + 29 * DAY + 17 * 3600


def test_an_unknown_counting_counts_nothing() -> None:
    timeline = compile_calendar(Calendar(zone="UTC", country=None))
    with pytest.raises(ValueError, match="civil-code or elapsed"):
        due_function(timeline, Period(Unit.DAYS, 1), "lunar")


def test_the_last_days_of_the_calendar() -> None:
    timeline = compile_calendar(Calendar(zone="UTC", country=None, rest_days=frozenset()))
    near_end = (date(2199, 12, 30) - date(1970, 1, 1)).days * DAY
    due = due_function(timeline, Period(Unit.WORKING_DAYS, 1), "civil-code")
    assert due(near_end) == END
    assert due(0) == 2 * DAY
    monthly = due_function(timeline, Period(Unit.MONTHS, 1), "civil-code")
    assert monthly(near_end - 30 * DAY) == near_end + DAY
    with pytest.raises(BeyondCalendarError):
        due(near_end + DAY)
