"""A slow count, day by day, that knows nothing of tables, agrees on random calendars, periods, starts and stops."""

import os
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kefu.lib.periods import Period, Unit
from kefu.lib.worktime import (
    Calendar,
    Counting,
    Hours,
    Instant,
    Season,
    Stop,
    Timeline,
    compile_calendar,
    date_of,
    day_number,
    due_function,
)

# The same examples each time; `make soak` may raise the factor for more and random ones.
FACTOR = int(os.environ.get("KEFU_EXAMPLES", "1"))
PROFILE = settings(deadline=None, derandomize=FACTOR == 1, suppress_health_check=[HealthCheck.too_slow])


def examples(count: int) -> settings:
    """So many examples, times the factor."""
    return settings(PROFILE, max_examples=count * FACTOR)


DAY = 86_400
END = day_number(date(2200, 1, 1)) * DAY
ONE_DAY = timedelta(days=1)
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/Sao_Paulo",  # changed at midnight
    "America/St_Johns",  # changed at one minute past midnight
    "Africa/Casablanca",  # four changes a year
)
BY_DAY: tuple[Hours, ...] = (
    ((510, 720), (810, 1050)),
    ((510, 720), (840, 1080)),
    ((480, 1080),),
    ((0, 1440),),
    ((60, 150), (540, 541)),
    (),
)
BY_NIGHT: tuple[Hours, ...] = (((1200, 1920),), ((600, 720), (1320, 1800)), ((480, 1080),), ((1380, 1500),))
DATES = st.dates(date(2012, 1, 1), date(2029, 12, 31))
COUNTINGS = st.sampled_from(["civil-code", "elapsed"])
COUNTED = (
    (Unit.MINUTES, 3000),
    (Unit.HOURS, 100),
    (Unit.WORKING_HOURS, 60),
    (Unit.WORKING_DAYS, 40),
    (Unit.DAYS, 60),
    (Unit.WEEKS, 9),
    (Unit.MONTHS, 14),
    (Unit.HALF_YEARS, 3),
    (Unit.YEARS, 2),
)
DAY_UNITS = (Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.HALF_YEARS, Unit.YEARS)


def _periods_of(units: Sequence[tuple[Unit, int]]) -> st.SearchStrategy[Period]:
    return st.one_of([st.builds(Period, st.just(unit), st.integers(1, most)) for unit, most in units])


