"""Each department's share of answers in time, month by month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.people import access as people_access
from kefu.people.views.choosing import visible_community
from kefu.workorders import access, answers
from kefu.workorders.answers import WAYS
from kefu.workorders.models import Receiver


@require_GET
def months(request: HttpRequest, community_id: int) -> HttpResponse:
    """How the answers due in a month came, by receiver; and the months before, of one receiver or of all."""
    where = visible_community(request, community_id)
    found = answers.month(where, request.GET.get("month", ""), _receiver(request, where.pk), clock.now())
    listed = access.receivers_visible_to(people_access.signed_in(request)).filter(community=where.pk)
    shown = {
        "community": where,
        "found": found,
        "ways": WAYS.items(),
        "listed": set(listed.values_list("id", flat=True)),
    }
    return render(request, "workorders/answers.html", shown)


def _receiver(request: HttpRequest, community_id: int) -> Receiver | None:
    asked = request.GET.get("receiver", "")
    if not asked:
        return None
    listed = access.receivers_visible_to(people_access.signed_in(request)).filter(community=community_id)
    return get_object_or_404(listed, pk=asked if asked.isdecimal() and len(asked) < 19 else 0)
