"""The pages of the desk."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.desk import queries
from kefu.duties.acts import AlreadyDone
from kefu.notices import access as notice_access
from kefu.notices import actions as notice_actions
from kefu.people import access
from kefu.people.views.answering import refusals_told
from kefu.ui.paging import asked_by


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My day: what is due, in order, and what was escalated to me."""
    now = clock.now()
    day = queries.day(access.signed_in(request), now, asked_by(request))
    return render(request, "desk/home.html", {"day": day, "now": now})


@require_GET
def later(request: HttpRequest) -> HttpResponse:
    """What is due from me after what my day shows, or has no time while its clock stands still."""
    now = clock.now()
    shown = queries.due_later(access.signed_in(request), now, asked_by(request))
    return render(request, "desk/later.html", {**shown, "now": now})


@require_POST
def acknowledge(request: HttpRequest, step_id: int) -> HttpResponse:
    """Somebody takes note of an escalation."""
    step = get_object_or_404(notice_access.steps_of(access.signed_in(request)), pk=step_id)
    with suppress(AlreadyDone), refusals_told(request, _("You have taken note.")):
        notice_actions.acknowledge_step(step.pk, by=access.act(request))
    return redirect("home")
