"""What is typed about orders, read and checked for its shape."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.cases.forms.fields import LINE, Lines
from kefu.cases.forms.listing import FEW
from kefu.cases.models import Case
from kefu.estate.forms import ON_FILE
from kefu.people import access as people_access
from kefu.people.models import Community, Post, User
from kefu.ui.fields import Day, Line, Signature, offer
from kefu.workorders import access
from kefu.workorders.actions import NewReceiver
from kefu.workorders.answers import WAYS, bounds
from kefu.workorders.lists import ORDERS, VIEWS, Chosen
from kefu.workorders.models import Place, Receiver, Side, State, WorkOrder


class IssueForm(forms.Form):
    """A new order, alone or for a case."""

    case = forms.ModelChoiceField(Case.objects.none(), required=False, widget=forms.HiddenInput)
    receiver = forms.ModelChoiceField(Receiver.objects.none(), label=_("To whom"), empty_label="–")
    dated_on = Day(label=_("Date"), required=False)
    matter = Lines(label=_("What is asked for"), max_length=4000)
    customer_number = Line(label=_("Customer number"), max_length=40, required=False)
    contact = Line(label=_("Customer's contact"), max_length=80, required=False)
    is_written_asked = forms.BooleanField(label=_("The answer must be in writing"), required=False)
    is_special = forms.BooleanField(
        label=_("Not routine work"), required=False, help_text=_("Such help may need the consent of a superior.")
    )
    consented_by = forms.ModelChoiceField(
        User.objects.none(), label=_("Consent given by"), required=False, empty_label="–"
    )

    def __init__(self, *arguments: Any, viewer: User, community: Community, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._community = community
        listed = access.receivers_visible_to(viewer).filter(community=community, retired_at=None)
        offer(self, "receiver", listed.order_by("side", "id"))
        self.has_receivers = listed.exists()
        offer(self, "consented_by", access.may_consent_in(community.pk))
        offer(self, "case", access.cases_visible_to(viewer).filter(community=community))
        if self["case"].value():
            self.fields["contact"].help_text = ON_FILE
        self.fields["receiver"].widget.attrs["autofocus"] = True

    def order(self) -> WorkOrder:
        """The order that the form describes, not saved; its contact is the case's, if none is said."""
        said = dict(self.cleaned_data)
        if said["case"] is not None:
            said["contact"] = said["contact"] or said["case"].contact
        return WorkOrder(community=self._community, is_routine=not said.pop("is_special"), **said)


class NoteForm(forms.Form):
    """A word about it."""

    note = Line(label=_("Note"), max_length=LINE, required=False)


class AnswerForm(forms.Form):
    """What the receiver answers."""

    answer = Lines(label=_("Answer"), max_length=4000)
    is_written = forms.BooleanField(label=_("Answered in writing"), required=False)


class FinishForm(forms.Form):
    """What was done."""

    result = Lines(label=_("What was done"), max_length=4000)


class CloseForm(NoteForm):
    """Whether it is really done."""

    is_confirmed = forms.BooleanField(label=_("The completion is confirmed"), required=False)
    field_order = ("is_confirmed", "note")


class WhyForm(forms.Form):
    """Why it is done."""

    why = Line(label=_("Why"), max_length=LINE)


class ReturnForm(forms.Form):
    """What is still missing."""

    why = Line(label=_("What is missing"), max_length=LINE)


class SignForm(forms.Form):
    """A signature: drawn on the screen, which a behaviour of the page puts into the file field, or a photo of one."""

    place = forms.ChoiceField(label=_("Signs as"), choices=Place.choices)
    name = Line(label=pgettext_lazy("of a person", "Name"), max_length=60)
    picture = Signature(label=_("Signature"))


class ReceiverForm(forms.Form):
    """A receiver of the directory."""

    name = Line(label=_("Name"), max_length=60)
    side = forms.ChoiceField(label=_("What it is"), choices=Side.choices)
    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Colleague who answers for it"), required=False, empty_label="–"
    )
    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("or whoever holds the post"), required=False, empty_label="–"
    )
    contact = Line(label=_("Contact"), max_length=80, required=False)
    is_for_superiors = forms.BooleanField(label=_("On the list of supervisors and managers only"), required=False)

    def __init__(self, *arguments: Any, community: Community, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "user", people_access.staff_in([community.pk]))
        offer(self, "post", Post.objects.filter(community=community, closed_at=None).order_by("title", "id"))

    def receiver(self) -> NewReceiver:
        """The receiver that the form describes."""
        return NewReceiver(**self.cleaned_data)


class OrdersFilterForm(forms.Form):
    """Which orders to list; what is not among the choices counts as not chosen."""

    q = Line(
        label=_("Number, customer number or contact"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *State.choices], required=False)
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), required=False, empty_label=_("All")
    )
    receiver = forms.ModelChoiceField(
        Receiver.objects.none(), label=_("Receiver"), required=False, empty_label=_("All")
    )
    case = forms.ModelChoiceField(Case.objects.none(), required=False, widget=forms.HiddenInput)
    month = forms.CharField(max_length=7, required=False, widget=forms.HiddenInput)
    answered = forms.ChoiceField(choices=list(WAYS.items()), required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        choices=[(name, order.label) for name, order in ORDERS.items()], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *arguments: Any, viewer: User, zone: ZoneInfo, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._zone = zone
        communities = people_access.communities_visible_to(viewer).order_by("name")
        offer(self, "community", communities)
        offer(self, "case", access.cases_visible_to(viewer))
        ids = list(communities.values_list("id", flat=True))
        chosen = [id_ for id_ in ids if str(id_) == self.data.get("community")]
        receivers = access.receivers_visible_to(viewer).order_by("side", "id")
        if chosen or len(ids) <= FEW:
            offer(self, "receiver", receivers.filter(community__in=chosen or ids))
        else:
            asked = self.data.get("receiver", "")
            offer(self, "receiver", receivers.filter(pk=asked if asked.isdecimal() else 0))

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        zone = said["community"].zone if "community" in said else self._zone
        since, until = bounds(said.get("month", ""), zone) or (None, None)
        return Chosen(
            show=said.get("show", "open"),
            sort=said.get("sort", ""),
            state=said.get("state", ""),
            **{f"{name}_id": said[name].pk for name in ("community", "receiver", "case") if name in said},
            answered=said.get("answered", ""),
            since=since,
            until=until,
            q=said.get("q", ""),
        )


def issue_initial(case: Case | None, today: date) -> dict[str, Any]:
    """What a new order says before anything is typed: today's date, and what its case says."""
    if case is None:
        return {"dated_on": today}
    number = case.unit.code if case.unit else ""
    return {"dated_on": today, "case": case.pk, "matter": case.matter, "customer_number": number}
