"""What is typed about cards, keys and parking spaces, read and checked for its shape."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kefu.custody import access, queries
from kefu.custody.actions import Holder, LeftKey, Loan, NewThings, Signing, Vehicle, known
from kefu.custody.calc import LONGEST_NUMBER, numbers_between
from kefu.custody.lists import ORDERS, VIEWS, Chosen
from kefu.custody.models import Kind, Thing
from kefu.lib import days
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.ui.fields import Day, Line, Moment, Signature, offer
from kefu.ui.storing import keep

_LINE = 200


class NoteForm(forms.Form):
    """A word about it."""

    note = Line(label=_("Note"), max_length=_LINE, required=False)

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        return dict(self.cleaned_data)


class WhyForm(forms.Form):
    """Why it is done."""

    why = Line(label=_("Why"), max_length=_LINE)

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        return dict(self.cleaned_data)


class LoadForm(forms.Form):
    """What was entered on a card."""

    what = Line(label=_("What was entered"), max_length=_LINE, help_text=_("Which doors it opens, and until when."))

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        return dict(self.cleaned_data)


class SignedForm(forms.Form):
    """How it was signed for; the fields come after those of the form that is signed."""

    picture = Signature(label=_("Signature"), required=False)
    is_on_paper = forms.BooleanField(label=_("Signed on the printed receipt"), required=False)

    def signed(self) -> Signing:
        """The signature; a picture is put on the disk."""
        sent = self.cleaned_data["picture"]
        return Signing(keep(sent) if sent else None, self.cleaned_data["is_on_paper"])


class HolderForm(forms.Form):
    """Who gets it: a home as people call it, and a name."""

    unit = Line(label=_("Home"), max_length=40, required=False, help_text=_("3-2-1201; blank for somebody of no home."))
    name = Line(label=_("Who gets it"), max_length=60)

    def __init__(self, *arguments: Any, thing: Thing | None = None, community_id: int = 0, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._community_id = thing.community_id if thing else community_id
        self._thing = thing
        if thing is not None and thing.unit is not None and not self.is_bound:
            residents = queries.residents_of(thing.unit)
            self.initial = {"unit": thing.unit.code, "name": next(iter(residents), ""), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Which home is meant."""
        said = super().clean() or self.cleaned_data
        self.holder = queries.holder_called(self._community_id, said.get("unit", ""), said.get("name", ""))
        if self.holder is None:
            self.add_error("unit", _now("There is no such home here. Type it as 3-2-1201, or leave it blank."))
        return said

    def to(self) -> Holder:
        """Who gets it."""
        return self.holder or Holder(self.cleaned_data["name"])


class IssueForm(SignedForm, HolderForm):
    """A card goes to somebody."""

    reason = Line(
        label=_("Reason"), max_length=_LINE, required=False, help_text=_("Needed for who does not belong to the home.")
    )
    field_order = ("unit", "name", "reason", "picture", "is_on_paper")

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        return {"to": self.to(), "reason": self.cleaned_data["reason"], "signed": self.signed()}


class LendForm(SignedForm, HolderForm):
    """A key is borrowed, by a colleague or by somebody else."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), required=False, empty_label="–")
    purpose = Line(label=_("For what"), max_length=_LINE)
    due_at = Moment(label=_("To be back by"))
    field_order = ("user", "unit", "name", "purpose", "due_at", "picture", "is_on_paper")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "user", access.borrowers_in(self._community_id))
        # Whose key it is does not say who borrows it.
        self.initial = {name: value for name, value in self.initial.items() if name not in ("unit", "name")}
        self.fields["name"].required = False
        self.fields["name"].label = _("or who else borrows it")

    def to(self) -> Holder:
        """Who borrows it."""
        colleague = self.cleaned_data.get("user")
        return Holder(colleague.name, user=colleague) if colleague else super().to()

    def clean(self) -> dict[str, Any]:
        """Somebody must be named."""
        said = super().clean()
        if not said.get("user") and not said.get("name"):
            self.add_error("name", _now("Choose a colleague, or type who borrows it."))
        return said

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        loan = Loan(self.cleaned_data["purpose"], self.cleaned_data["due_at"])
        return {"to": self.to(), "loan": loan, "signed": self.signed()}


class BackForm(SignedForm):
    """Who brings it, where that is not its holder."""

    name = Line(label=_("Brought by"), max_length=60, required=False, help_text=_("Blank: whoever had it."))
    field_order = ("name", "picture", "is_on_paper")

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        return {"name": self.cleaned_data["name"], "signed": self.signed()}


class GiveBackForm(BackForm):
    """Who takes the household's key."""

    name = Line(label=_("Taken back by"), max_length=60, required=False, help_text=_("Blank: whoever left it."))


