"""Days as people choose them, as moments on their clocks."""

from datetime import date, datetime, tzinfo

from django.utils import timezone

from kefu.lib import days


def bounds(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """When the first day begins and the last one is over, on the reader's clocks; None: without a bound."""
    return days.bounds(since, until, timezone.get_current_timezone())


def within(field: str, since: date | None, until: date | None, zone: tzinfo | None = None) -> dict[str, datetime]:
    """As conditions of a filter: a moment lies on these days, by the clocks of a zone or the reader's."""
    begins, ends = days.bounds(since, until, zone or timezone.get_current_timezone())
    return {name: at for name, at in ((f"{field}__gte", begins), (f"{field}__lt", ends)) if at is not None}
