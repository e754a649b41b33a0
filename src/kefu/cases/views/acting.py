"""The page of a case, and a verb each."""

from collections.abc import Set

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.cases import access, actions, queries
from kefu.cases.calc import VERBS, verbs_in
from kefu.cases.models import Case
from kefu.cases.timeline import timeline
from kefu.cases.views.serving import kept_file
from kefu.cases.views.verbs import BESIDE, NEXT, OFFERS, form_of
from kefu.cases.words import LABELS
from kefu.duties import queries as duty_queries
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.views.answering import once, refusals_on
from kefu.ui.punctuation import headed

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
    offer = OFFERS[verb]
    form = form_of(verb, request, [found], True, is_alone=True)
    if form.is_valid():
        with refusals_on(request, form):
            offer.action(found.pk, by=people_access.act(request), **offer.said(form, found))
            messages.success(request, headed(_("Done"), LABELS[verb]))
            return redirect("cases:case", found.pk)
    return _page(request, _visible(request, case_id), {verb: form}, status=422)


@require_GET
def file(request: HttpRequest, file_id: int) -> FileResponse:
    """A file of a case: a picture to look at, anything else to keep."""
    files = access.files_visible_to(people_access.signed_in(request))
    found = get_object_or_404(files, pk=file_id)
    return kept_file(found.digest, found.media_type, as_attachment=not found.is_picture, filename=found.name)


def _visible(request: HttpRequest, case_id: int) -> Case:
    # Few cases repeat another or were merged: to join these too costs all of them some milliseconds of planning.
    visible = access.visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("owner", "handler", "community", "unit", "person"), pk=case_id)


def _page(request: HttpRequest, found: Case, bound: Bound | None = None, status: int = 200) -> HttpResponse:
    viewer = people_access.signed_in(request)
    roles = people_access.roles_in(viewer, found.community_id)
    is_paused, is_late = duty_queries.is_paused(actions.subject(found)), found.recorded_at is not None
    is_sought = found.state in VERBS["end-revisit"].allowed_in and actions.is_sought(found)
    verbs = verbs_in(found.state, found.kind, is_paused=is_paused, is_late=is_late, is_sought=is_sought)
    is_ended = found.is_withdrawn or found.merged_into_id is not None
    allowed = [verb for verb in verbs if access.allows(roles, verb) and not is_ended]
    unbound = {verb: form_of(verb, request, [found], False, is_alone=True) for verb in allowed}
    # What was refused stands there with its reason and what was typed, also where it is not offered any more.
    among = {**{verb: form for verb, form in unbound.items() if verb not in BESIDE}, **(bound or {})}
    waits_for = _waits_for(found, viewer, unbound.keys() - (bound or {}).keys())
    offered = [(verb, LABELS[verb], form, waits_for.get(verb, ())) for verb, form in among.items()]
    is_next = NEXT | (bound or {}).keys()
    household = queries.household(found)
    today = localtime(clock.now()).date()
    category, laws = queries.category_and_laws(found, today)
    duties = queries.duties(found)
    shown = {
        "case": found,
        "duties": duties,
        "events": timeline(found, duties, may_call=access.may_call(viewer, found)),
        "contact": access.contact_for(viewer, found),
        "household": household,
        "look_alikes": [one for one in _look_alikes(found) if one not in household],
        "repeated_by": queries.repeated_by(found),
        "files": queries.files(found),
        "works": queries.works(found),
        "links": queries.links(found),
        "absorbed": queries.absorbed(found),
        "category": category,
        "laws": laws,
        "next_verbs": [one for one in offered if one[0] in is_next],
        "more_verbs": [one for one in offered if one[0] not in is_next],
        "beside": {verb.replace("-", "_"): unbound[verb] for verb in BESIDE & unbound.keys()},
        "scripts": {"revisit": queries.script(found, "revisit", today)} if "revisit" in among else {},
        "wrong": next(iter(bound or {}), ""),
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "cases/case.html", shown, status=status)


def _look_alikes(found: Case) -> list[Case]:
    """What may be the same matter as a case that is not closed."""
    return [] if found.closed_at else queries.look_alikes(found, clock.now())


def _waits_for(found: Case, viewer: User, offered: Set[str]) -> dict[str, list[str]]:
    """What closing, a revisit by this viewer, and giving it up would be refused for, where they are offered."""
    waits_for = {}
    if "close" in offered:
        waits_for["close"] = actions.refusals(found, "close")
    if "revisit" in offered:
        by_doer = {"revisit.by-doer": actions.has_settled(found, viewer.pk)}
        waits_for["revisit"] = actions.refusals(found, "revisit", by_doer)
    if "end-revisit" in offered:
        waits_for["end-revisit"] = actions.refusals(found, "end-revisit")
    return waits_for
