"""Devices of the queue: which are connected, a new one, one that is taken away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.reception import access, actions, queries
from kefu.reception.forms import DeviceForm
from kefu.reception.models import Device

_PAGES = {Device.Kind.NUMBERS: "reception:device-numbers", Device.Kind.SCREEN: "reception:device-screen"}


@require_GET
def devices(request: HttpRequest, community_id: int) -> HttpResponse:
    """The devices of a community."""
    return _page(request, _arranged(request, community_id), DeviceForm())


@once("reception:devices", of="community_id")
@require_POST
def add(request: HttpRequest, community_id: int) -> HttpResponse:
    """A device is connected; its address is shown once."""
    where = _arranged(request, community_id)
    form = DeviceForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            device, token = actions.add_device(where.pk, by=people_access.act(request), **form.cleaned_data)
            page = reverse(_PAGES[Device.Kind(device.kind)], args=[token])
            return _page(request, where, DeviceForm(), address=request.build_absolute_uri(page))
    return _page(request, where, form, status=422)


@once("reception:devices", of="community_id")
@require_POST
def drop(request: HttpRequest, device_id: int) -> HttpResponse:
    """A device is disconnected."""
    viewer = people_access.signed_in(request)
    found = get_object_or_404(access.devices_visible_to(viewer), pk=device_id)
    people_access.require(access.may_arrange(viewer, found.community_id))
    with refusals_told(request, _("Its address leads nowhere any more.")):
        actions.drop_device(found.pk, by=people_access.act(request))
    return redirect("reception:devices", found.community_id)


def _arranged(request: HttpRequest, community_id: int) -> Community:
    where = visible_community(request, community_id)
    people_access.require(access.may_arrange(people_access.signed_in(request), where.pk))
    return where


def _page(
    request: HttpRequest, where: Community, form: DeviceForm, *, address: str = "", status: int = 200
) -> HttpResponse:
    shown = {"community": where, "form": form, "devices": queries.devices(where), "address": address}
    return render(request, "reception/devices.html", shown, status=status)
