"""Windows: which there are, and the page of the clerk who sits at one, all by keys."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.reception import access, actions, queries, rules
from kefu.reception.forms import WindowForm
from kefu.reception.models import Ticket, Window
from kefu.reception.views.desk import choices_of
from kefu.reception.views.offering import ServiceForms, forms_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VERBS: dict[str, Callable[..., Any]] = {
    "open": actions.open_window,
    "close": actions.close_window,
    "retire": actions.retire_window,
    "next": actions.call_next,
}
_SAID: dict[str, "StrOrPromise"] = {
    "open": gettext_lazy("The window is open."),
    "close": gettext_lazy("The window is closed."),
    "retire": gettext_lazy("The window is given up."),
    "next": gettext_lazy("Called."),
}
# Those for who arranges windows; the others are for who receives people.
_ARRANGING = frozenset({"retire"})


@require_GET
def windows(request: HttpRequest, community_id: int) -> HttpResponse:
    """The windows of a community, who sits there, who is called there, who waits."""
    return _windows(request, visible_community(request, community_id))


@once("reception:windows", of="community_id")
@require_POST
def add(request: HttpRequest, community_id: int) -> HttpResponse:
    """A window is set up."""
    where = visible_community(request, community_id)
    people_access.require(access.may_arrange(people_access.signed_in(request), where.pk))
    form = WindowForm(request.POST, choices=choices_of(where))
    if form.is_valid():
        with refusals_on(request, form):
            actions.add_window(where.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Done."))
            return redirect("reception:windows", where.pk)
    return _windows(request, where, form, status=422)


@require_GET
def window(request: HttpRequest, window_id: int) -> HttpResponse:
    """A window: who is called there, what may be done, who waits."""
    return window_page(request, _visible(request, window_id))


@once("reception:window", of="window_id")
@require_POST
def act(request: HttpRequest, window_id: int, verb: str) -> HttpResponse:
    """Sit down at a window, call the next, get up."""
    found = _visible(request, window_id)
    viewer = people_access.signed_in(request)
    may = access.may_arrange if verb in _ARRANGING else access.may_receive
    may_close = verb == "close" and access.may_arrange(viewer, found.community_id)
    people_access.require(may(viewer, found.community_id) or may_close)
    if verb == "next":
        people_access.require(found.clerk_id == viewer.pk)
    with refusals_told(request, str(_SAID[verb])):
        VERBS[verb](found.pk, by=people_access.act(request))
    if verb in ("close", "retire"):
        return redirect("reception:windows", found.community_id)
    return redirect("reception:window", found.pk)


def window_page(
    request: HttpRequest, found: Window, bound: ServiceForms | None = None, status: int = 200
) -> HttpResponse:
    """The page of a window, with what is wrong in what was typed there."""
    viewer, now = people_access.signed_in(request), clock.now()
    is_mine = found.clerk_id == viewer.pk
    ticket = queries.at_window(found)
    choices = choices_of(found.community)
    shown: dict[str, Any] = {
        "window": found,
        "community": found.community,
        "is_mine": is_mine,
        "may_receive": access.may_receive(viewer, found.community_id),
        "may_arrange": access.may_arrange(viewer, found.community_id),
        "ticket": ticket,
        "purpose": rules.called(choices, ticket.purpose) if ticket else "",
        "queue": [(one, rules.called(choices, one.purpose)) for one in queries.queue(found.community, now).waiting],
        "waiting": queries.queue(found.community, now, 0).total,
        "no_shows": queries.no_shows(found.community, now),
        "now": now,
    }
    if ticket is not None:
        shown |= _of_ticket(request, ticket, bound, is_mine=is_mine)
    return render(request, "reception/window.html", shown, status=status)


def _of_ticket(request: HttpRequest, ticket: Ticket, bound: ServiceForms | None, *, is_mine: bool) -> dict[str, Any]:
    """Of who is called: their household, the duty that runs, the forms."""
    viewer = people_access.signed_in(request)
    return {
        "household": queries.household(ticket.unit, ticket.person, choices_of(ticket.community)),
        "duties": queries.duties(ticket),
        "forms": (bound or forms_of(ticket, choices_of(ticket.community))) if is_mine else None,
        "cases_for": queries.cases_for(ticket, viewer) if is_mine else [],
        "seq": duty_queries.seq_of(actions.subject(ticket)),
    }


def _visible(request: HttpRequest, window_id: int) -> Window:
    visible = access.windows_visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "clerk"), pk=window_id)


def _windows(request: HttpRequest, where: Community, form: WindowForm | None = None, status: int = 200) -> HttpResponse:
    viewer, choices = people_access.signed_in(request), choices_of(where)
    found = [
        (one, [rules.called(choices, purpose) for purpose in one.purposes], called)
        for one, called in queries.windows(where.pk)
    ]
    shown = {
        "community": where,
        "windows": found,
        "queue": queries.queue(where, clock.now()),
        "by_purpose": [
            (rules.called(choices, purpose), count)
            for purpose, count in queries.waiting_by_purpose(where, clock.now()).items()
        ],
        "may_receive": access.may_receive(viewer, where.pk),
        "may_arrange": access.may_arrange(viewer, where.pk),
        "form": form or WindowForm(choices=choices),
        "viewer_id": viewer.pk,
    }
    return render(request, "reception/windows.html", shown, status=status)
