"""Lists of cards, keys and parking spaces, on the page and as an Excel file; the way from a number to its page."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.custody import access, lists, queries
from kefu.custody.forms import ScanForm, ThingsFilterForm
from kefu.custody.views.columns import THINGS
from kefu.people import access as people_access
from kefu.people.views.exporting import exported
from kefu.ui.lists import listed


@require_GET
def things(request: HttpRequest) -> HttpResponse:
    """Things by what is chosen of them."""
    form = _form(request)
    chosen, viewer = form.chosen(), people_access.signed_in(request)
    shown = {
        "form": form,
        "listed": listed(request, THINGS, lists.selection(viewer, chosen, clock.now()), chosen.order),
        "views": [(name, label, name == chosen.show) for name, label in lists.VIEWS.items()],
        "export": reverse("custody:export"),
        "scan": ScanForm(auto_id="id_scan_%s"),
        "may_hand": access.may_hand_anywhere(viewer),
    }
    return render(request, "custody/things.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All things of a list as an Excel file."""
    chosen = _form(request).chosen()
    return exported(request, THINGS, lists.selection(people_access.signed_in(request), chosen, clock.now()))


@require_GET
def scan(request: HttpRequest) -> HttpResponse:
    """A number typed or scanned leads to the page of what bears it; to the list where several do, or none."""
    form = ScanForm(request.GET)
    if not form.is_valid():
        return redirect("custody:things")
    number = form.cleaned_data["number"]
    found = queries.scanned(people_access.signed_in(request), number)
    if len(found) == 1:
        return redirect("custody:thing", found[0].pk)
    if not found:
        messages.error(request, _("Nothing in use bears the number %(number)s.") % {"number": number})
    return redirect(f"{reverse('custody:things')}?{urlencode({'q': number[:80]})}")


def _form(request: HttpRequest) -> ThingsFilterForm:
    return ThingsFilterForm(request.GET, viewer=people_access.signed_in(request))
