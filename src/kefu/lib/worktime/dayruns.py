"""Runs of days that a count treats alike, with the reason, for explanations."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from kefu.lib.text import Text
from kefu.lib.worktime.days import WORKED, Kind
from kefu.lib.worktime.stopping import Span
from kefu.lib.worktime.timeline import Timeline, day_number
from kefu.lib.worktime.zones import Instant

ONE_DAY = timedelta(days=1)
# More counted days than this are summed up; only what is out of the ordinary is still told.
MANY = 8


class Run(NamedTuple):
    """Consecutive days under one rule: counted, adjusted (counted), skipped, standing (not counted)."""

    rule: str
    first: date
    last: date
    counted: int
    why: Text
    is_ordinary: bool


def working_day_runs(timeline: Timeline, first: date, last: date, stopped: Sequence[Span]) -> list[Run]:
    """All days from the first to the last, in runs; ordinary weeks folded into one run where there are many."""

    def rule_of(day: date) -> str:
        return _rule(timeline, day, stopped)

    runs = [_run(timeline, rule, list(days)) for rule, days in groupby(dates(first, last), rule_of)]
    return list(_folded(runs)) if sum(run.counted for run in runs) > MANY else runs


def skipped_runs(timeline: Timeline, first: date, last: date) -> list[Run]:
    """Only the runs that are out of the ordinary: days off, and weekend days that are worked."""
    return [run for run in working_day_runs(timeline, first, last, ()) if run.rule in ("skipped", "adjusted")]


def reasons(timeline: Timeline, days: Iterable[date], stopped: Sequence[Span] = ()) -> Text:
    """Why these days are not worked, or not counted: 每周休息日（周六、周日）、法定节假日（春节）."""
    found: dict[Text, dict[Text, None]] = {}
    for day in days:
        reason = timeline.days.reason(day)
        if timeline.is_working(day) and is_stopped(timeline.closing(day_number(day)), stopped):
            reason = reason._replace(what=STANDING)
        found.setdefault(reason.what, {})[reason.which] = None
    zh = "、".join(f"{what.zh}（{'、'.join(which.zh for which in found[what])}）" for what in found)
    return Text(zh, ", ".join(f"{what.en} ({', '.join(which.en for which in found[what])})" for what in found))


def is_stopped(moment: Instant, stopped: Sequence[Span]) -> bool:
    """Whether the clock stands still at this moment."""
    return any(begins <= moment < ends for begins, ends in stopped)


def dates(first: date, last: date) -> Iterator[date]:
    """All dates from the first to the last."""
    while first <= last:
        yield first
        first += ONE_DAY


def _rule(timeline: Timeline, day: date, stopped: Sequence[Span]) -> str:
    kind = timeline.days.sort_of(day).kind
    if kind not in WORKED:
        return "skipped"
    if stopped and is_stopped(timeline.closing(day_number(day)), stopped):
        return "standing"
    return "adjusted" if kind is Kind.ADJUSTED else "counted"


def _folded(runs: list[Run]) -> Iterator[Run]:
    """Counted days and ordinary weekends in a row as one run."""
    ordinary: list[Run] = []
    for run in runs:
        if run.is_ordinary:
            ordinary.append(run)
            continue
        yield from _joined(ordinary)
        ordinary = []
        yield run
    yield from _joined(ordinary)


def _joined(runs: list[Run]) -> list[Run]:
    counted = sum(run.counted for run in runs)
    if not counted:
        return runs
    return [Run("counted", runs[0].first, runs[-1].last, counted, runs[0].why, is_ordinary=True)]


def _run(timeline: Timeline, rule: str, days: list[date]) -> Run:
    counted = len(days) if rule in ("counted", "adjusted") else 0
    is_ordinary = rule == "counted" or all(timeline.days.sort_of(day).kind is Kind.REST for day in days)
    return Run(rule, days[0], days[-1], counted, reasons(timeline, days), is_ordinary)


STANDING = Text("下班时计时停止", "clock stopped at the close")
