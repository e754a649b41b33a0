"""Which days are worked, in which hours, and why."""

import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu.lib.worktime import Calendar, CalendarError, Hours, Season, Timeline, compile_calendar, day_number
from kefu.lib.worktime.calendars import without

OFFICE = Calendar(adjusted_days=True, hours=((540, 1020),))
NO_WEEKEND = Calendar(rest_days=frozenset(), hours=((540, 1020),))


def dates_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@pytest.mark.parametrize("year", range(2010, 2027))
def test_agrees_with_another_calendar_of_china(year: int) -> None:
    timeline = compile_calendar(OFFICE)
    days = dates_of(date(year, 1, 1), date(year, 12, 31))
    differ = [day for day in days if timeline.is_working(day) != chinese_calendar.is_workday(day)]
    assert differ == []


def test_without_adjusted_days_only_the_holidays_proper_are_off() -> None:
    timeline = compile_calendar(NO_WEEKEND)
    off = [day for day in dates_of(date(2026, 1, 1), date(2026, 12, 31)) if not timeline.is_working(day)]
    assert [f"{day:%m-%d}" for day in off] == (
        [
            "01-01",
            "02-16",
            "02-17",
            "02-18",
            "02-19",
            "04-05",
            "05-01",
            "05-02",
            "06-19",
            "09-25",
            "10-01",
            "10-02",
            "10-03",
        ]
    )


def test_a_day_in_lieu_where_the_weekend_is_free() -> None:
    timeline = compile_calendar(Calendar(hours=((540, 1020),)))
    assert not timeline.is_working(date(2026, 4, 6))
    assert timeline.is_working(date(2026, 2, 20))
    assert not timeline.is_working(date(2026, 2, 14))


WEDNESDAY, SATURDAY = date(2026, 3, 4), date(2026, 3, 7)
CLOSED = Calendar(closed=frozenset({WEDNESDAY}))
OPENED = Calendar(opened=frozenset({SATURDAY}))
OWN_HOURS = Calendar(day_hours=((SATURDAY, ()),))


@pytest.mark.parametrize(
    ("calendar", "day", "zh", "en"),
    [
        (OFFICE, "2026-02-13", "工作日（周五）", "working day (Friday)"),
        (OFFICE, "2026-02-07", "每周休息日（周六）", "weekly rest day (Saturday)"),
        (OFFICE, "2026-02-14", "调休上班（周六）", "adjusted working day (Saturday)"),
        (OFFICE, "2026-02-17", "法定节假日（春节）", "public holiday (Spring Festival)"),
        (OFFICE, "2020-10-01", "法定节假日（中秋节、国庆节）", "public holiday (Mid-Autumn Festival, National Day)"),
        (OFFICE, "2026-04-06", "节假日补假（清明节）", "day off in lieu of a holiday (Tomb-Sweeping Day)"),
        (OFFICE, "2026-02-20", "调休放假（2月14日补班）", "adjusted rest day (worked on 14 Feb instead)"),
        (
            Calendar(closed=frozenset({date(2026, 3, 4)})),
            "2026-03-04",
            "本部门停止办公（周三）",
            "closed by the department (Wednesday)",
        ),
        (
            Calendar(opened=frozenset({date(2026, 3, 7)})),
            "2026-03-07",
            "本部门安排上班（周六）",
            "opened by the department (Saturday)",
        ),
        (
            Calendar(day_hours=((date(2026, 3, 7), ()),)),
            "2026-03-07",
            "本部门另定办公时间（周六）",
            "office hours of its own (Saturday)",
        ),
        (Calendar(country=None), "2026-02-17", "工作日（周二）", "working day (Tuesday)"),
    ],
)
def test_why(calendar: Calendar, day: str, zh: str, en: str) -> None:
    assert compile_calendar(calendar).why(date.fromisoformat(day)) == (zh, en)


def test_every_holiday_has_an_english_name() -> None:
    timeline = compile_calendar(OFFICE)
    texts = {timeline.why(day).en for day in dates_of(date(1970, 1, 1), date(2199, 12, 31))}
    assert [text for text in texts if not text.isascii()] == []


