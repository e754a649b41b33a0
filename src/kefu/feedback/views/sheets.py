"""Opinions: summing them up, a sheet with its duties and verbs, the revisit of those who gave them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.feedback import access, actions, queries
from kefu.feedback import forms as asked
from kefu.feedback.calc import SHEET_VERBS, TELLABLE
from kefu.feedback.history import history
from kefu.feedback.models import Opinion, Sheet, SheetState
from kefu.feedback.views.surveys import visible
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.ui.paging import asked_by

# So many opinions are sorted at once.
_AT_ONCE = 50


@dataclass(frozen=True)
class Offer:
    """A verb as a sheet's page offers it."""

    label: Any
    action: Callable[..., Any]
    form: type[forms.Form] = forms.Form


OFFERS = {
    "send": Offer(gettext_lazy("Send to the department"), actions.send_sheet, asked.NoteForm),
    "receive": Offer(gettext_lazy("Confirm the receipt"), actions.receive_sheet),
    "answer": Offer(gettext_lazy("Answer with measures"), actions.answer_sheet, asked.MeasuresForm),
    "change": Offer(gettext_lazy("The change is made"), actions.change_sheet, asked.ChangeForm),
    "tell": Offer(gettext_lazy("Write to those who gave them"), actions.tell_givers, asked.TellForm),
}


@once("feedback:survey", of=None)
@require_http_methods(["GET", "HEAD", "POST"])
def sum_up(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Opinions are put together by department."""
    found = visible(request, survey_id)
    people_access.require(access.may_lead(people_access.signed_in(request), found.community_id))
    waiting = queries.waiting_opinions(found, asked_by(request), _AT_ONCE)
    departments = list(queries.departments_of(found.community_id))
    form = asked.SumUpForm(request.POST or None, answers=waiting.rows, departments=departments)
    if form.is_valid():
        with refusals_on(request, form):
            sheets = actions.sum_up(found.pk, form.departments(), by=people_access.act(request))
            messages.success(request, _("Summed up. Send each department what concerns it."))
            return (
                redirect("feedback:sheet", sheets[0].pk) if len(sheets) == 1 else redirect("feedback:survey", found.pk)
            )
    fields = [(answer, form[f"a{answer.pk}"]) for answer in waiting.rows]
    shown = {"survey": found, "form": form, "fields": fields, "departments": departments, "page": waiting}
    return render(request, "feedback/sum_up.html", shown, status=422 if form.is_bound else 200)


@require_GET
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """The opinions for a department: how far they are, what is due, what happened."""
    return _page(request, _visible(request, sheet_id))


@once("feedback:sheet")
@require_POST
def act(request: HttpRequest, sheet_id: int, verb: str) -> HttpResponse:
    """Do something about a sheet."""
    found = _visible(request, sheet_id)
    people_access.require(access.may_do(people_access.signed_in(request), found, verb))
    offer = OFFERS[verb]
    form = offer.form(request.POST, auto_id=f"id_{verb}_%s")
    if form.is_valid():
        with refusals_on(request, form):
            offer.action(found.pk, by=people_access.act(request), **form.cleaned_data)
            return redirect("feedback:sheet", found.pk)
    return _page(request, _visible(request, sheet_id), {verb: form}, status=422)


@once("feedback:sheet")
@require_POST
def revisit(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """Somebody who gave an opinion is asked again."""
    viewer = people_access.signed_in(request)
    opinion = get_object_or_404(access.opinions_visible_to(viewer).select_related("sheet__survey"), pk=opinion_id)
    people_access.require(access.may_ask(viewer, opinion.sheet.survey.community_id))
    form = asked.RevisitForm(request.POST, auto_id=f"id_{opinion.pk}_%s")
    if form.is_valid():
        with refusals_on(request, form):
            actions.revisit_giver(opinion.pk, form.revisit(), by=people_access.act(request))
            return redirect("feedback:sheet", opinion.sheet_id)
    return _page(request, _visible(request, opinion.sheet_id), revisits={opinion.pk: form}, status=422)


def _visible(request: HttpRequest, sheet_id: int) -> Sheet:
    found = access.sheets_visible_to(people_access.signed_in(request))
    return get_object_or_404(found.select_related("survey__community", "department", "handler"), pk=sheet_id)


def _page(
    request: HttpRequest,
    found: Sheet,
    bound: dict[str, forms.Form] | None = None,
    *,
    revisits: dict[int, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer, bound, revisits = people_access.signed_in(request), bound or {}, revisits or {}
    allowed = [verb for verb, one in SHEET_VERBS.items() if one.allowed_in == found.state]
    if found.state in TELLABLE:
        allowed.append("tell")
    may = [verb for verb in allowed if access.may_do(viewer, found, verb)]
    offered = {
        verb: bound.get(verb) or OFFERS[verb].form(auto_id=f"id_{verb}_%s") for verb in dict.fromkeys([*may, *bound])
    }
    may_ask = found.state == SheetState.CHANGED and access.may_ask(viewer, found.survey.community_id)

    def form_of(one: Opinion) -> forms.Form | None:
        if one.pk in revisits:
            return revisits[one.pk]
        return asked.RevisitForm(auto_id=f"id_{one.pk}_%s") if may_ask and one.revisited_at is None else None

    shown = {
        "sheet": found,
        "survey": found.survey,
        "opinions": [(one, form_of(one)) for one in queries.opinions(found)],
        "duties": queries.duties(found),
        "events": history(found),
        "may_read": access.may_read(viewer, found.survey.community_id),
        "offered": [(verb, OFFERS[verb].label, form) for verb, form in offered.items()],
        "wrong": next(iter(bound), ""),
        "seq": duty_queries.seq_of(actions.sheet_subject(found)),
        "now": clock.now(),
    }
    return render(request, "feedback/sheet.html", shown, status=status)