class ReplaceForm(SignedForm):
    """Which card is given for the lost one."""

    number = Line(label=_("Number of the new card"), max_length=LONGEST_NUMBER)
    field_order = ("number", "picture", "is_on_paper")

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        return {"number": self.cleaned_data["number"], "signed": self.signed()}


class AssignForm(HolderForm):
    """A parking space is assigned to a household's car."""

    plate = Line(label=_("Plate"), max_length=16)
    vehicle = Line(label=_("Car"), max_length=60, required=False, help_text=_("Make and colour."))
    until = Day(label=_("Until"), required=False, help_text=_("Its last day; blank: without an end."))
    is_unusual = forms.BooleanField(label=_("The plate is right as it stands, though of another shape"), required=False)
    field_order = ("unit", "name", "plate", "vehicle", "until", "is_unusual")

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        car = Vehicle(said["plate"], said["vehicle"], said["is_unusual"])
        return {"to": self.to(), "vehicle": car, "until": self._until()}

    def _until(self) -> datetime | None:
        """The end of the last day, in the community's time."""
        day = self.cleaned_data["until"]
        if day is None or self._thing is None:
            return None
        return days.last_second(day, self._thing.community.zone)


class LeaveForm(SignedForm, HolderForm):
    """A household leaves its key with us."""

    number = Line(label=_("Number of the tag"), max_length=LONGEST_NUMBER)
    purpose = Line(label=_("For what"), max_length=_LINE, required=False)
    place = Line(label=_("Where it hangs"), max_length=80, required=False)
    field_order = ("number", "unit", "name", "purpose", "place", "picture", "is_on_paper")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["name"].label = _("Who leaves it")
        self.fields["unit"].required = True
        self.fields["unit"].help_text = "3-2-1201"
        self.fields["number"].widget.attrs["autofocus"] = True

    def left(self) -> LeftKey:
        """The key as it is left."""
        said = self.cleaned_data
        return LeftKey(said["number"], self.to(), said["purpose"], said["place"])


class RegisterForm(forms.Form):
    """Things that come into our keeping: one, or a row of numbers."""

    kind = forms.ChoiceField(label=_("Kind of thing"), choices=Kind.choices)
    first = Line(label=_("Number"), max_length=LONGEST_NUMBER)
    last = Line(
        label=_("to number"),
        max_length=LONGEST_NUMBER,
        required=False,
        help_text=_("For a row of numbers: K-001 to K-050. Blank: only the one."),
    )
    unit = Line(label=_("Home"), max_length=40, required=False, help_text=_("Which it opens or belongs to, if one."))
    place = Line(
        label=_("Where it is"), max_length=80, required=False, help_text=_("Hook, drawer, part of the garage.")
    )

    def __init__(self, *arguments: Any, community: Community, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._community = community
        self.fields["first"].widget.attrs["autofocus"] = True

    def clean_unit(self) -> Any:
        """Which home is meant."""
        place = self.cleaned_data["unit"]
        if not place:
            return None
        found = queries.holder_called(self._community.pk, place, "")
        if found is None:
            raise ValidationError(_now("There is no such home here. Type it as 3-2-1201, or leave it blank."))
        return found.unit

    def clean(self) -> dict[str, Any]:
        """The numbers from the first to the last."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first", ""), said.get("last", "")
        try:
            self.numbers = numbers_between(first, last) if last else [first]
        except ValueError:
            self.numbers = []
            self.add_error("last", _now("These are no row: K-001 to K-050 is one, of at most 500 numbers."))
        return said

    def new(self) -> NewThings:
        """What is to be registered."""
        said = self.cleaned_data
        return NewThings(said["kind"], self.numbers, said["unit"], said["place"])

    def known(self) -> list[str]:
        """Which of the numbers are in use already."""
        return known(self._community.pk, self.cleaned_data["kind"], self.new().numbers)


class ScanForm(forms.Form):
    """A number, typed or scanned."""

    number = Line(label=_("Number, typed or scanned"), max_length=_LINE)


class ThingsFilterForm(forms.Form):
    """Which things to list; what is not among the choices counts as not chosen."""

    q = Line(
        label=_("Number, home, holder or plate"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label=_("Kind of thing"), choices=[("", _("All")), *Kind.choices], required=False)
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), required=False, empty_label=_("All")
    )
    show = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        choices=[(name, order.label) for name, order in ORDERS.items()], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, viewer: User, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "community", people_access.communities_visible_to(viewer).order_by("name"))

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        community = said.pop("community", None)
        return Chosen(**said, community_id=community.pk if community else None)
