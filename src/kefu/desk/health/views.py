"""The health page."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.desk.access import may_look_after
from kefu.desk.health.checking import Finding, Level, findings, worst
from kefu.duties.explaining import in_language
from kefu.people.models import User


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For an administrator of the installation what was found; for monitors one word and what it is about."""
    try:
        found = findings(clock.now())
        viewer = request.user
    except DatabaseError:
        return HttpResponse("failing: database\n", status=503, content_type="text/plain")
    status = 503 if worst(found) is Level.FAILING else 200
    if not isinstance(viewer, User) or not may_look_after(viewer):
        return HttpResponse(_in_one_line(found), status=status, content_type="text/plain")
    lines = [(one.level, *map(in_language, (one.about, one.says, one.mend))) for one in found]
    return render(request, "desk/health.html", {"lines": lines, "is_well": worst(found) is Level.WELL})


def _in_one_line(found: list[Finding]) -> str:
    level = worst(found)
    about = ", ".join(one.name for one in found if one.level is level)
    return "well\n" if level is Level.WELL else f"{level.name.lower()}: {about}\n"
