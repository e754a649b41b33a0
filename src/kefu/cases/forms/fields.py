"""Fields and choices that several forms of cases have."""

from collections.abc import Iterable
from typing import Any

from django import forms

LINE = 200


class Lines(forms.CharField):
    """Several lines of text; NUL, which the database refuses, is refused by the base class."""

    widget = forms.Textarea(attrs={"rows": 3})


def shown_when(form: forms.Form, name: str, other: str, values: Iterable[str]) -> None:
    """Show a field only where another has one of these values: a behaviour of the page, which does without it."""
    form.fields[name].widget.attrs["data-when"] = f"{other}={' '.join(sorted(values))}"


def asked_then(form: forms.Form, name: str) -> None:
    """A field that is shown only where another's value calls for it must be filled in then: no label says optional."""
    vars(form.fields[name])["is_conditional"] = True


def blank(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices, with that of saying nothing first."""
    return [("", "–"), *choices]
