"""A month's repairs: what they come to, which go into its campaign, and that both was done (S4)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.lib.months import asked_for, last_day, neighbours
from kefu.people import access as people_access
from kefu.people import queries as people_queries
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.repairs import access, actions, sums
from kefu.ui.paging import asked_by


@require_GET
def months(request: HttpRequest, community_id: int) -> HttpResponse:
    """The repairs received in a month by whose they are and what is to be repaired; and its campaign."""
    where, month = _asked(request, community_id)
    viewer, today = people_access.signed_in(request), where.day(clock.now())
    done = {kind: sums.done_for(where, kind, month) for kind in (sums.COUNTED, sums.COLLECTED)}
    names = people_queries.names({event.actor_id for event in done.values() if event})
    told = {kind: (event.happened_at, names.get(event.actor_id or 0, "")) for kind, event in done.items() if event}
    before, after = neighbours(month, today)
    shown = {
        "community": where,
        "month": month,
        "ends": last_day(month),
        "name": f"{month:%Y-%m}",
        "before": before,
        "after": after,
        "sums": sums.sums(where, month),
        "collected": sums.collected(where, month, asked_by(request)),
        "counted_at": told.get(sums.COUNTED),
        "collected_at": told.get(sums.COLLECTED),
        "may_sum_up": access.may_sum_up(viewer, where.pk),
    }
    return render(request, "repairs/months.html", shown)


@once("repairs:months", of="community_id")
@require_POST
def count(request: HttpRequest, community_id: int) -> HttpResponse:
    """The month's repairs were summed up and counted."""
    return _say(request, community_id, actions.count_repairs, _("Noted: the month's repairs are counted."))


@once("repairs:months", of="community_id")
@require_POST
def collect(request: HttpRequest, community_id: int) -> HttpResponse:
    """The damage of the month goes into its campaign."""
    return _say(request, community_id, actions.collect_damage, _("Noted: the damage is collected for the campaign."))


def _say(request: HttpRequest, community_id: int, action: Callable[..., Any], done: str) -> HttpResponse:
    where, month = _asked(request, community_id)
    people_access.require(access.may_sum_up(people_access.signed_in(request), where.pk))
    with refusals_told(request, done):
        action(where.pk, month, by=people_access.act(request))
    return redirect(f"{reverse('repairs:months', args=[where.pk])}?month={month:%Y-%m}")


def _asked(request: HttpRequest, community_id: int) -> tuple[Community, date]:
    where = visible_community(request, community_id)
    return where, asked_for(request.GET.get("month", ""), where.day(clock.now()))
