"""Lists of cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.cases import access, queries
from kefu.cases.forms import CasesFilterForm
from kefu.people import access as people_access


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases, the newest first."""
    viewer = people_access.signed_in(request)
    form = CasesFilterForm(request.GET)
    before = request.GET.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    rows, following = queries.cases(viewer, form.chosen(), place, clock.now())
    shown = {"form": form, "rows": rows, "next": following, "is_first": place is None, "chosen": form.chosen()}
    return render(request, "cases/cases.html", {**shown, "may_receive": bool(access.receives_in(viewer))})
