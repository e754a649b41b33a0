"""How many agents the calls of some weeks ask for, by half-hour of a weekday."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.hotline import rules, staffing
from kefu.hotline.forms import WEEKDAYS, StaffingForm
from kefu.people.views.choosing import visible_community


@require_GET
def needed(request: HttpRequest, community_id: int) -> HttpResponse:
    """The agents needed on a weekday: that of today by the last four weeks, unless others are asked for."""
    where = visible_community(request, community_id)
    now = clock.now()
    today = localtime(now).date()
    usual = {"since": today - timedelta(days=28), "until": today - timedelta(days=1), "weekday": today.isoweekday()}
    aim = staffing.aim_of(rules.book_in_force(where.pk, now))
    form = StaffingForm(request.GET if "weekday" in request.GET else None, where, usual, aim)
    weekday, asked = form.chosen()
    found = staffing.plan(form.period(), weekday, asked)
    shown = {"community": where, "form": form, "plan": found, "aim": asked, "weekday": WEEKDAYS[weekday - 1]}
    shown["chart"] = staffing.chart(found) if found.half_hours else ""
    return render(request, "hotline/staffing.html", shown, status=422 if form.errors else 200)