COUNTED_PERIODS = _periods_of(COUNTED)
DAY_PERIODS = _periods_of([pair for pair in COUNTED if pair[0] in DAY_UNITS])
PERIODS = st.one_of(
    COUNTED_PERIODS,
    st.just(Period(Unit.SAME_DAY, 1)),
    st.builds(Period, st.just(Unit.BY_DAY), st.integers(1, 31), st.booleans()),
    st.builds(Period, st.just(Unit.BY_TIME), st.integers(0, 1440)),
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Calendars of all kinds: seasons, nights, odd rest days, single days."""
    hours = st.sampled_from(draw(st.sampled_from([BY_DAY, BY_NIGHT])))
    seasons = (Season((5, 1), (9, 30), draw(hours)), Season((10, 1), (4, 30), draw(hours)))
    return Calendar(
        zone=draw(st.sampled_from(ZONES)),
        country=draw(st.sampled_from(["CN", None])),
        rest_days=draw(st.sampled_from([frozenset(), frozenset({5, 6}), frozenset({4}), frozenset({0, 2, 4, 6})])),
        hours=draw(hours),
        weekday_hours=draw(st.sampled_from([(), ((5, draw(hours)),), ((0, draw(hours)), (3, draw(hours)))])),
        seasons=draw(st.sampled_from([(), seasons])),
        adjusted_days=draw(st.booleans()),
        closed=draw(st.frozensets(DATES, max_size=5)),
        opened=draw(st.frozensets(DATES, max_size=5)),
        day_hours=tuple((day, draw(hours)) for day in draw(st.frozensets(DATES, max_size=3))),
    )


@st.composite
def starts(draw: st.DrawFn) -> Instant:
    """Instants from 2012 to 2029, more than chance near full hours, midnights, changes of clocks."""
    day = draw(st.one_of(DATES, st.sampled_from(CHANGES)))
    seconds = draw(st.one_of(st.integers(0, DAY - 1), st.integers(0, 47).map(lambda half_hour: half_hour * 1800)))
    return day_number(day) * DAY + seconds + draw(st.sampled_from([0, 0, 1, -1]))


# Days on which clocks changed in one of the zones, and those after.
CHANGES = [
    date(2015, 3, 8), date(2015, 11, 1), date(2016, 4, 3), date(2016, 10, 1), date(2017, 10, 15), date(2018, 2, 18),
    date(2018, 11, 4), date(2019, 5, 5), date(2019, 6, 9), date(2011, 11, 6), date(2012, 2, 26), date(2026, 2, 14),
    date(2026, 2, 28), date(2026, 9, 30), date(2026, 12, 31), date(2028, 2, 29),
]  # fmt: skip


@st.composite
def stops_after(draw: st.DrawFn, start: Instant) -> list[Stop]:
    """Up to three stops from a day before the start on, in order, apart from each other."""
    edges = draw(st.lists(st.integers(-1440, 30 * 1440), min_size=2, max_size=6, unique=True).map(sorted))
    minutes = [start + edge * 60 for edge in edges]
    return list(zip(minutes[::2], minutes[1::2], strict=False))


def slow_due(timeline: Timeline, period: Period, counting: Counting, start: Instant) -> Instant:
    """The due time without stops, counted as a person would."""
    zone, unit, count = timeline.zone, period.unit, period.count
    today = date_of(zone.steady(start) // DAY)
    if unit in (Unit.MINUTES, Unit.HOURS):
        return start + count * (60 if unit is Unit.MINUTES else 3600)
    if unit is Unit.WORKING_HOURS:
        return _slow_working_hours(timeline, start, count * 3600)
    if unit is Unit.WORKING_DAYS and counting == "elapsed":
        return _slow_elapsed(timeline, start, count)
    if unit is Unit.WORKING_DAYS:
        return close_of(timeline, _working_day_after(timeline, today, count))
    if unit is Unit.SAME_DAY:
        return close_of(timeline, next(day for day, _, closes in intervals(timeline, start) if closes > start))
    if unit is Unit.BY_TIME:
        days = (day for day in days_from(today - ONE_DAY) if timeline.is_working(day))
        moments = (zone.instant(day_number(day) * DAY + count * 60) for day in days)
        return next(moment for moment in moments if moment >= start)
    if unit is Unit.BY_DAY:
        return _slow_by_day(timeline, start, period)
    return close_of(timeline, rolled(timeline, slow_end(period, today)))


def slow_end(period: Period, today: date) -> date:
    """The day on which days, weeks, months end before they move."""
    if period.unit in (Unit.DAYS, Unit.WEEKS):
        return today + timedelta(days=period.count * (7 if period.unit is Unit.WEEKS else 1))
    months = period.count * {Unit.MONTHS: 1, Unit.HALF_YEARS: 6, Unit.YEARS: 12}[period.unit]
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return _nth(year, month + 1, today.day)


def _nth(year: int, month: int, number: int) -> date:
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY


def rolled(timeline: Timeline, day: date) -> date:
    return next(later for later in days_from(day) if timeline.is_working(later))


def intervals(timeline: Timeline, start: Instant) -> Iterator[tuple[date, Instant, Instant]]:
    """Office intervals that end after the day before the start: day, opening, closing."""
    for day in days_from(date_of(timeline.zone.local(start) // DAY) - 2 * ONE_DAY):
        for opening, closing in timeline.days.hours(day) or ():
            midnight = day_number(day) * DAY
            yield day, timeline.zone.instant(midnight + opening * 60), timeline.zone.instant(midnight + closing * 60)


def close_of(timeline: Timeline, day: date) -> Instant:
    hours = timeline.days.hours(day) or ((0, 1440),)
    return timeline.zone.instant(day_number(day) * DAY + hours[-1][1] * 60)


def _working_day_after(timeline: Timeline, day: date, count: int) -> date:
    for later in days_from(day + ONE_DAY):
        count -= timeline.is_working(later)
        if not count:
            return later
    raise AssertionError


def _slow_working_hours(timeline: Timeline, start: Instant, left: int) -> Instant:
    for _, opens, closes in intervals(timeline, start):
        begins = max(opens, start)
        if closes > begins:
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
    raise AssertionError


def _slow_elapsed(timeline: Timeline, start: Instant, count: int) -> Instant:
    day, opens, _ = next(found for found in intervals(timeline, start) if found[2] > start)
    reading = timeline.zone.steady(max(start, opens)) - day_number(day) * DAY
    return timeline.zone.instant(day_number(_working_day_after(timeline, day, count)) * DAY + reading)


def _slow_by_day(timeline: Timeline, start: Instant, period: Period) -> Instant:
    today = date_of(timeline.zone.steady(start) // DAY)
    for month in range(today.year * 12 + today.month - 2, 10**6):
        day = _nth(month // 12, month % 12 + 1, period.count)
        if period.or_before:
            end = close_of(timeline, next(d for d in _days_back(day) if timeline.is_working(d)))
        else:
            end = close_of(timeline, rolled(timeline, day))
        if end >= start and (period.or_before or day >= today):
            return end
    raise AssertionError


def _days_back(day: date) -> Iterator[date]:
    while True:
        yield day
        day -= ONE_DAY


def slow_paused(timeline: Timeline, period: Period, start: Instant, stops: Sequence[Stop]) -> Instant:
    """The civil-code due time with ended stops, for units that end on a day, counted as a person would."""
    today = date_of(timeline.zone.steady(start) // DAY)

    def runs_at(moment: Instant) -> bool:
        return not any(begins <= moment < (END if ends is None else ends) for begins, ends in stops)

    def first_running(day: date) -> date:
        later = (day for day in days_from(day) if timeline.is_working(day))
        return next(day for day in later if runs_at(close_of(timeline, day)))

    if period.unit is Unit.WORKING_DAYS:
        left, day = period.count, today
        while left:
            day = first_running(day + ONE_DAY)
            left -= 1
        return close_of(timeline, day)
    if period.unit is Unit.SAME_DAY:
        day = next(day for day, _, closes in intervals(timeline, start) if closes > start)
        return close_of(timeline, first_running(day))
    left, day = (slow_end(period, today) - today).days, today
    while left:
        day += ONE_DAY
        left -= runs_at(close_of(timeline, day))
    return close_of(timeline, first_running(day))


def slow_minutes(timeline: Timeline, minutes: int, start: Instant, stops: Sequence[Stop], *, office: bool) -> Instant:
    """Absolute or office minutes with ended stops, minute by minute. A stop that begins at the end is still added."""
    now = start
    while True:
        while minutes:
            stands = any(begins <= now < (ends or END) for begins, ends in stops)
            minutes -= not stands and (not office or timeline.is_open(now))
            now += 60
        added = next((stop for stop in stops if stop[0] == now), None)
        if added is None or added[1] is None:
            return now
        minutes = timeline.office_seconds(now, added[1]) // 60 if office else (added[1] - now) // 60
        stops = [stop for stop in stops if stop != added]


@examples(125)
@given(calendars(), PERIODS, COUNTINGS, starts())
def test_agrees_with_a_slow_count(calendar: Calendar, period: Period, counting: Counting, start: Instant) -> None:
    timeline = compile_calendar(calendar)
    assert due_function(timeline, period, counting)(start) == slow_due(timeline, period, counting, start)


@examples(75)
@given(calendars(), DAY_PERIODS | st.just(Period(Unit.SAME_DAY, 1)), st.data())
def test_stopped_days_agree_with_a_slow_count(calendar: Calendar, period: Period, data: st.DataObject) -> None:
    timeline = compile_calendar(calendar)
    start = data.draw(starts())
    stops = data.draw(stops_after(start))
    assert due_function(timeline, period, "civil-code")(start, stops) == slow_paused(timeline, period, start, stops)


@examples(25)
@given(calendars(), st.integers(1, 20), st.booleans(), st.data())
def test_stopped_minutes_and_working_hours_agree_with_a_clock(
    calendar: Calendar, hours: int, office: bool, data: st.DataObject
) -> None:
    timeline = compile_calendar(calendar)
    start = data.draw(starts()) // 60 * 60
    stops = [stop for stop in data.draw(stops_after(start)) if stop[0] >= start]
    period = Period(Unit.WORKING_HOURS if office else Unit.HOURS, hours)
    due = due_function(timeline, period, "civil-code")(start, stops)
    assert due == slow_minutes(timeline, hours * 60, start, stops, office=office)
