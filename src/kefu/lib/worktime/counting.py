"""From a start to a due time, as the PRC Civil Code counts (arts. 200 to 204) or by elapsed office time."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Literal, Protocol, get_args

from kefu.lib.periods import Period, Unit
from kefu.lib.worktime.ladders import Ladder, clock_times, ladder_for, unrolled_end
from kefu.lib.worktime.stopping import Span, Stop, count_past, lengthen, move_on, spans
from kefu.lib.worktime.timeline import BeyondCalendarError, Table, Timeline
from kefu.lib.worktime.zones import DAY, END, Instant

Counting = Literal["civil-code", "elapsed"]
ABSOLUTE = {Unit.MINUTES: 60, Unit.HOURS: 3600}


class DueFunction(Protocol):
    """When what starts here is due. Raises BeyondCalendarError outside 1970 to 2199.

    Never before its start; later starts are never due earlier; a stop makes it no earlier.
    """

    def __call__(self, start: Instant, stops: Sequence[Stop] = ()) -> Instant: ...


@lru_cache(maxsize=4096)
def due_function(timeline: Timeline, period: Period, counting: Counting) -> DueFunction:
    """The due times of a period on a calendar, compiled; one function for equal arguments."""
    check_counting(counting)
    if period.unit in ABSOLUTE:
        return _absolute(period.count * ABSOLUTE[period.unit])
    if period.unit is Unit.WORKING_HOURS:
        return _working_hours(timeline, period.count * 3600)
    if is_elapsed(period, counting):
        return _elapsed_days(timeline, period.count)
    return _climbing(timeline, period)


def is_elapsed(period: Period, counting: Counting) -> bool:
    """Whether the elapsed way applies; it changes working days only."""
    return period.unit is Unit.WORKING_DAYS and counting == "elapsed"


def check_counting(counting: str) -> None:
    """Raise ValueError for an unknown way of counting."""
    if counting not in get_args(Counting):
        raise ValueError(f"counting is {' or '.join(get_args(Counting))}, not {counting}")


def _absolute(seconds: int) -> DueFunction:
    """Minutes and hours: round the clock."""

    def due(start: Instant, stops: Sequence[Stop] = ()) -> Instant:
        end = start + seconds
        if start < 0 or end >= END:
            raise BeyondCalendarError
        return lengthen(end, spans(stops, start)) if stops else end

    return due


def _climbing(timeline: Timeline, period: Period) -> DueFunction:
    """All units that end on a day: one step up a ladder, which is rebuilt when it proves too short."""
    table: Table | None = None
    ladder = Ladder(END, [], [], 0)

    def due(start: Instant, stops: Sequence[Stop] = ()) -> Instant:
        nonlocal table, ladder
        if stops and (stopped := spans(stops, start)):
            unstopped = due(start)
            return timeline.ask(start, lambda table: _stopped_end(table, period, (start, unstopped), stopped))
        while True:
            answers_from, keys, ends, shift = ladder
            if start >= answers_from:
                try:
                    return ends[bisect_right(keys, start) + shift]
                except IndexError:
                    pass
            table = timeline.wider(table, start)
            ladder = ladder_for(table, period)

    return due


def _stopped_end(table: Table, period: Period, unstopped: Span, stopped: Sequence[Span]) -> Instant:
    """Where a period ends that would have run from one moment to the other without the stops."""
    start, due = unstopped
    if period.unit is Unit.WORKING_DAYS:
        first = bisect_right(table.work_starts, start)
        last = count_past(table.work_closes, first, first + period.count - 1, stopped)
        return END if last is None else table.work_closes[last]
    if period.unit is Unit.BY_TIME:
        moments = clock_times(table, period)
        return move_on(moments, bisect_left(moments, due), stopped)
    if period.unit in (Unit.SAME_DAY, Unit.BY_DAY):
        return move_on(table.work_closes, bisect_left(table.work_closes, due), stopped)
    today = table.day_of(start)
    last = count_past(table.day_closes, today + 1, unrolled_end(table, period, today), stopped)
    return END if last is None else move_on(table.work_closes, table.next_working[last], stopped)


def _working_hours(timeline: Timeline, seconds: int) -> DueFunction:
    """Office time only; what ends exactly at a closing ends there."""
    table: Table | None = None
    lists: tuple[Instant, list[Instant], list[Instant], list[int]] = (END, [], [], [])

    def due(start: Instant, stops: Sequence[Stop] = ()) -> Instant:
        nonlocal table, lists
        if stops:
            return _longer_in_office_time(timeline, due(start), spans(stops, start))
        while True:
            answers_from, opens, closes, worked_before = lists
            if start >= answers_from:
                try:
                    here = bisect_right(closes, start)
                    opening = opens[here]
                    target = worked_before[here] + seconds + (start - opening if start > opening else 0)
                    there = bisect_left(worked_before, target, here) - 1
                    return opens[there] + target - worked_before[there]
                except IndexError:
                    pass
            table = timeline.wider(table, start)
            lists = table.answers_from, table.opens, table.closes, table.worked_before

    return due


def _elapsed_days(timeline: Timeline, count: int) -> DueFunction:
    """From the next opening if closed, so many working days later at the same time of day, open or not."""
    table: Table | None = None

    def due(start: Instant, stops: Sequence[Stop] = ()) -> Instant:
        nonlocal table
        if stops:
            return _longer_in_office_time(timeline, due(start), spans(stops, start))
        while True:
            now = table
            if now is not None and start >= now.answers_from:
                try:
                    here = bisect_right(now.closes, start)
                    opening = now.opens[here]
                    since = start if start > opening else opening
                    day = now.interval_work[here]
                    if now.work_is_even[day] and now.work_is_even[day + count]:
                        return since + now.work_starts[day + count] - now.work_starts[day]
                    return _same_reading(now, since, day, day + count)
                except IndexError:
                    pass
            table = timeline.wider(now, start)

    return due


def _same_reading(table: Table, since: Instant, day: int, later: int) -> Instant:
    """The same time of day on a later working day, where the clocks change on one of the two."""
    days = table.work_days[later] - table.work_days[day]
    return table.zone.instant(table.zone.steady(since) + days * DAY)


def _longer_in_office_time(timeline: Timeline, due: Instant, stopped: Sequence[Span]) -> Instant:
    """The due time moved on by the office time of the stops that begin no later than it."""
    for begins, ends in stopped:
        if begins > due:
            break
        if ends >= END:
            return END
        seconds = timeline.office_seconds(begins, ends)
        if seconds:
            due = timeline.ask(begins, partial(Table.work_on, instant=due, seconds=seconds))
    return due
