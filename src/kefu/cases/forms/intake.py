"""What is typed when a case is taken, and when what kind it is, or what was written down, is put right."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.cases import access
from kefu.cases.forms.fields import LINE, Lines, blank
from kefu.cases.forms.files import Files
from kefu.cases.models import Case, Channel, Kind, RepairWay, Severity
from kefu.estate import access as estate_access
from kefu.estate.models import Person, Unit
from kefu.estate.queries import home_called
from kefu.people.models import Community, User
from kefu.ui.fields import Line, offer

_ASKED_LATER = _("A clause may ask for it before the case can be closed")
_NOT_OF_THE_CASE = frozenset({"who", "looked_up", "papers"})


class ClassifyForm(forms.Form):
    """What kind of case it is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    severity = forms.ChoiceField(label=_("Severity"), choices=blank(Severity.choices), required=False)
    repair_way = forms.ChoiceField(label=_("Whose repair"), choices=blank(RepairWay.choices), required=False)
    is_urgent = forms.BooleanField(label=_("Emergency repair"), required=False)

    def clean(self) -> dict[str, Any]:
        """A complaint has a severity, a repair says whose it is; what does not belong to the kind is left out."""
        found: dict[str, Any] = super().clean() or {}
        kind = found.get("kind")
        if kind == Kind.COMPLAINT and not found.get("severity"):
            self.add_error("severity", _("Say how grave the complaint is."))
        if kind == Kind.REPAIR and not found.get("repair_way"):
            self.add_error("repair_way", _("Say whose repair it is."))
        if kind != Kind.COMPLAINT:
            found["severity"] = ""
        if kind != Kind.REPAIR:
            found["repair_way"], found["is_urgent"] = "", False
        return found


class EntryForm(forms.Form):
    """What is written down of a case."""

    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices)
    caller = Line(label=_("Who"), max_length=80, required=False)
    contact = Line(label=_("Contact"), max_length=80, required=False)
    place = Line(label=_("Where"), max_length=LINE, required=False)
    matter = Lines(label=_("What"), max_length=4000)
    happened = Line(label=_("When it happened"), max_length=LINE, required=False, help_text=_ASKED_LATER)
    people = Line(label=_("Who is involved"), max_length=LINE, required=False, help_text=_ASKED_LATER)
    convenient_time = Line(label=_("Convenient time"), max_length=LINE, required=False)


class CorrectForm(EntryForm):
    """What should have been written down, and why it was not."""

    why = Line(label=_("Why it is corrected"), max_length=LINE)


class ReceiveForm(EntryForm, ClassifyForm):
    """A new case as it is taken at the phone or the counter; `who` is looked up and fills in the rest."""

    field_order = (
        *("who", "looked_up", "unit", "person", "repeats", "community", "channel", "caller", "contact", "place"),
        *("matter", "kind", "severity", "repair_way", "is_urgent", "happened", "people", "convenient_time", "papers"),
    )
    who = Line(label=_("Who or where"), max_length=60, required=False, help_text=_("Unit, name, initials or phone"))
    looked_up = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    repeats = forms.ModelChoiceField(Case.objects.none(), required=False, widget=forms.HiddenInput)
    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), empty_label=None)
    papers = Files(label=_("Photos and papers"), required=False)

    def __init__(self, *arguments: Any, viewer: User, communities: QuerySet[Community], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", communities)
        seen = {
            "unit": estate_access.units_visible_to,
            "person": estate_access.persons_visible_to,
            "repeats": access.visible_to,
        }
        for name, rows in seen.items():
            # Most cases have none of them, and asking who may see what takes its time.
            if self[name].value():
                offer(self, name, rows(viewer))
        self.goes_on_with("who")

    def goes_on_with(self, name: str = "") -> None:
        """Let the next key go into this field; blank: to a choice that the page offers."""
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
        if name:
            self.fields[name].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """As the base; what belongs to another community than the one chosen in the end is left out.

        A home that was typed rather than looked up is found by its code, and who lives there by name or number.
        """
        found = super().clean()
        for name in ("unit", "person", "repeats"):
            if found.get(name) is not None and found[name].community_id != getattr(found.get("community"), "pk", None):
                found[name] = None
        if found.get("community") and found.get("place") and not (found.get("unit") or found.get("person")):
            # Typed instead of looked up.
            said = (found.get(name, "") for name in ("place", "caller", "contact"))
            found["unit"], found["person"] = home_called(found["community"].pk, *said)
        return found

    def case(self) -> Case:
        """The case that the form describes as far as it is filled in, not saved."""
        return Case(**{name: said for name, said in self.cleaned_data.items() if name not in _NOT_OF_THE_CASE})
