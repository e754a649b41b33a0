"""What a month at the gates came to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.gate import queries
from kefu.lib.months import asked_for, neighbours
from kefu.lib.xlsx import Cell, Column, Sheet
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.views.choosing import visible_community
from kefu.ui.exporting import workbook


@require_GET
def months(request: HttpRequest, community_id: int) -> HttpResponse:
    """A month's figures, each with the list behind it."""
    where = visible_community(request, community_id)
    today = where.day(clock.now())
    month = asked_for(request.GET.get("month", ""), today)
    before, after = neighbours(month, today)
    passes, passages = queries.month(where, month)
    shown = {
        "community": where,
        "name": f"{month:%Y-%m}",
        "before": before,
        "after": after,
        "passes": passes,
        "passages": passages,
    }
    return render(request, "gate/months.html", shown)


@require_POST
def export(request: HttpRequest, community_id: int) -> HttpResponse:
    """The same as an Excel file."""
    where = visible_community(request, community_id)
    month = asked_for(request.GET.get("month", ""), where.day(clock.now()))
    rows: list[list[Cell]] = [[str(one.label), one.number] for part in queries.month(where, month) for one in part]
    viewer, by = people_access.signed_in(request), people_access.act(request)
    people_actions.note_export(viewer.pk, by=by, name="gate-figures", rows=len(rows))
    columns = [Column(_("What is counted"), 30), Column(f"{month:%Y-%m}", 12, "number")]
    return workbook(Sheet(_("Gates by month"), columns, rows), f"gates-{month:%Y-%m}")
