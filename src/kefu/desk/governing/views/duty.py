"""One duty whole, and what may be done to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.desk import access, actions
from kefu.desk.governing import duties as queries
from kefu.desk.governing.forms import MoveDutyForm, NoteForm, ReissueDutyForm, WhyForm
from kefu.duties import queries as duty_queries
from kefu.duties.actions import subject_of
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on

LABELS: dict[str, Callable[[], str]] = {
    "attest": lambda: _("It is done"),
    "move": lambda: _("Give to a colleague"),
    "reissue": lambda: _("Give another due time"),
    "waive": lambda: _("Let it go"),
}
DOES: dict[str, Callable[..., None]] = {
    "attest": actions.attest_duty,
    "move": actions.move_duty,
    "reissue": actions.reissue_duty,
    "waive": actions.waive_duty,
}


@require_GET
def duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """A duty: what, by which clause, how it was counted, who bears it, what happened, what may be done."""
    return _page(request, _visible(request, duty_id))


@once("governing:duty", of=None)
@require_POST
def attest(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Somebody says that a duty is done which no other page records."""
    return _done(request, duty_id, "attest")


@once("governing:duty", of=None)
@require_POST
def waive(request: HttpRequest, duty_id: int) -> HttpResponse:
    """A duty is let go, with the reason."""
    return _done(request, duty_id, "waive")


@once("governing:duty", of=None)
@require_POST
def move(request: HttpRequest, duty_id: int) -> HttpResponse:
    """A duty goes to a colleague."""
    return _done(request, duty_id, "move")


@once("governing:duty", of=None)
@require_POST
def reissue(request: HttpRequest, duty_id: int) -> HttpResponse:
    """A duty gets another due time, with the reason."""
    return _done(request, duty_id, "reissue")


def _done(request: HttpRequest, duty_id: int, verb: str) -> HttpResponse:
    found = _visible(request, duty_id)
    people_access.require(access.may_act_on(people_access.signed_in(request), found, verb))
    form = _form(verb, found, request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            by: Act = people_access.act(request)
            DOES[verb](found.pk, by=by, **form.cleaned_data)
            return redirect("home") if "my-day" in request.POST else redirect("governing:duty", found.pk)
    return _page(request, _visible(request, duty_id), {verb: form}, status=422)


def _visible(request: HttpRequest, duty_id: int) -> Duty:
    return get_object_or_404(access.duties_visible_to(people_access.signed_in(request)), pk=duty_id)


def _form(verb: str, found: Duty, typed: Any = None) -> forms.Form:
    identified = f"id_{verb}_%s"
    if verb == "move":
        return MoveDutyForm(typed, colleagues=people_access.staff_in([found.community_id]), auto_id=identified)
    form = {"attest": NoteForm, "waive": WhyForm, "reissue": ReissueDutyForm}[verb]
    return form(typed, auto_id=identified)


def _page(
    request: HttpRequest, found: Duty, typed: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    whole = queries.whole(found, people_access.signed_in(request))
    # What was refused stands there with its reason, also where it is not offered any more.
    offered = {**{verb: _form(verb, found) for verb in whole.verbs}, **(typed or {})}
    shown = {
        "duty": found,
        "whole": whole,
        "told": whole.told,
        "verbs": [(verb, f"governing:{_URLS.get(verb, verb)}", LABELS[verb](), form) for verb, form in offered.items()],
        "wrong": next(iter(typed or {}), ""),
        "seq": duty_queries.seq_of(subject_of(found)),
        "now": clock.now(),
    }
    return render(request, "desk/governing/duty.html", shown, status=status)


_URLS = {"reissue": "reissue-duty"}
