"""Lists of orders, on the page and as an Excel file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.estate import access as estate_access
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.views.exporting import exported
from kefu.ui.lists import RecordList, listed
from kefu.workorders import access, lists
from kefu.workorders.answers import WAYS
from kefu.workorders.forms import OrdersFilterForm
from kefu.workorders.lists import Row
from kefu.workorders.views.columns import WORK_ORDERS


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Orders by what is chosen of them."""
    form = _form(request)
    chosen = form.chosen()
    selection = lists.selection(people_access.signed_in(request), chosen, clock.now())
    shown = {
        "form": form,
        "listed": listed(request, _columns(people_access.signed_in(request)), selection, chosen.order),
        "views": [(name, label, name == chosen.show) for name, label in lists.VIEWS.items()],
        "case": form.cleaned_data.get("case"),
        "answered": WAYS.get(chosen.answered) if chosen.since else None,
        "month": form.cleaned_data.get("month"),
        "export": reverse("workorders:export"),
        "may_issue": access.may_issue_anywhere(people_access.signed_in(request)),
    }
    return render(request, "workorders/orders.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All orders of a list as an Excel file."""
    chosen = _form(request).chosen()
    viewer = people_access.signed_in(request)
    return exported(request, _columns(viewer), lists.selection(viewer, chosen, clock.now()))


def _columns(viewer: User) -> RecordList[Row]:
    return WORK_ORDERS if estate_access.calls_everywhere(viewer) else WORK_ORDERS.without("contact")


def _form(request: HttpRequest) -> OrdersFilterForm:
    viewer = people_access.signed_in(request)
    return OrdersFilterForm(request.GET, viewer=viewer, zone=timezone.get_current_timezone())
