"""What is typed and chosen about builder's defects."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.cases.forms.fields import LINE, Lines, blank
from kefu.cases.models import Case
from kefu.estate.queries import home_called
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.repairs.defects import SHOWN, Chosen
from kefu.repairs.models import Defect, Form
from kefu.ui.fields import Day, Line, offer


class DefectForm(forms.Form):
    """A defect that is reported to the contractor; with a case, that repair is passed on by it."""

    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), empty_label=None)
    place = Line(label=_("Home or place"), max_length=LINE, required=False)
    matter = Lines(label=_("Defect"), max_length=4000)
    form = forms.ChoiceField(label=_("Paper"), choices=Form.choices)
    contractor = Line(label=_("Contractor"), max_length=120)

    def __init__(
        self, *arguments: Any, communities: QuerySet[Community], case: Case | None = None, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self._case = case
        if case is None:
            offer(self, "community", communities)
        else:
            del self.fields["community"]

    def defect(self) -> Defect:
        """The defect, not saved, tied to the home that is written so."""
        said, case = dict(self.cleaned_data), self._case
        if case is not None:
            said |= {"community": case.community, "case": case}
        if case is not None and said["place"] == case.place:
            return Defect(**said, unit=case.unit)
        unit, _person = home_called(said["community"].pk, said["place"], "", "")
        return Defect(**said, unit=unit)


class SaidForm(forms.Form):
    """A word about it, if there is one."""

    said = Line(label=_("Note"), max_length=LINE, required=False)


class WorkForm(forms.Form):
    """What the contractor did."""

    said = Lines(label=_("What the contractor did"), max_length=4000)


class WhyForm(forms.Form):
    """Why it is done."""

    said = Line(label=_("Why"), max_length=LINE)


class DefectsForm(forms.Form):
    """Which defects to list; what is wrong counts as not said."""

    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), required=False, empty_label="–")
    form = forms.ChoiceField(label=_("Paper"), choices=blank(Form.choices), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=blank([(name, one.label) for name, one in SHOWN.items()]), required=False
    )
    since = Day(label=_("Sent from"), required=False)
    until = Day(label=_("until"), required=False)
    contractor = Line(label=_("Contractor"), max_length=120, required=False)

    def __init__(self, *arguments: Any, viewer: User, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", people_access.communities_visible_to(viewer).order_by("name"))

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        since: date | None = said.get("since")
        until: date | None = said.get("until")
        form, state, contractor = (str(said.get(name) or "") for name in ("form", "state", "contractor"))
        community: Community | None = said.get("community")
        return Chosen(form, state, contractor, since, until, community.pk if community else None)
