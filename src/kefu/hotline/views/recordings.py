"""Recordings: drawn at random by who may, heard, marked."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.hotline import access, actions, queries
from kefu.hotline.forms import DrawForm, HearForm
from kefu.hotline.models import Hearing
from kefu.hotline.views.columns import DRAWS, HEARINGS
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community
from kefu.ui.lists import listed


@require_GET
def draws(request: HttpRequest, community_id: int) -> HttpResponse:
    """The draws of a community, the last first."""
    return _draws(request, _listened(request, community_id))


@once("hotline:draws", of="community_id")
@require_POST
def draw(request: HttpRequest, community_id: int) -> HttpResponse:
    """Recordings are drawn now."""
    where = _listened(request, community_id)
    form = _form(where, request)
    if form.is_valid():
        with refusals_on(request, form):
            made = actions.draw_recordings(form.new_draw(), by=people_access.act(request))
            return redirect("hotline:hearings", made.pk)
    return _draws(request, where, form, status=422)


@require_GET
def hearings(request: HttpRequest, draw_id: int) -> HttpResponse:
    """The recordings of a draw."""
    found = get_object_or_404(access.draws_visible_to(people_access.signed_in(request)), pk=draw_id)
    shown = {"listed": listed(request, HEARINGS, queries.hearings(found), "order"), "draw": found}
    return render(request, "hotline/hearings.html", shown)


@require_GET
def hearing(request: HttpRequest, hearing_id: int) -> HttpResponse:
    """One recording that was drawn."""
    return _page(request, _visible(request, hearing_id))


@once("hotline:hearing", of=None)
@require_POST
def hear(request: HttpRequest, hearing_id: int) -> HttpResponse:
    """Somebody says what they heard."""
    found = _visible(request, hearing_id)
    form = HearForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.hear_recording(found.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Done."))
            return redirect("hotline:hearing", found.pk)
    return _page(request, _visible(request, hearing_id), form, status=422)


def _listened(request: HttpRequest, community_id: int) -> Community:
    where = visible_community(request, community_id)
    people_access.require(access.may_listen(people_access.signed_in(request), where.pk))
    return where


def _visible(request: HttpRequest, hearing_id: int) -> Hearing:
    visible = access.hearings_visible_to(people_access.signed_in(request))
    named = ("call__agent", "call__case", "call__community", "draw__department", "heard_by")
    return get_object_or_404(visible.select_related(*named), pk=hearing_id)


def _form(where: Community, request: HttpRequest | None = None) -> DrawForm:
    today = localtime(clock.now()).date()
    usual = {"since": today - timedelta(days=27), "until": today}
    return DrawForm(None if request is None else request.POST, where, usual)


def _draws(request: HttpRequest, where: Community, form: DrawForm | None = None, status: int = 200) -> HttpResponse:
    shown = {
        "listed": listed(request, DRAWS, queries.draws(where), "newest"),
        "community": where,
        "draw_form": form or _form(where),
    }
    return render(request, "hotline/draws.html", shown, status=status)


def _page(request: HttpRequest, found: Hearing, form: HearForm | None = None, status: int = 200) -> HttpResponse:
    shown = {
        "hearing": found,
        "call": found.call,
        "is_link": found.call.recording.startswith(("http://", "https://")),
        "form": form or (HearForm() if found.heard_at is None else None),
        "seq": duty_queries.seq_of(actions.subject(found.call)),
    }
    return render(request, "hotline/hearing.html", shown, status=status)
