"""What is typed about cases, read and checked for its shape."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.cases import access
from kefu.cases.models import Case, Channel, Kind, RepairWay, Severity
from kefu.duties.explaining import in_language
from kefu.estate import access as estate_access
from kefu.estate.models import Person, Unit
from kefu.lib.text import Text
from kefu.people.models import Community, User
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.fields import Line, offer

_LINE = 200


class Lines(forms.CharField):
    """Several lines of text; NUL, which the database refuses, is refused by the base class."""

    widget = forms.Textarea(attrs={"rows": 3})


def _blank(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", "–"), *choices]


class ReceiveForm(forms.Form):
    """A new case as it is taken at the phone or the counter; `who` is looked up and fills in the rest."""

    who = Line(label=_("Who or where"), max_length=60, required=False, help_text=_("Unit, name, initials or phone"))
    looked_up = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    repeats = forms.ModelChoiceField(Case.objects.none(), required=False, widget=forms.HiddenInput)
    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), empty_label=None)
    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices)
    caller = Line(label=_("Who"), max_length=80, required=False)
    contact = Line(label=_("Contact"), max_length=80, required=False)
    place = Line(label=_("Where"), max_length=_LINE, required=False)
    matter = Lines(label=_("What"), max_length=4000)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    severity = forms.ChoiceField(label=_("Severity"), choices=_blank(Severity.choices), required=False)
    repair_way = forms.ChoiceField(label=_("Whose repair"), choices=_blank(RepairWay.choices), required=False)
    is_urgent = forms.BooleanField(label=_("Emergency repair"), required=False)
    happened = Line(label=_("When it happened"), max_length=_LINE, required=False)
    people = Line(label=_("Who is involved"), max_length=_LINE, required=False)
    convenient_time = Line(label=_("Convenient time"), max_length=_LINE, required=False)

    def __init__(self, *arguments: Any, viewer: User, communities: QuerySet[Community], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", communities)
        offer(self, "unit", estate_access.units_visible_to(viewer))
        offer(self, "person", estate_access.persons_visible_to(viewer))
        offer(self, "repeats", access.visible_to(viewer))
        self.goes_on_with("who")

    def goes_on_with(self, name: str) -> None:
        """Let the next key go into this field."""
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)
        self.fields[name].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        checked_kind(self, found)
        # Chosen before another community was: what belongs to the other one is left out.
        for name in ("unit", "person", "repeats"):
            if found.get(name) is not None and found[name].community_id != getattr(found.get("community"), "pk", None):
                found[name] = None
        return found

    def case(self) -> Case:
        """The case that the form describes, not saved."""
        return Case(**{name: said for name, said in self.cleaned_data.items() if name not in ("who", "looked_up")})


class ClassifyForm(forms.Form):
    """Another kind of case than was thought."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    severity = forms.ChoiceField(label=_("Severity"), choices=_blank(Severity.choices), required=False)
    repair_way = forms.ChoiceField(label=_("Whose repair"), choices=_blank(RepairWay.choices), required=False)
    is_urgent = forms.BooleanField(label=_("Emergency repair"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        checked_kind(self, found)
        return found


def checked_kind(form: forms.Form, found: dict[str, Any]) -> None:
    """A complaint has a severity, a repair says whose it is; what does not belong to the kind is left out."""
    kind = found.get("kind")
    if kind == Kind.COMPLAINT and not found.get("severity"):
        form.add_error("severity", _("Say how grave the complaint is."))
    if kind == Kind.REPAIR and not found.get("repair_way"):
        form.add_error("repair_way", _("Say whose repair it is."))
    if kind != Kind.COMPLAINT:
        found["severity"] = ""
    if kind != Kind.REPAIR:
        found["repair_way"], found["is_urgent"] = "", False


class AssignForm(forms.Form):
    """Whom the case is given to."""

    handler = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"))
    note = Line(label=_("Note"), max_length=_LINE, required=False)

    def __init__(self, *arguments: Any, colleagues: QuerySet[User], **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "handler", colleagues)


class ForwardForm(forms.Form):
    """Which department the case is passed on to."""

    to = Line(label=_("Department"), max_length=80)
    note = Line(label=_("Note"), max_length=_LINE, required=False)


class AnswerForm(forms.Form):
    """What the customer was told."""

    answer = Lines(label=_("What the customer was told"), max_length=4000)


class Moment(forms.DateTimeField):
    """A moment in the community's time, as a browser asks for it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PromiseForm(forms.Form):
    """By when the answer will come."""

    at = Moment(label=_("By when"))
    note = Line(label=_("Note"), max_length=_LINE, required=False)


class AppointForm(forms.Form):
    """When somebody comes to repair."""

    at = Moment(label=_("When"))
    is_phoned = forms.BooleanField(label=_("Agreed by phone"), required=False)


class ArriveForm(forms.Form):
    """Who is on site."""

    people = forms.IntegerField(label=_("How many came"), min_value=1, max_value=20, initial=2)
    is_let_in = forms.BooleanField(label=_("The resident let them in"), required=False)
    reason = Line(label=_("Why only one"), max_length=_LINE, required=False)


class ReportForm(forms.Form):
    """What the next level is told."""

    note = Line(label=_("What the next level is told"), max_length=_LINE)


class TakeOverForm(forms.Form):
    """Why a superior takes over."""

    note = Line(label=_("Note"), max_length=_LINE, required=False)


class WithdrawForm(forms.Form):
    """Why a case is taken back."""

    why = Line(label=_("Why"), max_length=_LINE)


class CorrectForm(forms.Form):
    """What should have been written down, and why it was not."""

    matter = Lines(label=_("What"), max_length=4000)
    caller = Line(label=_("Who"), max_length=80, required=False)
    contact = Line(label=_("Contact"), max_length=80, required=False)
    place = Line(label=_("Where"), max_length=_LINE, required=False)
    happened = Line(label=_("When it happened"), max_length=_LINE, required=False)
    people = Line(label=_("Who is involved"), max_length=_LINE, required=False)
    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices)
    why = Line(label=_("Why it is corrected"), max_length=_LINE)


class PauseForm(forms.Form):
    """What is awaited."""

    reason = forms.ChoiceField(
        label=_("What is awaited"), choices=[("customer", _("the customer")), ("parts", _("parts"))]
    )
    note = Line(label=_("Note"), max_length=_LINE, required=False)


# What clauses may ask about the work done, by the kind of case; the words are the vocabulary's.
_ASKED_OF_RESULTS = {
    Kind.COMPLAINT: ("opinion-asked", "facts-checked"),
    Kind.REPAIR: ("verified", "slip.returned", "work.signed", "photo.before", "photo.after"),
}


class ResolveForm(forms.Form):
    """How it was settled, and what of the things that clauses ask for was done."""

    result = Lines(label=_("How it was settled"), max_length=4000)

    def __init__(self, *arguments: Any, kind: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.asked = _ASKED_OF_RESULTS.get(Kind(kind), ())
        for fact in self.asked:
            word = vocabulary().facts[fact]
            self.fields[fact] = forms.BooleanField(label=in_language(Text(word.zh, word.en)), required=False)

    def facts(self) -> dict[str, Any]:
        """What was done, by the vocabulary's names; what is not ticked was not."""
        return {fact: self.cleaned_data[fact] for fact in self.asked}


class RevisitForm(forms.Form):
    """What the customer says of it."""

    reached = forms.TypedChoiceField(
        label=_("Reached"), choices=[("yes", _("yes")), ("no", _("no"))], coerce=lambda said: said == "yes"
    )
    satisfied = forms.TypedChoiceField(
        label=_("Satisfied"),
        choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
    )
    signed = forms.BooleanField(label=_("Signed by the customer"), required=False)
    opinion = Lines(label=_("What the customer said"), max_length=4000, required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("reached") and found.get("satisfied") is None:
            self.add_error("satisfied", _("Say whether the customer is satisfied."))
        return found

    def facts(self) -> dict[str, Any]:
        """What was found, by the vocabulary's names."""
        said = self.cleaned_data
        facts = {"revisit.reached": said["reached"], "revisit.signed": said["signed"]}
        return facts if said["satisfied"] is None else {**facts, "revisit.satisfied": said["satisfied"]}


class ReopenForm(forms.Form):
    """Why it is taken up again."""

    why = Line(label=_("Why"), max_length=_LINE)


class CasesFilterForm(forms.Form):
    """Which cases to list."""

    show = forms.ChoiceField(
        label=_("Show"),
        choices=[("open", _("open")), ("mine", _("mine")), ("overdue", _("overdue")), ("all", _("all"))],
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_blank(Kind.choices), required=False)
    q = Line(label=_("Search"), max_length=80, required=False)

    def chosen(self) -> dict[str, str]:
        """What was chosen; what is not among the choices counts as not chosen."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        return {"show": said.get("show") or "open", "kind": said.get("kind", ""), "q": said.get("q", "")}
