"""What is typed about calls."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.cases.forms.fields import Lines, blank
from kefu.cases.models import Case
from kefu.hotline import access
from kefu.hotline.actions import Dealt, NewCall, NoCharge
from kefu.hotline.calc import plain_number
from kefu.hotline.models import Direction, Disposition
from kefu.hotline.queries import VIEWS, Chosen
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.ui.days import bounds
from kefu.ui.fields import Day, Line, Moment, Phone, ToCustomer, offer

_ALL = [("", gettext_lazy("All"))]
LONGEST_SUMMARY = 2_000


class Number(Phone):
    """A phone number, kept without what stands between its digits."""

    def clean(self, value: Any) -> str:
        return plain_number(super().clean(value))


class DealtForm(forms.Form):
    """What a call led to."""

    number_of_case = Line(label=gettext_lazy("Number of the case"), max_length=32, required=False)
    disposition = forms.ChoiceField(
        label=gettext_lazy("Or what became of it"), choices=blank(Disposition.choices), required=False
    )
    summary = Lines(
        label=gettext_lazy("Summary"), max_length=LONGEST_SUMMARY, required=False, widget=ToCustomer(on_phone=True)
    )

    def __init__(self, *arguments: Any, community_id: int | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._community_id = community_id
        self.case: Case | None = None

    def clean(self) -> dict[str, Any]:
        """The case is one of the call's community; a call leads to one thing."""
        said = self.cleaned_data
        community = said.get("community")
        community_id = self._community_id if community is None else community.pk
        if number := said.get("number_of_case"):
            self.case = Case.objects.filter(community=community_id, number=number).first()
            if self.case is None:
                self.add_error("number_of_case", _("No case of this community has this number."))
            elif said.get("disposition"):
                self.add_error("disposition", _("Name the case or what became of the call, not both."))
        return said

    def dealt(self) -> Dealt:
        """What it led to."""
        return Dealt(self.case, self.cleaned_data["disposition"], self.cleaned_data["summary"])


_SAYS_SOMETHING = ("number", "number_of_case", "disposition", "summary", "is_missed", "came_at", "recording")


class CallForm(DealtForm):
    """A call that somebody writes down while on the phone, or later."""

    field_order = (
        *("number", "number_of_case", "disposition", "summary", "rings", "direction", "line", "community"),
        *("came_at", "minutes", "is_missed", "recording", "opened_at"),
    )
    community = forms.ModelChoiceField(Community.objects.none(), label=gettext_lazy("Community"), empty_label=None)
    number = Number(label=gettext_lazy("Number of the other side"), required=False)
    line = Line(label=gettext_lazy("Line"), max_length=40, required=False)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=Direction.choices, required=False)
    rings = forms.IntegerField(label=gettext_lazy("Rings"), min_value=0, max_value=99, required=False)
    came_at = Moment(
        label=gettext_lazy("Rang at"),
        required=False,
        help_text=gettext_lazy("Only if it is written down later than it came in"),
    )
    minutes = forms.DecimalField(
        label=gettext_lazy("Lasted, minutes"), min_value=0, max_value=600, decimal_places=1, required=False
    )
    is_missed = forms.BooleanField(label=gettext_lazy("Nobody answered it"), required=False)
    recording = Line(label=gettext_lazy("Recording"), max_length=500, required=False)
    opened_at = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *arguments: Any, communities: QuerySet[Community], now: datetime, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._now = now
        offer(self, "community", communities)
        self.fields["number"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Something is said of the call: a sheet sent by mistake is none."""
        said = super().clean()
        if not self.errors and not any(said.get(name) for name in _SAYS_SOMETHING):
            self.add_error("number", _("Write down the number, what the call was about, or what became of it."))
        return said

    def new_call(self) -> NewCall:
        """The call: begun when the page was opened and over now, unless it is written down later."""
        said = self.cleaned_data
        began, ended = said["came_at"], self._now
        if began is None:
            opened = said["opened_at"]
            at = self._now if opened is None else datetime.fromtimestamp(min(opened, self._now.timestamp()), UTC)
            # A page that was left open says nothing of when a call began.
            began = at if self._now - at < timedelta(hours=2) else self._now
            if said["minutes"]:
                began = self._now - timedelta(minutes=float(said["minutes"]))
        else:
            ended = began + timedelta(minutes=float(said["minutes"] or 0))
        return NewCall(
            began,
            ended,
            None if said["is_missed"] else began,
            said["number"],
            said["line"],
            said["direction"] or Direction.IN,
            said["rings"],
            said["recording"],
        )


class NoChargeForm(forms.Form):
    """A caller who asks about the bill and has no charge on record."""

    caller = Line(label=gettext_lazy("Who"), max_length=80)
    account = Line(label=gettext_lazy("Customer number"), max_length=40, required=False)
    place = Line(label=gettext_lazy("Where"), max_length=200, required=False)
    department = Line(
        label=gettext_lazy("Department that is told"), max_length=80, initial=gettext_lazy("business department")
    )

    def no_charge(self) -> NoCharge:
        """What was typed."""
        return NoCharge(**self.cleaned_data)


class ExchangeForm(forms.Form):
    """An exchange to be connected."""

    name = Line(label=gettext_lazy("Name"), max_length=60)


class CallsFilterForm(forms.Form):
    """Which calls to list; what is not among the choices counts as not chosen."""

    community = forms.ModelChoiceField(
        Community.objects.none(), label=gettext_lazy("Community"), required=False, empty_label=gettext_lazy("All")
    )
    agent = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Agent"), required=False, empty_label=gettext_lazy("All")
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=[("", gettext_lazy("All")), *Direction.choices], required=False
    )
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("until"), required=False)
    show = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)
    hour = forms.IntegerField(min_value=0, max_value=23, required=False, widget=forms.HiddenInput)
    nobody = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, viewer: User, **named: Any) -> None:
        super().__init__(*arguments, **named)
        communities = people_access.communities_visible_to(viewer).order_by("name")
        offer(self, "community", communities)
        offer(self, "agent", self._agents(viewer, [one.pk for one in communities]))

    def _agents(self, viewer: User, communities: list[int]) -> QuerySet[User]:
        """Who works there, and whoever is asked for and has calls there: a figure opens those of who left, too."""
        working = Q(pk__in=people_access.staff_in(communities).order_by().values("pk"))
        asked = self.data.get("agent", "")
        if whole(asked) is not None:
            working |= Q(Exists(access.visible_to(viewer).filter(agent=OuterRef("pk"))), pk=asked)
        return User.objects.filter(working).order_by("pinyin", "id")

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        community, agent = (None if one is None else one.pk for one in map(said.get, ("community", "agent")))
        since, until = bounds(said.get("since"), said.get("until"))
        return Chosen(
            show=said.get("show") or "to-log",
            community_id=community,
            agent_id=agent,
            is_of_nobody=bool(said.get("nobody")),
            direction=said.get("direction") or "",
            since=since,
            until=until,
            hour=said.get("hour"),
        )
