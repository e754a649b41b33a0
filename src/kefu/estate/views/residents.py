"""A unit with its household's file, and somebody and where they live."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.duties.governing import book_on
from kefu.estate import access, actions, household, queries
from kefu.estate.forms import MoveInForm
from kefu.estate.models import Person, Residency, Unit
from kefu.estate.personal_forms import ForgetForm, PaperForm, PersonForm, UpdateForm, WhyForm
from kefu.estate.views import fetching, tickets
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told


@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: who belongs to it, who did, and its file."""
    return unit_page(request, fetching.unit(request, unit_id))


@never_cache
@once("estate:unit", of=None)
@require_POST
def show_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The numbers of a household in clear, this once; the look is on record."""
    found = fetching.unit(request, unit_id)
    people_access.require(access.may_show(people_access.signed_in(request), found.community_id))
    form = WhyForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.show_unit(found.pk, by=people_access.act(request), why=form.why())
            return unit_page(request, found, is_shown=True)
    return unit_page(request, found, status=422, why_form=form)


@once("estate:unit")
@require_POST
def move_in(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Somebody belongs to a unit from now on."""
    found = fetching.unit(request, unit_id)
    fetching.registering(request, found.community_id)
    form = MoveInForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.move_in(found.pk, by=people_access.act(request), **form.cleaned_data)
            return redirect("estate:unit", found.pk)
    return unit_page(request, found, status=422, form=form)


@once("estate:unit")
@require_POST
def move_out(request: HttpRequest, residency_id: int) -> HttpResponse:
    """Somebody belongs to a unit no longer."""
    visible = access.residencies_visible_to(people_access.signed_in(request)).select_related("unit")
    found = get_object_or_404(visible, pk=residency_id)
    fetching.registering(request, found.unit.community_id)
    with refusals_told(request, _("That is written down.")):
        actions.move_out(found.pk, by=people_access.act(request))
    return redirect("estate:unit", found.unit_id)


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody who lives here, and where."""
    return _person(request, fetching.person(request, person_id))


@never_cache
@once("estate:person")
@require_POST
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody's numbers in clear, this once; the look is on record."""
    found = fetching.person(request, person_id)
    people_access.require(access.may_show(people_access.signed_in(request), found.community_id))
    form = WhyForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.show_person(found.pk, by=people_access.act(request), why=form.why())
            return _person(request, found, is_shown=True)
    return _person(request, found, status=422, why_form=form)


@once("estate:person")
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, community_id: int) -> HttpResponse:
    """Somebody who belongs to no unit yet."""
    where = fetching.kept_community(request, community_id)
    form = _form(where, request.POST or None)
    if form.is_valid():
        with refusals_on(request, form):
            made = actions.add_person(where.pk, form.called(), by=people_access.act(request))
            return redirect("estate:person", made.pk)
    shown = {"community": where, "form": form}
    return render(request, "estate/add_person.html", shown, status=422 if form.is_bound else 200)


@once("estate:person")
@require_http_methods(["GET", "HEAD", "POST"])
def change_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody has another name or other numbers, or something else is known of them."""
    found = fetching.person(request, person_id)
    fetching.kept_community(request, found.community_id)
    form = _form(found.community, request.POST or None, person=found)
    if form.is_valid():
        with refusals_on(request, form):
            actions.change_person(found.pk, form.called(), by=people_access.act(request))
            return redirect("estate:person", found.pk)
    shown = {"person": found, "form": form}
    return render(request, "estate/change_person.html", shown, status=422 if form.is_bound else 200)


@once("estate:person")
@require_http_methods(["GET", "HEAD", "POST"])
def forget_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is personal of somebody who left is deleted: what that is, then, once confirmed, done."""
    found = fetching.person(request, person_id)
    fetching.kept_community(request, found.community_id)
    form = ForgetForm(request.POST or None)
    if form.is_valid():
        with refusals_on(request, form):
            asked = form.cleaned_data["asked"]
            actions.forget_person(found.pk, by=people_access.act(request), asked=asked)
            return redirect("estate:person", found.pk)
    shown = {"person": found, "form": form, "until": queries.kept_until(found), "homes": queries.homes_of(found)}
    return render(request, "estate/forget_person.html", shown, status=422 if form.is_bound else 200)


def unit_page(
    request: HttpRequest, found: Unit, *, is_shown: bool = False, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a unit; `forms`: those that were sent and are wrong."""
    now, before = queries.residencies(found)
    today = _today()
    file = household.file_of(found, now, today)
    viewer = people_access.signed_in(request)
    papers = [(one, tickets.of(one.pk, viewer.pk) if is_shown else "") for one in file.papers]
    shown = {
        "unit": found,
        "now": now,
        "before": before,
        "papers": papers,
        "is_shown": is_shown,
        "file": file,
        "talks": _talks(found.community_id, now),
        "form": MoveInForm(auto_id="move_%s"),
        "why_form": WhyForm(auto_id="why_%s"),
        "update_form": UpdateForm(auto_id="update_%s"),
        "paper_form": paper_form(found, now),
        "may_keep": access.may_keep(viewer, found.community_id),
        "may_register": access.may_register(viewer, found.community_id),
        "may_show": access.may_show(viewer, found.community_id),
        **forms,
    }
    return render(request, "estate/unit.html", shown, status=status)


def _today() -> date:
    """The day on the clocks of whoever looks."""
    return localtime(clock.now()).date()


def paper_form(found: Unit, now: list[Residency], *sent: Any) -> PaperForm:
    """The form of a paper for the file of a unit."""
    today = _today()
    items = household.wanted(book_on(found.community_id, today), found.use, today)
    return PaperForm(*sent, items=items, persons=[one.person for one in now], auto_id="paper_%s")


def _talks(community_id: int, now: list[Residency]) -> list[tuple[str, str, str]]:
    """How to talk to residents of whom the class of customer is known: name, class, the prepared way."""
    classes = household.classes(book_on(community_id, _today()))
    found = ((one.person.name, classes.get(one.person.customer_class)) for one in now)
    return [(name, household.said(clause), household.talk(clause)) for name, clause in found if clause]


def _person(
    request: HttpRequest, found: Person, *, is_shown: bool = False, status: int = 200, **forms: Any
) -> HttpResponse:
    viewer = people_access.signed_in(request)
    may_watch = access.may_watch(viewer, found.community_id)
    clause = household.classes(book_on(found.community_id, _today())).get(found.customer_class)
    shown = {
        "person": found,
        "homes": queries.homes_of(found),
        "is_shown": is_shown,
        "age": queries.age(found, clock.now()),
        "customer_class": (household.said(clause), household.talk(clause)) if clause else None,
        "why_form": WhyForm(auto_id="why_%s"),
        "looks": queries.looks_at(found) if may_watch else [],
        "may_watch": may_watch,
        "may_keep": access.may_keep(viewer, found.community_id),
        "may_show": access.may_show(viewer, found.community_id),
        **forms,
    }
    return render(request, "estate/person.html", shown, status=status)


def _form(where: Community, *sent: Any, person: Person | None = None) -> PersonForm:
    book = book_on(where.pk, _today())
    keeps = book.keeps if book else ()
    return PersonForm(*sent, classes=household.classes(book), keeps=keeps, person=person)
