"""How long people waited and were served, and what the month scores."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties.governing import book_on
from kefu.lib.months import bounds
from kefu.lib.xlsx import Column, Kind, Sheet
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.reception import figures, scoring
from kefu.reception.forms import MonthForm, PeriodForm
from kefu.rulebook.clauses import Rulebook
from kefu.ui.exporting import workbook

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS: tuple[tuple["StrOrPromise", Kind], ...] = (
    (gettext_lazy("Came"), "number"),
    (pgettext_lazy("at a window", "Received"), "number"),
    (gettext_lazy("Did not come"), "number"),
    (pgettext_lazy("at a window", "Left"), "number"),
    (pgettext_lazy("at a window", "Not done yet"), "number"),
    (gettext_lazy("Waited, minutes: middle"), "decimal"),
    (gettext_lazy("Waited, minutes: 95 of 100"), "decimal"),
    (gettext_lazy("Served, minutes: middle"), "decimal"),
    (gettext_lazy("Served, minutes: 95 of 100"), "decimal"),
    (gettext_lazy("Called in time"), "share"),
    (gettext_lazy("Served in time"), "share"),
    (gettext_lazy("Mark, mean"), "decimal"),
)


@require_GET
def figures_page(request: HttpRequest, community_id: int) -> HttpResponse:
    """The figures of a period: this month so far unless other days are asked for."""
    where = visible_community(request, community_id)
    form = _form(request, where)
    period = form.period()
    book = _book(period)
    shown = {
        "community": where,
        "form": form,
        "period": period,
        "total": figures.total(period, book),
        "tables": [
            (_("By matter"), figures.by_purpose(period, book)),
            (_("By clerk"), figures.by_clerk(period, book)),
            (_("By day"), figures.by_day(period, book)),
        ],
        "columns": [label for label, _kind in COLUMNS],
    }
    return render(request, "reception/figures.html", shown, status=422 if form.errors else 200)


@require_POST
def export_figures(request: HttpRequest, community_id: int) -> HttpResponse:
    """The same as an Excel file; that it left the house is recorded."""
    where = visible_community(request, community_id)
    period = _form(request, where).period()
    book = _book(period)
    groups = [*figures.by_purpose(period, book), *figures.by_clerk(period, book), *figures.by_day(period, book)]
    rows = figures.rows(groups)
    viewer = people_access.signed_in(request)
    people_actions.note_export(viewer.pk, by=people_access.act(request), name="reception-figures", rows=len(rows))
    columns = [Column(_("Matter, clerk or day"), 18), *(Column(str(label), 14, kind) for label, kind in COLUMNS)]
    return workbook(Sheet(str(_("Reception")), columns, rows), "-".join(("reception-figures", *period.days)))


@require_GET
def score_page(request: HttpRequest, community_id: int) -> HttpResponse:
    """What a month scores, each deduction with its ticket and its clause."""
    where = visible_community(request, community_id)
    today = where.day(clock.now())
    form = MonthForm(request.GET if "month" in request.GET else None, today)
    since, until = bounds(form.first(), where.zone)
    book = book_on(where.pk, min(today, until.date() - timedelta(days=1)))
    shown = {"community": where, "form": form, "month": scoring.month(where, book, since, until)}
    shown["first"] = form.first()
    return render(request, "reception/score.html", shown, status=422 if form.errors else 200)


def _book(period: figures.Period) -> Rulebook | None:
    """By what a period is judged: what was in force on its last day, or today if that lies ahead."""
    today = period.community.day(period.now)
    return book_on(period.community.pk, min(today, (period.until - timedelta(days=1)).date()))


def _form(request: HttpRequest, where: Community) -> PeriodForm:
    is_asked = "since" in request.GET or "until" in request.GET
    return PeriodForm(request.GET if is_asked else None, where, clock.now())
