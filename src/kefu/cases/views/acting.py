"""The page of a case, and a verb each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.cases import access, actions, queries
from kefu.cases.actions import CaseRefused
from kefu.cases.calc import verbs_in
from kefu.cases.forms import (
    AnswerForm,
    AppointForm,
    ArriveForm,
    AssignForm,
    ClassifyForm,
    CorrectForm,
    ForwardForm,
    PauseForm,
    PromiseForm,
    ReopenForm,
    ReportForm,
    ResolveForm,
    RevisitForm,
    TakeOverForm,
    WithdrawForm,
)
from kefu.cases.models import Case
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act, StaleError
from kefu.people import access as people_access
from kefu.people.views.answering import once, stale

Bound = dict[str, forms.Form]


@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: what it is, its duties, what happened, and what may be done now."""
    return _page(request, _visible(request, case_id))


@once("cases:case")
@require_POST
def act(request: HttpRequest, case_id: int, verb: str) -> HttpResponse:
    """Do something to a case."""
    found = _visible(request, case_id)
    people_access.require(access.may_do(people_access.signed_in(request), found, verb))
    form = FORMS[verb](request, found)
    if form.is_valid():
        try:
            DOES[verb](found.pk, people_access.act(request), form)
            return redirect("cases:case", found.pk)
        except CaseRefused as refused:
            for message in refused.messages:
                form.add_error(None, message)
        except StaleError as error:
            form.add_error(None, stale(error))
    return _page(request, _visible(request, case_id), {verb: form}, status=422)


def _visible(request: HttpRequest, case_id: int) -> Case:
    visible = access.visible_to(people_access.signed_in(request))
    return get_object_or_404(
        visible.select_related("owner", "handler", "community", "unit", "person", "repeats"), pk=case_id
    )


def _page(request: HttpRequest, found: Case, bound: Bound | None = None, status: int = 200) -> HttpResponse:
    viewer = people_access.signed_in(request)
    roles = people_access.roles_in(viewer, found.community_id)
    verbs = verbs_in(found.state, found.kind, is_paused=duty_queries.is_paused(actions.subject(found)))
    allowed = [verb for verb in verbs if access.allows(roles, verb) and not found.is_withdrawn]
    unbound = {verb: FORMS[verb](request, found, is_bound=False) for verb in allowed}
    # What was refused stands there with its reason and what was typed, also where it is not offered any more.
    offered = [(verb, LABELS[verb](), form) for verb, form in {**unbound, **(bound or {})}.items()]
    shown = {
        "case": found,
        "duties": queries.duties(found),
        "events": queries.timeline(found),
        "look_alikes": queries.look_alikes(found, clock.now()),
        "household": queries.household(found),
        "verbs": offered,
        "wrong": next(iter(bound or {}), ""),
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "cases/case.html", shown, status=status)


def _plain(form: type[forms.Form]) -> Callable[..., forms.Form]:
    def make(request: HttpRequest, _case: Case, *, is_bound: bool = True) -> forms.Form:
        return form(request.POST) if is_bound else form(auto_id=f"id_{form.__name__}_%s")

    return make


def _classify(request: HttpRequest, found: Case, *, is_bound: bool = True) -> forms.Form:
    now = {name: getattr(found, name) for name in ("kind", "severity", "repair_way", "is_urgent")}
    return ClassifyForm(request.POST) if is_bound else ClassifyForm(initial=now, auto_id="id_classify_%s")


def _correct(request: HttpRequest, found: Case, *, is_bound: bool = True) -> forms.Form:
    now = {name: getattr(found, name) for name in CorrectForm.base_fields if name != "why"}
    return CorrectForm(request.POST) if is_bound else CorrectForm(initial=now, auto_id="id_correct_%s")


def _resolve(request: HttpRequest, found: Case, *, is_bound: bool = True) -> forms.Form:
    return ResolveForm(request.POST if is_bound else None, kind=found.kind, auto_id="id_resolve_%s")


