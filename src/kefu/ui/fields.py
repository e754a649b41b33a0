"""Fields of forms that every domain uses."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.lib.media import media_type
from kefu.lib.papers import PictureError, require_picture
from kefu.ui.storing import LARGEST

PHONE_NUMBER = RegexValidator(
    r"^\+?[0-9][0-9 ()-]{3,28}$", gettext_lazy("A phone number has digits, blanks, brackets and dashes.")
)
# A signature of a screen has some ten kilobytes; a photo of one must not be one of a whole wall.
_LARGEST = 4 * 1024 * 1024
_SIGNS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
# Working time is counted to the end of 2199; what is due then may be reminded of before.
_CALENDARS_END = 2199
# Before that nobody is born who comes, and no house was built that is looked after.
_FIRST_YEAR = 1850
_REFUSED = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def refuse_control_characters(text: str) -> None:
    """Raise `ValidationError` for what nobody can type or see: PostgreSQL refuses NUL, the rest hides in names."""
    if any(unicodedata.category(sign) in _REFUSED for sign in text):
        raise ValidationError(_("This holds characters that cannot be seen. Type it anew instead of pasting it."))


class Line(forms.CharField):
    """One line of text: no control characters, no blanks at the ends, single ones within."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        refuse_control_characters(value)

    def to_python(self, value: Any) -> str:
        # The parent strips a tab or a line break at an end; one within is refused.
        text = super().to_python(value) or ""
        return " ".join(filter(None, text.split(" ")))


class Phone(Line):
    """A phone number as people write it; the keys of a phone for typing it."""

    def __init__(self, *, autocomplete: str = "off", **named: Any) -> None:
        typed = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": autocomplete})
        super().__init__(max_length=32, validators=[PHONE_NUMBER], widget=typed, **named)


class Moment(forms.DateTimeField):
    """A moment in the community's time, as a browser asks for it; within the years that due times are counted in."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 1970 < value.year < _CALENDARS_END:
            raise ValidationError(_("Choose a time between 1971 and %(year)s.") % {"year": _CALENDARS_END - 1})


class Day(forms.DateField):
    """A day, as a browser asks for it; nothing that is counted from it leaves the calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not _FIRST_YEAR <= value.year < _CALENDARS_END:
            said = {"first": _FIRST_YEAR, "last": _CALENDARS_END - 1}
            raise ValidationError(_("Choose a day between %(first)s and %(last)s.") % said)


class SignaturePad(forms.FileInput):
    """The field to sign in, with the file field in which the picture goes."""

    template_name = "ui/signature.html"


class Signature(forms.FileField):
    """A signature: drawn on the screen, which a behaviour of the page puts into the field, or a photo of one."""

    widget = SignaturePad(attrs={"accept": "image/png,image/jpeg", "data-signed": True})

    def __init__(self, **named: Any) -> None:
        super().__init__(
            help_text=gettext_lazy("Sign in the field, or choose a photo of a signature (PNG or JPEG)."), **named
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A picture that a paper can show."""
        sent = super().clean(data, initial)
        if not sent:
            return None
        if sent.size > _LARGEST:
            raise ValidationError(_("This picture is larger than 4 MB. Send a smaller one."))
        held = sent.read()
        kind = next((kind for sign, kind in _SIGNS.items() if held.startswith(sign)), None)
        try:
            if kind is None:
                raise PictureError
            require_picture(held, f"signature.{kind}")
        except PictureError as error:
            raise ValidationError(_("This is no picture: PNG and JPEG are.")) from error
        return sent


class PaperFile(forms.FileField):
    """A paper, scanned or photographed: a picture, a PDF, an office paper; not too large."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """What was sent, where it can be kept."""
        sent = super().clean(data, initial)
        if not sent:
            return None
        refuse_control_characters(sent.name)
        if sent.size > LARGEST:
            raise ValidationError(_("This file is larger than %(most)s MB.") % {"most": LARGEST >> 20})
        if media_type(sent.file) is None:
            raise ValidationError(_("This is neither a picture, a PDF, an office paper nor text."))
        return sent


class ToCustomer(forms.Textarea):
    """Words that go to a customer: what should not stand in them is told while they are typed, and forbids nothing.

    `on_phone`: they sum up what was said on the phone.
    """

    template_name = "ui/to_customer.html"

    def __init__(self, *, rows: int = 3, on_phone: bool = False) -> None:
        super().__init__(attrs={"rows": rows})
        self._on_phone = on_phone

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "on_phone": self._on_phone}


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field of a form choose among these rows only."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    field.iterator = _AtOnce
    field.queryset = rows


def choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Let a field of a form choose among these, which are known only when the form is made."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)


class _AtOnce(ModelChoiceIterator):  # type: ignore[type-arg]
    """The choices of a field, read by one statement: Django asks for them through a cursor, in four."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        for row in self.queryset:
            yield self.choice(row)
