"""Months as pages ask for them: by name (2026-03), by their days, by when they begin and end on a clock."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

_NAME = re.compile(r"((?:19[7-9]|20\d)\d)-(0[1-9]|1[0-2])", re.ASCII)


def first_of(name: str) -> date | None:
    """The first day of a month by its name; None for what is none."""
    matched = _NAME.fullmatch(name)
    return date(int(matched[1]), int(matched[2]), 1) if matched else None


def asked_for(name: str, today: date) -> date:
    """The first day of the month that is asked for; for what is none, or lies ahead, of this one."""
    this = today.replace(day=1)
    return min(this, first_of(name) or this)


def after(first: date) -> date:
    """The first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def last_day(first: date) -> date:
    """The last day of a month."""
    return after(first) - timedelta(days=1)


def neighbours(first: date, today: date) -> tuple[str, str]:
    """The names of the months before and after one; blank for one that has not begun."""
    following = after(first)
    return f"{first - timedelta(days=1):%Y-%m}", f"{following:%Y-%m}" if following <= today else ""


def bounds(first: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a month begins on a clock, and when the next one does."""
    return datetime.combine(first, time.min, zone), datetime.combine(after(first), time.min, zone)
