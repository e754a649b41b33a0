"""The pages of an estate: buildings, units, residents, areas, and files that are imported."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.audit.tables import TableError
from kefu.duties.explaining import in_language
from kefu.estate import access, actions, queries
from kefu.estate.actions import Plan
from kefu.estate.calc import ColumnsError, EstateRow
from kefu.estate.forms import AreaForm, FileForm, FindForm, MoveInForm, PersonForm
from kefu.estate.models import EstateImport, Residency, Unit
from kefu.estate.reading import faults_sheet, kept_fault, read_upload
from kefu.people import access as people_access
from kefu.people import queries as people_queries
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.ui.workbooks import workbook

SHOWN_FAULTS = 100


@require_GET
def estates(request: HttpRequest) -> HttpResponse:
    """The estates that one may see; the only one at once."""
    found = people_queries.communities(people_access.signed_in(request))
    if len(found) == 1:
        return redirect("estate:estate", found[0].pk)
    return render(request, "estate/estates.html", {"communities": found})


@require_GET
def estate(request: HttpRequest, community_id: int) -> HttpResponse:
    """One estate: its buildings, units and areas."""
    return _estate(request, _community(request, community_id))


@once("estate:area")
@require_POST
def open_area(request: HttpRequest, community_id: int) -> HttpResponse:
    """An area is looked after from now on."""
    where = _kept(request, community_id)
    form = AreaForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.open_area(where.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("The area is there."))
            return redirect("estate:estate", where.pk)
    return _estate(request, where, area_form=form)


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
    _kept(request, found.community_id)
    with refusals_told(request, _("The area is retired.")):
        actions.retire_area(found.pk, by=people_access.act(request))
    return redirect("estate:estate", found.community_id)


@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: who belongs to it, and who did."""
    return _unit(request, _visible_unit(request, unit_id))


@once("estate:unit")
@require_POST
def move_in(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Somebody belongs to a unit from now on."""
    found = _visible_unit(request, unit_id)
    _kept(request, found.community_id)
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
    units = access.units_visible_to(people_access.signed_in(request))
    found = get_object_or_404(Residency.objects.filter(unit__in=units).select_related("unit"), pk=residency_id)
    _kept(request, found.unit.community_id)
    with refusals_told(request, _("That is written down.")):
        actions.move_out(found.pk, by=people_access.act(request))
    return redirect("estate:unit", found.unit_id)


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody who lives here, and where."""
    return _person(request, person_id)


@once("estate:person")
@require_POST
def change_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody has another name or number."""
    found = get_object_or_404(access.persons_visible_to(people_access.signed_in(request)), pk=person_id)
    _kept(request, found.community_id)
    form = PersonForm(request.POST)
    if form.is_valid():
        actions.change_person(found.pk, by=people_access.act(request), **form.cleaned_data)
        return redirect("estate:person", found.pk)
    return _person(request, person_id, form)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, community_id: int) -> HttpResponse:
    """A file is read and kept; nothing of the estate is written yet."""
    where = _kept(request, community_id)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            headings, rows, faults = read_upload(file)
        except TableError as error:
            form.add_error("file", in_language(error.text).split("：", 1)[-1].split(": ", 1)[-1])
        except ColumnsError as missing:
            said = _("No column says which unit it is. Head it “unit”. The headings found are: %(found)s.")
            form.add_error("file", said % {"found": "、".join(missing.headings[:12])})
        else:
            by, kept = people_access.act(request), {"headings": headings, "rows": faults}
            kept_id = actions.keep_file(where.pk, by=by, name=str(file.name)[:200], rows=rows, faults=kept)
            return redirect("estate:import", kept_id)
    status = 422 if form.is_bound else 200
    return render(request, "estate/upload.html", {"community": where, "form": form}, status=status)


@once("estate:estate")
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a file would bring; once confirmed, it is brought in."""
    kept = _kept_file(request, import_id)
    if request.method == "POST":
        with refusals_told(request, _("The file is imported.")):
            actions.import_file(kept.pk, by=people_access.act(request))
        return redirect("estate:estate", kept.community_id)
    faults = [kept_fault(one) for one in kept.faults["rows"]]
    shown = {
        "kept": kept,
        "counts": Plan(kept.community_id, [EstateRow(*row) for row in kept.rows]).counts,
        "rows": len(kept.rows),
        "faults": [(one.row, one.column, in_language(one.reason)) for one in faults[:SHOWN_FAULTS]],
        "faults_count": len(faults),
    }
    return render(request, "estate/import.html", shown)


@require_GET
def faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows that cannot be used, as a file to mend and to load again."""
    kept = _kept_file(request, import_id)
    listed = [kept_fault(one) for one in kept.faults["rows"]]
    return workbook(faults_sheet(kept.faults["headings"], listed), f"to-mend-{kept.pk}")


def _estate(request: HttpRequest, where: Community, area_form: forms.Form | None = None) -> HttpResponse:
    viewer = people_access.signed_in(request)
    find = FindForm(request.GET)
    typed = find.cleaned_data["q"] if find.is_valid() else ""
    shown = {
        "community": where,
        "form": find,
        "typed": typed,
        "households": queries.households(viewer, typed, limit=20, community_id=where.pk) if typed else [],
        "page": None if typed else queries.units(where, request.GET.get("after", "")),
        "buildings": queries.buildings(where),
        "areas": queries.areas(where),
        "area_form": area_form or AreaForm(),
        "may_keep": access.may_keep(viewer, where.pk),
    }
    return render(request, "estate/estate.html", shown, status=422 if area_form else 200)


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


def _person(request: HttpRequest, person_id: int, form: forms.Form | None = None) -> HttpResponse:
    viewer = people_access.signed_in(request)
    found = get_object_or_404(access.persons_visible_to(viewer).select_related("community"), pk=person_id)
    shown = {
        "person": found,
        "homes": queries.homes_of(found),
        "form": form or PersonForm(initial={"name": found.name, "phone": found.phone}),
        "may_keep": access.may_keep(viewer, found.community_id),
    }
    return render(request, "estate/person.html", shown, status=422 if form else 200)


def _community(request: HttpRequest, community_id: int) -> Community:
    return get_object_or_404(people_access.communities_visible_to(people_access.signed_in(request)), pk=community_id)


def _kept(request: HttpRequest, community_id: int) -> Community:
    where = _community(request, community_id)
    people_access.require(access.may_keep(people_access.signed_in(request), where.pk))
    return where


def _kept_file(request: HttpRequest, import_id: int) -> EstateImport:
    viewer = people_access.signed_in(request)
    return get_object_or_404(access.imports_kept_by(viewer).select_related("community"), pk=import_id)


def _visible_unit(request: HttpRequest, unit_id: int) -> Unit:
    visible = access.units_visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "building"), pk=unit_id)
