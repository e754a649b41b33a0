"""Digits that are a number, and those that are none."""

import pytest

from kefu.lib.numerals import whole


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        *((said, None) for said in ("", " 1", "-1", "1.0", "1_0", "²", "٣", "一", "1\0")),
    ],
)
def test_only_plain_digits_are_a_number(said: str, number: int | None) -> None:
    assert whole(said) == number


def test_a_number_may_be_held_shorter() -> None:
    assert (whole("2026", 4), whole("20260", 4)) == (2026, None)
