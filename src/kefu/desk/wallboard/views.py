"""The pages of the wallboard."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.desk.wallboard import queries
from kefu.people import access
from kefu.people import queries as people_queries
from kefu.people.views.choosing import visible_community


@require_GET
def wallboard(request: HttpRequest, community_id: int) -> HttpResponse:
    """How a community's work stands now; asked for again and again by the page itself."""
    viewer = access.signed_in(request)
    found = people_queries.communities(viewer)
    where = visible_community(request, community_id)
    now = clock.now()
    shown = {"community": where, "communities": found, "board": queries.board(where, now), "now": now}
    return render(request, "desk/wallboard.html", shown)
