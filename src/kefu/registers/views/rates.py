"""What revisits came to in a period: as a page, as an Excel file, and as the paper that goes to whoever appraises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.lib.xlsx import Cell, Column, Sheet
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.registers import printed
from kefu.registers.causes import causes as causes_of
from kefu.registers.figures import Found, Group, figures
from kefu.registers.forms import FiguresForm
from kefu.registers.words import FIGURES, figures_said
from kefu.ui import papers
from kefu.ui.exporting import workbook


@require_GET
def rates(request: HttpRequest, community_id: int) -> HttpResponse:
    """How many were asked and how they answered, by service and by who did the work; what the rulebook wants of it."""
    where, form = _asked(request, community_id)
    found = _found(where, form)
    groups = [(title, name, rows) for title, name, rows in _tables(found) if rows]
    shown = {"community": where, "form": form, "found": found, "groups": groups, "labels": FIGURES.values()}
    return render(request, "registers/rates.html", shown)


@require_POST
def export_rates(request: HttpRequest, community_id: int) -> HttpResponse:
    """The same as an Excel file."""
    where, form = _asked(request, community_id)
    viewer, by = people_access.signed_in(request), people_access.act(request)
    rows = [(title, group) for title, _name, groups in _tables(_found(where, form)) for group in groups]
    people_actions.note_export(viewer.pk, by=by, name="revisit-rates", rows=len(rows))
    columns = [
        Column(_("Divided by"), 16),
        Column(_("Of whom"), 24),
        *(Column(capfirst(str(label)), 12, kind) for label, kind in FIGURES.values()),
    ]
    return workbook(
        Sheet(_("Revisits"), columns, [_row(title, group) for title, group in rows]), f"revisits-{form.period.since}"
    )


@require_GET
def statistics(request: HttpRequest, community_id: int) -> HttpResponse:
    """The period's revisits and services on paper; every month it goes to the appraisal group (S4 P6)."""
    where, form = _asked(request, community_id)
    viewer, now = people_access.signed_in(request), clock.now()
    tables = [(title, groups) for title, _name, groups in _tables(_found(where, form))]
    return papers.shown(printed.statistics(where, form.period, tables, viewer, now), f"statistics-{form.period.since}")


def _row(title: str, group: Group) -> list[Cell]:
    return [title, group.name, *figures_said(group).values()]


def _tables(found: Found) -> list[tuple[str, str, list[Group]]]:
    """The groups, each with its title and its name in the page."""
    return [
        (_("All"), "all", [Group(_("All"), found.total)]),
        (_("Service"), "kinds", list(found.kinds)),
        (_("Category"), "categories", list(found.categories)),
        (_("Who did the work"), "persons", list(found.persons)),
    ]


def _found(where: Community, form: FiguresForm) -> Found:
    return figures(where, form.period, where.day(clock.now()))


def _asked(request: HttpRequest, community_id: int) -> tuple[Community, FiguresForm]:
    where = visible_community(request, community_id)
    return where, FiguresForm(request.GET, today=where.day(clock.now()))


@require_GET
def causes(request: HttpRequest, community_id: int) -> HttpResponse:
    """Complaints by cause, with the types that patrols look for as a check list."""
    where, form = _asked(request, community_id)
    found = causes_of(where, form.period, where.day(clock.now()))
    tables = [
        (_("Check list for patrols"), "patrolled", found.patrolled),
        (_("Other causes"), "others", found.others),
        (_("What it is about"), "abouts", found.abouts),
    ]
    shown = {"community": where, "form": form, "tables": [one for one in tables if one[2]]}
    return render(request, "registers/causes.html", shown)
