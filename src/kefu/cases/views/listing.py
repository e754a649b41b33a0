"""Lists of cases, on the page and as an Excel file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.cases import access, lists
from kefu.cases.forms import CasesFilterForm
from kefu.cases.lists import Row
from kefu.cases.views.columns import CASES
from kefu.cases.views.verbs import BULK
from kefu.cases.words import LABELS
from kefu.estate import access as estate_access
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.views.exporting import exported
from kefu.ui.lists import RecordList, listed


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases by what is chosen of them."""
    viewer = people_access.signed_in(request)
    form = CasesFilterForm(request.GET, viewer=viewer)
    chosen = form.chosen()
    selection = lists.selection(viewer, chosen, clock.now())
    shown = {
        "form": form,
        "listed": listed(request, _columns(viewer), selection, chosen.order),
        "views": [(name, label, name == chosen.show) for name, label in lists.VIEWS.items()],
        "unit": form.cleaned_data.get("unit"),
        "export": reverse("cases:export"),
        "may_receive": access.may_receive_anywhere(viewer),
    }
    if access.may_work_anywhere(viewer):
        shown |= {"bulk": [(verb, LABELS[verb]) for verb in BULK], "chooses": "case"}
    return render(request, "cases/cases.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All cases of a list as an Excel file."""
    viewer = people_access.signed_in(request)
    chosen = CasesFilterForm(request.GET, viewer=viewer).chosen()
    return exported(request, _columns(viewer), lists.selection(viewer, chosen, clock.now(), most=lists.ALL))


def _columns(viewer: User) -> RecordList[Row]:
    return CASES if estate_access.calls_everywhere(viewer) else CASES.without("contact")
