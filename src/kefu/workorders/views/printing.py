"""Papers: an order as the form on the clipboard, and the repair slip of a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.people import access as people_access
from kefu.ui import papers
from kefu.workorders import access, printed
from kefu.workorders.views.acting import visible_order


@require_GET
def paper(request: HttpRequest, order_id: int) -> HttpResponse:
    """An order as a PDF."""
    found = visible_order(request, order_id)
    address = request.build_absolute_uri(reverse("workorders:order", args=[found.pk]))
    return papers.shown(printed.order(found, address, people_access.signed_in(request), clock.now()), found.number)


@require_GET
def slip(request: HttpRequest, case_id: int) -> HttpResponse:
    """The repair slip of a case as a PDF, to be filled in on the spot."""
    viewer = people_access.signed_in(request)
    repairs = access.repairs_visible_to(viewer).select_related("community", "owner", "handler", "unit")
    found = get_object_or_404(repairs, pk=case_id)
    address = request.build_absolute_uri(reverse("cases:case", args=[found.pk]))
    return papers.shown(printed.repair_slip(found, address, viewer, clock.now()), found.number)
