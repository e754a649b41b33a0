"""Lists of errands, on the page and as an Excel file, and what may be begun."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.counter import access, lists, rules
from kefu.counter.forms import ErrandsForm
from kefu.counter.views.columns import ERRANDS
from kefu.counter.words import name_of
from kefu.people import access as people_access
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.ui.lists import listed


@require_GET
def errands(request: HttpRequest) -> HttpResponse:
    """Errands by what is chosen of them."""
    viewer, form = people_access.signed_in(request), _form(request)
    chosen = form.chosen()
    shown = {
        "form": form,
        "listed": listed(request, ERRANDS, lists.selection(viewer, chosen, clock.now()), chosen.sort),
        "views": [(name, label, name == chosen.show) for name, label in lists.VIEWS.items()],
        "export": reverse("counter:export"),
        "may_begin": access.begins_in(viewer).exists(),
    }
    return render(request, "counter/errands.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All errands of a list as an Excel file."""
    chosen = _form(request).chosen()
    return exported(request, ERRANDS, lists.selection(people_access.signed_in(request), chosen, clock.now()))


@require_GET
def procedures(request: HttpRequest, community_id: int) -> HttpResponse:
    """What people come to the counter for."""
    where, viewer = visible_community(request, community_id), people_access.signed_in(request)
    found = rules.procedures_on(where.pk, localtime(clock.now()).date())
    offered = [
        (name, name_of(one, name), access.may_begin(viewer, where.pk, one), one.source) for name, one in found.items()
    ]
    return render(request, "counter/procedures.html", {"community": where, "procedures": offered})


def _form(request: HttpRequest) -> ErrandsForm:
    viewer = people_access.signed_in(request)
    seen = lists.procedures_seen(viewer, localtime(clock.now()).date())
    return ErrandsForm(request.GET, viewer=viewer, procedures=seen)
