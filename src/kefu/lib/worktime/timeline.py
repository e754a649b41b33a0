"""A calendar laid out in time: sorted lists of moments, for the years that are asked about, grown on demand."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from kefu.lib.text import Text
from kefu.lib.worktime.calendars import Calendar, Hours
from kefu.lib.worktime.days import Days
from kefu.lib.worktime.zones import DAY, END, FIRST_YEAR, LAST_YEAR, Instant, Zone, get_zone

Found = TypeVar("Found")
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class BeyondCalendarError(OverflowError):
    """A moment outside the years 1970 to 2199, which calendars cover."""

    def __init__(self) -> None:
        self.text = Text(
            f"超出日历范围：只计算 {FIRST_YEAR} 至 {LAST_YEAR} 年",
            f"outside the calendar: only the years {FIRST_YEAR} to {LAST_YEAR} are counted",
        )
        super().__init__(self.text.en)


def day_number(day: date) -> int:
    """Days from 1970-01-01 to this date."""
    return day.toordinal() - EPOCH_ORDINAL


def date_of(number: int) -> date:
    """The date so many days after 1970-01-01."""
    return date.fromordinal(number + EPOCH_ORDINAL)


@dataclass(slots=True)
class Table:
    """All moments of some whole years, each list sorted. Days are indices from `first_day` (days since 1970-01-01).

    Answers hold for starts from `answers_from` on; reading past a list's end (IndexError) means: grow the table.
    """

    first_year: int
    last_year: int
    zone: Zone
    first_day: int
    answers_from: Instant
    day_starts: list[Instant] = field(default_factory=list)  # 00:00 of each day, and of the day after the last
    day_closes: list[Instant] = field(default_factory=list)  # close of business, 24:00 where there is none
    next_working: list[int] = field(default_factory=list)  # per day, and one more: working days before it
    month_firsts: list[int] = field(default_factory=list)  # first day of each month, and of the month after the last
    work_days: list[int] = field(default_factory=list)  # the working days, as indices of days
    work_starts: list[Instant] = field(default_factory=list)  # 00:00 of each working day
    work_closes: list[Instant] = field(default_factory=list)  # close of business of each working day
    work_is_even: list[bool] = field(default_factory=list)  # no change of clocks on that day or the next
    opens: list[Instant] = field(default_factory=list)  # office intervals; the first is empty, before all others
    closes: list[Instant] = field(default_factory=list)
    worked_before: list[int] = field(default_factory=list)  # office seconds before each interval, and in all
    interval_work: list[int] = field(default_factory=list)  # to which working day each interval belongs

    def check_reaches(self, instant: Instant) -> None:
        """Raise IndexError if this instant lies after the table's last day."""
        if instant >= self.day_starts[-1]:
            raise IndexError

    def day_of(self, instant: Instant) -> int:
        """The day (index) in which this instant lies."""
        return bisect_right(self.day_starts, instant) - 1

    def worked(self, instant: Instant) -> int:
        """Office seconds from the table's beginning to this instant."""
        self.check_reaches(instant)
        number = bisect_right(self.opens, instant) - 1
        return self.worked_before[number] + min(instant, self.closes[number]) - self.opens[number]

    def work_on(self, instant: Instant, seconds: int) -> Instant:
        """When so much office time (at least a second) has passed since; at a closing rather than the next opening."""
        target = self.worked(instant) + seconds
        number = bisect_left(self.worked_before, target) - 1
        return self.opens[number] + target - self.worked_before[number]


