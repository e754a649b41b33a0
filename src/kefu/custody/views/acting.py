"""The page of a thing, and a verb each."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.cases.views.serving import kept_file
from kefu.custody import access, actions, queries
from kefu.custody.calc import VERBS
from kefu.custody.models import Direction, Thing
from kefu.custody.views.verbs import FIRST, NEXT, OFFERS, form_of
from kefu.custody.words import LABELS
from kefu.duties import queries as duty_queries
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.ui.punctuation import headed


@require_GET
def thing(request: HttpRequest, thing_id: int) -> HttpResponse:
    """One card, key or parking space: who has it, who had it, and what may be done now."""
    return _page(request, visible_thing(request, thing_id))


@once("custody:thing")
@require_POST
def act(request: HttpRequest, thing_id: int, verb: str) -> HttpResponse:
    """Do something with a thing."""
    found = visible_thing(request, thing_id)
    people_access.require(access.may_hand(people_access.signed_in(request), found.community_id))
    form = form_of(verb, request, found, is_bound=True)
    if form.is_valid():
        with refusals_on(request, form):
            done = OFFERS[verb].action(found.pk, by=people_access.act(request), **form.said())
            messages.success(request, headed(_("Done"), LABELS[verb]))
            # What replaces a lost card is looked at next.
            return redirect("custody:thing", done.pk)
    return _page(request, visible_thing(request, thing_id), {verb: form}, status=422)


@require_GET
def signature(request: HttpRequest, handout_id: int, side: str) -> FileResponse:
    """The picture of a signature."""
    visible = access.handouts_visible_to(people_access.signed_in(request))
    found = get_object_or_404(visible, pk=handout_id)
    digest, kind = getattr(found, f"{side}_digest"), getattr(found, f"{side}_type")
    if not digest:
        raise Http404
    return kept_file(digest, kind)


def visible_thing(request: HttpRequest, thing_id: int) -> Thing:
    """The thing, where one sees it; else 404."""
    visible = access.visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "unit", "replaced_by", "registration"), pk=thing_id)


def _page(
    request: HttpRequest, found: Thing, bound: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    bound = bound or {}
    may = access.may_hand(people_access.signed_in(request), found.community_id)
    able = [verb for verb in VERBS if may and not actions.refusal(found, verb)]
    forms = {**{verb: form_of(verb, request, found, is_bound=False) for verb in able}, **bound}
    # What was refused stands there with its reason and what was typed, also where it is not offered any more.
    offered = [(verb, LABELS[verb], form) for verb, form in forms.items()]
    is_next, handouts = NEXT | bound.keys(), queries.handouts(found)
    open_ones = {one.direction: one for one in queries.holders([found.pk]).get(found.pk, [])}
    open_now = next((verb for verb, _label, _form in offered if verb in FIRST), "")
    duties = queries.duties(found)
    shown = {
        "thing": found,
        "out": open_ones.get(Direction.OUT.value),
        "left": open_ones.get(Direction.LEFT.value),
        "handouts": handouts[: queries.SHOWN],
        "has_more": len(handouts) > queries.SHOWN,
        "loads": queries.loads(found) if found.kind == "card" else [],
        "duties": duties,
        "events": queries.events(found, duties),
        "next_verbs": [one for one in offered if one[0] in is_next],
        "more_verbs": [one for one in offered if one[0] not in is_next],
        "opened": next(iter(bound), open_now),
        "may_hand": may,
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "custody/thing.html", shown, status=status)
