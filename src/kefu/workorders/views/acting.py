"""The page of an order, and a verb each."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.cases.views.serving import kept_file
from kefu.duties import queries as duty_queries
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.ui.punctuation import headed
from kefu.workorders import access, actions, queries
from kefu.workorders.calc import OPEN, VERBS
from kefu.workorders.models import Place, WorkOrder
from kefu.workorders.views.verbs import BESIDE, NEXT, OFFERS, form_of
from kefu.workorders.words import LABELS


@require_GET
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order: what it says, its duties, what happened, and what may be done now."""
    return _page(request, visible_order(request, order_id))


@once("workorders:order")
@require_POST
def act(request: HttpRequest, order_id: int, verb: str) -> HttpResponse:
    """Do something to an order."""
    found = visible_order(request, order_id)
    people_access.require(access.may_do(people_access.signed_in(request), found, verb))
    offer, form = OFFERS[verb], form_of(verb, request, found, is_bound=True)
    if form.is_valid():
        with refusals_on(request, form):
            offer.action(found.pk, by=people_access.act(request), **offer.said(form.cleaned_data))
            messages.success(request, headed(_("Done"), LABELS[verb]))
            return redirect("workorders:order", found.pk)
    return _page(request, visible_order(request, order_id), {verb: form}, status=422)


@require_GET
def signature(request: HttpRequest, signature_id: int) -> FileResponse:
    """The picture of a signature."""
    found = get_object_or_404(access.signatures_visible_to(people_access.signed_in(request)), pk=signature_id)
    return kept_file(found.digest, found.media_type)


def visible_order(request: HttpRequest, order_id: int) -> WorkOrder:
    """The order, where one sees it; else 404."""
    named = ("sender", "handler", "community", "receiver__user", "case", "consented_by")
    visible = access.visible_to(people_access.signed_in(request)).select_related(*named)
    return get_object_or_404(visible, pk=order_id)


def _page(
    request: HttpRequest, found: WorkOrder, bound: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    bound = bound or {}
    viewer = people_access.signed_in(request)
    may = access.verbs_of(viewer, found)
    able = [name for name, verb in VERBS.items() if found.state in verb.allowed_in and not found.is_withdrawn]
    unbound = {verb: form_of(verb, request, found, is_bound=False) for verb in able if verb in may}
    # What was refused stands there with its reason and what was typed, also where it is not offered any more.
    offered = [(verb, LABELS[verb], form) for verb, form in {**unbound, **bound}.items() if verb not in BESIDE]
    signatures = queries.signatures(found)
    signing = {**unbound, **bound}.get("sign") if len(signatures) < len(Place) or "sign" in bound else None
    is_next = NEXT | bound.keys()
    duties = queries.duties(found)
    shown = {
        "order": found,
        "contact": access.contact_for(viewer, found),
        "duties": duties,
        "events": queries.events(found, duties),
        "signatures": signatures,
        "signing": signing,
        "before_it": queries.before_it(found) if found.state in OPEN else 0,
        "next_verbs": [one for one in offered if one[0] in is_next],
        "more_verbs": [one for one in offered if one[0] not in is_next],
        "waits_for": actions.refusals(found, "close") if "close" in unbound and "close" not in bound else [],
        "wrong": next(iter(bound), ""),
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "workorders/order.html", shown, status=status)
