"""Days as people choose them, as moments on their clocks."""

from datetime import date, datetime

from django.utils import timezone

from kefu.lib import days


def bounds(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """When the first day begins and the last one is over, on the reader's clocks; None: without a bound."""
    return days.bounds(since, until, timezone.get_current_timezone())
