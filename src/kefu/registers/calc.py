"""What a revisit came to, by what was found; periods of days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kefu.lib import days

# How somebody asked answered; who was not asked yet is none of these.
OUTCOMES = ("satisfied", "not-satisfied", "reached", "refused", "unreachable")


class Period(NamedTuple):
    """Whole days of a community, the last one with it; None: without end on that side."""

    since: date | None
    until: date | None

    def bounds(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """When it begins, and when it is over."""
        return days.bounds(self.since, self.until, zone)

    def ends(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The same for statements that need both: an end that is not said lies beyond all that is written down."""
        begins, ends = self.bounds(zone)
        return begins or datetime(1970, 1, 1, tzinfo=zone), ends or datetime(9000, 1, 1, tzinfo=zone)

    def __str__(self) -> str:
        if self.since == self.until and self.since is not None:
            return f"{self.since}"
        return f"{self.since or '…'} – {self.until or '…'}"


def month_so_far(today: date) -> Period:
    """From the first of this month to today."""
    return Period(today.replace(day=1), today)


def outcome_of(facts: Mapping[str, Any]) -> str:
    """What an attempt came to, a word of `OUTCOMES`; `reached`: nothing is known of what was said."""
    if facts.get("revisit.reached") is False:
        return "refused" if facts.get("revisit.failure") == "refused" else "unreachable"
    is_satisfied = facts.get("revisit.satisfied")
    return "reached" if is_satisfied is None else "satisfied" if is_satisfied else "not-satisfied"


_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def last_period(each: str, today: date) -> tuple[date, date]:
    """The first and last day of the day, week (from Monday), month, quarter, half-year or year that ended last."""
    if each in _MONTHS:
        months = today.year * 12 + today.month - 1
        until = months - months % _MONTHS[each]
        return _first(until - _MONTHS[each]), _first(until) - timedelta(days=1)
    days = 7 if each == "week" else 1
    ends = today - timedelta(days=today.weekday() % days + 1)
    return ends - timedelta(days=days - 1), ends


def share_of(population: int, per_cent: float) -> int:
    """How many a share of a population is, part of one counting as one."""
    return min(population, ceil(population * per_cent / 100))


def _first(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
