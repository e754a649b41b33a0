"""The directory of receivers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.workorders import access, actions, queries
from kefu.workorders.forms import ReceiverForm
from kefu.workorders.models import Receiver

_FIELDS = ("name", "side", "user", "post", "contact", "is_for_superiors")


@require_GET
def receivers(request: HttpRequest, community_id: int) -> HttpResponse:
    """Whom orders of a community may be sent to."""
    return _page(request, visible_community(request, community_id))


@once("workorders:receivers", "community_id")
@require_POST
def add(request: HttpRequest, community_id: int) -> HttpResponse:
    """A receiver comes onto the list."""
    where = _kept(request, community_id)
    form = ReceiverForm(request.POST, community=where)
    if form.is_valid():
        with refusals_on(request, form):
            actions.add_receiver(where.pk, by=people_access.act(request), new=form.receiver())
            messages.success(request, _("The receiver is on the list."))
            return redirect("workorders:receivers", where.pk)
    return _page(request, where, form)


@once("workorders:receivers", "community_id")
@require_POST
def load(request: HttpRequest, community_id: int) -> HttpResponse:
    """The receivers of the example come onto the list."""
    where = _kept(request, community_id)
    with refusals_told(request, _("The example is there. Say who answers for each of its departments.")):
        actions.load_receivers(where.pk, by=people_access.act(request))
    return redirect("workorders:receivers", where.pk)


@once("workorders:receivers", "community_id")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, receiver_id: int) -> HttpResponse:
    """Who answers for a receiver, and how it is reached."""
    found = _receiver(request, receiver_id)
    posted = request.POST if request.method == "POST" else None
    initial = {name: getattr(found, name) for name in _FIELDS}
    form = ReceiverForm(posted, community=found.community, initial=initial)
    if form.is_valid():
        with refusals_on(request, form):
            actions.change_receiver(found.pk, by=people_access.act(request), new=form.receiver())
            messages.success(request, _("The change is written down."))
            return redirect("workorders:receivers", found.community_id)
    shown = {"receiver": found, "community": found.community, "form": form}
    return render(request, "workorders/receiver.html", shown, status=422 if form.is_bound else 200)


@once("workorders:receivers", "community_id")
@require_POST
def retire(request: HttpRequest, receiver_id: int) -> HttpResponse:
    """A receiver is taken off the list."""
    found = _receiver(request, receiver_id)
    with refusals_told(request, _("No new order goes there; those under way go on.")):
        actions.retire_receiver(found.pk, by=people_access.act(request))
    return redirect("workorders:receivers", found.community_id)


@once("workorders:receivers", "community_id")
@require_POST
def restore(request: HttpRequest, receiver_id: int) -> HttpResponse:
    """A receiver comes onto the list again."""
    found = _receiver(request, receiver_id)
    with refusals_told(request, _("The receiver is on the list.")):
        actions.restore_receiver(found.pk, by=people_access.act(request))
    return redirect("workorders:receivers", found.community_id)


def _kept(request: HttpRequest, community_id: int) -> Community:
    """The community, where one keeps its directory; `PermissionDenied` where one only sees it."""
    where = visible_community(request, community_id)
    people_access.require(access.may_keep(people_access.signed_in(request), where.pk))
    return where


def _receiver(request: HttpRequest, receiver_id: int) -> Receiver:
    """The receiver, where one keeps it; 404 where it stands on no list of one's own, 403 where one only sees it."""
    viewer = people_access.signed_in(request)
    visible = access.receivers_visible_to(viewer).select_related("community")
    found = get_object_or_404(visible, pk=receiver_id)
    people_access.require(access.may_keep(viewer, found.community_id))
    return found


def _page(request: HttpRequest, where: Community, form: ReceiverForm | None = None) -> HttpResponse:
    viewer = people_access.signed_in(request)
    shown = {
        "community": where,
        "receivers": queries.directory(viewer, where),
        "lacks_examples": queries.lacks_examples(where),
        "may_keep": access.may_keep(viewer, where.pk),
        "form": form or ReceiverForm(community=where),
    }
    return render(request, "workorders/receivers.html", shown, status=422 if form else 200)
