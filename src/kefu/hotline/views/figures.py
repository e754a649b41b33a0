"""How calls were answered: by agent, by hour, on a page and as a file."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.hotline import figures, rules
from kefu.hotline.forms import PeriodForm
from kefu.lib.xlsx import Column, Kind, Sheet
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.ui.exporting import workbook

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS: tuple[tuple["StrOrPromise", Kind], ...] = (
    (gettext_lazy("Calls"), "number"),
    (gettext_lazy("Picked up"), "number"),
    (gettext_lazy("Answer rate"), "share"),
    (gettext_lazy("Rings, mean"), "decimal"),
    (gettext_lazy("Seconds to the answer, mean"), "decimal"),
    (gettext_lazy("Seconds of talk, mean"), "decimal"),
)


@require_GET
def answers(request: HttpRequest, community_id: int) -> HttpResponse:
    """The calls of a period, those of the last 28 days unless others are asked for."""
    where = visible_community(request, community_id)
    form = _form(request, where)
    period = form.period()
    total = figures.total(period)
    shown = {
        "community": where,
        "form": form,
        "period": period,
        "total": total,
        "agents": figures.by_agent(period),
        "hours": figures.by_hour(period),
        "aims": figures.aims(rules.book_in_force(where.pk, clock.now()), total),
        "columns": [label for label, _kind in COLUMNS],
    }
    return render(request, "hotline/figures.html", shown, status=422 if form.errors else 200)


@require_POST
def export_answers(request: HttpRequest, community_id: int) -> HttpResponse:
    """The same as an Excel file; that it left the house is recorded."""
    where = visible_community(request, community_id)
    period = _form(request, where).period()
    rows = figures.rows(figures.by_agent(period), figures.by_hour(period))
    viewer = people_access.signed_in(request)
    people_actions.note_export(viewer.pk, by=people_access.act(request), name="call-figures", rows=len(rows))
    columns = [Column(_("Agent or hour"), 18), *(Column(str(label), 14, kind) for label, kind in COLUMNS)]
    name = "-".join(("call-figures", *period.days))
    return workbook(Sheet(str(_("Answers")), columns, rows), name)


def _form(request: HttpRequest, where: Community) -> PeriodForm:
    today = localtime(clock.now()).date()
    usual = {"since": today - timedelta(days=27), "until": today}
    return PeriodForm(request.GET if "since" in request.GET or "until" in request.GET else None, where, usual)
