"""Periods as a rulebook writes them: "1 working day", "same day", "by the 5th or before" (CORE: counting).

A `Period` only says how long; what it means on a calendar is `kefu.lib.worktime`'s.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import NoReturn

from kefu.lib.text import Text


class PeriodError(ValueError):
    """A period that cannot be read or counted; `text` says what is wrong and what would be right."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Unit(StrEnum):
    """What is counted. The value is the plural in the grammar, for the last three only a name."""

    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HALF_YEARS = "half-years"
    YEARS = "years"
    SAME_DAY = "same day"
    BY_DAY = "by day"
    BY_TIME = "by time"


# The most of each unit, about thirty years, so that due times stay inside the years that calendars cover.
LIMITS = {
    Unit.MINUTES: 14_400_000,
    Unit.HOURS: 240_000,
    Unit.WORKING_HOURS: 60_000,
    Unit.WORKING_DAYS: 7_500,
    Unit.DAYS: 10_000,
    Unit.WEEKS: 1_500,
    Unit.MONTHS: 360,
    Unit.HALF_YEARS: 60,
    Unit.YEARS: 30,
    Unit.SAME_DAY: 1,
    Unit.BY_DAY: 31,
    Unit.BY_TIME: 1440,
}

# What can be counted back from a due time, for reminders: months have different lengths, dates and hours none.
COUNTED_BACK = frozenset((Unit.MINUTES, Unit.HOURS, Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS))
CHINESE = {
    Unit.MINUTES: "{} 分钟",
    Unit.HOURS: "{} 小时",
    Unit.WORKING_HOURS: "{} 个工作小时",
    Unit.WORKING_DAYS: "{} 个工作日",
    Unit.DAYS: "{} 天",
    Unit.WEEKS: "{} 周",
    Unit.MONTHS: "{} 个月",
    Unit.HALF_YEARS: "{} 个半年",
    Unit.YEARS: "{} 年",
}

