"""What each class of customers needs: as a page, and as an Excel file."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.lib.xlsx import Column, Sheet
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.registers import access
from kefu.registers.customers import FEWEST, Need, Segment
from kefu.registers.customers import customers as customers_of
from kefu.registers.forms import FiguresForm
from kefu.ui.exporting import workbook
from kefu.ui.punctuation import listed


@require_GET
def customers(request: HttpRequest, community_id: int) -> HttpResponse:
    """Who the customers are by class, what they come for and how they liked it, what to offer them."""
    where, form, found = _asked(request, community_id)
    shown = {"community": where, "form": form, "segments": found, "fewest": FEWEST}
    return render(request, "registers/customers.html", shown)


@require_POST
def export_customers(request: HttpRequest, community_id: int) -> HttpResponse:
    """The same as an Excel file."""
    _where, form, found = _asked(request, community_id)
    viewer, by = people_access.signed_in(request), people_access.act(request)
    people_actions.note_export(viewer.pk, by=by, name="customers", rows=len(found))
    columns = [
        Column(_("Class of customer"), 22),
        Column(_("Persons"), 10, "number"),
        Column(_("Households"), 10, "number"),
        Column(_("Cases"), 10, "number"),
        Column(_("Again within 90 days"), 14, "number"),
        Column(_("Satisfied at revisits"), 14, "share"),
        Column(_("Come for"), 40),
        Column(_("About"), 40),
        Column(_("At the counter"), 40),
        Column(_("To be offered first"), 40),
    ]
    rows = [
        [
            one.name or _("without a class"),
            one.persons,
            one.households,
            one.cases,
            one.again,
            one.satisfied,
            *(_told(needs) for needs in (one.kinds, one.needs, one.services, one.offers)),
        ]
        for one in found
    ]
    return workbook(Sheet(_("Customers"), columns, rows), f"customers-{form.period.since}")


def _told(needs: Sequence[Need]) -> str:
    return listed(f"{one.name} {one.count}" for one in needs)


def _asked(request: HttpRequest, community_id: int) -> tuple[Community, FiguresForm, list[Segment]]:
    where = visible_community(request, community_id)
    people_access.require(access.may_analyse(people_access.signed_in(request), where.pk))
    today = where.day(clock.now())
    form = FiguresForm(request.GET, today=today)
    return where, form, customers_of(where, form.period, today)
