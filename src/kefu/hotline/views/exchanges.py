"""Exchanges: which may report, and what they report."""

import json
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.audit.moments import MomentReader
from kefu.hotline import access, actions, queries
from kefu.hotline.actions import ConflictError
from kefu.hotline.forms import ExchangeForm, ReportForm
from kefu.hotline.models import Exchange
from kefu.lib.worktime import get_zone
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community

_LARGEST = 64 << 10
# What a report calls the fields of a call that it may contradict.
_NAMES = {"started_at": "started", "answered_at": "answered", "ended_at": "ended", "agent_id": "agent"}


@require_GET
def exchanges(request: HttpRequest, community_id: int) -> HttpResponse:
    """The exchanges that report calls of a community."""
    return _page(request, _connected(request, community_id), ExchangeForm())


@once("hotline:exchanges", of="community_id")
@require_POST
def add(request: HttpRequest, community_id: int) -> HttpResponse:
    """An exchange is connected; its token is shown once."""
    where = _connected(request, community_id)
    form = ExchangeForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            _exchange, token = actions.add_exchange(where.pk, by=people_access.act(request), **form.cleaned_data)
            return _page(request, where, ExchangeForm(), token=token)
    return _page(request, where, form, status=422)


@once("hotline:exchanges", of="community_id")
@require_POST
def drop(request: HttpRequest, exchange_id: int) -> HttpResponse:
    """An exchange reports no longer."""
    viewer = people_access.signed_in(request)
    found = get_object_or_404(access.exchanges_visible_to(viewer), pk=exchange_id)
    people_access.require(access.may_connect(viewer, found.community_id))
    with refusals_told(request, _("It may report no longer; the calls that it reported stay.")):
        actions.drop_exchange(found.pk, by=people_access.act(request))
    return redirect("hotline:exchanges", found.community_id)


@require_POST
@csrf_exempt
@never_cache
@login_not_required
def report(request: HttpRequest) -> HttpResponse:
    """An exchange says what happened to a call: JSON, with the token as bearer; the same again changes nothing."""
    exchange = _reporting(request)
    if exchange is None:
        answer = _wrong(401, "", _("Send the token of an exchange that is connected: Authorization: Bearer …"))
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    said = _json(request)
    if said is None:
        return _wrong(400, "", _("Send one JSON object whose values are texts and numbers."))
    zone = exchange.community.time_zone
    with timezone.override(ZoneInfo(zone)):
        staff = queries.staff(exchange.community_id)
        form = ReportForm(said, reader=MomentReader(get_zone(zone)), staff=staff, now=clock.now())
        if not form.is_valid():
            errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
            return JsonResponse({"errors": errors}, status=400)
        try:
            taken = actions.take_report(exchange.community_id, form.report(), now=clock.now())
        except ConflictError as error:
            return _wrong(409, _NAMES.get(error.field, error.field), error.message)
    warnings = [_("Nobody here is called %(agent)s.") % {"agent": form.unknown_agent}] if form.unknown_agent else []
    result = {"call": taken.call.pk, "is_new": taken.is_new, "warnings": warnings}
    return JsonResponse(result, status=201 if taken.is_new else 200)


def _reporting(request: HttpRequest) -> Exchange | None:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return queries.exchange_of(token.strip()) if scheme.lower() == "bearer" else None


def _json(request: HttpRequest) -> dict[str, object] | None:
    """What the body says; None unless it is an object of plain values."""
    try:
        said = json.loads(request.body) if len(request.body) <= _LARGEST else None
    except (ValueError, RecursionError):
        return None
    is_plain = isinstance(said, dict) and all(
        one is None or isinstance(one, str | int | float) for one in said.values()
    )
    return said if is_plain else None


def _wrong(status: int, field: str, message: str) -> JsonResponse:
    return JsonResponse({"errors": {field or "__all__": [message]}}, status=status)


def _connected(request: HttpRequest, community_id: int) -> Community:
    where = visible_community(request, community_id)
    people_access.require(access.may_connect(people_access.signed_in(request), where.pk))
    return where


def _page(
    request: HttpRequest, where: Community, form: ExchangeForm, *, token: str = "", status: int = 200
) -> HttpResponse:
    shown = {"community": where, "form": form, "exchanges": queries.exchanges(where), "token": token}
    shown["address"] = request.build_absolute_uri(reverse("hotline:report"))
    return render(request, "hotline/exchanges.html", shown, status=status)
