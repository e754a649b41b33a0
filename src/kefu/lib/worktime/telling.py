"""How a due time came about, unit by unit, as lines of an explanation."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kefu.lib.periods import Period, Unit, clock_reading
from kefu.lib.text import Text
from kefu.lib.worktime.calendars import WHOLE_DAY
from kefu.lib.worktime.counting import ABSOLUTE, DueFunction
from kefu.lib.worktime.dayruns import MANY, ONE_DAY, Run, dates, reasons, skipped_runs, working_day_runs
from kefu.lib.worktime.ladders import unrolled_end
from kefu.lib.worktime.stopping import Span, count_past
from kefu.lib.worktime.timeline import Table, Timeline, date_of, day_number
from kefu.lib.worktime.wording import TraceLine, line, say_date, say_days, say_moment, say_office_length
from kefu.lib.worktime.zones import DAY, Instant


@dataclass(frozen=True, slots=True)
class Count:
    """One count to be explained, with its result. `stopped` are the stops, clean; `year` goes without saying."""

    timeline: Timeline
    period: Period
    due_of: DueFunction
    is_elapsed: bool
    start: Instant
    stopped: Sequence[Span]
    due: Instant

    @property
    def today(self) -> date:
        """The local date of the start."""
        return self.timeline.date_at(self.start)

    @property
    def year(self) -> int:
        """The year that goes without saying."""
        return self.today.year

    @property
    def counts_office_time(self) -> bool:
        """Whether stops add office time, and not days or absolute time."""
        return self.is_elapsed or self.period.unit is Unit.WORKING_HOURS

    @property
    def unstopped(self) -> Instant:
        """The due time as if there had been no stops."""
        return self.due_of(self.start)

    def moment(self, instant: Instant, *, is_end: bool = False) -> Text:
        """A moment in words."""
        return say_moment(self.timeline.zone, instant, self.year, is_end=is_end)

    def midnight(self, day: date) -> Instant:
        """When a day begins, but not before the start."""
        return max(self.timeline.zone.instant(day_number(day) * DAY), self.start)

    def work_day(self, close: Instant) -> date:
        """The working day that closes then (a night's close may lie on the next date)."""
        return self.timeline.ask(
            self.start, lambda table: _date(table, table.work_days[bisect_left(table.work_closes, close)])
        )


def _date(table: Table, day: int) -> date:
    return date_of(table.first_day + day)


def tell(count: Count) -> Iterator[TraceLine]:
    """The lines between "received" and "due", without the stops."""
    unit = count.period.unit
    if unit in ABSOLUTE:
        yield line(count.start, "counted", "不分昼夜连续计算", "counted round the clock")
    elif unit is Unit.WORKING_HOURS:
        yield from _working_hours(count)
    elif unit is Unit.WORKING_DAYS:
        yield from _elapsed_days(count) if count.is_elapsed else _working_days(count)
    elif unit is Unit.SAME_DAY:
        yield from came_at(count)
        yield from _moved(count, count.work_day(count.unstopped))
        yield from _closes(count)
    elif unit is Unit.BY_TIME:
        yield from _by_time(count)
    elif unit is Unit.BY_DAY:
        yield from _by_day(count)
    else:
        yield from _calendar_days(count)


def came_at(count: Count) -> Iterator[TraceLine]:
    """Where what came while closed counts as come."""
    opening = count.timeline.next_opening(count.start)
    if opening > count.start:
        at = count.moment(opening)
        yield line(count.start, "opens", f"当时不办公，视为 {at.zh} 收到", f"closed then: counts as come {at.en}")


def _closes(count: Count) -> Iterator[TraceLine]:
    closing = count.moment(count.due, is_end=True)
    if count.timeline.days.hours(count.work_day(count.due)) == WHOLE_DAY:
        yield line(count.due, "closes", f"{closing.zh} 当天结束", f"the day ends {closing.en}")
    else:
        yield line(count.due, "closes", f"{closing.zh} 下班", f"the office closes {closing.en}")


def _working_hours(count: Count) -> Iterator[TraceLine]:
    yield from came_at(count)
    last = count.timeline.date_at(count.due - 1)
    pieces = [(day, seconds) for day in dates(count.today, last) if (seconds := _seconds_on(count, day))]
    for day, seconds in pieces if len(pieces) <= MANY else ():
        on, long = say_date(day, count.year), say_office_length(seconds)
        yield line(count.midnight(day), "counted", f"{on.zh}计 {long.zh}", f"{on.en}: {long.en} counted")
    if len(pieces) > MANY:
        yield _summed(count, pieces)
    for run in skipped_runs(count.timeline, count.today, last):
        yield _run_line(count, run, 0)
    if not count.timeline.is_open(count.due):
        yield from _closes(count)


def _summed(count: Count, pieces: list[tuple[date, int]]) -> TraceLine:
    days = say_days(pieces[0][0], pieces[-1][0], count.year)
    long = say_office_length(sum(seconds for _, seconds in pieces))
    zh = f"{days.zh}：{len(pieces)} 天共计 {long.zh}"
    return line(count.midnight(pieces[0][0]), "counted", zh, f"{days.en}: {long.en} counted on {len(pieces)} days")


def _seconds_on(count: Count, day: date) -> int:
    """Office time that counts on this date, stops taken out."""
    begins, ends = count.midnight(day), min(count.midnight(day + ONE_DAY), count.due)
    inside = [(max(begins, since), min(ends, until)) for since, until in count.stopped]
    office_seconds = count.timeline.office_seconds
    return office_seconds(begins, ends) - sum(office_seconds(since, until) for since, until in inside)


def _working_days(count: Count) -> Iterator[TraceLine]:
    yield line(count.start, "first-day", "收到当天不计入", "the day it came is not counted")
    yield from _runs(count, count.today + ONE_DAY, count.work_day(count.due), count.stopped)
    yield from _closes(count)


def _runs(count: Count, first: date, last: date, stopped: Sequence[Span]) -> Iterator[TraceLine]:
    counted = 0
    for run in working_day_runs(count.timeline, first, last, stopped):
        counted += run.counted
        yield _run_line(count, run, counted)


def _run_line(count: Count, run: Run, counted: int) -> TraceLine:
    days = say_days(run.first, run.last, count.year)
    at = count.midnight(run.first)
    if run.rule == "skipped":
        return line(at, run.rule, f"{days.zh}不办公：{run.why.zh}", f"{days.en}: closed, {run.why.en}")
    if run.rule == "standing":
        return line(
            at, run.rule, f"{days.zh}下班时计时停止，不计入", f"{days.en}: clock stopped at the close, not counted"
        )
    if not counted:
        return line(at, run.rule, f"{days.zh}{run.why.zh}", f"{days.en}: {run.why.en}")
    if run.counted > MANY:
        zh, en = f"计 {run.counted} 个工作日", f"{run.counted} working days counted"
    elif run.counted == 1:
        zh, en = f"第 {counted} 个工作日", f"working day {counted}"
    else:
        zh = f"第 {counted - run.counted + 1} 至 {counted} 个工作日"
        en = f"working days {counted - run.counted + 1} to {counted}"
    if run.rule == "adjusted":
        return line(at, run.rule, f"{days.zh}{run.why.zh}，{zh}", f"{days.en}: {run.why.en}, {en}")
    return line(at, run.rule, f"{days.zh}：{zh}", f"{days.en}: {en}")


def _elapsed_days(count: Count) -> Iterator[TraceLine]:
    yield from came_at(count)
    first, last = count.timeline.ask(count.start, lambda table: _first_and_last(table, count))
    yield from _runs(count, first + ONE_DAY, last, ())
    if count.due == count.unstopped and not count.timeline.is_open(count.due):
        yield line(count.due, "shut", "该时刻不办公，仍按同一时刻到期", "closed at that minute, due all the same")


def _first_and_last(table: Table, count: Count) -> tuple[date, date]:
    number = table.interval_work[bisect_right(table.closes, count.start)]
    return _date(table, table.work_days[number]), _date(table, table.work_days[number + count.period.count])


def _calendar_days(count: Count) -> Iterator[TraceLine]:
    target = count.timeline.ask(count.start, lambda table: _target(table, count))
    on = say_date(target, count.year)
    if count.period.unit is Unit.DAYS:
        zh, en = f"第 {count.period.count} 天为 {on.zh}", f"day {count.period.count} is {on.en}"
    else:
        zh, en = f"满 {count.period.text.zh}为 {on.zh}", f"{count.period.text.en} after it: {on.en}"
    yield line(count.start, "first-day", "收到当天不计入", "the day it came is not counted")
    yield line(count.midnight(target), "target", zh, en)
    yield from _moved(count, target)
    yield from _closes(count)


def _target(table: Table, count: Count) -> date:
    """The day on which the count ends, open or not."""
    today = table.day_of(count.start)
    end = count_past(table.day_closes, today + 1, unrolled_end(table, count.period, today), count.stopped)
    if end is None:
        raise IndexError
    return _date(table, end)


def _moved(count: Count, target: date) -> Iterator[TraceLine]:
    """From the target to the day that it was moved on or back to."""
    day = count.work_day(count.due)
    if day == target:
        return
    between = dates(target, day - ONE_DAY) if day > target else dates(day + ONE_DAY, target)
    why = reasons(count.timeline, between, count.stopped)
    on = say_date(day, count.year)
    if day > target:
        yield line(count.midnight(target), "moved-on", f"{why.zh}，顺延至 {on.zh}", f"{why.en}: moved on to {on.en}")
    else:
        yield line(count.midnight(day), "moved-back", f"{why.zh}，提前至 {on.zh}", f"{why.en}: moved back to {on.en}")


def _by_day(count: Count) -> Iterator[TraceLine]:
    day = count.work_day(count.unstopped)
    target = _nth_of_month(day, count.period.count)
    if count.period.or_before and target < day:
        target = _nth_of_month(date(day.year, day.month, 28) + 4 * ONE_DAY, count.period.count)
    elif not count.period.or_before and target > day:
        target = _nth_of_month(date(day.year, day.month, 1) - ONE_DAY, count.period.count)
    on = say_date(target, count.year)
    at = min(count.midnight(target), count.midnight(day))
    yield line(at, "target", f"期限日为 {on.zh}", f"the day is {on.en}")
    yield from _moved(count, target)
    yield from _closes(count)


def _nth_of_month(day: date, number: int) -> date:
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))


def _by_time(count: Count) -> Iterator[TraceLine]:
    day = count.timeline.date_at(count.unstopped - 1)
    reading = clock_reading(count.period.count)
    if count.today < day and count.timeline.is_working(count.today):
        yield line(count.start, "first-day", f"当天 {reading} 已过", f"{reading} of that day had passed")
    for run in skipped_runs(count.timeline, count.today, day - ONE_DAY):
        yield _run_line(count, run, 0)
    on = say_date(day, count.year)
    yield line(count.midnight(day), "target", f"期限日为 {on.zh}", f"the day is {on.en}")
