"""Which lines of a register are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.cases.models import KEPT
from kefu.registers.calc import Period, month_so_far
from kefu.registers.declared import Register
from kefu.ui.fields import Day

# Days of a year, leap years too.
LONGEST = 366


class PeriodForm(forms.Form):
    """From which day to which; what is not said is this month so far, or today where one looks day by day."""

    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("until"), required=False)

    def __init__(self, said: QueryDict, *, today: date, is_daily: bool = False) -> None:
        self._usual = Period(today, today) if is_daily else month_so_far(today)
        super().__init__({"since": self._usual.since, "until": self._usual.until, **said.dict()})

    def clean(self) -> dict[str, Any]:
        """A period goes forward."""
        said: dict[str, Any] = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins. Choose a later day, or an earlier one above."))
        return said

    @property
    def period(self) -> Period:
        """What was asked for; what is wrong counts as not said."""
        if not self.is_valid():
            return self._usual
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])


class FiguresForm(PeriodForm):
    """The same for what is counted: a year at the most, for all of it is read."""

    def clean(self) -> dict[str, Any]:
        # What is blank counts as not said.
        for name, usual in (("since", self._usual.since), ("until", self._usual.until)):
            self.cleaned_data[name] = self.cleaned_data.get(name) or usual
        said = super().clean()
        since, until = said.get("since"), said.get("until")
        if since and until and (until - since).days > LONGEST:
            self.add_error("since", _("Choose a period of a year at the most."))
        return said


class RegisterForm(PeriodForm):
    """Which lines of a register, of which period."""

    kind = forms.ChoiceField(required=False)
    counted = forms.BooleanField(label=gettext_lazy("Without withdrawn and merged cases"), required=False)
    sort = forms.ChoiceField(choices=[("last", ""), ("first", "")], required=False, widget=forms.HiddenInput)

    def __init__(self, said: QueryDict, *, register: Register[Any], today: date) -> None:
        super().__init__(said, today=today, is_daily=register.is_daily)
        self._field, label, choices = register.narrows
        self.fields["kind"] = forms.ChoiceField(label=label, choices=[("", _("All")), *choices.choices], required=False)
        if not register.is_of_cases:
            del self.fields["counted"]

    @property
    def chosen(self) -> dict[str, Any]:
        """What the lines are narrowed down to, by the fields of their cases."""
        self.is_valid()
        kind = self.cleaned_data.get("kind")
        return {**({self._field: kind} if kind else {}), **(KEPT if self.cleaned_data.get("counted") else {})}

    @property
    def order(self) -> str:
        """In which order."""
        self.is_valid()
        return str(self.cleaned_data.get("sort") or "last")