class Timeline:
    """A compiled calendar: is the office open, when does it open, how much office time lies between.

    Days as numbers count from 1970-01-01. Every question outside 1970 to 2199 raises BeyondCalendarError.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.days = Days(calendar)
        self.zone = get_zone(calendar.zone)
        self._table: Table | None = None

    def __repr__(self) -> str:
        return f"Timeline({self.calendar.id!r}, {self.calendar.version!r})"

    def is_working(self, day: date) -> bool:
        """Whether the office works on this date."""
        return self.days.is_worked(day)

    def is_open(self, instant: Instant) -> bool:
        """Whether the office is open: from the opening moment on, at the closing moment no more."""
        return self.next_opening(instant) == instant

    def next_opening(self, instant: Instant) -> Instant:
        """This instant if the office is open, else when it next opens."""
        return self.ask(instant, lambda table: max(instant, table.opens[bisect_right(table.closes, instant)]))

    def closing(self, day: int) -> Instant:
        """Close of business of this day (days since 1970-01-01); 24:00 if it has no hours or is not worked."""
        start = self.zone.instant(day * DAY)
        return self.ask(start, lambda table: table.day_closes[day - table.first_day])

    def office_seconds(self, start: Instant, end: Instant) -> int:
        """Office time between two instants, in seconds; 0 if the end is not after the start."""
        if end <= start:
            return 0
        return self.ask(start, lambda table: table.worked(end) - table.worked(start))

    def is_official(self, year: int) -> bool:
        """Whether this year's arrangement of holidays is known, and not estimated from the law."""
        return self.days.is_official(year)

    def is_estimated(self, instant: Instant) -> bool:
        """Whether this instant lies in a year that is not official."""
        return not self.is_official(self.date_at(instant).year)

    def date_at(self, instant: Instant) -> date:
        """The local date."""
        return date_of(self.zone.local(instant) // DAY)

    def why(self, day: date) -> Text:
        """Why this date is worked or not, in words."""
        return self.days.why(day)

    def ask(self, start: Instant, question: Callable[[Table], Found]) -> Found:
        """Put a question about what follows `start` to the table, grown until it can answer."""
        table = self._table
        while True:
            if table is not None and start >= table.answers_from:
                try:
                    return question(table)
                except IndexError:
                    pass
            table = self.wider(table, start)

    def reach(self, first: Instant, last: Instant) -> Table:
        """A table with the years of both."""
        self.ask(first, lambda table: table.check_reaches(first))
        self.ask(last, lambda table: table.check_reaches(last))
        return self.ask(first, lambda table: table)

    def ask_back(self, end: Instant, question: Callable[[Table], Found | None]) -> Found:
        """Put a question about what precedes `end` to the table, grown downward until the answer is not None."""
        table = self.reach(end, end)
        while (found := question(table)) is None:
            table = self.earlier(table)
        return found

    def earlier(self, table: Table) -> Table:
        """A table that begins earlier."""
        if table.first_year < FIRST_YEAR:
            raise BeyondCalendarError
        first_year = max(2 * table.first_year - table.last_year - 1, FIRST_YEAR - 1)
        self._table = build_table(self.days, first_year, table.last_year)
        return self._table

    def wider(self, table: Table | None, start: Instant) -> Table:
        """A table with more years than this one, towards `start` if it lies outside, else later ones."""
        if not 0 <= start < END:
            raise BeyondCalendarError
        latest = self._table
        if latest is None or latest is table:
            latest = self._table = build_table(self.days, *_more_years(table, self.date_at(start).year))
        return latest


def _more_years(table: Table | None, year: int) -> tuple[int, int]:
    if table is None:
        return year - 1, min(year + 1, LAST_YEAR)
    if year - 1 < table.first_year:
        return year - 1, table.last_year
    if table.last_year >= LAST_YEAR:
        raise BeyondCalendarError
    years = table.last_year - table.first_year + 1
    return table.first_year, min(max(year, table.last_year) + years, LAST_YEAR)


@lru_cache(maxsize=512)
def compile_calendar(calendar: Calendar) -> Timeline:
    """The timeline of this calendar, one for equal calendars."""
    return Timeline(calendar)


def build_table(days: Days, first_year: int, last_year: int) -> Table:
    """Lay out these years. The first one only serves the second: its nights and its day before."""
    zone = get_zone(days.calendar.zone)
    first_day = day_number(date(first_year, 1, 1))
    answers_from = zone.instant(day_number(date(first_year + 1, 1, 1)) * DAY)
    table = Table(first_year, last_year, zone, first_day, answers_from)
    start = zone.instant(first_day * DAY)
    table.opens, table.closes, table.worked_before, table.interval_work = [start], [start], [0, 0], [0]
    day, end = date(first_year, 1, 1), date(last_year + 1, 1, 1)
    while day < end:
        if day.day == 1:
            table.month_firsts.append(len(table.day_closes))
        _lay_out(table, days.hours(day))
        day += timedelta(days=1)
    table.month_firsts.append(len(table.day_closes))
    table.next_working.append(len(table.work_days))
    table.day_starts.append(zone.instant(day_number(end) * DAY))
    after_next = [*table.day_starts[2:], zone.instant((day_number(end) + 1) * DAY)]
    table.work_is_even = [after_next[day] - table.day_starts[day] == 2 * DAY for day in table.work_days]
    return table


def _lay_out(table: Table, hours: Hours | None) -> None:
    """Add the next day with its hours, None if it is not worked."""
    index = len(table.day_closes)
    midnight = (table.first_day + index) * DAY
    instant = table.zone.instant
    table.next_working.append(len(table.work_days))
    table.day_starts.append(instant(midnight))
    if hours is None:
        table.day_closes.append(instant(midnight + DAY))
        return
    for opening, closing in hours:
        table.opens.append(instant(midnight + opening * 60))
        table.closes.append(instant(midnight + closing * 60))
        table.worked_before.append(table.worked_before[-1] + table.closes[-1] - table.opens[-1])
        table.interval_work.append(len(table.work_days))
    table.day_closes.append(table.closes[-1])
    table.work_days.append(index)
    table.work_starts.append(table.day_starts[-1])
    table.work_closes.append(table.closes[-1])
