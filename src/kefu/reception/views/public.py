"""What waits by itself: the device that gives out numbers, the screen that calls them, a number on somebody's phone.

Each stands behind an address of its own, or is opened by who is signed in; none shows anything of anybody.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kefu import clock
from kefu.duties.acts import Act, AlreadyDone
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.reception import access, actions, queries, rules
from kefu.reception.actions import NewTicket, ReceptionRefused
from kefu.reception.addresses import ticket_of, ticket_token
from kefu.reception.forms import MarkForm
from kefu.reception.models import CameBy, Device, State, Ticket
from kefu.reception.views.desk import choices_of, receiving
from kefu.ui.codes import qr_code

# Seconds after which a slip makes way for the next who comes.
_SLIP_STAYS = 20
# A slip is shown of a number taken so long ago at most.
_JUST = timedelta(minutes=10)
Where = Callable[[Ticket], str]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def numbers_here(request: HttpRequest, community_id: int) -> HttpResponse:
    """Numbers given out by who is signed in."""
    where = receiving(request, community_id)
    by = people_access.act(request)
    return _numbers(request, where, by, lambda one: reverse("reception:slip", args=[where.pk, one.pk]))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest, token: str) -> HttpResponse:
    """Numbers given out by a device."""
    where = _community(token, Device.Kind.NUMBERS)
    return _numbers(
        request, where, _nobody(request), lambda one: reverse("reception:device-slip", args=[token, one.pk])
    )


@never_cache
@require_GET
def slip_here(request: HttpRequest, community_id: int, ticket_id: int) -> HttpResponse:
    """The slip of a number, for who gave it out."""
    where = receiving(request, community_id)
    return _slip(request, where, ticket_id, reverse("reception:numbers", args=[where.pk]))


@never_cache
@login_not_required
@require_GET
def slip(request: HttpRequest, token: str, ticket_id: int) -> HttpResponse:
    """The slip of a number, on a device."""
    where = _community(token, Device.Kind.NUMBERS)
    return _slip(request, where, ticket_id, reverse("reception:device-numbers", args=[token]))


@never_cache
@require_GET
def screen_here(request: HttpRequest, community_id: int) -> HttpResponse:
    """Who is called, for who is signed in."""
    return _screen(request, visible_community(request, community_id))


@never_cache
@login_not_required
@require_GET
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """Who is called, on a device."""
    return _screen(request, _community(token, Device.Kind.SCREEN))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """A number on the phone of whoever took it: how many wait before them; afterwards, their mark."""
    found = get_object_or_404(access.followed(ticket_of(token)))
    form = MarkForm(request.POST)
    if request.method == "POST" and form.is_valid():
        # After a second click the first mark stands.
        with suppress(ReceptionRefused, AlreadyDone):
            actions.rate_ticket(found.pk, by=_nobody(request), mark=form.cleaned_data["mark"])
        return redirect("reception:follow", token)
    return render(request, "reception/follow.html", {**_told(found), "token": token, "marks": range(1, 6)})


def _numbers(request: HttpRequest, where: Community, by: Act, slip_of: Where) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        try:
            return redirect(slip_of(actions.take_ticket(where.pk, NewTicket(request.POST.get("purpose", "")), by=by)))
        except AlreadyDone as before:
            return redirect(slip_of(get_object_or_404(access.followed(before.event.subject_id))))
        except ReceptionRefused as refused:
            wrong = refused.messages[0]
    waiting = queries.waiting_by_purpose(where, clock.now())
    offered = [(one, waiting.get(one.id, 0)) for one in choices_of(where).values()]
    shown = {"community": where, "offered": offered, "wrong": wrong, "count": sum(waiting.values())}
    return render(request, "reception/numbers.html", shown, status=422 if wrong else 200)


def _slip(request: HttpRequest, where: Community, ticket_id: int, back: str) -> HttpResponse:
    # The device gives the address of a number just taken, and of no other: it lets whoever has it give a mark.
    taken = access.followed(ticket_id).filter(came_by=CameBy.NUMBER, taken_at__gte=clock.now() - _JUST)
    found = get_object_or_404(taken, community=where)
    address = request.build_absolute_uri(reverse("reception:follow", args=[ticket_token(found.pk)]))
    shown = {**_told(found), "address": address, "code": qr_code(address), "back": back}
    answer = render(request, "reception/slip.html", shown)
    answer.headers["Refresh"] = f"{_SLIP_STAYS}; url={back}"
    return answer


def _screen(request: HttpRequest, where: Community) -> HttpResponse:
    now = clock.now()
    shown = {"community": where, "queue": queries.queue(where, now, 12), "now": now, "address": request.path}
    return render(request, "reception/screen.html", shown)


def _told(found: Ticket) -> dict[str, object]:
    """What a slip and a phone say of a number; nobody's name."""
    now = clock.now()
    is_waiting = found.state == State.WAITING
    ahead = queries.ahead_of(found) if is_waiting else 0
    return {
        "ticket": found,
        "community": found.community,
        "purpose": rules.called(choices_of(found.community), found.purpose),
        "ahead": ahead,
        "minutes": queries.minutes_until_called(found, ahead, now) if is_waiting else None,
    }


def _community(token: str, kind: str) -> Community:
    """The community of a device; 404 where the address is nobody's."""
    device = queries.device_of(token, kind)
    if device is None:
        raise Http404
    return device.community


def _nobody(request: HttpRequest) -> Act:
    """Something that nobody of the staff did."""
    key = request.POST.get("request_key", "")[:64].replace("\0", "")
    return Act(None, clock.now(), request_key=key, is_staff=False)
