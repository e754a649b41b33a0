"""An estate's page: its buildings, units and areas, and what is added to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu.estate import access, actions, queries
from kefu.estate.actions.places import NewUnit
from kefu.estate.forms import AreaForm, BuildingForm, FindForm, UnitForm
from kefu.estate.models import Building
from kefu.estate.tree import tree_of
from kefu.estate.views import fetching
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.ui.paging import asked_by


@require_GET
def estate(request: HttpRequest, community_id: int) -> HttpResponse:
    """One estate: its buildings, units and areas."""
    return _estate(request, visible_community(request, community_id))


@require_POST
def find(request: HttpRequest, community_id: int) -> HttpResponse:
    """Households by whatever somebody says. What is typed is personal and stands in no address."""
    where = visible_community(request, community_id)
    form = FindForm(request.POST)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = (
        queries.households(people_access.signed_in(request), typed, limit=20, community_id=where.pk) if typed else []
    )
    return _estate(request, where, form=form, typed=typed, households=found)


@require_GET
def building(request: HttpRequest, building_id: int) -> HttpResponse:
    """One building with its units, on the page of its estate."""
    visible = access.buildings_visible_to(people_access.signed_in(request)).select_related("community")
    found = get_object_or_404(visible, pk=building_id)
    return _estate(request, found.community, building=found)


@once("estate:building")
@require_POST
def add_building(request: HttpRequest, community_id: int) -> HttpResponse:
    """A building is part of the estate."""
    where = fetching.kept_community(request, community_id)
    form = BuildingForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            made = actions.add_building(where.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("The building is there. Add its units, or import them."))
            return redirect("estate:building", made.pk)
    return _estate(request, where, status=422, building_form=form)


@once("estate:unit")
@require_POST
def add_unit(request: HttpRequest, community_id: int) -> HttpResponse:
    """A unit is part of a building."""
    where = fetching.kept_community(request, community_id)
    form = _unit_form(request, where, request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            said = dict(form.cleaned_data)
            made = actions.add_unit(said.pop("building").pk, NewUnit(**said), by=people_access.act(request))
            return redirect("estate:unit", made.pk)
    return _estate(request, where, status=422, unit_form=form)


@once("estate:area")
@require_POST
def open_area(request: HttpRequest, community_id: int) -> HttpResponse:
    """An area is looked after from now on."""
    where = fetching.kept_community(request, community_id)
    form = AreaForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.open_area(where.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("The area is there."))
            return redirect("estate:estate", where.pk)
    return _estate(request, where, status=422, area_form=form)


@require_GET
def area(request: HttpRequest, area_id: int) -> HttpResponse:
    """An area stands on its estate's page."""
    found = get_object_or_404(access.areas_visible_to(people_access.signed_in(request)), pk=area_id)
    return redirect("estate:estate", found.community_id)


@once("estate:area")
@require_POST
def retire_area(request: HttpRequest, area_id: int) -> HttpResponse:
    """An area is looked after no longer."""
    found = get_object_or_404(access.areas_visible_to(people_access.signed_in(request)), pk=area_id)
    fetching.kept_community(request, found.community_id)
    with refusals_told(request, _("The area is retired.")):
        actions.retire_area(found.pk, by=people_access.act(request))
    return redirect("estate:estate", found.community_id)


def _estate(
    request: HttpRequest, where: Community, *, building: Building | None = None, status: int = 200, **forms: Any
) -> HttpResponse:
    viewer = people_access.signed_in(request)
    shown = {
        "community": where,
        "building": building,
        "form": FindForm(),
        "page": queries.units(building or where, asked_by(request)),
        "tree": tree_of(where, building),
        "may_keep": access.may_keep(viewer, where.pk),
        "may_watch": access.may_watch(viewer, where.pk),
        "building_form": BuildingForm(auto_id="building_%s"),
        "unit_form": _unit_form(request, where, initial={"building": building}),
        "area_form": AreaForm(auto_id="area_%s"),
        **forms,
    }
    return render(request, "estate/estate.html", shown, status=status)


def _unit_form(request: HttpRequest, where: Community, *sent: Any, **named: Any) -> UnitForm:
    buildings = access.buildings_visible_to(people_access.signed_in(request)).filter(community=where).order_by("id")
    return UnitForm(*sent, buildings=buildings, auto_id="unit_%s", **named)