def _assign(request: HttpRequest, found: Case, *, is_bound: bool = True) -> forms.Form:
    colleagues = access.colleagues_on(found)
    return AssignForm(request.POST if is_bound else None, colleagues=colleagues, auto_id="id_assign_%s")


FORMS: dict[str, Callable[..., forms.Form]] = {
    "accept": _plain(forms.Form),
    "classify": _classify,
    "assign": _assign,
    "forward": _plain(ForwardForm),
    "answer": _plain(AnswerForm),
    "promise": _plain(PromiseForm),
    "appoint": _plain(AppointForm),
    "arrive": _plain(ArriveForm),
    "report": _plain(ReportForm),
    "take-over": _plain(TakeOverForm),
    "pause": _plain(PauseForm),
    "resume": _plain(forms.Form),
    "resolve": _resolve,
    "revisit": _plain(RevisitForm),
    "reopen": _plain(ReopenForm),
    "close": _plain(forms.Form),
    "correct": _correct,
    "withdraw": _plain(WithdrawForm),
}
DOES: dict[str, Callable[[int, Act, Any], Case]] = {
    "accept": lambda id_, by, _form: actions.accept_case(id_, by=by),
    "classify": lambda id_, by, form: actions.classify_case(id_, by=by, **form.cleaned_data),
    "assign": lambda id_, by, form: actions.assign_case(id_, by=by, **form.cleaned_data),
    "forward": lambda id_, by, form: actions.forward_case(id_, by=by, **form.cleaned_data),
    "answer": lambda id_, by, form: actions.answer_case(id_, by=by, **form.cleaned_data),
    "promise": lambda id_, by, form: actions.promise_case(id_, by=by, **form.cleaned_data),
    "appoint": lambda id_, by, form: actions.appoint_case(id_, by=by, **form.cleaned_data),
    "arrive": lambda id_, by, form: actions.arrive_case(id_, by=by, **form.cleaned_data),
    "report": lambda id_, by, form: actions.report_case(id_, by=by, **form.cleaned_data),
    "take-over": lambda id_, by, form: actions.take_over_case(id_, by=by, **form.cleaned_data),
    "pause": lambda id_, by, form: actions.pause_case(id_, by=by, **form.cleaned_data),
    "resume": lambda id_, by, _form: actions.resume_case(id_, by=by),
    "resolve": lambda id_, by, form: actions.resolve_case(
        id_, by=by, result=form.cleaned_data["result"], facts=form.facts()
    ),
    "revisit": lambda id_, by, form: actions.revisit_case(
        id_, by=by, facts=form.facts(), opinion=form.cleaned_data["opinion"]
    ),
    "reopen": lambda id_, by, form: actions.reopen_case(id_, by=by, **form.cleaned_data),
    "close": lambda id_, by, _form: actions.close_case(id_, by=by),
    "correct": lambda id_, by, form: actions.correct_case(id_, by=by, **form.cleaned_data),
    "withdraw": lambda id_, by, form: actions.withdraw_case(id_, by=by, **form.cleaned_data),
}
LABELS: dict[str, Callable[[], str]] = {
    "accept": lambda: _("Take in hand"),
    "classify": lambda: _("Classify anew"),
    "assign": lambda: _("Give to a colleague"),
    "forward": lambda: _("Pass on to a department"),
    "answer": lambda: _("Answer the customer"),
    "promise": lambda: _("Promise a time"),
    "appoint": lambda: _("Agree a visit"),
    "arrive": lambda: _("On site"),
    "report": lambda: _("Report upward"),
    "take-over": lambda: _("Take over"),
    "pause": lambda: _("Stop the clock"),
    "resume": lambda: _("Let the clock go on"),
    "resolve": lambda: _("Settle"),
    "revisit": lambda: _("Revisit"),
    "reopen": lambda: _("Reopen"),
    "close": lambda: _("Close the case"),
    "correct": lambda: _("Correct the entry"),
    "withdraw": lambda: _("Withdraw"),
}
