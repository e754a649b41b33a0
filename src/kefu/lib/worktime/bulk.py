"""Due times of many starts at once, by numpy: the same tables and searches as one at a time.

The only module here that loads numpy; a million starts take a fraction of a second.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kefu.lib.periods import Period, Unit
from kefu.lib.worktime.counting import ABSOLUTE, Counting, check_counting, is_elapsed
from kefu.lib.worktime.ladders import ladder_for
from kefu.lib.worktime.timeline import BeyondCalendarError, Table, Timeline
from kefu.lib.worktime.zones import DAY, END, Instant, Zone

Instants: TypeAlias = NDArray[np.int64]


def due_in_bulk(timeline: Timeline, period: Period, counting: Counting, starts: Instants) -> Instants:
    """What `due_function` gives for each of these starts. Raises BeyondCalendarError as it does."""
    check_counting(counting)
    starts = np.asarray(starts, dtype=np.int64)
    if not starts.size:
        return starts.copy()
    first = int(starts.min())
    if first < 0 or int(starts.max()) >= END:
        raise BeyondCalendarError
    if period.unit in ABSOLUTE:
        return _absolute(starts, period.count * ABSOLUTE[period.unit])
    timeline.reach(first, int(starts.max()))
    return timeline.ask(first, _question(period, counting, starts))


def _question(period: Period, counting: Counting, starts: Instants) -> Callable[[Table], Instants]:
    """What to ask a table; it raises IndexError where the table is too short."""
    if period.unit is Unit.WORKING_HOURS:
        return lambda table: _working_hours(table, period.count * 3600, starts)
    if is_elapsed(period, counting):
        return lambda table: _elapsed_days(table, period.count, starts)
    return lambda table: _climb(table, period, starts)


def _absolute(starts: Instants, seconds: int) -> Instants:
    ends = starts + seconds
    if int(ends.max()) >= END:
        raise BeyondCalendarError
    return ends


def _climb(table: Table, period: Period, starts: Instants) -> Instants:
    ladder = ladder_for(table, period)
    return _array(ladder.ends)[_passed(ladder.keys, starts) + ladder.shift]


def _working_hours(table: Table, seconds: int, starts: Instants) -> Instants:
    opens, closes, worked_before = _array(table.opens), _array(table.closes), _array(table.worked_before)
    here = np.searchsorted(opens, starts, side="right") - 1
    targets = worked_before[here] + np.minimum(starts, closes[here]) - opens[here] + seconds
    there = np.searchsorted(worked_before, targets, side="left") - 1
    return opens[there] + targets - worked_before[there]


def _elapsed_days(table: Table, count: int, starts: Instants) -> Instants:
    work_days = _array(table.work_days)
    here = _passed(table.closes, starts)
    since: Instants = np.maximum(starts, _array(table.opens)[here])
    day = _array(table.interval_work)[here]
    shift = (work_days[day + count] - work_days[day]) * DAY
    if int(since.min()) >= table.zone.stable_since:
        return since + shift
    return instants_in_bulk(table.zone, _steady_in_bulk(table.zone, since) + shift)


def local_in_bulk(zone: Zone, instants: Instants) -> Instants:
    """`Zone.local` for each instant."""
    return instants + _array(zone.offsets)[_passed(zone.changes, instants)]


def instants_in_bulk(zone: Zone, walls: Instants) -> Instants:
    """`Zone.instant` for each reading of the clocks."""
    passed = _passed(zone.old_readings, walls)
    instants: Instants = np.maximum(walls - _array(zone.offsets)[passed], _array([-END, *zone.changes])[passed])
    return instants


def _steady_in_bulk(zone: Zone, instants: Instants) -> Instants:
    floors = _array([-END, *zone.floors])[_passed(zone.changes, instants)]
    readings: Instants = np.maximum(local_in_bulk(zone, instants), floors)
    return readings


def _passed(keys: list[Instant], starts: Instants) -> NDArray[np.intp]:
    return np.searchsorted(_array(keys), starts, side="right")


def _array(values: list[int]) -> Instants:
    return np.array(values, dtype=np.int64)
