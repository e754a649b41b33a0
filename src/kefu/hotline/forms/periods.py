"""Which days are looked at: for figures, for drawing recordings, for planning agents."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.hotline.actions import NewDraw
from kefu.hotline.figures import Period
from kefu.hotline.staffing import Aim
from kefu.lib import days
from kefu.people.models import Community, Department
from kefu.ui.fields import Day, offer

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


class PeriodForm(forms.Form):
    """Which days are looked at, from one to another; the usual ones where none, or wrong ones, are named."""

    since = Day(label=gettext_lazy("From"))
    until = Day(label=gettext_lazy("until"))

    def __init__(self, said: Mapping[str, Any] | None, community: Community, usual: Mapping[str, Any]) -> None:
        super().__init__(said, initial=dict(usual))
        self._community, self._usual = community, usual

    def clean(self) -> dict[str, Any]:
        """Days that follow each other, at most a year and a day of them."""
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and not since <= until <= since + timedelta(days=366):
            self.add_error("until", _("Choose a day on or after the first, and no more than a year later."))
        return said

    def said(self) -> Mapping[str, Any]:
        """What was asked for; the usual where nothing, or something wrong, was."""
        return self.cleaned_data if self.is_bound and self.is_valid() else self._usual

    def period(self) -> Period:
        """The days on the community's clocks."""
        zone = self._community.zone
        since, until = self.said()["since"], self.said()["until"]
        return Period(self._community, days.begins(since, zone), days.ends(until, zone))


class DrawForm(PeriodForm):
    """Which recordings are drawn."""

    department = forms.ModelChoiceField(Department.objects.none(), label=gettext_lazy("Department"), empty_label=None)
    each = forms.IntegerField(label=gettext_lazy("How many of each agent's"), min_value=1, max_value=50, initial=2)
    field_order = ("department", "each", "since", "until")

    def __init__(self, said: Mapping[str, Any] | None, community: Community, usual: Mapping[str, date]) -> None:
        super().__init__(said, community, usual)
        offer(self, "department", community.departments_now.order_by("name"))

    def new_draw(self) -> NewDraw:
        """What is drawn."""
        period = self.period()
        return NewDraw(self.cleaned_data["department"].pk, period.since, period.until, self.cleaned_data["each"])


class StaffingForm(PeriodForm):
    """For which weekday agents are planned, by which days, and how quickly they are to answer."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"), choices=[(n, WEEKDAYS[n - 1]) for n in range(1, 8)], coerce=int
    )
    share = forms.IntegerField(label=gettext_lazy("Answered, percent"), min_value=1, max_value=99)
    seconds = forms.IntegerField(label=gettext_lazy("Within seconds"), min_value=0, max_value=600)
    field_order = ("weekday", "since", "until", "share", "seconds")

    def __init__(
        self, said: Mapping[str, Any] | None, community: Community, usual: Mapping[str, Any], aim: Aim
    ) -> None:
        super().__init__(said, community, {**usual, "share": aim.share, "seconds": aim.seconds})
        self._aim = aim

    def chosen(self) -> tuple[int, Aim]:
        """The weekday (1: Monday), and what is asked for; a share that a clause sets says so."""
        said = self.said()
        aim = self._aim if said["share"] == self._aim.share else Aim()
        return said["weekday"], aim._replace(share=said["share"], seconds=said["seconds"])
