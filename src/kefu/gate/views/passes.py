"""Passes at the desk: the lists, one with what may be done, new ones, their papers, a month's figures."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.gate import access, actions, printed, queries
from kefu.gate import forms as asked
from kefu.gate.calc import may_follow
from kefu.gate.columns import PASSAGES, PASSES
from kefu.gate.models import Kind, Pass
from kefu.gate.words import LABELS
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.exporting import exported
from kefu.ui import papers
from kefu.ui.codes import qr_code
from kefu.ui.lists import listed, order_of

# What each verb does, and what it asks.
OFFERS: dict[str, tuple[Callable[..., Pass], type[forms.Form]]] = {
    "tell-host": (actions.tell_host, asked.ToldForm),
    "enter": (actions.enter_visitor, asked.SaidForm),
    "leave": (actions.leave_visitor, asked.SaidForm),
    "release": (actions.release_goods, asked.SaidForm),
    "refuse": (actions.refuse_goods, asked.WhyForm),
    "extend": (actions.extend_pass, asked.UntilForm),
    "call-in": (actions.call_in_pass, asked.SaidForm),
    "hand-in": (actions.hand_in_pass, asked.SaidForm),
    "revoke": (actions.revoke_pass, asked.WhyForm),
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Passes, the last issued first."""
    viewer, order = people_access.signed_in(request), order_of(request, queries.ORDERS)
    form = asked.PassesForm(request.GET, viewer=viewer)
    shown = {
        "form": form,
        "listed": listed(request, PASSES, queries.selection(viewer, form.chosen(), order, clock.now()), order),
        "export": reverse("gate:export-passes"),
        "kinds": [(kind, kind.label) for kind in Kind if access.issues_in(viewer, kind).exists()],
        "guards": access.guards_anywhere(viewer),
    }
    return render(request, "gate/passes.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All of the list as an Excel file."""
    viewer, order = people_access.signed_in(request), order_of(request, queries.ORDERS)
    chosen = asked.PassesForm(request.GET, viewer=viewer).chosen()
    return exported(request, PASSES, queries.selection(viewer, chosen, order, clock.now()))


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Who and what passed the gates, the last first."""
    viewer, order = people_access.signed_in(request), order_of(request, queries.ORDERS)
    form = asked.PassagesForm(request.GET, viewer=viewer)
    selection = queries.passed(viewer, form.chosen(), order)
    shown = {"form": form, "listed": listed(request, PASSAGES, selection, order), "export": reverse("gate:export-log")}
    return render(request, "gate/log.html", shown)


@require_POST
def export_log(request: HttpRequest) -> FileResponse:
    """All of the log as an Excel file."""
    viewer, order = people_access.signed_in(request), order_of(request, queries.ORDERS)
    chosen = asked.PassagesForm(request.GET, viewer=viewer).chosen()
    return exported(request, PASSAGES, queries.passed(viewer, chosen, order))


@once("gate:pass")
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, kind: str) -> HttpResponse:
    """A new pass of a kind; with `community` and `place` in the address, of that home."""
    viewer, chosen = people_access.signed_in(request), Kind(kind)
    communities = access.issues_in(viewer, kind).order_by("name")
    people_access.require(communities.exists())
    sent = request.POST if request.method == "POST" else None
    initial = {"community": request.GET.get("community", ""), "place": request.GET.get("place", "")[:40]}
    form = asked.PassForm(sent, communities=communities, kind=chosen, initial=initial)
    if form.is_valid():
        with refusals_on(request, form):
            found = _issued(request, form, chosen)
            messages.success(request, _("Issued: %(number)s.") % {"number": found.number})
            return redirect("gate:pass", found.pk)
    shown = {"form": form, "kind": chosen, "usual": asked.USUAL[chosen]}
    return render(request, "gate/issue.html", shown, status=422 if sent else 200)


@require_GET
def one(request: HttpRequest, pass_id: int) -> HttpResponse:
    """One pass: its code, its duties and history, and what may be done now."""
    return _page(request, _visible(request, pass_id))


@require_GET
def paper(request: HttpRequest, pass_id: int) -> HttpResponse:
    """The pass or slip as a PDF, to hand out."""
    found = _visible(request, pass_id)
    held = printed.slip(found, _code(request, found), people_access.signed_in(request), clock.now())
    return papers.shown(held, found.number)


@once("gate:pass")
@require_POST
def act(request: HttpRequest, pass_id: int, verb: str) -> HttpResponse:
    """Something is done with a pass."""
    found = _visible(request, pass_id)
    people_access.require(access.may_do(people_access.signed_in(request), found.community_id, verb))
    action, kind = OFFERS[verb]
    form = kind(request.POST, auto_id=f"id_{verb}_%s")
    if form.is_valid():
        with refusals_on(request, form):
            action(found.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Done."))
            return redirect("gate:pass", found.pk)
    return _page(request, _visible(request, pass_id), {verb: form}, status=422)


def _issued(request: HttpRequest, form: asked.PassForm, kind: Kind) -> Pass:
    by = people_access.act(request)
    if kind == Kind.VISITOR:
        return actions.register_visitor(form.asked(by.at), by=by, told=form.cleaned_data["told"])
    return actions.issue_pass(form.asked(by.at), by=by)


def _visible(request: HttpRequest, pass_id: int) -> Pass:
    visible = access.visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "unit", "issued_by"), pk=pass_id)


def _code(request: HttpRequest, of: Pass) -> str:
    """What the QR code says: the gate's page, which judges what stands behind the #; that part is never sent."""
    return f"{request.build_absolute_uri(reverse('gate:gate'))}#{of.code}"


def _page(
    request: HttpRequest, found: Pass, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    viewer, bound = people_access.signed_in(request), bound or {}
    offers: list[tuple[str, Any, forms.Form, bool]] = []
    for verb, (_action, kind) in OFFERS.items():
        may = access.may_do(viewer, found.community_id, verb) and may_follow(verb, found.kind, found.state)
        if verb in bound or (may and not (verb == "tell-host" and found.is_host_told)):
            offers.append((verb, LABELS[verb], bound.get(verb) or kind(auto_id=f"id_{verb}_%s"), verb in bound))
    duties = queries.duties(found)
    shown = {
        "pass": found,
        "qr": qr_code(_code(request, found)),
        "is_over": found.is_over(clock.now()),
        "offers": offers,
        "passages": queries.passages(found),
        "duties": duties,
        "events": queries.timeline(found, duties),
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "gate/pass.html", shown, status=status)
