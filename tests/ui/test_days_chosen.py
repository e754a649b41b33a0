"""Chosen days as conditions of a filter: the last one with it, by the clocks of a zone or the reader's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from kefu.ui.days import within

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def test_both_days_lie_within_and_none_is_no_condition() -> None:
    begins, ends = datetime(2026, 3, 1, tzinfo=NEW_YORK), datetime(2026, 4, 1, tzinfo=NEW_YORK)
    assert within("sent_at", FIRST, LAST, NEW_YORK) == {"sent_at__gte": begins, "sent_at__lt": ends}
    assert within("sent_at", FIRST, None, NEW_YORK) == {"sent_at__gte": begins}
    assert within("sent_at", None, LAST, NEW_YORK) == {"sent_at__lt": ends}
    assert within("sent_at", None, None, NEW_YORK) == {}


def test_the_reader_s_clocks_count_where_no_zone_is_named() -> None:
    with timezone.override(NEW_YORK):
        assert within("at", FIRST, LAST) == within("at", FIRST, LAST, NEW_YORK)