GRAMMAR = (
    "N minutes | hours | working hours | working days | days | weeks | months | half-years | years, "
    "same day, by the 5th, by the 5th or before, by 17:00"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time, or a date or hour to be met.

    `count` is N; for BY_DAY the day of the month (1 to 31), for BY_TIME the minute of the day (0 to 1440, which is
    24:00), for SAME_DAY always 1. `or_before` belongs to BY_DAY: moved back where the office is closed, not on.
    Raises PeriodError for a count that cannot be.
    """

    unit: Unit
    count: int
    or_before: bool = False

    def __post_init__(self) -> None:
        least = 0 if self.unit is Unit.BY_TIME else 1
        most = LIMITS[self.unit]
        if not least <= self.count <= most:
            raise PeriodError(_out_of_range(self.unit, self.count, least, most))
        if self.or_before and self.unit is not Unit.BY_DAY:
            raise PeriodError(
                Text("“or before”只用于每月某日，例如“by the 5th or before”", 'only "by the 5th" takes "or before"')
            )

    def __str__(self) -> str:
        if self.unit is Unit.SAME_DAY:
            return "same day"
        if self.unit is Unit.BY_DAY:
            return f"by the {ordinal(self.count)}{' or before' if self.or_before else ''}"
        if self.unit is Unit.BY_TIME:
            return f"by {clock_reading(self.count)}"
        return f"{self.count} {self.unit.value if self.count > 1 else self.unit.value[:-1]}"

    @property
    def text(self) -> Text:
        """The period as people say it, in both languages."""
        return Text(_in_chinese(self), str(self))


def _in_chinese(period: Period) -> str:
    if period.unit is Unit.SAME_DAY:
        return "当日"
    if period.unit is Unit.BY_DAY:
        return f"每月 {period.count} 日前{'（遇休息日提前）' if period.or_before else ''}"
    if period.unit is Unit.BY_TIME:
        return f"{clock_reading(period.count)} 前"
    if period.unit is Unit.HALF_YEARS and period.count == 1:
        return "半年"
    return CHINESE[period.unit].format(period.count)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def clock_reading(minutes: int) -> str:
    """Minutes of the day as 08:30; 1440 is 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _out_of_range(unit: Unit, count: int, least: int, most: int) -> Text:
    if unit is Unit.BY_DAY:
        return Text(f"没有 {count} 日：每月日期为 1 至 31", f"there is no day {count} of a month: 1st to 31st")
    if unit is Unit.BY_TIME:
        return Text("一天的时刻为 00:00 至 24:00", "a time of day is 00:00 to 24:00")
    if count < least:
        return Text(f"期限至少为 1，不能是 {count} {unit.value}", f"a period is at least 1, not {count} {unit.value}")
    return Text(
        f"{count} {unit.value} 太长：最多 {most}", f"{count} {unit.value} is too long: at most {most} {unit.value}"
    )


COUNTED = re.compile(r"([+-]?\d+) ?([a-z][a-z -]*)")
BY_DAY = re.compile(r"by the (\d+)(st|nd|rd|th)( or before)?")
BY_TIME = re.compile(r"by (\d\d?):(\d\d)")
UNITS = {unit.value: unit for unit in Unit if unit.value.endswith("s")}
UNITS |= {name[:-1]: unit for name, unit in UNITS.items()}


def parse_period(text: str) -> Period:
    """Read a period; upper case and extra spaces are forgiven.

    Raises PeriodError, which for a near miss names what was probably meant.
    """
    words = " ".join(text.lower().split())
    if words == "same day":
        return Period(Unit.SAME_DAY, 1)
    if found := COUNTED.fullmatch(words):
        unit = UNITS.get(found[2])
        if unit is not None and len(found[1]) <= 12:
            return Period(unit, int(found[1]))
    if found := BY_DAY.fullmatch(words):
        return _read_day(found)
    if found := BY_TIME.fullmatch(words):
        return _read_time(found)
    return _refuse(text, words)


def _read_day(found: re.Match[str]) -> Period:
    day = int(found[1][:4])
    period = Period(Unit.BY_DAY, day, or_before=found[3] is not None)
    if f"{day}{found[2]}" != ordinal(day):
        _refuse(found[0], found[0], str(period))
    return period


def _read_time(found: re.Match[str]) -> Period:
    hours, minutes = int(found[1]), int(found[2])
    if minutes > 59:
        raise PeriodError(Text("一天的时刻为 00:00 至 24:00", "a time of day is 00:00 to 24:00"))
    return Period(Unit.BY_TIME, hours * 60 + minutes)


def _refuse(text: str, words: str, meant: str | None = None) -> NoReturn:
    meant = meant or _near_miss(words)
    if meant is not None:
        raise PeriodError(
            Text(f"“{text}”不是期限；是否为“{meant}”？", f'"{text}" is not a period; did you mean "{meant}"?')
        )
    raise PeriodError(
        Text(f"“{text}”不是期限；可以写：{GRAMMAR}", f'"{text}" is not a period; a period is one of: {GRAMMAR}')
    )


NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
# What people write instead, and how many of which unit it is.
OTHER_NAMES = {
    "business day": (1, Unit.WORKING_DAYS),
    "work day": (1, Unit.WORKING_DAYS),
    "workday": (1, Unit.WORKING_DAYS),
    "workingday": (1, Unit.WORKING_DAYS),
    "business hour": (1, Unit.WORKING_HOURS),
    "work hour": (1, Unit.WORKING_HOURS),
    "office hour": (1, Unit.WORKING_HOURS),
    "calendar day": (1, Unit.DAYS),
    "natural day": (1, Unit.DAYS),
    "min": (1, Unit.MINUTES),
    "h": (1, Unit.HOURS),
    "hr": (1, Unit.HOURS),
    "d": (1, Unit.DAYS),
    "wk": (1, Unit.WEEKS),
    "fortnight": (2, Unit.WEEKS),
    "quarter": (3, Unit.MONTHS),
    "half year": (1, Unit.HALF_YEARS),
    "工作日": (1, Unit.WORKING_DAYS),
    "个工作日": (1, Unit.WORKING_DAYS),
    "天": (1, Unit.DAYS),
    "日": (1, Unit.DAYS),
    "小时": (1, Unit.HOURS),
    "分钟": (1, Unit.MINUTES),
    "周": (1, Unit.WEEKS),
    "个月": (1, Unit.MONTHS),
    "年": (1, Unit.YEARS),
}


def _near_miss(words: str) -> str | None:
    if words in ("today", "the same day", "sameday", "same-day", "当日", "当天"):
        return "same day"
    if words.startswith("by"):
        return _near_date_or_time(words)
    for number, word in enumerate(NUMBERS):
        words = re.sub(rf"^{word} ", f"{number} ", words)
    found = re.fullmatch(r"(\d{1,7})(\.5)? ?-?([^\d.].*)", re.sub(r"^an? ", "1 ", words))
    if found is None:
        return None
    name = found[3].strip()
    times, unit = OTHER_NAMES.get(name) or OTHER_NAMES.get(name.removesuffix("s")) or _nearest_unit(name)
    return _in_right_form(int(found[1]) * times, found[2] is not None, unit)


def _nearest_unit(name: str) -> tuple[int, Unit | None]:
    near = get_close_matches(name, list(UNITS), n=1, cutoff=0.7)
    return 1, UNITS[near[0]] if near else None


def _in_right_form(count: int, and_a_half: bool, unit: Unit | None) -> str | None:
    if unit is None:
        return None
    if and_a_half and unit is not Unit.HOURS:
        return None
    if and_a_half:
        count, unit = count * 60 + 30, Unit.MINUTES
    return str(Period(unit, count)) if 1 <= count <= LIMITS[unit] else None


def _near_date_or_time(words: str) -> str | None:
    if found := re.fullmatch(r"by (?:the )?(\d\d?)(?:st|nd|rd|th)?( or (?:before|earlier))?", words):
        day = int(found[1])
        return f"by the {ordinal(day)}{' or before' if found[2] else ''}" if 1 <= day <= 31 else None
    if found := re.fullmatch(r"by (\d\d?)(?::(\d\d))? ?([ap])m", words):
        hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
        return f"by {clock_reading(hour * 60 + int(found[2] or 0))}"
    return None
