"""Days as people choose them, as moments on their clocks."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def bounds(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """When the first day begins and the last one has ended, on the reader's clocks; None: without a bound."""
    return _midnight(since), _midnight(until + timedelta(days=1) if until and until < date.max else None)


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time.min))
