"""What is typed on the governing pages, read and checked for its shape."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.people.models import User
from kefu.people.words import RULEBOOKS
from kefu.rulebook.reading import shipped
from kefu.ui.fields import Day, Line, Moment, choose, offer

LARGEST = 1_000_000


def plain_text(raw: bytes) -> str:
    """The text of an uploaded file. Raises `ValidationError` for what is no text."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("The file is no text in UTF-8. Save it as such and choose it again.")) from None
    if "\0" in text:
        raise ValidationError(_("The file is no text."))
    return unified(text)


def unified(text: str) -> str:
    """The text with line ends as files have them: a browser sends others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def digest_of(text: str) -> str:
    """By which a text is known again that went to the page and came back."""
    return hashlib.sha256(text.encode()).hexdigest()


class TextFile(forms.FileField):
    """A small file of text."""

    widget = forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"})

    def clean(self, data: Any, initial: Any = None) -> str:
        """Its text; blank for none."""
        file = super().clean(data, initial)
        if not file:
            return ""
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than 1 MB; no rulebook or calendar is."))
        return plain_text(file.read())


class ComesBack(forms.Form):
    """What was previewed comes back for its confirmation as it was; `before`: what the preview compared it with."""

    source = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LARGEST)
    digest = forms.CharField(widget=forms.HiddenInput)
    before = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        source = unified(self.cleaned_data.get("source", ""))
        if digest_of(source) != self.cleaned_data.get("digest"):
            raise ValidationError(_("What was previewed did not come back whole. Choose the file again."))
        self.cleaned_data["source"] = source
        return self.cleaned_data


class AdoptForm(forms.Form):
    """A rulebook from a day on: a file, or one that comes with the program."""

    file = TextFile(label=_("Rulebook file (YAML)"), required=False)
    shipped = forms.ChoiceField(
        label=_("Or one that comes with the program"), required=False, choices=[("", "–"), *RULEBOOKS]
    )
    since = Day(label=_("Holds from"))

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if bool(typed.get("file")) == bool(typed.get("shipped")) and not self.errors:
            raise ValidationError(_("Choose a file, or one that comes with the program."))
        if typed.get("shipped"):
            typed["file"] = shipped()[typed["shipped"]].read_text("utf-8")
        return typed


class ConfirmAdoptForm(ComesBack):
    """The rulebook that was previewed comes into force."""

    since = forms.DateField(widget=forms.HiddenInput)


class YearForm(forms.Form):
    """A year's arrangement from a file."""

    calendar = forms.ChoiceField(label=_("Calendar"))
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2190)
    file = TextFile(
        label=_("File (YAML)"),
        help_text=_("Two lists of days, closed and opened: “closed: [2027-01-01]”, “opened: [2027-02-07]”."),
    )

    def __init__(self, *arguments: Any, calendars: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choose(self, "calendar", calendars)


class ConfirmYearForm(ComesBack):
    """The arrangement that was previewed comes into force."""

    calendar = forms.CharField(widget=forms.HiddenInput, max_length=80)
    year = forms.IntegerField(widget=forms.HiddenInput, min_value=1990, max_value=2190)


class DayForm(forms.Form):
    """A single day that is not as the rulebook says."""

    calendar = forms.ChoiceField(label=_("Calendar"))
    day = Day(label=_("Day"))
    what = forms.ChoiceField(
        label=_("The day becomes"),
        choices=[
            ("closed", _("closed all day")),
            ("hours", _("closed for some hours")),
            ("opened", _("worked")),
            ("as-is", _("as the rulebook says")),
        ],
    )
    begins = forms.TimeField(
        label=_("Closed from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("to"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    why = Line(label=_("Reason"), max_length=200)

    def __init__(self, *arguments: Any, calendars: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choose(self, "calendar", calendars)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        begins, ends = typed.get("begins"), typed.get("ends")
        if typed.get("what") == "hours" and not (begins and ends and begins < ends):
            self.add_error("begins", ValidationError(_("Say from when to when the office is closed.")))
        return typed

    def spans(self) -> tuple[str, ...]:
        """The hours in which the office is closed."""
        typed = self.cleaned_data
        return (f"{typed['begins']:%H:%M}-{typed['ends']:%H:%M}",) if typed["what"] == "hours" else ()

    def is_worked(self) -> bool | None:
        """Whether the day is worked; None where the rulebook says it."""
        return {"closed": False, "opened": True}.get(self.cleaned_data["what"])


class WhyForm(forms.Form):
    """The reason for an act."""

    why = Line(label=_("Reason"), max_length=200)


class NoteForm(forms.Form):
    """What is noted with an act."""

    note = Line(label=_("Note"), max_length=200, required=False)


class MoveDutyForm(forms.Form):
    """To whom a duty goes."""

    bearer = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label="–")

    def __init__(self, *arguments: Any, colleagues: QuerySet[User], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "bearer", colleagues)


class ReissueDutyForm(WhyForm):
    """Another due time for a duty."""

    due_at = Moment(label=_("Due"))
    field_order = ("due_at", "why")