def test_official_years() -> None:
    timeline = compile_calendar(OFFICE)
    assert [year for year in range(1990, 2040) if timeline.is_official(year)] == list(range(2001, 2027))
    by_hand = compile_calendar(Calendar(official_years=frozenset({2027})))
    assert by_hand.is_official(2027)
    assert not by_hand.is_official(2028)
    assert compile_calendar(Calendar(country=None)).is_official(2150)
    new_year = timeline.zone.instant(day_number(date(2027, 1, 1)) * 86_400)
    assert [timeline.is_estimated(new_year + seconds) for seconds in (-1, 0)] == [False, True]


def test_after_2100_the_holidays_of_the_solar_calendar_remain() -> None:
    timeline = compile_calendar(NO_WEEKEND)
    off = [day for day in dates_of(date(2150, 1, 1), date(2150, 12, 31)) if not timeline.is_working(day)]
    assert [f"{day:%m-%d}" for day in off] == ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]


@pytest.mark.parametrize(
    ("closed", "left"),
    [
        ((600, 660), ((510, 600), (660, 720), (840, 1080))),
        ((480, 540), ((540, 720), (840, 1080))),
        ((660, 900), ((510, 660), (900, 1080))),
        ((720, 840), ((510, 720), (840, 1080))),
        ((0, 1440), ()),
    ],
)
def test_what_a_closing_leaves_of_a_day(closed: tuple[int, int], left: Hours) -> None:
    assert without(((510, 720), (840, 1080)), closed) == left


DAY = date(2026, 2, 14)  # a worked Saturday


@pytest.mark.parametrize(
    ("calendar", "hours"),
    [
        (Calendar(adjusted_days=True), ((0, 1440),)),
        (Calendar(adjusted_days=True, hours=((540, 1020),)), ((540, 1020),)),
        (Calendar(adjusted_days=False, hours=((540, 1020),)), None),
        (Calendar(adjusted_days=True, hours=((540, 1020),), closed=frozenset({DAY}), opened=frozenset({DAY})), None),
        (Calendar(hours=((540, 1020),), day_hours=((DAY, ((540, 720),)),)), ((540, 720),)),
        (Calendar(hours=((540, 1020),), day_hours=((DAY, ((540, 720),)),), closed=frozenset({DAY})), None),
        # An adjusted day has the hours of an ordinary weekday, not those of Saturdays.
        (Calendar(adjusted_days=True, hours=((540, 1020),), weekday_hours=((5, ((600, 660),)),)), ((540, 1020),)),
        (Calendar(adjusted_days=True, weekday_hours=((5, ((600, 660),)), (1, ((480, 960),)))), ((480, 960),)),
        (Calendar(rest_days=frozenset({6}), weekday_hours=((5, ((600, 660),)),)), ((600, 660),)),
        (Calendar(adjusted_days=True, seasons=(Season((10, 1), (4, 30), ((600, 960),)),)), ((600, 960),)),
    ],
)
def test_hours_of_a_worked_saturday(calendar: Calendar, hours: Hours | None) -> None:
    assert compile_calendar(calendar).days.hours(DAY) == hours


def test_an_office_may_open_on_named_days_alone() -> None:
    timeline = compile_calendar(Calendar(country=None, rest_days=frozenset(range(7)), opened=frozenset({SATURDAY})))
    assert [timeline.is_working(day) for day in (WEDNESDAY, SATURDAY)] == [False, True]


def test_seasons_run_over_the_year_s_end() -> None:
    winter = Season((10, 1), (4, 30), ())
    days = dates_of(date(2025, 1, 1), date(2025, 12, 31))
    assert {day.month for day in days if winter.holds(day)} == {1, 2, 3, 4, 10, 11, 12}
    summer = Season((5, 1), (9, 30), ())
    assert all(winter.holds(day) != summer.holds(day) for day in days)


