"""The calendars of a community: its years, single days, and what a change of them would touch."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.desk import access, actions
from kefu.desk.governing import calendars as queries
from kefu.desk.governing.forms import ConfirmYearForm, DayForm, YearForm, digest_of
from kefu.desk.governing.views.rulebook import governed
from kefu.duties import arranging
from kefu.duties.adopting import AdoptionRefused
from kefu.duties.arranging import Arrangement
from kefu.duties.explaining import clauses_said, in_language
from kefu.lib.located import Problem, Problems
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community

SHOWN = 100


@require_GET
def calendars(request: HttpRequest, community_id: int) -> HttpResponse:
    """The calendars with their years: known, or estimated."""
    return _page(request, visible_community(request, community_id), {})


@once("governing:calendar", of=None)
@require_POST
def adopt_year(request: HttpRequest, community_id: int) -> HttpResponse:
    """A year's arrangement from a file: shown in its effect; once confirmed, it comes into force."""
    where = governed(request, community_id)
    if "digest" in request.POST:
        form: forms.Form = ConfirmYearForm(request.POST)
    else:
        form = YearForm(request.POST, request.FILES, calendars=_names(where), auto_id="id_year_%s")
    if not form.is_valid():
        return _refused(request, where, form)
    source = form.cleaned_data.get("source") or form.cleaned_data["file"]
    try:
        arrangement = _arrangement(where, form.cleaned_data, source)
        if isinstance(form, ConfirmYearForm):
            return _brought(request, where, form, arrangement, "")
        found = queries.preview(where, arrangement, clock.now())
    except Problems as wrong:
        return _refused(request, where, form, wrong.problems)
    except AdoptionRefused as refused:
        form.add_error(None, in_language(refused.text))
        return _refused(request, where, form)
    back = {"source": source, "digest": digest_of(source), "calendar": arrangement.calendar, "year": arrangement.year}
    return _preview(request, where, found, arrangement, ConfirmYearForm(initial=back))


@once("governing:calendar", of=None)
@require_POST
def set_day(request: HttpRequest, community_id: int) -> HttpResponse:
    """A day, or hours of it, closed or worked: shown in its effect; once confirmed, it comes into force."""
    where = governed(request, community_id)
    form = DayForm(request.POST, calendars=_names(where), auto_id="id_day_%s")
    if not form.is_valid():
        return _refused(request, where, form)
    day, name = form.cleaned_data["day"], form.cleaned_data["calendar"]
    before = arranging.arrangement_of(where.pk, name, day.year)
    arrangement = arranging.with_day(before, day, is_worked=form.is_worked(), spans=form.spans())
    if "confirmed" in request.POST:
        return _brought(request, where, form, arrangement, form.cleaned_data["why"])
    found = queries.preview(where, arrangement, clock.now())
    return _preview(request, where, found, arrangement, _hidden(form))


def _brought(
    request: HttpRequest, where: Community, form: forms.Form, arrangement: Arrangement, why: str
) -> HttpResponse:
    with refusals_on(request, form):
        actions.adopt_calendar_year(where.pk, arrangement, by=people_access.act(request), why=why)
        messages.success(request, _("In force. Open duties keep their due times until they are re-issued."))
        return redirect("governing:reissue", where.pk)
    return _refused(request, where, form)


def _arrangement(where: Community, typed: dict[str, Any], source: str) -> Arrangement:
    """What the file says, with the department's own days. Raises `Problems`."""
    official = arranging.read_arrangement(typed["year"], source, name=_("file"))
    before = arranging.arrangement_of(where.pk, typed["calendar"], typed["year"])
    return arranging.with_own_days(before, replace(official, calendar=typed["calendar"]))


def _hidden(form: DayForm) -> DayForm:
    """The same form, to be sent once more as it is."""
    for field in form.fields.values():
        field.widget = field.hidden_widget()
    return form


def _names(where: Community) -> list[tuple[str, str]]:
    return queries.named(queries.calendars(where, clock.now()))


def _preview(
    request: HttpRequest, where: Community, found: queries.Preview, arrangement: Arrangement, form: forms.Form
) -> HttpResponse:
    said = clauses_said([one.duty for one in found.duties[:SHOWN]])
    shown = {
        "community": where,
        "arrangement": arrangement,
        "title": found.title,
        "days": found.days,
        "duties": [(one, said[one.duty.pk]) for one in found.duties[:SHOWN]],
        "count": len(found.duties),
        "form": form,
        "is_day": isinstance(form, DayForm),
    }
    return render(request, "desk/governing/calendar_preview.html", shown)


def _refused(
    request: HttpRequest, where: Community, form: forms.Form, problems: list[Problem] | None = None
) -> HttpResponse:
    """The page with what was typed, and why it will not do."""
    typed: dict[str, Any] = {"problems": problems or []}
    if isinstance(form, ConfirmYearForm):
        typed["errors"] = form.non_field_errors()
    else:
        typed["day_form" if isinstance(form, DayForm) else "year_form"] = form
    return _page(request, where, typed, status=422)


def _page(request: HttpRequest, where: Community, typed: dict[str, Any], status: int = 200) -> HttpResponse:
    found = queries.calendars(where, clock.now())
    names = queries.named(found)
    shown = {
        "community": where,
        "calendars": found,
        "unofficial": queries.unofficial(found),
        "year_form": YearForm(calendars=names, auto_id="id_year_%s"),
        "day_form": DayForm(calendars=names, auto_id="id_day_%s"),
        "may_govern": access.may_govern(people_access.signed_in(request), where.pk),
        **typed,
    }
    return render(request, "desk/governing/calendar.html", shown, status=status)
