"""Single days of a calendar: are they worked, in which hours, and why."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kefu.lib.text import Text
from kefu.lib.worktime.calendars import WEEKEND, WHOLE_DAY, Calendar, Hours, ordinary_hours, weekday_hours
from kefu.lib.worktime.holidays_cn import holidays_of

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Kind(StrEnum):
    """What sort of day it is; the first four are worked."""

    WORKING = "working"
    ADJUSTED = "adjusted"  # a weekly rest day worked by the State Council's adjustment
    OPENED = "opened"  # opened by the department
    OWN_HOURS = "own hours"  # the department gave this date hours of its own
    CLOSED = "closed"  # closed by the department
    HOLIDAY = "holiday"  # a statutory holiday
    MADE_GOOD = "made good"  # off for a holiday that fell on a weekend
    SHIFTED = "shifted"  # off because another day is worked for it
    REST = "rest"  # weekly rest day


WORKED = frozenset({Kind.WORKING, Kind.ADJUSTED, Kind.OPENED, Kind.OWN_HOURS})


class DaySort(NamedTuple):
    """The kind of a day, with the holiday's name or the day worked for it where there is one."""

    kind: Kind
    holiday: Text | None = None
    worked_on: date | None = None


class Reason(NamedTuple):
    """Why a day is worked or not: a public holiday, and which one."""

    what: Text
    which: Text


class Days:
    """Reads single days of one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._own_hours = dict(calendar.day_hours)
        # Both Saturday and Sunday must be free for the days off that make good a holiday on one of them.
        self._makes_good = calendar.adjusted_days or calendar.rest_days >= WEEKEND

    def sort_of(self, day: date) -> DaySort:
        """What sort of day this is; what the department said of it comes first, then the law, then the week."""
        if day in self.calendar.closed:
            return DaySort(Kind.CLOSED)
        if day in self._own_hours:
            return DaySort(Kind.OWN_HOURS)
        if day in self.calendar.opened:
            return DaySort(Kind.OPENED)
        by_law = self._by_law(day) if self.calendar.country == "CN" else None
        if by_law is not None:
            return by_law
        return DaySort(Kind.REST if day.weekday() in self.calendar.rest_days else Kind.WORKING)

    def _by_law(self, day: date) -> DaySort | None:
        found = holidays_of(day.year)
        if self.calendar.adjusted_days and day in found.worked and day.weekday() in self.calendar.rest_days:
            return DaySort(Kind.ADJUSTED)
        if day in found.proper:
            return DaySort(Kind.HOLIDAY, found.proper[day])
        if self._makes_good and day in found.made_good:
            return DaySort(Kind.MADE_GOOD, found.made_good[day])
        if self.calendar.adjusted_days and day in found.shifted:
            return DaySort(Kind.SHIFTED, worked_on=found.shifted[day])
        return None

    def is_worked(self, day: date) -> bool:
        """Whether the office works on this date."""
        return self.sort_of(day).kind in WORKED

    def hours(self, day: date) -> Hours | None:
        """The office intervals of this date, None if it is not worked."""
        kind = self.sort_of(day).kind
        if kind not in WORKED:
            return None
        if kind is Kind.OWN_HOURS:
            return self._own_hours[day] or WHOLE_DAY
        if day.weekday() in self.calendar.rest_days:
            return ordinary_hours(self.calendar, day)
        return weekday_hours(self.calendar, day)

    def is_official(self, year: int) -> bool:
        """Whether this year's arrangement of holidays is known: announced, loaded by hand, or none needed."""
        calendar = self.calendar
        return calendar.country is None or year in calendar.official_years or holidays_of(year).is_announced

    def why(self, day: date) -> Text:
        """Why this date is worked or not: 法定节假日（春节） / public holiday (Spring Festival)."""
        reason = self.reason(day)
        return Text(f"{reason.what.zh}（{reason.which.zh}）", f"{reason.what.en} ({reason.which.en})")

    def reason(self, day: date) -> Reason:
        """The same in two parts."""
        sort = self.sort_of(day)
        which = sort.holiday or Text(f"周{WEEKDAYS_ZH[day.weekday()]}", WEEKDAYS_EN[day.weekday()])
        if sort.worked_on is not None:
            month, number = sort.worked_on.month, sort.worked_on.day
            which = Text(f"{month}月{number}日补班", f"worked on {number} {MONTHS_EN[month - 1]} instead")
        return Reason(WORDS[sort.kind], which)


WORDS = {
    Kind.WORKING: Text("工作日", "working day"),
    Kind.ADJUSTED: Text("调休上班", "adjusted working day"),
    Kind.OPENED: Text("本部门安排上班", "opened by the department"),
    Kind.OWN_HOURS: Text("本部门另定办公时间", "office hours of its own"),
    Kind.CLOSED: Text("本部门停止办公", "closed by the department"),
    Kind.HOLIDAY: Text("法定节假日", "public holiday"),
    Kind.MADE_GOOD: Text("节假日补假", "day off in lieu of a holiday"),
    Kind.SHIFTED: Text("调休放假", "adjusted rest day"),
    Kind.REST: Text("每周休息日", "weekly rest day"),
}
