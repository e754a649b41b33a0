"""A new order."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu import clock
from kefu.cases.models import Case
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community
from kefu.workorders import access, actions
from kefu.workorders.forms import IssueForm, issue_initial


@once("workorders:order")
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, community_id: int) -> HttpResponse:
    """An order is issued, alone or for a case."""
    where = visible_community(request, community_id)
    viewer = people_access.signed_in(request)
    people_access.require(access.may_issue(viewer, where.pk))
    case = _case(request, where)
    if request.method != "POST":
        initial = issue_initial(case, timezone.localtime(clock.now()).date())
        return _shown(request, where, case, IssueForm(viewer=viewer, community=where, initial=initial))
    form = IssueForm(request.POST, viewer=viewer, community=where)
    if form.is_valid():
        with refusals_on(request, form):
            issued = actions.issue_order(form.order(), by=people_access.act(request))
            messages.success(request, _("Issued as %(number)s.") % {"number": issued.number})
            return redirect("workorders:order", issued.pk)
    return _shown(request, where, case, form, status=422)


def _case(request: HttpRequest, where: Community) -> Case | None:
    """The case that the order is for; 404 for one that is not to be seen here."""
    asked = request.POST.get("case") or request.GET.get("case", "")
    if not asked:
        return None
    cases = access.cases_visible_to(people_access.signed_in(request)).filter(community=where)
    return get_object_or_404(cases.select_related("unit"), pk=asked if asked.isdecimal() and len(asked) < 19 else 0)


def _shown(
    request: HttpRequest, where: Community, case: Case | None, form: IssueForm, status: int = 200
) -> HttpResponse:
    shown = {
        "community": where,
        "case": case,
        "form": form,
        "may_keep": access.may_keep(people_access.signed_in(request), where.pk),
    }
    return render(request, "workorders/issue.html", shown, status=status)
