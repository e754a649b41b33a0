"""Whole days as moments on somebody's clocks."""

from datetime import date, datetime, time, timedelta, tzinfo


def begins(day: date, zone: tzinfo) -> datetime:
    """When a day begins."""
    return datetime.combine(day, time.min, zone)


def ends(day: date, zone: tzinfo) -> datetime:
    """When it is over and the next one begins."""
    return begins(day + timedelta(days=1), zone)


def last_second(day: date, zone: tzinfo) -> datetime:
    """Until when holds what holds on a day for the last time: a time of that day, so that all who print it say that."""
    return ends(day, zone) - timedelta(seconds=1)


def bounds(since: date | None, until: date | None, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """When the first day begins and the last one is over; None: without a bound."""
    return None if since is None else begins(since, zone), None if until is None else ends(until, zone)
