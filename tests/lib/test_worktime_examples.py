"""The hand-worked examples of docs/algorithms/working-time.md, and the calendars that they name."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from kefu.lib.periods import parse_period
from kefu.lib.worktime import (
    Calendar,
    Counting,
    Instant,
    Season,
    Stop,
    Timeline,
    compile_calendar,
    due_function,
    explain,
    get_zone,
)

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "working-time.md"

SUMMER = Season((5, 1), (9, 30), ((510, 720), (810, 1050)))
WINTER = Season((10, 1), (4, 30), ((510, 720), (840, 1080)))
BOSTON_HOLIDAYS = (
    "2015-01-01 2015-01-19 2015-02-16 2015-04-20 2015-05-25 2015-09-07 2015-10-12 2015-11-11 2015-11-26 2015-12-25 "
    "2016-01-01 2016-01-18"
)
CALENDARS = {
    "broadcast": Calendar("broadcast", seasons=(SUMMER, WINTER), adjusted_days=True),
    "friday": Calendar("friday", rest_days=frozenset({4}), hours=((540, 720), (780, 1080))),
    "property": Calendar("property", rest_days=frozenset(), hours=((480, 1080),)),
    "night": Calendar("night", country=None, hours=((1200, 1920),)),
    "round": Calendar("round", country=None, rest_days=frozenset(), hours=((0, 1440),)),
    "plain": Calendar("plain", adjusted_days=True),
    "boston": Calendar(
        "boston",
        zone="America/New_York",
        country=None,
        hours=((510, 1020),),
        closed=frozenset(date.fromisoformat(day) for day in BOSTON_HOLIDAYS.split()),
    ),
}


class Example(NamedTuple):
    calendar: str
    counting: Counting
    period: str
    start: str
    stops: str
    due: str
    why: str


def _examples() -> list[Example]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.read_text(encoding="utf-8").splitlines()
    ]
    return [
        Example(row[0], "elapsed" if row[1] == "elapsed" else "civil-code", *row[2:])
        for row in rows
        if len(row) == 7 and row[0] in CALENDARS
    ]


EXAMPLES = _examples()


def moment(timeline: Timeline, text: str) -> Instant:
    """2026-02-14 18:00 in local time; 24:00 is the next midnight."""
    day, _, reading = text.partition(" ")
    hours, minutes = map(int, reading.split(":"))
    wall = datetime.fromisoformat(day) + timedelta(hours=hours, minutes=minutes) - datetime(1970, 1, 1)  # noqa: DTZ001
    return timeline.zone.instant(int(wall.total_seconds()))


def stops_of(timeline: Timeline, text: str) -> list[Stop]:
    pairs = [stop.strip().split("..") for stop in text.split(",") if stop.strip()]
    return [(moment(timeline, begins), moment(timeline, ends)) for begins, ends in pairs]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.calendar}-{e.period}-{e.start}")
def test_example(example: Example) -> None:
    timeline = compile_calendar(CALENDARS[example.calendar])
    start, stops = moment(timeline, example.start), stops_of(timeline, example.stops)
    period = parse_period(example.period)
    due = due_function(timeline, period, example.counting)(start, stops)
    expected = moment(timeline, example.due.removesuffix(" est."))
    assert (timeline.zone.aware(due), example.why) == (timeline.zone.aware(expected), example.why)
    told = explain(timeline, period, start, example.counting, stops)
    assert told.due == due
    assert told.estimated == example.due.endswith(" est.")


def test_page_has_examples_of_every_unit_calendar_and_counting() -> None:
    assert len(EXAMPLES) > 150
    units = {parse_period(example.period).unit for example in EXAMPLES}
    assert len(units) == 12
    assert {example.calendar for example in EXAMPLES} == set(CALENDARS)
    assert {example.counting for example in EXAMPLES} == {"civil-code", "elapsed"}


def test_page_has_no_row_that_is_not_run() -> None:
    rows = re.findall(r"^\| \S+ \| (?:civil-code|elapsed) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == len(EXAMPLES)


def test_zone_of_examples_is_found_once() -> None:
    assert get_zone("Asia/Shanghai") is compile_calendar(CALENDARS["broadcast"]).zone
