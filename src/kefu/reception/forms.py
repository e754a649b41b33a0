"""What is typed at the front desk."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.cases.forms.fields import blank
from kefu.cases.models import Case
from kefu.estate import access as estate_access
from kefu.estate.models import Person, Unit
from kefu.lib import days
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.reception.actions import NewTicket, Served
from kefu.reception.figures import Period
from kefu.reception.models import CameBy, Device, State, Window
from kefu.reception.queries import VIEWS, Chosen
from kefu.reception.rules import Choice
from kefu.ui.days import bounds
from kefu.ui.fields import Day, Line, Moment, Phone, choose, offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 400
_LONGEST_PERIOD = timedelta(days=366)


def named(choices: Iterable[Choice]) -> list[tuple[str, "StrOrPromise"]]:
    """Purposes as the choices of a field."""
    return [(one.id, one.says) for one in choices]


class WhoForm(forms.Form):
    """Who it is; the household that was chosen stands hidden beside it."""

    who = Line(
        label=gettext_lazy("Who is it"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Unit, name, initials or phone"),
    )


class HouseholdForm(forms.Form):
    """Which household and resident a form is about, among those that the viewer may see."""

    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)
    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, viewer: User, community: Community, **more: Any) -> None:
        super().__init__(*arguments, **more)
        seen = {"unit": estate_access.units_visible_to, "person": estate_access.persons_visible_to}
        for name, rows in seen.items():
            self.fields[name].error_messages["invalid_choice"] = _("This household is another community's.")
            if self[name].value():
                offer(self, name, rows(viewer).filter(community=community))


class ServedForm(forms.Form):
    """How it ended."""

    result = Line(label=gettext_lazy("How it ended"), max_length=LONGEST)
    coordination = Line(label=gettext_lazy("Arranged with"), max_length=LONGEST, required=False)
    is_pending = forms.BooleanField(label=gettext_lazy("The result is still to come"), required=False)
    number_of_case = Line(label=gettext_lazy("Number of the case"), max_length=32, required=False)

    def __init__(self, *arguments: Any, community_id: int, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._community_id = community_id
        self.case: Case | None = None

    def clean_number_of_case(self) -> str:
        """The case is one of the community."""
        number: str = self.cleaned_data["number_of_case"]
        if number:
            self.case = Case.objects.filter(community=self._community_id, number=number).first()
            if self.case is None:
                raise forms.ValidationError(_("No case of this community has this number."))
        return number

    def served(self) -> Served:
        """What was typed."""
        said = self.cleaned_data
        return Served(said["result"], said["coordination"], said["is_pending"], self.case)


class ReceiveForm(HouseholdForm, ServedForm):
    """Somebody at the desk or on the phone; without a result they are being received now."""

    field_order = (
        *("unit", "person", "came_by", "purpose", "name", "phone", "matter", "coordination", "result"),
        *("is_pending", "number_of_case", "came_at"),
    )
    came_by = forms.ChoiceField(label=gettext_lazy("Came by"), choices=[])
    purpose = forms.ChoiceField(label=pgettext_lazy("a ticket", "What it is about"))
    name = Line(label=gettext_lazy("Who"), max_length=80, required=False)
    phone = Phone(label=gettext_lazy("Phone number"), required=False)
    matter = Line(label=gettext_lazy("Matter"), max_length=LONGEST, required=False)
    came_at = Moment(
        label=gettext_lazy("Came at"),
        required=False,
        help_text=gettext_lazy("Only if it is written down later than it came in"),
    )

    def __init__(
        self, *arguments: Any, viewer: User, community: Community, choices: Mapping[str, Choice], **more: Any
    ) -> None:
        super().__init__(*arguments, viewer=viewer, community=community, community_id=community.pk, **more)
        ways = [(value, label) for value, label in CameBy.choices if value != CameBy.NUMBER]
        choose(self, "came_by", ways)
        choose(self, "purpose", named(choices.values()))
        self.fields["result"].required = False
        self.fields["result"].help_text = _("Blank while they are still here")

    def clean(self) -> dict[str, Any]:
        """What is said of the end belongs to an end."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("result") and (said.get("is_pending") or said.get("number_of_case")):
            self.add_error("result", _("Say how it ended."))
        return said

    def new_ticket(self) -> NewTicket:
        """Who came, and for what."""
        said = self.cleaned_data
        unit, person = said["unit"], said["person"]
        return NewTicket(
            said["purpose"],
            said["came_by"],
            said["name"],
            said["phone"],
            unit.pk if unit else None,
            person.pk if person else None,
            said["matter"],
        )


