"""What is typed and chosen about passes."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.cases.forms.fields import LINE, Lines, blank
from kefu.estate.queries import home_called
from kefu.gate.models import Direction, Kind, Pass, State
from kefu.gate.queries import Chosen, Passed
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.ui.fields import Day, Line, Moment, Phone, offer

_TOLD = [
    ("", gettext_lazy("not yet")),
    ("phone", gettext_lazy("told by phone")),
    ("message", gettext_lazy("send a message now")),
]
# What is asked of each kind, in this order; those in `_MUST` must be said.
_ASKED = {
    Kind.WORKER: ("holder", "phone", "company", "place", "purpose", "plate"),
    Kind.RESIDENT: ("holder", "phone", "place", "plate"),
    Kind.VISITOR: ("holder", "phone", "place", "host", "told", "purpose", "company", "plate"),
    Kind.GOODS: ("holder", "phone", "place", "what", "company", "plate", "purpose"),
}
_MUST = {
    Kind.WORKER: {"company", "place"},
    Kind.RESIDENT: {"place"},
    Kind.VISITOR: {"host"},
    Kind.GOODS: {"place", "what"},
}
# How long a pass of each kind usually holds.
USUAL = {
    Kind.WORKER: timedelta(days=90),
    Kind.RESIDENT: timedelta(days=365),
    Kind.VISITOR: timedelta(hours=12),
    Kind.GOODS: timedelta(hours=24),
}


class PassForm(forms.Form):
    """A pass of one kind. Without times it holds from now on for as long as is usual."""

    community = forms.ModelChoiceField(Community.objects.none(), label=gettext_lazy("Community"), empty_label=None)
    holder = Line(label=pgettext_lazy("of a person", "Name"), max_length=60)
    phone = Phone(label=gettext_lazy("Phone"), required=False)
    company = Line(label=gettext_lazy("Company"), max_length=120, required=False)
    place = Line(label=gettext_lazy("Home"), max_length=LINE, required=False)
    host = Line(label=gettext_lazy("Comes to see"), max_length=60, required=False)
    told = forms.ChoiceField(label=gettext_lazy("The host is told"), choices=_TOLD, required=False)
    what = Lines(
        label=gettext_lazy("Goods"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("One in each line, with how many."),
    )
    purpose = Line(label=gettext_lazy("Purpose"), max_length=LINE, required=False)
    plate = Line(label=gettext_lazy("Number plate"), max_length=16, required=False)
    valid_from = Moment(label=gettext_lazy("Valid from"), required=False)
    valid_until = Moment(label=gettext_lazy("Valid until"), required=False)

    def __init__(self, *arguments: Any, communities: QuerySet[Community], kind: Kind, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._kind = kind
        offer(self, "community", communities)
        self.order_fields(["community", *_ASKED[kind], "valid_from", "valid_until"])
        for name in set(PassForm.base_fields) - {"community", *_ASKED[kind], "valid_from", "valid_until"}:
            del self.fields[name]
        for name in _MUST[kind]:
            self.fields[name].required = True
        if kind == Kind.WORKER:
            self.fields["purpose"].label = _("What is worked on")

    def clean(self) -> dict[str, Any]:
        """A home of a worker, a resident or goods is one of the estate's."""
        said = super().clean() or {}
        place, community = said.get("place"), said.get("community")
        if community is None or not place:
            return said
        unit, person = home_called(community.pk, place, said.get("host", ""), "")
        if unit is None and self._kind != Kind.VISITOR:
            self.add_error("place", _("No home of this community is written so. Type it as on its page: 3-2-1201."))
        said["unit"], said["host_person"] = unit, person
        return said

    def asked(self, now: datetime) -> Pass:
        """The pass, not saved."""
        said = dict(self.cleaned_data)
        place, _told = said.pop("place", ""), said.pop("told", "")
        begins = said.pop("valid_from") or now
        ends = said.pop("valid_until") or begins + USUAL[self._kind]
        if said.get("unit") is None and place:
            # Visitors come to offices and public rooms, too.
            said["host"] = f"{said.get('host', '')} {place}".strip()[:60]
        return Pass(kind=self._kind, valid_from=begins, valid_until=ends, **said)


class SaidForm(forms.Form):
    """Nothing is asked."""


class WhyForm(forms.Form):
    """Why it is done."""

    said = Line(label=gettext_lazy("Why"), max_length=LINE)


class UntilForm(forms.Form):
    """Until when it holds."""

    until = Moment(label=gettext_lazy("Valid until"))


class ToldForm(forms.Form):
    """How the host is told."""

    told = forms.ChoiceField(label=gettext_lazy("The host is told"), choices=_TOLD[1:])


class ChosenForm(forms.Form):
    """What lists of passes and passages ask alike: of which of the viewer's communities."""

    community = forms.ModelChoiceField(
        Community.objects.none(), label=gettext_lazy("Community"), required=False, empty_label="–"
    )

    def __init__(self, *arguments: Any, viewer: User, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", people_access.communities_visible_to(viewer).order_by("name"))

    def _community(self) -> int | None:
        community = self.cleaned_data.get("community")
        return community.pk if community else None


class PassesForm(ChosenForm):
    """Which passes to list; what is wrong counts as not said."""

    q = Line(label=gettext_lazy("Number, name, plate or home"), max_length=60, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("of a pass", "Kind"), choices=blank(Kind.choices), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=blank(State.choices), required=False)
    since = Day(label=gettext_lazy("Issued from"), required=False)
    until = Day(label=gettext_lazy("until"), required=False)
    valid = forms.BooleanField(label=gettext_lazy("valid now"), required=False)

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        kind, state, q = (str(said.get(name) or "") for name in ("kind", "state", "q"))
        days = said.get("since"), said.get("until")
        return Chosen(kind, state, bool(said.get("valid")), q, *days, self._community())


class PassagesForm(ChosenForm):
    """Which passages to list; what is wrong counts as not said."""

    direction = forms.ChoiceField(label=gettext_lazy("Passed"), choices=blank(Direction.choices), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("of a pass", "Kind"), choices=blank(Kind.choices), required=False)
    since = Day(label=pgettext_lazy("a day", "From"), required=False)
    until = Day(label=gettext_lazy("until"), required=False)

    def chosen(self) -> Passed:
        """What was chosen."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        direction, kind = (str(said.get(name) or "") for name in ("direction", "kind"))
        return Passed(direction, kind, said.get("since"), said.get("until"), self._community())