def test_a_season_may_be_a_single_day() -> None:
    labour_day = Season((5, 1), (5, 1), ())
    assert [labour_day.holds(date(2026, month, day)) for month, day in ((4, 30), (5, 1), (5, 2))] == [
        False,
        True,
        False,
    ]


def test_closing() -> None:
    timeline = compile_calendar(OFFICE)
    monday = day_number(date(2026, 3, 2))
    assert timeline.zone.aware(timeline.closing(monday)).isoformat() == "2026-03-02T17:00:00+08:00"
    assert timeline.zone.aware(timeline.closing(monday - 1)).isoformat() == "2026-03-02T00:00:00+08:00"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"country": "US"}, "no holidays for US"),
        ({"rest_days": frozenset({7})}, "rest days"),
        ({"hours": ((600, 540),)}, "in order"),
        ({"hours": ((600, 700), (660, 720))}, "not overlap"),
        ({"hours": ((1440, 1500),)}, "open on their day"),
        ({"weekday_hours": ((0, ((-1, 5),)),)}, "in order"),
        ({"hours": ((1200, 1921),), "day_hours": ((DAY, ((480, 960),)),)}, "before any day opens"),
        ({"seasons": (Season((5, 1), (9, 30), ((1200, 1920),)),)}, "before any day opens"),
        ({"hours": ((1200, 1921),), "weekday_hours": ((4, ((480, 720),)),)}, "before any day opens"),
        ({"hours": ((1200, 1920),), "weekday_hours": ((4, ()),)}, "before any day opens"),
        ({"hours": ((1200, 1500),), "seasons": (Season((1, 1), (2, 1), ()),)}, "before any day opens"),
    ],
)
def test_calendars_that_cannot_be(changes: dict[str, object], says: str) -> None:
    with pytest.raises(CalendarError, match=says) as refused:
        Calendar(**changes)  # type: ignore[arg-type]
    assert refused.value.text.zh


NIGHT: Hours = ((1200, 1920),)


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": NIGHT},
        {"seasons": (Season((5, 1), (9, 30), NIGHT), Season((10, 1), (4, 30), ((1140, 1860),)))},
        {"weekday_hours": tuple((weekday, NIGHT) for weekday in range(5))},
        {"hours": NIGHT, "weekday_hours": ((4, ((480, 720), (1200, 1440))),)},
    ],
)
def test_night_duty_may_be_said_for_all_days_by_season_or_by_weekday(changes: dict[str, Any]) -> None:
    timeline = compile_calendar(Calendar(country=None, **changes))
    midnight = timeline.zone.instant(day_number(date(2026, 3, 5)) * 86400)
    assert timeline.is_open(midnight)


def test_equal_calendars_share_a_timeline() -> None:
    assert compile_calendar(Calendar(id="a")) is compile_calendar(Calendar(id="a"))
    assert compile_calendar(Calendar(id="a")) is not compile_calendar(Calendar(id="a", version="2"))


@settings(max_examples=30, deadline=None)
@given(st.dates(date(1970, 1, 2), date(2199, 12, 30)))
def test_each_year_can_be_asked_first(day: date) -> None:
    timeline = Timeline(OFFICE)
    noon = timeline.zone.instant(day_number(day) * 86_400 + 720 * 60)
    assert timeline.is_open(noon) == timeline.is_working(day)


def test_counting_loads_no_numpy() -> None:
    program = (
        "import sys; import kefu.lib.worktime as w; from kefu.lib.periods import parse_period;"
        "t = w.compile_calendar(w.Calendar()); w.explain(t, parse_period('3 days'), 10**9, 'civil-code');"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_no_other_country_is_loaded() -> None:
    asked = "import sys; from kefu.lib.worktime.holidays_cn import holidays_of; holidays_of(2026)"
    loaded = "print(*[name for name in sys.modules if name.startswith('holidays.countries.')])"
    said = subprocess.run([sys.executable, "-c", f"{asked}; {loaded}"], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["holidays.countries.china"]
