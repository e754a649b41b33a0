"""What is typed when a case is taken, and when what kind it is, or what was written down, is put right."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.cases import access
from kefu.cases.calc import OF_ONE_KIND
from kefu.cases.forms.fields import LINE, Lines, asked_then, blank, shown_when
from kefu.cases.forms.files import Files
from kefu.cases.models import About, Case, Channel, Grade, Kind, RepairItem, RepairWay, Severity
from kefu.duties.explaining import in_language
from kefu.estate import access as estate_access
from kefu.estate.forms import ON_FILE
from kefu.estate.models import Person, Unit
from kefu.estate.queries import home_called
from kefu.people.models import Community, User
from kefu.rulebook.clauses import Category
from kefu.rulebook.showing import called
from kefu.ui.fields import Line, Moment, offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_ASKED_LATER = _("A clause may ask for it before the case can be closed")
_NOT_OF_THE_CASE = frozenset({"who", "looked_up", "papers", "is_negative", "at_once", "promised_at", "received_at"})


class ClassifyForm(forms.Form):
    """What kind of case it is; `categories`: those of the rulebooks in force."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    severity = forms.ChoiceField(label=_("Severity"), choices=blank(Severity.choices), required=False)
    grade = forms.ChoiceField(label=_("Grade"), choices=blank(Grade.choices), required=False)
    about = forms.ChoiceField(label=_("What it is about"), choices=blank(About.choices), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    repair_way = forms.ChoiceField(label=_("Whose repair"), choices=blank(RepairWay.choices), required=False)
    repair_item = forms.ChoiceField(
        label=_("What is to be repaired"), choices=blank(RepairItem.choices), required=False
    )
    is_urgent = forms.BooleanField(label=_("Emergency repair"), required=False)
    is_special = forms.BooleanField(label=_("Special incident"), required=False)

    def __init__(self, *arguments: Any, categories: Mapping[str, Category], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._categories = categories
        for name, kind in OF_ONE_KIND.items():
            shown_when(self, name, "kind", [kind])
        for name in ("severity", "repair_way"):
            asked_then(self, name)
        shown_when(self, "category", "kind", {kind for one in categories.values() for kind in one.kinds})
        # A word of a register that was brought in stays what it is.
        had = self.initial.get("category", "")
        offered = {had: had} | {id_: in_language(called(one, id_)) for id_, one in categories.items()}
        offered.pop("", None)
        shown = self.fields["category"].widget if offered else forms.HiddenInput()
        self.fields["category"] = forms.ChoiceField(
            label=_("Category"), choices=blank(list(offered.items())), required=False, widget=shown
        )

    def clean(self) -> dict[str, Any]:
        """A complaint has a severity, a repair says whose it is; what does not belong to the kind is left out."""
        found: dict[str, Any] = super().clean() or {}
        kind = found.get("kind")
        if kind == Kind.COMPLAINT and not found.get("severity"):
            self.add_error("severity", _("Say how grave the complaint is."))
        if kind == Kind.REPAIR and not found.get("repair_way"):
            self.add_error("repair_way", _("Say whose repair it is."))
        for name, of in OF_ONE_KIND.items():
            if kind != of and name in found:
                found[name] = type(found[name])()
        category = self._categories.get(found.get("category", ""))
        if category is not None and kind not in category.kinds:
            found["category"] = ""
        return found


class SplitForm(ClassifyForm):
    """What a part of a case is about, and what kind of case that is."""

    field_order = ("matter", "kind")
    matter = Lines(label=_("What the other case is about"), max_length=4000)

    def case(self) -> Case:
        """The part as a case, not saved."""
        return Case(**self.cleaned_data)


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


# Whether it can be answered at once, and what that is by the vocabulary's names.
_AT_ONCE: dict[str, tuple["StrOrPromise", dict[str, bool]]] = {
    "yes": (_("it can"), {"answerable-at-once": True}),
    "told": (_("it cannot, and why was said"), {"answerable-at-once": False, "reason-told": True}),
    "no": (_("it cannot"), {"answerable-at-once": False}),
}


class ReceiveForm(EntryForm, ClassifyForm):
    """A new case as it is taken at the phone or the counter; `who` is looked up and fills in the rest."""

    # What every case needs first: whoever types goes through it by a few keys.
    field_order = (
        *("who", "looked_up", "unit", "person", "repeats", "community", "channel", "caller", "contact", "place"),
        *("matter", "kind", "severity", "repair_way", "is_urgent", "happened", "people", "about", "category", "grade"),
        *("repair_item", "is_special", "is_negative", "at_once", "promised_at", "convenient_time", "received_at"),
        "papers",
    )
    is_negative = forms.BooleanField(label=_("A negative voice"), required=False)
    at_once = forms.ChoiceField(
        label=_("Can it be answered at once?"),
        choices=blank([(name, said) for name, (said, _facts) in _AT_ONCE.items()]),
        required=False,
    )
    promised_at = Moment(label=_("Answer promised by"), required=False)
    received_at = Moment(
        label=_("Came in at"), required=False, help_text=_("Only if it is written down later than it came in")
    )
    who = Line(label=_("Who or where"), max_length=60, required=False, help_text=_("Unit, name, initials or phone"))
    looked_up = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    repeats = forms.ModelChoiceField(Case.objects.none(), required=False, widget=forms.HiddenInput)
    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), empty_label=None)
    papers = Files(label=_("Photos and papers"), required=False)

    def __init__(
        self, *arguments: Any, viewer: User, communities: QuerySet[Community], now: datetime, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self._now = now
        offer(self, "community", communities)
        shown_when(self, "is_negative", "channel", [Channel.SOCIAL])
        for name in ("at_once", "promised_at"):
            shown_when(self, name, "kind", set(Kind.values) - {Kind.REPAIR})
        seen = {
            "unit": estate_access.units_visible_to,
            "person": estate_access.persons_visible_to,
            "repeats": access.visible_to,
        }
        for name, rows in seen.items():
            # Most cases have none of them, and asking who may see what takes its time.
            if self[name].value():
                offer(self, name, rows(viewer))
        if self["person"].value():
            self.fields["contact"].help_text = ON_FILE
        self.goes_on_with("who")

    def clean_received_at(self) -> datetime | None:
        """Nothing is taken that will come in later."""
        at: datetime | None = self.cleaned_data["received_at"]
        if at is not None and at > self._now:
            raise forms.ValidationError(_("This lies in the future."))
        return at

    def clean_promised_at(self) -> datetime | None:
        """What is promised lies ahead."""
        at: datetime | None = self.cleaned_data["promised_at"]
        if at is not None and at < self._now:
            raise forms.ValidationError(_("This has passed already."))
        return at

    def goes_on_with(self, name: str = "") -> None:
        """Let the next key go into this field; blank: to a choice that the page offers."""
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
        if name:
            self.fields[name].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """As the base; what belongs to another community than the one chosen in the end is left out.

        A home that was typed rather than looked up is found by its code, and who lives there by name or number. By what
        they are reached is on file where nothing else was said.
        """
        found = super().clean()
        for name in ("unit", "person", "repeats"):
            if found.get(name) is not None and found[name].community_id != getattr(found.get("community"), "pk", None):
                found[name] = None
        if found.get("community") and found.get("place") and not (found.get("unit") or found.get("person")):
            # Typed instead of looked up.
            said = (found.get(name, "") for name in ("place", "caller", "contact"))
            found["unit"], found["person"] = home_called(found["community"].pk, *said)
        if found.get("person") and not found.get("contact"):
            found["contact"] = found["person"].phone
        return found

    def facts(self) -> dict[str, Any]:
        """What else clauses may ask about the receipt, by the vocabulary's names."""
        said = self.cleaned_data
        facts: dict[str, Any] = {} if said["kind"] == Kind.REPAIR else dict(_AT_ONCE.get(said["at_once"], ("", {}))[1])
        if said["channel"] == Channel.SOCIAL:
            facts["negative"] = said["is_negative"]
        if said["promised_at"] is not None and said["kind"] != Kind.REPAIR:
            facts["promised.at"] = int(said["promised_at"].timestamp())
        return facts

    def case(self) -> Case:
        """The case that the form describes as far as it is filled in, not saved."""
        return Case(**{name: said for name, said in self.cleaned_data.items() if name not in _NOT_OF_THE_CASE})
