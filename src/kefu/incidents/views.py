"""Pages of incidents: the list, one with its cases and claims, a new one; a verb each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.cases import access as case_access
from kefu.cases.models import Case
from kefu.cases.views.verbs import BULK
from kefu.cases.words import LABELS as CASE_LABELS
from kefu.duties import queries as duty_queries
from kefu.incidents import access, actions, queries
from kefu.incidents import forms as asked
from kefu.incidents.columns import INCIDENTS
from kefu.incidents.models import Claim, Incident
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.ui.lists import listed, order_of

LABELS = {
    "count": gettext_lazy("Count the loss"),
    "agree": gettext_lazy("Agree"),
    "settle": gettext_lazy("Made good"),
    "drop": gettext_lazy("Drop"),
}
CLAIM_ACTIONS: dict[str, tuple[Callable[..., Claim], type[forms.Form]]] = {
    "count": (actions.count_claim, asked.CountForm),
    "agree": (actions.agree_claim, asked.AgreeForm),
    "settle": (actions.settle_claim, asked.NoteForm),
    "drop": (actions.drop_claim, asked.WhyForm),
}


@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """Incidents, open ones first."""
    viewer = people_access.signed_in(request)
    show = request.GET.get("show", "open")
    show = show if show in queries.VIEWS else "open"
    order = order_of(request, queries.ORDERS)
    shown = {
        "listed": listed(request, INCIDENTS, queries.selection(viewer, show, order), order),
        "views": [(name, label, name == show) for name, label in queries.VIEWS.items()],
        "may_open": access.works_in(viewer).exists(),
    }
    return render(request, "incidents/incidents.html", shown)


@once("incidents:incident")
@require_http_methods(["GET", "HEAD", "POST"])
def open_incident(request: HttpRequest) -> HttpResponse:
    """Something befell many; with `case`, that case is the first of it."""
    viewer = people_access.signed_in(request)
    communities = access.works_in(viewer).order_by("name")
    people_access.require(communities.exists())
    case = _case(request)
    began = {"community": case.community_id, "place": case.place, "happened_at": case.received_at} if case else {}
    sent = request.POST if request.method == "POST" else None
    form = asked.IncidentForm(sent, communities=communities, now=clock.now(), initial=began)
    if form.is_valid():
        with refusals_on(request, form):
            cases = () if case is None else (case,)
            opened = actions.open_incident(form.incident(), by=people_access.act(request), cases=cases)
            return redirect("incidents:incident", opened.pk)
    shown = {"form": form, "case": case}
    return render(request, "incidents/open.html", shown, status=422 if sent else 200)


def _case(request: HttpRequest) -> Case | None:
    """The case that the address names, if the viewer may see it."""
    said = request.GET.get("case", "")
    if whole(said) is None:
        return None
    return get_object_or_404(case_access.visible_to(people_access.signed_in(request)), pk=said)


@require_GET
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """One incident: its cases, claims, duties and history, and what may be done now."""
    return _page(request, _visible(request, incident_id))


@once("incidents:incident")
@require_POST
def join(request: HttpRequest, incident_id: int) -> HttpResponse:
    """A case came of it."""
    found = _visible(request, incident_id)
    form = asked.CaseForm(request.POST, incident=found)
    return _done(request, found, "join", form, lambda by: actions.join_case(found.pk, by=by, case=form.case))


@once("incidents:incident")
@require_POST
def part(request: HttpRequest, incident_id: int, case_id: int) -> HttpResponse:
    """A case came of something else."""
    found = _visible(request, incident_id)
    viewer = people_access.signed_in(request)
    people_access.require(access.may_work_in(viewer, found.community_id))
    case = get_object_or_404(case_access.visible_to(viewer), pk=case_id)
    with refusals_told(request, _("%(number)s is no longer counted to this incident.") % {"number": case.number}):
        actions.part_case(found.pk, by=people_access.act(request), case=case)
    return redirect("incidents:incident", found.pk)


@once("incidents:incident")
@require_POST
def claim(request: HttpRequest, incident_id: int) -> HttpResponse:
    """A household claims something."""
    found = _visible(request, incident_id)
    form = asked.ClaimForm(request.POST)
    return _done(request, found, "claim", form, lambda by: actions.make_claim(found.pk, by=by, claim=form.claim(found)))


@once("incidents:incident")
@require_POST
def close(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Everything of it is settled."""
    found = _visible(request, incident_id)
    people_access.require(access.may_lead_in(people_access.signed_in(request), found.community_id))
    form = asked.SummaryForm(request.POST)
    return _done(request, found, "close", form, lambda by: actions.close_incident(found.pk, by=by, **form.cleaned_data))


