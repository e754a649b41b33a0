"""A unit and who belongs to it; somebody and where they live."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.estate import access, actions, queries
from kefu.estate.actions.residents import Called
from kefu.estate.forms import MoveInForm, PersonForm
from kefu.estate.models import Person, Unit
from kefu.estate.views import fetching
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on, refusals_told


@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: who belongs to it, and who did."""
    return _unit(request, fetching.unit(request, unit_id))


@once("estate:unit")
@require_POST
def move_in(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Somebody belongs to a unit from now on."""
    found = fetching.unit(request, unit_id)
    fetching.kept_community(request, found.community_id)
    form = MoveInForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.move_in(found.pk, by=people_access.act(request), **form.cleaned_data)
            return redirect("estate:unit", found.pk)
    return _unit(request, found, form)


@once("estate:unit")
@require_POST
def move_out(request: HttpRequest, residency_id: int) -> HttpResponse:
    """Somebody belongs to a unit no longer."""
    visible = access.residencies_visible_to(people_access.signed_in(request)).select_related("unit")
    found = get_object_or_404(visible, pk=residency_id)
    fetching.kept_community(request, found.unit.community_id)
    with refusals_told(request, _("That is written down.")):
        actions.move_out(found.pk, by=people_access.act(request))
    return redirect("estate:unit", found.unit_id)


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody who lives here, and where."""
    return _person(request, fetching.person(request, person_id))


@once("estate:person")
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, community_id: int) -> HttpResponse:
    """Somebody who belongs to no unit yet."""
    where = fetching.kept_community(request, community_id)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        with refusals_on(request, form):
            made = actions.add_person(where.pk, _called(form), by=people_access.act(request))
            return redirect("estate:person", made.pk)
    shown = {"community": where, "form": form}
    return render(request, "estate/add_person.html", shown, status=422 if form.is_bound else 200)


@once("estate:person")
@require_POST
def change_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody has another name or other numbers."""
    found = fetching.person(request, person_id)
    fetching.kept_community(request, found.community_id)
    form = PersonForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.change_person(found.pk, _called(form), by=people_access.act(request))
            messages.success(request, _("That is written down."))
            return redirect("estate:person", found.pk)
    return _person(request, found, form)


def _called(form: PersonForm) -> Called:
    return Called(form.cleaned_data["name"], form.cleaned_data["phones"], form.cleaned_data["sex"])


def _unit(request: HttpRequest, found: Unit, form: forms.Form | None = None) -> HttpResponse:
    now, before = queries.residencies(found)
    shown = {
        "unit": found,
        "now": now,
        "before": before,
        "form": form or MoveInForm(),
        "may_keep": access.may_keep(people_access.signed_in(request), found.community_id),
    }
    return render(request, "estate/unit.html", shown, status=422 if form else 200)


def _person(request: HttpRequest, found: Person, form: forms.Form | None = None) -> HttpResponse:
    said = {"name": found.name, "phone": found.phone, "other_phones": ", ".join(found.other_phones), "sex": found.sex}
    shown = {
        "person": found,
        "homes": queries.homes_of(found),
        "form": form or PersonForm(initial=said),
        "may_keep": access.may_keep(people_access.signed_in(request), found.community_id),
    }
    return render(request, "estate/person.html", shown, status=422 if form else 200)
