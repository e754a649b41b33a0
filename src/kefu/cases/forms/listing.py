"""Which cases are asked for."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kefu.cases.forms.fields import blank
from kefu.cases.lists import Chosen
from kefu.cases.models import Kind
from kefu.ui.fields import Line

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CasesFilterForm(forms.Form):
    """Which cases to list."""

    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("open", _("open")),
            ("mine", _("mine")),
            ("team", _("my team's")),
            ("soon", _("due within a day")),
            ("overdue", _("overdue")),
            ("unassigned", _("given to nobody")),
            ("closed", _("closed")),
            ("all", _("all")),
        ],
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=blank(Kind.choices), required=False)
    sort = forms.ChoiceField(
        label=_("Order"), choices=[("newest", _("newest first")), ("due", _("due soonest first"))], required=False
    )
    since = forms.DateField(label=_("From"), required=False, widget=_DAY)
    until = forms.DateField(label=_("Until"), required=False, widget=_DAY)
    q = Line(label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    community = forms.IntegerField(required=False, widget=forms.HiddenInput)
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> Chosen:
        """What was chosen; what is not among the choices counts as not chosen."""
        self.is_valid()
        said = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        until = said.get("until")
        return Chosen(
            show=said.get("show", "open"),
            sort=said.get("sort", "newest"),
            kind=said.get("kind", ""),
            community_id=said.get("community"),
            unit_id=said.get("unit"),
            since=_midnight(said.get("since")),
            until=_midnight(until + timedelta(days=1) if until else None),
            q=said.get("q", ""),
        )


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time.min))
