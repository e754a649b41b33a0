"""Which cases are asked for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kefu.cases import access
from kefu.cases.lists import ORDERS, VIEWS, Chosen
from kefu.cases.models import Kind
from kefu.estate import access as estate_access
from kefu.estate.models import Unit
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.ui.days import bounds
from kefu.ui.fields import Day, Line, offer

# Whoever sees more communities chooses one before what it has is offered: its staff, its receivers of orders.
FEW = 10


class CasesFilterForm(forms.Form):
    """Which cases to list; what is not among the choices counts as not chosen."""

    q = Line(label=_("Search"), max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Kind.choices], required=False)
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), required=False, empty_label=_("All")
    )
    handler = forms.ModelChoiceField(User.objects.none(), label=_("Handler"), required=False, empty_label=_("All"))
    since = Day(label=_("Received from"), required=False)
    until = Day(label=_("until"), required=False)
    show = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        choices=[(name, order.label) for name, order in ORDERS.items()], required=False, widget=forms.HiddenInput
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, viewer: User, **named: Any) -> None:
        super().__init__(*arguments, **named)
        communities = people_access.communities_visible_to(viewer).order_by("name")
        offer(self, "community", communities)
        offer(self, "handler", self._handlers(list(communities.values_list("id", flat=True))))
        offer(self, "unit", estate_access.units_visible_to(viewer))

    def _handlers(self, communities: list[int]) -> QuerySet[User]:
        """Whom a list may be narrowed to: colleagues of the community that was chosen, else of all if those are few."""
        chosen = [id_ for id_ in communities if str(id_) == self.data.get("community")]
        if chosen or len(communities) <= FEW:
            return access.colleagues_in(chosen or communities)
        handler = self.data.get("handler", "")
        return access.colleagues_in(communities).filter(pk=handler if handler.isdecimal() else 0)

    def chosen(self) -> Chosen:
        """What was chosen."""
        self.is_valid()
        said = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        since, until = bounds(said.get("since"), said.get("until"))
        return Chosen(
            show=said.get("show", "open"),
            sort=said.get("sort", ""),
            kind=said.get("kind", ""),
            **{f"{name}_id": said[name].pk for name in ("community", "handler", "unit") if name in said},
            since=since,
            until=until,
            q=said.get("q", ""),
        )
