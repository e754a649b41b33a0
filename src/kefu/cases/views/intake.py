"""Taking a case: who or where is looked up first, and what is open already is shown before a second case is taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu import clock
from kefu.cases import access, actions, queries
from kefu.cases.forms import ReceiveForm
from kefu.estate import queries as estate_queries
from kefu.estate.queries import Household
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.people.views.answering import once, raise_if_done


@once("cases:case")
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """A case is taken."""
    viewer = people_access.signed_in(request)
    mine = [community.pk for community in access.receives_in(viewer)]
    people_access.require(bool(mine))
    communities = Community.objects.filter(pk__in=mine).order_by("name")
    if request.method != "POST":
        return _shown(request, ReceiveForm(viewer=viewer, communities=communities))
    typed = request.POST
    if "choose" in typed or _asks(typed):
        return _looked_up(request, viewer, communities)
    form = ReceiveForm(typed, viewer=viewer, communities=communities)
    if form.is_valid():
        # A second click must not be asked whether its own first one is the same matter.
        raise_if_done(request)
        case = form.case()
        found = [] if "repeats" in typed else queries.look_alikes(case, clock.now())
        if found:
            return _shown(request, form, look_alikes=found)
        taken = actions.receive_case(case, by=people_access.act(request))
        messages.success(request, _("Taken as %(number)s.") % {"number": taken.number})
        return redirect("cases:case", taken.pk)
    return _shown(request, form, status=422)


def _asks(typed: QueryDict) -> bool:
    """Whether Enter in the first field, or its button, asks who it is; not twice for the same words."""
    who = typed.get("who", "").strip()
    return "look_up" in typed and bool(who) and who != typed.get("looked_up")


def _looked_up(request: HttpRequest, viewer: User, communities: Any) -> HttpResponse:
    """The form as it was typed, with the household that was meant; the choice among several."""
    typed = request.POST.dict()
    who = typed.get("who", "").strip()[:60]
    households = estate_queries.households(viewer, who)
    typed["looked_up"] = who
    chosen = typed.get("choose", "0" if len(households) == 1 else "")
    found: list[Household] = households
    if chosen.isdigit() and int(chosen) < len(households):
        typed |= _said_of(households[int(chosen)])
        found = []
    form = ReceiveForm(initial=typed, viewer=viewer, communities=communities)
    return _shown(request, form, households=found, is_unknown=not households, goes_on=not found and bool(households))


def _said_of(household: Household) -> dict[str, Any]:
    """What a household fills in."""
    unit, person = household.unit, household.first
    said: dict[str, Any] = {"unit": unit.pk if unit else "", "person": person.pk if person else ""}
    if unit is not None:
        said |= {"place": unit.code, "community": unit.community_id}
    if person is not None:
        said |= {"caller": person.name, "contact": person.phone, "community": person.community_id}
    return said


def _shown(request: HttpRequest, form: ReceiveForm, *, status: int = 200, **found: Any) -> HttpResponse:
    goes_on = [field for sign, field in (("goes_on", "matter"), ("is_unknown", "caller")) if found.get(sign)]
    if goes_on:
        form.goes_on_with(goes_on[0])
    return render(request, "cases/receive.html", {"form": form, **found}, status=status)
