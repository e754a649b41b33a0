"""The engineer's page, what it shows, and what is sent from it as soon as there is a connection."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.cases import access, actions
from kefu.cases.models import Case
from kefu.cases.views.verbs import OFFERS, form_of
from kefu.cases.words import LABELS
from kefu.duties import queries as duty_queries
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.views import phoning
from kefu.repairs import queries

VERBS = ("arrive", "miss", "resolve")


@ensure_csrf_cookie
@require_GET
def engineer(request: HttpRequest) -> HttpResponse:
    """The page without what is to be done, which it asks for: a phone keeps both."""
    people_access.require(access.may_work_anywhere(people_access.signed_in(request)))
    blank = Case(kind="repair")
    forms = [(verb, LABELS[verb], form_of(verb, request, [blank], False, is_alone=True)) for verb in VERBS]
    where = {"page": reverse("repairs:engineer"), "manifest": reverse("repairs:manifest"), "title": _("Repair slips")}
    return render(request, "repairs/engineer.html", {"forms": forms, **where})


@require_GET
def slips(request: HttpRequest) -> JsonResponse:
    """What the signed-in engineer has to do."""
    viewer = people_access.signed_in(request)
    people_access.require(access.may_work_anywhere(viewer))
    found = {"slips": queries.slips(viewer, clock.now()), "buildings": queries.buildings(viewer)}
    return phoning.shown(viewer.pk, found)


@require_POST
@phoning.told_in_words
def send(request: HttpRequest) -> JsonResponse:
    """One act that was done on the spot, perhaps hours ago: done (200), or why not and how the case stands (422)."""
    user = people_access.signed_in(request)
    people_access.require(access.may_work_anywhere(user))
    verb, case_id = request.POST.get("verb", ""), request.POST.get("case", "")
    if (another := phoning.done_by_another(request)) is not None:
        return another
    if verb not in VERBS or whole(case_id) is None:
        return JsonResponse({"messages": []}, status=400)
    case = get_object_or_404(access.visible_to(user), pk=case_id)
    people_access.require(access.may_do(user, case, verb))
    form, offer = form_of(verb, request, [case], True, is_alone=True), OFFERS[verb]
    seq = duty_queries.seq_of(actions.subject(case))
    if not form.is_valid():
        return phoning.misread(seq, form)
    by = phoning.by_phone(request, phoning.last_done("case", case.pk, case.received_at))
    why = phoning.why_not(by, seq, lambda: offer.action(case.pk, by=by, **offer.said(form, case)))
    return why or JsonResponse({"seq": duty_queries.seq_of(actions.subject(case))})


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """What answers the page in place of the site while there is no connection."""
    return phoning.worker(request, reverse("repairs:engineer"), "kefu-engineer-1")


@login_not_required
@require_GET
def manifest(_request: HttpRequest) -> JsonResponse:
    """How a phone installs the page."""
    return phoning.manifest(reverse("repairs:engineer"), _("Repair slips"))
