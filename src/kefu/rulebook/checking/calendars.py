"""Whether the calendars of a rulebook make sense."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import available_timezones

from kefu.lib.located import Loc
from kefu.lib.text import Text
from kefu.lib.worktime import CalendarError, compile_calendar
from kefu.rulebook.checking.said import Said, Weight, assumed, unknown
from kefu.rulebook.clauses import CalendarClause, Rulebook
from kefu.rulebook.compiling import calendar

MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEAR = [(month, day) for month, length in enumerate(MONTH_LENGTHS, 1) for day in range(1, length + 1)]


def check_calendars(book: Rulebook, years: tuple[int, ...]) -> Iterator[Said]:
    """What is wrong with the calendars, and which of the years are not official in them."""
    zone = [*unknown(("time_zone",), Text("时区", "time zone"), book.time_zone, available_timezones())]
    yield from zone
    if "office" not in book.calendars:
        yield Said(("calendars",), "缺少名为 office 的日历", "a calendar named office is missing")
    for name, clause in book.calendars.items():
        loc = ("calendars", name)
        wrong = [*_hours(loc, clause), *_seasons(loc, clause), *_days(loc, clause)]
        yield from wrong
        yield from _assumed(loc, clause)
        if not zone and not wrong:
            yield from _compiled(loc, book, name, years)


def _hours(loc: Loc, clause: CalendarClause) -> Iterator[Said]:
    for place, hours in _all_hours(clause):
        if any(earlier[1] > following[0] for earlier, following in pairwise(hours)):
            yield Said((*loc, *place), "办公时段须按先后排列且不重叠", "office hours must be in order and not overlap")


def _all_hours(clause: CalendarClause) -> Iterator[tuple[Loc, list[tuple[int, int]]]]:
    yield ("hours",), clause.hours
    for name, season in clause.seasons.items():
        yield ("seasons", name, "hours"), season.hours
    for weekday, hours in clause.weekday_hours.items():
        yield ("weekday_hours", weekday), hours
    for day, hours in clause.day_hours.items():
        yield ("day_hours", day.isoformat()), hours


def _seasons(loc: Loc, clause: CalendarClause) -> Iterator[Said]:
    covered: Counter[tuple[int, int]] = Counter()
    for season in clause.seasons.values():
        covered.update(_days_of(season.from_, season.to))
    twice = [day for day, times in covered.items() if times > 1]
    if twice:
        month, day = min(twice)
        yield Said((*loc, "seasons"), f"{month}月{day}日属于两个季节", f"{month:02}-{day:02} lies in two seasons")
    if covered and len(covered) < len(YEAR) and not clause.hours:
        month, day = next(day for day in YEAR if day not in covered)
        zh = f"{month}月{day}日不属于任何季节，也没有 hours"
        yield Said((*loc, "seasons"), zh, f"{month:02}-{day:02} lies in no season and there are no hours")


def _days_of(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """Every day (month, day) from `first` to `last`, over the year's end where `last` lies before."""
    start, stop = YEAR.index(first), YEAR.index(last)
    return YEAR[start : stop + 1] if start <= stop else YEAR[start:] + YEAR[: stop + 1]


def _days(loc: Loc, clause: CalendarClause) -> Iterator[Said]:
    if len(set(clause.rest_days)) == 7:
        zh = "一周七天都是休息日，时限永远不会到期"
        yield Said((*loc, "rest_days"), zh, "all seven days are rest days: nothing would ever be due")
    for day in sorted(set(clause.closed) & {*clause.opened, *clause.day_hours}):
        yield Said((*loc, "closed"), f"{day} 既列为休息又列为上班", f"{day} is listed both as closed and as open")


def _assumed(loc: Loc, clause: CalendarClause) -> Iterator[Said]:
    if clause.assumed:
        yield assumed(loc, Text("日历", "the calendar"), clause.assumed)
    for name, season in clause.seasons.items():
        if season.assumed:
            yield assumed((*loc, "seasons", name), Text(f"季节 {name} ", f"the season {name}"), True)


def _compiled(loc: Loc, book: Rulebook, name: str, years: tuple[int, ...]) -> Iterator[Said]:
    try:
        timeline = compile_calendar(calendar(book, name))
        unofficial = [year for year in years if not timeline.is_official(year)]
    except CalendarError as error:
        yield Said(loc, *error.text)
        return
    for year in unofficial:
        yield Said(
            loc,
            f"{year} 年的放假安排尚未公布，该年的时限按法定节日估算",
            f"the arrangement of {year} is not official yet: due times in it are estimated",
            weight=Weight.WARNING,
        )