class MoveForm(forms.Form):
    """Where somebody is sent on to."""

    purpose = forms.ChoiceField(label=pgettext_lazy("a ticket", "What it is about"))
    window = forms.ModelChoiceField(
        Window.objects.none(),
        label=gettext_lazy("Window"),
        required=False,
        empty_label=gettext_lazy("whichever is free"),
    )

    def __init__(self, *arguments: Any, choices: Mapping[str, Choice], windows: QuerySet[Window], **more: Any) -> None:
        super().__init__(*arguments, **more)
        choose(self, "purpose", named(choices.values()))
        offer(self, "window", windows)

    def moved(self) -> dict[str, Any]:
        """What was chosen, as the verb takes it."""
        window = self.cleaned_data["window"]
        return {"purpose": self.cleaned_data["purpose"], "window_id": window.pk if window else None}


class ResultForm(forms.Form):
    """The result that came later."""

    result = Line(label=gettext_lazy("How it ended"), max_length=LONGEST)


class RevisitForm(forms.Form):
    """What was said when somebody was called afterwards."""

    is_satisfied = forms.TypedChoiceField(
        label=gettext_lazy("Was it settled?"),
        choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
        coerce=lambda said: said == "yes",
    )
    opinion = Line(label=gettext_lazy("What they said"), max_length=LONGEST, required=False)


class MarkForm(forms.Form):
    """What somebody thinks of how they were received."""

    mark = forms.IntegerField(min_value=1, max_value=5)


class WindowForm(forms.Form):
    """A window to be set up."""

    name = Line(label=gettext_lazy("Name"), max_length=40)
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("Serves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: whatever people come for"),
    )

    def __init__(self, *arguments: Any, choices: Mapping[str, Choice], **more: Any) -> None:
        super().__init__(*arguments, **more)
        choose(self, "purposes", named(choices.values()))


class DeviceForm(forms.Form):
    """A device to be connected."""

    name = Line(label=gettext_lazy("Name"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("What it does"), choices=Device.Kind.choices)


class TicketsFilterForm(forms.Form):
    """Which tickets to list; what is not among the choices counts as not chosen."""

    purpose = forms.ChoiceField(label=pgettext_lazy("a ticket", "What it is about"), required=False)
    clerk = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Clerk"), required=False, empty_label=gettext_lazy("All")
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=blank(State.choices), required=False)
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("until"), required=False)
    show = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)
    nobody = forms.BooleanField(required=False, widget=forms.HiddenInput)
    community = forms.ModelChoiceField(Community.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, viewer: User, choices: Mapping[str, Choice], **more: Any) -> None:
        super().__init__(*arguments, **more)
        visible = people_access.communities_visible_to(viewer)
        offer(self, "clerk", people_access.staff_in(list(visible.values_list("id", flat=True))))
        offer(self, "community", visible)
        choose(self, "purpose", blank(named(choices.values())))
        self.order_fields(["purpose", "clerk", "state", "since", "until", "show", "nobody", "community"])

    def chosen(self, low: int) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        clerk, community = said.get("clerk"), said.get("community")
        return Chosen(
            said.get("show") or "all",
            None if community is None else community.pk,
            said.get("purpose", ""),
            None if clerk is None else clerk.pk,
            said.get("state", ""),
            *bounds(said.get("since"), said.get("until")),
            low,
            is_of_nobody=bool(said.get("nobody")),
        )


class PeriodForm(forms.Form):
    """Which days are looked at; the usual ones where none, or wrong ones, are named."""

    since = Day(label=gettext_lazy("From"))
    until = Day(label=gettext_lazy("until"))

    def __init__(self, said: Mapping[str, Any] | None, community: Community, now: datetime) -> None:
        today = community.day(now)
        self._usual = {"since": today.replace(day=1), "until": today}
        super().__init__(said, initial=self._usual)
        self._community, self._now = community, now

    def clean(self) -> dict[str, Any]:
        """Days that follow each other, at most a year and a day of them."""
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and not timedelta(0) <= until - since <= _LONGEST_PERIOD:
            self.add_error("until", _("Choose a day on or after the first, and no more than a year later."))
        return said

    def period(self) -> Period:
        """The days on the community's clocks."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else self._usual
        zone = self._community.zone
        return Period(self._community, days.begins(said["since"], zone), days.ends(said["until"], zone), self._now)


class MonthForm(forms.Form):
    """Which month; this one where none, or a wrong one, is named."""

    month = forms.DateField(
        label=gettext_lazy("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        # The month after it must be one.
        validators=[MaxValueValidator(date(2199, 12, 1))],
    )

    def __init__(self, said: Mapping[str, Any] | None, today: date) -> None:
        self._usual = today.replace(day=1)
        super().__init__(said, initial={"month": self._usual})

    def first(self) -> date:
        """The first day of the month."""
        found: date = self.cleaned_data["month"] if self.is_bound and self.is_valid() else self._usual
        return found
