"""Draws of cases for revisits: what is to be drawn, what was, and how one can draw it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties.explaining import in_language
from kefu.people import access as people_access
from kefu.people.views.choosing import visible_community
from kefu.registers import access, actions, queries
from kefu.registers.actions import DrawRefused
from kefu.registers.drawing import drawn, shares
from kefu.rulebook.showing import called
from kefu.ui.paging import asked_by


@require_GET
def draws(request: HttpRequest, community_id: int) -> HttpResponse:
    """The clauses by which cases are drawn, and the draws that were made, the last first."""
    where = visible_community(request, community_id)
    page, says = queries.draws(where, asked_by(request)), queries.clauses_drawn_by(where)
    shown = {
        "community": where,
        "shares": [(one, in_language(called(one.clause, one.id))) for one in shares(where, clock.now())],
        "page": page,
        "made": [(one, says.get(one.clause, one.clause)) for one in page.rows],
        "may_draw": access.may_draw(people_access.signed_in(request), where.pk),
    }
    return render(request, "registers/draws.html", shown)


@require_POST
def draw(request: HttpRequest, community_id: int) -> HttpResponse:
    """Draw by a clause; where that was done for the period, the way leads to what was drawn."""
    where = visible_community(request, community_id)
    people_access.require(access.may_draw(people_access.signed_in(request), where.pk))
    try:
        made = actions.draw_revisits(where.pk, request.POST.get("clause", ""), by=people_access.act(request))
    except DrawRefused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("registers:draws", where.pk)
    return redirect("registers:drawn", made.pk)


@require_GET
def drawn_once(request: HttpRequest, draw_id: int) -> HttpResponse:
    """A draw: its seed and population, the cases that were drawn and how they stand, whether it comes out again."""
    visible = access.draws_visible_to(people_access.signed_in(request)).select_related("community", "drawn_by")
    found = get_object_or_404(visible, pk=draw_id)
    page, lines = queries.drawn_lines(found, asked_by(request))
    shown = {
        "draw": found,
        "says": queries.clause_said(found),
        "page": page,
        "lines": lines,
        "comes_again": drawn(found.population, found.per_cent, found.seed) == found.drawn,
    }
    return render(request, "registers/drawn.html", shown)
