"""Bringing a year's arrangement into force in a community's calendar, and single days and hours of it.

An arrangement is never changed: a new one takes its place. Due times stay until they are re-issued.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from django.db import transaction
from pydantic import AfterValidator, Field, ValidationError, model_validator

from kefu.duties.actions import record
from kefu.duties.acts import Act, Subject
from kefu.duties.adopting import AdoptionRefused
from kefu.duties.governing import books_of, interval
from kefu.duties.models import Adoption, CalendarYear
from kefu.lib.located import Problems, load_yaml, problems_of, refusal
from kefu.lib.text import Text
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.shapes import Strict


@dataclass(frozen=True)
class Arrangement:
    """One year of a calendar: days closed, days worked, and hours of single days in which the office is closed.

    `is_official`: whether it is what the authorities arranged, and not days of the department's own alone.
    """

    year: int
    closed: tuple[date, ...]
    opened: tuple[date, ...]
    calendar: str = "office"
    closed_hours: Mapping[date, tuple[str, ...]] = field(default_factory=dict)
    is_official: bool = True


def _spans(spans: list[str]) -> list[str]:
    try:
        list(map(interval, spans))
    except ValueError:
        raise refusal("停办时段写作 14:00-18:00", f"closed hours are written 14:00-18:00, not {spans}") from None
    return spans


class ArrangementFile(Strict):
    """What the file of a year may say: days, and hours of single days."""

    closed: list[date] = Field(default=[])
    opened: list[date] = Field(default=[])
    closed_hours: dict[date, Annotated[list[str], AfterValidator(_spans)]] = Field(default={})
    calendar: str = "office"

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.closed or self.opened or self.closed_hours):
            raise refusal(
                "没有写任何日期：closed、opened 或 closed_hours", "names no day: closed, opened or closed_hours"
            )
        return self


def read_arrangement(year: int, source: Path | str, name: str | None = None) -> Arrangement:
    """An arrangement from YAML, as `ArrangementFile` has it. Raises `Problems`."""
    values, positions = load_yaml(source, name=name)
    try:
        said = ArrangementFile.model_validate(values)
    except ValidationError as error:
        raise Problems(problems_of(error, name or str(source), positions)) from None
    hours = {day: tuple(spans) for day, spans in said.closed_hours.items()}
    return Arrangement(year, tuple(said.closed), tuple(said.opened), said.calendar, hours)


def adopt_calendar_year(community_id: int, arrangement: Arrangement, *, by: Act, why: str = "") -> CalendarYear:
    """Bring a year's arrangement into force; due times stay until they are re-issued. Raises `AdoptionRefused`."""
    with transaction.atomic():
        adoption = Adoption.objects.filter(community_id=community_id).order_by("-id").first()
        if adoption is None:
            raise AdoptionRefused(Text("此小区还没有施行制度", "no rulebook is in force in this community"))
        year = arranged_year(community_id, arrangement)
        year.adopted_at, year.adopted_by_id = by.at, by.actor_id
        year.save(force_insert=True)
        subject = Subject("rulebook", adoption.pk, community_id, f"{adoption.rulebook} {adoption.version}")
        texts = {"reason": why} if why else {}
        record("calendar.adopted", subject, by=by, facts={"year": arrangement.year}, texts=texts)
    return year


def arranged_year(community_id: int, arrangement: Arrangement) -> CalendarYear:
    """The row that an arrangement would be; nothing is written. Raises `AdoptionRefused`."""
    books = books_of(community_id)
    if not books:
        raise AdoptionRefused(Text("此小区还没有施行制度", "no rulebook is in force in this community"))
    _check_arrangement(books[-1], arrangement)
    return CalendarYear(
        community_id=community_id,
        calendar=arrangement.calendar,
        year=arrangement.year,
        closed=[day.isoformat() for day in sorted(arrangement.closed)],
        opened=[day.isoformat() for day in sorted(arrangement.opened)],
        closed_hours={day.isoformat(): list(spans) for day, spans in sorted(arrangement.closed_hours.items())},
        is_official=arrangement.is_official,
    )


def arrangement_of(community_id: int, calendar: str, year: int) -> Arrangement:
    """What is in force of a year; without an arrangement, one that says nothing."""
    found = CalendarYear.objects.filter(community_id=community_id, calendar=calendar, year=year).order_by("-id").first()
    if found is None:
        return Arrangement(year, (), (), calendar, is_official=False)
    closed, opened = (tuple(map(date.fromisoformat, days)) for days in (found.closed, found.opened))
    hours = {date.fromisoformat(day): tuple(spans) for day, spans in found.closed_hours.items()}
    return Arrangement(year, closed, opened, calendar, hours, found.is_official)


def with_own_days(before: Arrangement, official: Arrangement) -> Arrangement:
    """The authorities' arrangement with the department's own days and hours, which were there before it."""
    hours = official.closed_hours or before.closed_hours
    if before.is_official:
        return replace(official, closed_hours=hours)
    own_closed, own_opened = set(before.closed), set(before.opened)
    closed = (set(official.closed) | own_closed) - own_opened
    opened = (set(official.opened) | own_opened) - own_closed
    return replace(official, closed=tuple(sorted(closed)), opened=tuple(sorted(opened)), closed_hours=hours)


def with_day(before: Arrangement, day: date, *, is_worked: bool | None, spans: tuple[str, ...] = ()) -> Arrangement:
    """The arrangement with one day changed: worked, closed, closed for some hours, or (None) as the rulebook says."""
    closed, opened, hours = set(before.closed) - {day}, set(before.opened) - {day}, dict(before.closed_hours)
    hours.pop(day, None)
    if spans:
        hours[day] = spans
    elif is_worked is not None:
        (opened if is_worked else closed).add(day)
    return replace(before, closed=tuple(sorted(closed)), opened=tuple(sorted(opened)), closed_hours=hours)


def _check_arrangement(book: Rulebook, arrangement: Arrangement) -> None:
    if arrangement.calendar not in book.calendars:
        known = "、".join(book.calendars)
        name = arrangement.calendar
        raise AdoptionRefused(Text(f"没有日历“{name}”，有：{known}", f"no calendar “{name}”; there are: {known}"))
    days = (*arrangement.closed, *arrangement.opened, *arrangement.closed_hours)
    both = sorted(set(arrangement.closed) & set(arrangement.opened))
    for day in days:
        if day.year != arrangement.year:
            raise AdoptionRefused(Text(f"{day} 不在 {arrangement.year} 年", f"{day} is not in {arrangement.year}"))
    for day in both:
        raise AdoptionRefused(Text(f"{day} 既放假又上班", f"{day} is both closed and opened"))
