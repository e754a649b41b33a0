"""Papers as answers: PDF for this reader alone, and the form of a revisit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.people import access as people_access
from kefu.registers import access, printed, queries
from kefu.ui import papers


@require_GET
def revisit(request: HttpRequest, case_id: int, seq: int) -> HttpResponse:
    """The form of a revisit, by the number that it has among the case's events."""
    viewer = people_access.signed_in(request)
    case = get_object_or_404(access.cases_visible_to(viewer).select_related("community"), pk=case_id)
    asked = [one for one in reversed(queries.revisits_of(case)) if one.event.seq <= seq]
    if not asked or asked[-1].event.seq != seq:
        raise Http404
    address = request.build_absolute_uri(reverse("cases:case", args=[case.pk]))
    now = clock.now()
    customer = queries.customer_of(case.community, case.community.day(now))
    return papers.shown(printed.revisit(asked, customer, address, viewer, now), case.number)
