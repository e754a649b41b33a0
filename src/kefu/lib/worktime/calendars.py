"""What a department says about its office: rest days, hours, seasons, single days. Frozen values, no counting."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kefu.lib.text import Text

# Minutes of the day, opening included, closing not. A closing over 1440 lies on the next day (night duty).
Interval = tuple[int, int]
Hours = tuple[Interval, ...]

SATURDAY, SUNDAY = 5, 6
WEEKEND = frozenset({SATURDAY, SUNDAY})
WHOLE_DAY: Hours = ((0, 1440),)
_LEAP_YEAR = date(2024, 1, 1)


class CalendarError(ValueError):
    """A calendar that cannot be; `text` says what is wrong and what would be right."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Season:
    """The hours from one (month, day) to another, both included; it may run over the year's end."""

    first_day: tuple[int, int]
    last_day: tuple[int, int]
    hours: Hours

    def holds(self, day: date) -> bool:
        """Whether this day lies in the season."""
        today = (day.month, day.day)
        if self.first_day <= self.last_day:
            return self.first_day <= today <= self.last_day
        return today >= self.first_day or today <= self.last_day


@dataclass(frozen=True)
class Calendar:
    """One working calendar. Days override each other in this order: closed, day_hours, opened, holidays, rest days.

    `hours` hold on each working day unless a season (the first that holds) has others, `weekday_hours` those of one
    weekday, or `day_hours` those of one date. A day without any hours is open as a whole and closes at 24:00.
    Weekdays: 0 is Monday. `adjusted_days`: the State Council's shifted days off and worked weekend days apply.
    `official_years`: years whose arrangement was loaded by hand.
    """

    id: str = "office"
    zone: str = "Asia/Shanghai"
    version: str = ""
    country: str | None = "CN"
    rest_days: frozenset[int] = WEEKEND
    hours: Hours = ()
    weekday_hours: tuple[tuple[int, Hours], ...] = ()
    seasons: tuple[Season, ...] = ()
    adjusted_days: bool = False
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    day_hours: tuple[tuple[date, Hours], ...] = ()
    official_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.country not in (None, "CN"):
            raise CalendarError(
                Text(f"没有“{self.country}”的节假日：只有 CN 或无", f"no holidays for {self.country}: CN or none")
            )
        if not self.rest_days <= frozenset(range(7)):
            raise CalendarError(Text("休息日为 0（周一）至 6（周日）", "rest days are 0 (Monday) to 6 (Sunday)"))
        for hours in self.all_hours():
            _check(hours)
        self._check_nights()

    def all_hours(self) -> Iterable[Hours]:
        """Every set of hours that some day may have."""
        yield self.hours
        yield from (hours for _, hours in self.weekday_hours)
        yield from (season.hours for season in self.seasons)
        yield from (hours for _, hours in self.day_hours)

    def _check_nights(self) -> None:
        """Night duty must be over before any day opens, or a moment would belong to two days."""
        latest = max((closing for hours in self.all_hours() for _, closing in hours), default=0)
        if latest > 1440 and latest > 1440 + min(hours[0][0] for hours in self._days()):
            raise CalendarError(
                Text("跨夜班须在次日最早上班时刻之前结束", "hours past midnight must end before any day opens")
            )

    def _days(self) -> Iterator[Hours]:
        """The hours that days do have: of every day of a year, of single weekdays and of single dates."""
        yield from (ordinary_hours(self, _LEAP_YEAR + timedelta(days=number)) for number in range(366))
        yield from (hours or WHOLE_DAY for _, hours in (*self.weekday_hours, *self.day_hours))


def _check(hours: Hours) -> None:
    end = 0
    for opening, closing in hours:
        if not end <= opening < min(closing, 1440) or closing > 2880:
            raise CalendarError(
                Text(
                    f"办公时间 {hours} 须按先后排列、互不重叠，当日开始",
                    f"hours {hours} must be in order, not overlap, and open on their day",
                )
            )
        end = closing


def without(hours: Hours, closed: Interval) -> Hours:
    """What is left of a day's hours when the office is closed in an interval of that day."""
    begins, ends = closed
    parts = [((opening, min(closing, begins)), (max(opening, ends), closing)) for opening, closing in hours]
    return tuple(part for pair in parts for part in pair if part[0] < part[1])


def ordinary_hours(calendar: Calendar, day: date) -> Hours:
    """The hours of an ordinary weekday at this time of year; what a worked weekend day has."""
    hours = next((season.hours for season in calendar.seasons if season.holds(day)), calendar.hours)
    if hours or not calendar.weekday_hours:
        return hours or WHOLE_DAY
    weekdays = sorted(entry for entry in calendar.weekday_hours if entry[0] not in calendar.rest_days)
    return (weekdays[0][1] if weekdays else ()) or WHOLE_DAY


def weekday_hours(calendar: Calendar, day: date) -> Hours:
    """The hours of this date's weekday at this time of year."""
    for weekday, hours in calendar.weekday_hours:
        if weekday == day.weekday():
            return hours or WHOLE_DAY
    return ordinary_hours(calendar, day)
