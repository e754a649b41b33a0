"""The pages of the desk."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.desk import queries
from kefu.duties import actions as duty_actions
from kefu.duties import queries as duty_queries
from kefu.duties.acts import AlreadyDone
from kefu.people import access
from kefu.people import queries as people_queries


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My day: what is due, in order, and what was escalated to me."""
    shown = {"day": queries.day(access.signed_in(request)), "now": clock.now()}
    return render(request, "desk/home.html", shown)


@require_POST
def attest(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Somebody says that a duty of theirs is done, which no other page records."""
    duty = queries.attestable(access.signed_in(request), duty_id)
    if duty is None:
        raise Http404
    with suppress(AlreadyDone):
        duty_actions.attest_duty(duty.pk, by=access.act(request), note=request.POST.get("note", "")[:200])
    return redirect("home")


@require_POST
def acknowledge(request: HttpRequest, step_id: int) -> HttpResponse:
    """Somebody takes note of an escalation."""
    step = get_object_or_404(duty_queries.steps_to(access.signed_in(request).pk), pk=step_id)
    with suppress(AlreadyDone):
        duty_actions.acknowledge_step(step.pk, by=access.act(request))
    return redirect("home")


@require_GET
def wallboards(request: HttpRequest) -> HttpResponse:
    """The boards that one may hang up; the only one at once."""
    found = people_queries.communities(access.signed_in(request))
    if len(found) == 1:
        return redirect("wallboard", found[0].pk)
    return render(request, "desk/wallboards.html", {"communities": found})


@require_GET
def wallboard(request: HttpRequest, community_id: int) -> HttpResponse:
    """How a community's work stands, for a screen on the wall."""
    where = get_object_or_404(access.communities_visible_to(access.signed_in(request)), pk=community_id)
    now = clock.now()
    return render(request, "desk/wallboard.html", {"community": where, "board": queries.board(where, now), "now": now})
