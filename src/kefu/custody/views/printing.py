"""The receipt of a handout: of a key left with us or lent, of a card, of a parking space."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.custody import access, printed
from kefu.people import access as people_access
from kefu.ui import papers


@require_GET
def receipt(request: HttpRequest, handout_id: int) -> HttpResponse:
    """Who has what, or left what with us, as a PDF to sign."""
    viewer = people_access.signed_in(request)
    named = ("thing__community", "unit", "person", "user", "out_by", "back_to")
    found = get_object_or_404(access.handouts_visible_to(viewer).select_related(*named), pk=handout_id)
    address = request.build_absolute_uri(reverse("custody:thing", args=[found.thing_id]))
    name = f"custody-{found.thing_id}-{found.pk}"
    return papers.shown(printed.receipt(found, address, viewer, clock.now()), name)
