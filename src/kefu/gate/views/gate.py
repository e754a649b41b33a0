"""The guards' page for phones, what it keeps, and what is sent from it as soon as there is a connection."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from kefu.gate import access, actions, queries
from kefu.gate.forms import PassForm, WhyForm
from kefu.gate.models import Kind, Pass
from kefu.gate.words import LABELS, phone_words
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.views import phoning

REGISTER = "register"
# What is done at the gate, and by which action.
ACTS: dict[str, Callable[..., Pass]] = {
    "enter": actions.enter_visitor,
    "leave": actions.leave_visitor,
    "tell-host": actions.tell_host,
    "release": actions.release_goods,
    "refuse": actions.refuse_goods,
    "hand-in": actions.hand_in_pass,
}
_AS_TYPED, _LONGEST = "key:", 64


@ensure_csrf_cookie
@require_GET
def gate(request: HttpRequest) -> HttpResponse:
    """The page without passes, which it asks for: a phone keeps both."""
    viewer = people_access.signed_in(request)
    people_access.require(access.guards_anywhere(viewer))
    form = PassForm(communities=access.guarded_by(viewer), kind=Kind.VISITOR)
    # The gate at which the guard stands says it.
    del form.fields["community"]
    shown = {
        "page": reverse("gate:gate"),
        "manifest": reverse("gate:manifest"),
        "title": _("Gate"),
        "gates": queries.gates(viewer),
        "form": form,
        "acts": [(verb, LABELS[verb]) for verb in ACTS],
        "words": phone_words(),
    }
    return render(request, "gate/gate.html", shown)


@require_GET
def known(request: HttpRequest) -> JsonResponse:
    """Who is inside and what is valid, for the signed-in guard."""
    viewer = people_access.signed_in(request)
    people_access.require(access.guards_anywhere(viewer))
    return phoning.shown(viewer.pk, queries.for_phone(viewer, clock.now()))


@require_POST
def find(request: HttpRequest) -> JsonResponse:
    """The passes of a code or a number, whatever became of them."""
    viewer = people_access.signed_in(request)
    people_access.require(access.guards_anywhere(viewer))
    said = request.POST.get("said", "")[:_LONGEST].replace("\0", "").strip()
    return JsonResponse({"passes": [queries.on_phone(one) for one in queries.called(viewer, said)]})


@require_POST
@phoning.told_in_words
def send(request: HttpRequest) -> JsonResponse:
    """One act at the gate, perhaps hours ago: done (200), or why not (422)."""
    user = people_access.signed_in(request)
    people_access.require(access.guards_anywhere(user))
    verb = request.POST.get("verb", "")
    if (another := phoning.done_by_another(request)) is not None:
        return another
    if verb == REGISTER:
        return _register(request)
    pass_id = _pass_id(request.POST.get("pass", ""))
    if verb not in ACTS or pass_id is None:
        return JsonResponse({"messages": []}, status=400)
    found = get_object_or_404(access.visible_to(user), pk=pass_id)
    people_access.require(access.may_do(user, found.community_id, verb))
    seq, named = duty_queries.seq_of(actions.subject(found)), {}
    if verb == "refuse":
        form = WhyForm(request.POST)
        if not form.is_valid():
            return phoning.misread(seq, form)
        named = form.cleaned_data
    if verb != "tell-host":
        named = {**named, "gate": queries.gate_called(found.community_id, request.POST.get("gate", ""))}
    by = phoning.by_phone(request, phoning.last_done("pass", found.pk, found.issued_at))
    why = phoning.why_not(by, seq, lambda: ACTS[verb](found.pk, by=by, **named))
    return why or JsonResponse({"seq": duty_queries.seq_of(actions.subject(found))})


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """What answers the page in place of the site while there is no connection."""
    return phoning.worker(request, reverse("gate:gate"), "kefu-gate-1")


@login_not_required
@require_GET
def manifest(_request: HttpRequest) -> JsonResponse:
    """How a phone installs the page."""
    return phoning.manifest(reverse("gate:gate"), _("Gate"))


def _register(request: HttpRequest) -> JsonResponse:
    """Somebody without an appointment stands at the gate; where the host was told, they go in by the same act."""
    user, where = people_access.signed_in(request), request.POST.get("gate", "")
    community = access.guarded_by(user).filter(pk=whole(where.partition(":")[0]) or 0).first()
    if community is None:
        return phoning.refused(0, _("Choose first at which gate you stand."))
    said = request.POST.dict() | {"community": str(community.pk)}
    form = PassForm(said, communities=access.guarded_by(user).filter(pk=community.pk), kind=Kind.VISITOR)
    if not form.is_valid():
        return phoning.misread(0, form)
    by = phoning.by_phone(request, clock.now() - phoning.LONGEST_KEPT)
    why = phoning.why_not(by, 0, lambda: _register_at(form, by, queries.gate_called(community.pk, where)))
    return why or JsonResponse({"seq": 0})


@transaction.atomic
def _register_at(form: PassForm, by: Act, gate: str) -> None:
    told = form.cleaned_data["told"]
    found = actions.register_visitor(form.asked(by.at), by=by, told=told)
    if told:
        actions.enter_visitor(found.pk, by=by.following(2), gate=gate)


def _pass_id(said: str) -> int | None:
    """The pass that an act is about: its id, or the key by which this phone registered it a moment ago."""
    if said.startswith(_AS_TYPED):
        event = event_queries.answered(said.removeprefix(_AS_TYPED)[:_LONGEST].replace("\0", ""))
        return event.subject_id if event is not None and event.subject_kind == "pass" else None
    return whole(said)
