"""A moment lies within the years in which due times are counted."""

import pytest
from django.core.exceptions import ValidationError

from kefu.ui.fields import Moment


@pytest.mark.parametrize("typed", ["9999-12-31T10:00", "2199-01-01T00:00", "1960-01-01T00:00"])
def test_a_time_beyond_the_calendars_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        Moment().clean(typed)


def test_a_time_within_them_is_taken() -> None:
    assert Moment().clean("2026-03-10T18:00").year == 2026
