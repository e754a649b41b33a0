"""Lists of cases, on the page and as an Excel file."""

from collections.abc import Iterable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.cases import access, lists
from kefu.cases.forms import CasesFilterForm
from kefu.cases.views.verbs import BULK, OFFERS
from kefu.duties.acts import AlreadyDone
from kefu.lib.xlsx import Cell, Column, Sheet
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.ui.workbooks import workbook


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases by what is chosen of them."""
    viewer = people_access.signed_in(request)
    form = CasesFilterForm(request.GET)
    listed = lists.cases(viewer, form.chosen(), request.GET.get("after", ""), clock.now())
    shown = {"form": form, "listed": listed, "may_receive": access.may_receive_anywhere(viewer)}
    if access.may_work_anywhere(viewer):
        shown["bulk"] = [(verb, OFFERS[verb].label) for verb in BULK]
    return render(request, "cases/cases.html", shown)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """All cases of a list as an Excel file; that they left the house is recorded."""
    viewer = people_access.signed_in(request)
    rows = list(lists.all_cases(viewer, CasesFilterForm(request.GET).chosen(), clock.now()))
    with suppress(AlreadyDone):  # a second click takes the file again
        people_actions.note_export(viewer.pk, by=people_access.act(request), name="cases", rows=len(rows))
    taken_at = timezone.localtime(clock.now())
    return workbook(Sheet(_("Cases"), _columns(), _cells(rows)), f"cases-{taken_at:%Y%m%d-%H%M}")


def _columns() -> list[Column]:
    return [
        Column(_("Number"), 14),
        Column(_("Received"), 17, "moment"),
        Column(_("Kind"), 12),
        Column(_("Severity"), 10),
        Column(_("State"), 10),
        Column(_("Due"), 17, "moment"),
        Column(_("Clause"), 28),
        Column(_("Matter"), 60),
        Column(_("Where"), 18),
        Column(_("Who"), 12),
        Column(_("Contact"), 16),
        Column(_("Owner"), 12),
        Column(_("Handler"), 12),
        Column(_("Settled"), 17, "moment"),
        Column(_("Closed"), 17, "moment"),
        Column(_("Community"), 16),
    ]


def _cells(rows: Iterable[lists.Row]) -> Iterable[tuple[Cell, ...]]:
    for row in rows:
        case = row.case
        yield (
            case.number,
            timezone.localtime(case.received_at),
            case.get_kind_display(),
            case.get_severity_display() if case.severity else "",
            case.get_state_display(),
            timezone.localtime(row.due_at) if row.due_at else None,
            row.clause,
            case.matter,
            case.place,
            case.caller,
            case.contact,
            case.owner.name,
            case.handler.name if case.handler else "",
            timezone.localtime(case.resolved_at) if case.resolved_at else None,
            timezone.localtime(case.closed_at) if case.closed_at else None,
            case.community.name,
        )
