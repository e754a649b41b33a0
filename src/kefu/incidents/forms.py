"""What is typed about incidents and claims."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.cases.forms.fields import LINE, Lines, blank
from kefu.cases.models import Case
from kefu.estate.queries import home_called
from kefu.incidents.models import Claim, Incident, Way
from kefu.people.models import Community
from kefu.ui.fields import Line, Moment, offer


class Yuan(forms.DecimalField):
    """An amount of money, no less than nothing."""

    def __init__(self, **named: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)], **named)


class IncidentForm(forms.Form):
    """What befell many."""

    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), empty_label=None)
    title = Line(label=_("What befell"), max_length=120)
    place = Line(label=_("Where"), max_length=LINE, required=False)
    happened_at = Moment(label=_("When it happened"))

    def __init__(self, *arguments: Any, communities: QuerySet[Community], now: datetime, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._now = now
        offer(self, "community", communities)

    def clean_happened_at(self) -> datetime:
        """It has happened."""
        at: datetime = self.cleaned_data["happened_at"]
        if at > self._now:
            raise forms.ValidationError(_("This lies in the future."))
        return at

    def incident(self) -> Incident:
        """The incident, not saved."""
        return Incident(**self.cleaned_data)


class CaseForm(forms.Form):
    """A case of the incident's community, by its number."""

    number = Line(label=_("Number of the case"), max_length=32)

    def __init__(self, *arguments: Any, incident: Incident, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._incident = incident

    def clean_number(self) -> str:
        """The number, and with it the case."""
        number: str = self.cleaned_data["number"]
        found = Case.objects.filter(community=self._incident.community_id, number=number).first()
        if found is None:
            raise forms.ValidationError(_("No case of this community has this number."))
        self.case = found
        return number


class ClaimForm(forms.Form):
    """What a household lost."""

    place = Line(label=_("Home"), max_length=LINE, required=False)
    claimant = Line(label=_("Claimant"), max_length=80)
    contact = Line(label=_("Contact"), max_length=80, required=False)
    items = Lines(label=_("What was lost, a line each"), max_length=4000)
    claimed = Yuan(label=_("Asked for, yuan"), required=False)

    def claim(self, incident: Incident) -> Claim:
        """The claim, not saved, tied to the home and person that are known by what was typed."""
        said = self.cleaned_data
        unit, person = home_called(incident.community_id, said["place"], said["claimant"], said["contact"])
        return Claim(**said, unit=unit, person=person)


class CountForm(forms.Form):
    """How much was lost, as it was found."""

    counted = Yuan(label=_("Loss found at the home, yuan"))
    note = Line(label=_("Note"), max_length=LINE, required=False)


class AgreeForm(forms.Form):
    """What both sides agreed on."""

    agreed = Yuan(label=_("Agreed on, yuan"))
    way = forms.ChoiceField(label=_("Made good by"), choices=blank(Way.choices))
    goods = Line(label=_("Which goods"), max_length=LINE, required=False)
    note = Line(label=_("How the talk went"), max_length=LINE, required=False)

    def clean(self) -> dict[str, Any]:
        """Goods are named."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("way") == Way.GOODS and not found.get("goods"):
            self.add_error("goods", _("Say which goods."))
        return found


class NoteForm(forms.Form):
    """A word about it."""

    note = Line(label=_("Note"), max_length=LINE, required=False)


class WhyForm(forms.Form):
    """Why it is done."""

    why = Line(label=_("Why"), max_length=LINE)


class SummaryForm(forms.Form):
    """What is to be learnt."""

    summary = Lines(label=_("How it ended, and what is to change"), max_length=4000)