@once("incidents:incident")
@require_POST
def act_on_claim(request: HttpRequest, claim_id: int, verb: str) -> HttpResponse:
    """Something is done about a claim."""
    viewer = people_access.signed_in(request)
    found = get_object_or_404(access.claims_visible_to(viewer).select_related("incident"), pk=claim_id)
    may = access.may_work_in if verb == "count" else access.may_lead_in
    people_access.require(may(viewer, found.incident.community_id))
    action, kind = CLAIM_ACTIONS[verb]
    form = kind(request.POST, auto_id=_auto_id(found, verb))
    incident = _visible(request, found.incident_id)
    return _done(request, incident, f"{verb}-{found.pk}", form, lambda by: action(found.pk, by=by, **form.cleaned_data))


def _done(
    request: HttpRequest, found: Incident, name: str, form: forms.Form, act: Callable[[Any], object]
) -> HttpResponse:
    """Do it and show the incident; or show what is wrong with what was typed."""
    people_access.require(access.may_work_in(people_access.signed_in(request), found.community_id))
    if form.is_valid():
        with refusals_on(request, form):
            act(people_access.act(request))
            messages.success(request, _("Done."))
            return redirect("incidents:incident", found.pk)
    return _page(request, _visible(request, found.pk), {name: form}, status=422)


def _visible(request: HttpRequest, incident_id: int) -> Incident:
    visible = access.visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "opened_by"), pk=incident_id)


def _auto_id(claim: Claim, verb: str) -> str:
    return f"id_{verb}_{claim.pk}_%s"


def _page(
    request: HttpRequest, found: Incident, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    viewer, bound = people_access.signed_in(request), bound or {}
    is_open = found.closed_at is None
    may_work = is_open and access.may_work_in(viewer, found.community_id)
    may_lead = is_open and access.may_lead_in(viewer, found.community_id)
    claims = queries.claims(found)
    duties = queries.duties(found)
    shown = {
        "incident": found,
        "cases": queries.cases(found),
        "claims": [
            (one, access.contact_for(viewer, found, one), _offers(one, bound, may_work, may_lead)) for one in claims
        ],
        "totals": queries.totals(claims),
        "duties": duties,
        "events": queries.timeline(found, duties),
        "may_work": may_work,
        "join_form": bound.get("join") or asked.CaseForm(incident=found, auto_id="id_join_%s"),
        "claim_form": bound.get("claim") or asked.ClaimForm(auto_id="id_claim_%s"),
        "close_form": (bound.get("close") or asked.SummaryForm(auto_id="id_close_%s")) if may_lead else None,
        "wrong": next(iter(bound), ""),
        "bulk": [(verb, CASE_LABELS[verb]) for verb in BULK] if may_work else [],
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "incidents/incident.html", shown, status=status)


def _offers(
    one: Claim, bound: dict[str, forms.Form], may_work: bool, may_lead: bool
) -> list[tuple[str, Any, forms.Form, bool]]:
    """What may be done about a claim: the verb, what it is called, its form, whether that was found wrong just now."""
    offers = []
    for verb, (_action, kind) in CLAIM_ACTIONS.items():
        name = f"{verb}-{one.pk}"
        may = may_work if verb == "count" else may_lead
        if name in bound or (may and one.state in actions.CLAIM_VERBS[verb].allowed_in):
            form = bound.get(name) or kind(auto_id=_auto_id(one, verb))
            offers.append((verb, LABELS[verb], form, name in bound))
    return offers
