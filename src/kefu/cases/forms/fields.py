"""Fields and choices that several forms of cases have."""

from typing import Any

from django import forms

LINE = 200


class Lines(forms.CharField):
    """Several lines of text; NUL, which the database refuses, is refused by the base class."""

    widget = forms.Textarea(attrs={"rows": 3})


def blank(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices, with that of saying nothing first."""
    return [("", "–"), *choices]
