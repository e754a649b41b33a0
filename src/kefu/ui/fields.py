"""Fields of forms that every domain uses."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

PHONE_NUMBER = RegexValidator(
    r"^\+?[0-9][0-9 ()-]{3,28}$", _lazy("A phone number has digits, blanks, brackets and dashes.")
)
_REFUSED = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def refuse_control_characters(text: str) -> None:
    """Raise `ValidationError` for what nobody can type or see: PostgreSQL refuses NUL, the rest hides in names."""
    if any(unicodedata.category(sign) in _REFUSED for sign in text):
        raise ValidationError(_("This holds characters that cannot be seen. Type it anew instead of pasting it."))


class Line(forms.CharField):
    """One line of text: no control characters, no blanks at the ends, single ones within."""

    default_validators = [refuse_control_characters]  # noqa: RUF012 - as the base class has it

    def to_python(self, value: Any) -> str:
        # The parent strips a tab or a line break at an end; one within is refused.
        text = super().to_python(value) or ""
        return " ".join(filter(None, text.split(" ")))


class Moment(forms.DateTimeField):
    """A moment in the community's time, as a browser asks for it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class Day(forms.DateField):
    """A day, as a browser asks for it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field of a form choose among these rows only."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    field.iterator = _AtOnce
    field.queryset = rows


class _AtOnce(ModelChoiceIterator):  # type: ignore[type-arg]
    """The choices of a field, read by one statement: Django asks for them through a cursor, in four."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        for row in self.queryset:
            yield self.choice(row)
