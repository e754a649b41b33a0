"""Things are registered, one or a row of numbers, after a look at them; a household leaves its key with us."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.custody import access, actions, queries
from kefu.custody.forms import LeaveForm, RegisterForm
from kefu.custody.models import Registration
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community


@once("custody:thing")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, community_id: int) -> HttpResponse:
    """What is typed is shown first, with the numbers that are in use; then it is registered."""
    where = _handed(request, community_id)
    if request.method != "POST":
        asked = {name: request.GET[name] for name in ("kind", "unit") if name in request.GET}
        form = RegisterForm(community=where, initial=asked)
        return render(request, "custody/register.html", {"community": where, "form": form})
    form = RegisterForm(request.POST, community=where)
    if form.is_valid() and "confirmed" in request.POST:
        with refusals_on(request, form):
            made = actions.register_things(where.pk, form.new(), by=people_access.act(request))
            messages.success(request, _("Registered. If it was a mistake, it can be undone here."))
            return redirect("custody:registration", made.pk)
    is_shown = form.is_valid()
    shown = {"community": where, "form": form, "is_shown": is_shown, "known": form.known() if is_shown else []}
    return render(request, "custody/register.html", shown, status=200 if is_shown else 422)


@require_GET
def registration(request: HttpRequest, registration_id: int) -> HttpResponse:
    """What was registered together, where it can be undone."""
    found = _registration(request, registration_id)
    shown = {
        "made": found,
        "things": queries.registered(found),
        "may_hand": access.may_hand(people_access.signed_in(request), found.community_id),
    }
    return render(request, "custody/registration.html", shown)


@once("custody:thing")
@require_POST
def undo(request: HttpRequest, registration_id: int) -> HttpResponse:
    """What was registered by mistake is out of use again."""
    found = _registration(request, registration_id)
    people_access.require(access.may_hand(people_access.signed_in(request), found.community_id))
    with refusals_told(request, _("Undone: these numbers are free again.")):
        actions.undo_registration(found.pk, by=people_access.act(request))
    return redirect("custody:registration", found.pk)


@once("custody:thing")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, community_id: int) -> HttpResponse:
    """A household leaves its key with us, and gets a receipt."""
    where = _handed(request, community_id)
    if request.method != "POST":
        asked = {name: request.GET[name] for name in ("unit", "name") if name in request.GET}
        form = LeaveForm(community_id=where.pk, initial=asked)
        return render(request, "custody/leave.html", {"community": where, "form": form})
    form = LeaveForm(request.POST, request.FILES, community_id=where.pk)
    if form.is_valid():
        with refusals_on(request, form):
            key = actions.leave_key(where.pk, form.left(), by=people_access.act(request), signed=form.signed())
            messages.success(request, _("The key is with us. Print the receipt for the household."))
            return redirect("custody:thing", key.pk)
    return render(request, "custody/leave.html", {"community": where, "form": form}, status=422)


def _handed(request: HttpRequest, community_id: int) -> Community:
    """The community, where one hands out; `PermissionDenied` where one only sees it."""
    where = visible_community(request, community_id)
    people_access.require(access.may_hand(people_access.signed_in(request), where.pk))
    return where


def _registration(request: HttpRequest, registration_id: int) -> Registration:
    visible = access.registrations_visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "made_by"), pk=registration_id)
