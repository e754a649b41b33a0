"""A due time explained line by line. The due time itself comes from `due_function`; this tells how it came about.

The rules of the lines are listed in `docs/algorithms/working-time.md`.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kefu.lib.periods import Period
from kefu.lib.text import Text
from kefu.lib.worktime.calendars import Season
from kefu.lib.worktime.counting import ABSOLUTE, Counting, due_function, is_elapsed
from kefu.lib.worktime.dayruns import ONE_DAY
from kefu.lib.worktime.stopping import Span, Stop, spans
from kefu.lib.worktime.telling import Count, tell
from kefu.lib.worktime.timeline import Timeline
from kefu.lib.worktime.wording import TraceLine, line, say_date, say_hours, say_length, say_moment, say_office_length
from kefu.lib.worktime.zones import END, Instant


class Explained(NamedTuple):
    """A due time, whether it rests on an arrangement not yet announced, and how it came about."""

    due: Instant
    estimated: bool
    trace: tuple[TraceLine, ...]


def explain(
    timeline: Timeline, period: Period, start: Instant, counting: Counting, stops: Sequence[Stop] = ()
) -> Explained:
    """The due time of `due_function(timeline, period, counting)(start, stops)`, explained.

    A clock that still stands has no due time: `due` is then 2200-01-01T00:00Z, the last line says so, and nothing
    is estimated.
    """
    due_of = due_function(timeline, period, counting)
    due = due_of(start, stops)
    count = Count(timeline, period, due_of, is_elapsed(period, counting), start, spans(stops, start), due)
    at = say_moment(timeline.zone, start, 0)
    received = line(start, "received", f"{at.zh} 收到", f"received {at.en}")
    if due >= END:
        return Explained(due, False, (received, *_stops(count)))
    between = sorted([*_stops(count), *tell(count), *_season(count)], key=lambda told: told.at)
    years = unofficial_years(timeline, start, due)
    return Explained(due, bool(years), (received, *between, *_ending(count, years)))


def unofficial_years(timeline: Timeline, start: Instant, due: Instant) -> list[int]:
    """The years between two instants whose arrangement of holidays is not announced."""
    first, last = timeline.date_at(start).year, timeline.date_at(due).year
    return [year for year in range(first, last + 1) if not timeline.is_official(year)]


def _ending(count: Count, years: list[int]) -> Iterator[TraceLine]:
    due = count.moment(count.due, is_end=True)
    yield line(count.due, "due", f"到期：{due.zh}", f"due {due.en}")
    if years:
        span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        zh = f"估算：{span} 年的放假安排尚未公布"
        yield line(count.due, "estimated", zh, f"estimated: the arrangement of {span} is not announced")


def _stops(count: Count) -> Iterator[TraceLine]:
    """Each stop, how long it was, and what it does to the due time so far."""
    without = count.unstopped
    for number, (begins, ends) in enumerate(count.stopped, 1):
        since = count.moment(begins)
        due = count.due_of(count.start, count.stopped[:number])
        effect = _effect(count, begins, without, due)
        if ends >= END:
            zh, en = f"{since.zh} 起计时停止：{effect.zh}", f"clock stopped since {since.en}: {effect.en}"
        else:
            until, long = count.moment(ends), _stopped_time(count, (begins, ends))
            zh = f"{since.zh} 至 {until.zh} 计时停止（{long.zh}）：{effect.zh}"
            en = f"clock stopped {since.en} to {until.en} ({long.en}): {effect.en}"
        yield line(begins, "stopped", zh, en)
        without = due


def _stopped_time(count: Count, stop: Span) -> Text:
    if count.counts_office_time:
        long = say_office_length(count.timeline.office_seconds(*stop))
        return Text(f"办公时间 {long.zh}", f"{long.en} of office time")
    return say_length(stop[1] - stop[0])


def _effect(count: Count, begins: Instant, without: Instant, due: Instant) -> Text:
    if begins > without:
        return Text("此前已到期，期限不变", "it was due before, so nothing changes")
    if due >= END:
        return Text("尚未恢复，暂无期限", "it still stands, so there is no due time")
    if due == without:
        return Text("期限不变", "changes nothing")
    old, new = count.moment(without, is_end=True), count.moment(due, is_end=True)
    return Text(f"期限由 {old.zh} 顺延至 {new.zh}", f"due {new.en} instead of {old.en}")


def _season(count: Count) -> Iterator[TraceLine]:
    """The change of office hours that the due day is under, if the start lies before it."""
    due_on = count.timeline.date_at(count.due - 1)
    season = _season_on(count, due_on)
    if season is None or count.period.unit in ABSOLUTE or season == _season_on(count, count.today):
        return
    since = due_on
    while since > count.today and _season_on(count, since - ONE_DAY) == season:
        since -= ONE_DAY
    on, hours = say_date(since, count.year), say_hours(season.hours)
    at = count.midnight(since)
    yield line(at, "season", f"{on.zh}起办公时间 {hours}", f"from {on.en} the office hours are {hours}")


def _season_on(count: Count, day: date) -> Season | None:
    return next((season for season in count.timeline.calendar.seasons if season.holds(day)), None)
