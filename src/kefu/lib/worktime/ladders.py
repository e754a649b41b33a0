"""Every unit that ends on a day is answered by one binary search: a ladder of moments, each with its due time.

With `passed` = how many keys lie at or before the start, the due time is `ends[passed + shift]`.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from kefu.lib.periods import Period, Unit
from kefu.lib.worktime.timeline import Table
from kefu.lib.worktime.zones import DAY, Instant

MONTHS = {Unit.MONTHS: 1, Unit.HALF_YEARS: 6, Unit.YEARS: 12}


class Ladder(NamedTuple):
    """Sorted moments with the due time of what starts before each. Answers hold for starts from `answers_from` on."""

    answers_from: Instant
    keys: list[Instant]
    ends: list[Instant]
    shift: int


def ladder_for(table: Table, period: Period) -> Ladder:
    """The ladder of this period; not for minutes, hours, working hours."""
    keys, ends, shift = BUILDERS[period.unit](table, period)
    return Ladder(table.answers_from, keys, ends, shift)


Rungs = tuple[list[Instant], list[Instant], int]


def _working_days(table: Table, period: Period) -> Rungs:
    # What starts on or after a working day's midnight has passed that day: it is not counted.
    return table.work_starts, table.work_closes, period.count - 1


def _days(table: Table, period: Period) -> Rungs:
    rolled = [table.work_closes[number] for number in table.next_working if number < len(table.work_closes)]
    return table.day_starts, rolled, day_count(period) - 1


def day_count(period: Period) -> int:
    """Days in a period of days or weeks."""
    return period.count * (7 if period.unit is Unit.WEEKS else 1)


def _months(table: Table, period: Period) -> Rungs:
    months = period.count * MONTHS[period.unit]
    ends: list[Instant] = []
    for month in range(len(table.month_firsts) - 1 - months):
        for day in range(table.month_firsts[month], table.month_firsts[month + 1]):
            number = table.next_working[same_day_later(table, day, month, months)]
            if number >= len(table.work_closes):
                return table.day_starts, ends, -1
            ends.append(table.work_closes[number])
    return table.day_starts, ends, -1


def same_day_later(table: Table, day: int, month: int, months: int) -> int:
    """The same day of the month so many months on, or that month's last day (Civil Code, art. 202)."""
    later = table.month_firsts[month + months] + day - table.month_firsts[month]
    return min(later, table.month_firsts[month + months + 1] - 1)


def _same_day(table: Table, _: Period) -> Rungs:
    # What comes while closed belongs to the interval that closes next.
    return table.closes, [table.work_closes[number] for number in table.interval_work], 0


def _by_day(table: Table, period: Period) -> Rungs:
    keys: list[Instant] = []
    ends: list[Instant] = []
    for first, following in zip(table.month_firsts, table.month_firsts[1:], strict=False):
        day = min(first + period.count, following) - 1
        number = table.next_working[day + 1] - 1 if period.or_before else table.next_working[day]
        if 0 <= number < len(table.work_closes):
            end = table.work_closes[number]
            ends.append(end)
            # Moved on, it still serves only what comes until that day of the month is over.
            keys.append(end + 1 if period.or_before else min(end + 1, table.day_starts[day + 1]))
    return keys, ends, 0


def _by_time(table: Table, period: Period) -> Rungs:
    moments = clock_times(table, period)
    return [moment + 1 for moment in moments], moments, 0


def clock_times(table: Table, period: Period) -> list[Instant]:
    """The moment of a "by 17:00" on each working day."""
    since = table.first_day * DAY + period.count * 60
    return [table.zone.instant(day * DAY + since) for day in table.work_days]


BUILDERS: dict[Unit, Callable[[Table, Period], Rungs]] = {
    Unit.WORKING_DAYS: _working_days,
    Unit.DAYS: _days,
    Unit.WEEKS: _days,
    Unit.MONTHS: _months,
    Unit.HALF_YEARS: _months,
    Unit.YEARS: _months,
    Unit.SAME_DAY: _same_day,
    Unit.BY_DAY: _by_day,
    Unit.BY_TIME: _by_time,
}


def unrolled_end(table: Table, period: Period, day: int) -> int:
    """The day on which a period of days, weeks or months from `day` ends, open or not."""
    if period.unit in (Unit.DAYS, Unit.WEEKS):
        return day + day_count(period)
    month = bisect_right(table.month_firsts, day) - 1
    return same_day_later(table, day, month, period.count * MONTHS[period.unit])
