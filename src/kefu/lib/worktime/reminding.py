"""Walking backward from a due time, for reminders ("2 working hours before")."""

from bisect import bisect_left, bisect_right

from kefu.lib.periods import Period, PeriodError, Unit
from kefu.lib.text import Text
from kefu.lib.worktime.counting import ABSOLUTE, Counting, check_counting
from kefu.lib.worktime.ladders import day_count
from kefu.lib.worktime.timeline import BeyondCalendarError, Table, Timeline
from kefu.lib.worktime.zones import DAY, END, Instant


def before(timeline: Timeline, period: Period, due: Instant, counting: Counting) -> Instant:
    """So long before a due time, never after it. The same under both countings.

    Working days, days, weeks keep the time of day, moved into the office hours of the day they reach; where that day
    is not worked, of the last working day before it. Raises PeriodError for months and longer, and for dates.
    """
    check_counting(counting)
    if not 0 <= due < END:
        raise BeyondCalendarError
    found = _walked_back(timeline, period, due)
    if found < 0:
        raise BeyondCalendarError
    return found


def _walked_back(timeline: Timeline, period: Period, due: Instant) -> Instant:
    if period.unit in ABSOLUTE:
        return due - period.count * ABSOLUTE[period.unit]
    if period.unit is Unit.WORKING_HOURS:
        return timeline.ask_back(due, lambda table: _office_time_before(table, due, period.count * 3600))
    if period.unit in (Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS):
        return timeline.ask_back(due, lambda table: _days_before(table, due, period))
    raise PeriodError(
        Text(
            f"“{period.text.zh}”不能倒推：请用分钟、小时、工作小时、天、工作日或周",
            f'"{period}" cannot be counted back: use minutes, hours, working hours, days, working days or weeks',
        )
    )


def _office_time_before(table: Table, due: Instant, seconds: int) -> Instant | None:
    target = table.worked(due) - seconds
    # At a boundary the opening rather than the closing before it: somebody is there.
    number = bisect_right(table.worked_before, target) - 1
    if target < 0 or number < 1:
        return None
    return table.opens[number] + target - table.worked_before[number]


def _days_before(table: Table, due: Instant, period: Period) -> Instant | None:
    day, time_of_day = _day_of_end(table, due)
    if period.unit is Unit.WORKING_DAYS:
        number = bisect_left(table.work_days, day) - period.count
    else:
        number = bisect_right(table.work_days, day - day_count(period)) - 1
    if number < 0:
        return None
    wall = (table.first_day + table.work_days[number]) * DAY + time_of_day
    return min(_into_hours(table, number, table.zone.instant(wall)), due)


def _day_of_end(table: Table, due: Instant) -> tuple[int, int]:
    """The day to which a due time belongs, and its time on it: a night's end and 24:00 belong to the day before."""
    number = bisect_left(table.closes, due)
    if number < len(table.opens) and table.opens[number] < due:
        day = table.work_days[table.interval_work[number]]
    else:
        day = table.day_of(due - 1)
    return day, table.zone.steady(due) - (table.first_day + day) * DAY


def _into_hours(table: Table, number: int, instant: Instant) -> Instant:
    """The moment itself if this working day's office is open then, else the next opening of that day or its close."""
    opening = bisect_right(table.closes, instant)
    if opening < len(table.opens) and table.interval_work[opening] < number:
        opening = bisect_left(table.interval_work, number, 1)
    if opening >= len(table.opens) or table.interval_work[opening] > number:
        return table.work_closes[number]
    return max(instant, table.opens[opening])
