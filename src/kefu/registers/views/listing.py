"""Registers: which there are, each as a page, as an Excel file and on paper."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.estate import access as estate_access
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.registers import access, printed, queries
from kefu.registers.declared import REGISTERS, Register
from kefu.registers.forms import RegisterForm
from kefu.registers.printed import MOST_LINES, TooManyLinesError
from kefu.ui import papers
from kefu.ui.lists import RecordList, listed


@require_GET
def registers(request: HttpRequest, community_id: int) -> HttpResponse:
    """The registers of a community."""
    where = visible_community(request, community_id)
    customer = _customer(where)
    found = [(one.name, one.listed_as(customer).title, one.purpose) for one in REGISTERS.values()]
    may_analyse = access.may_analyse(people_access.signed_in(request), where.pk)
    shown = {"community": where, "registers": found, "may_analyse": may_analyse}
    return render(request, "registers/registers.html", shown)


@require_GET
def register(request: HttpRequest, community_id: int, name: str) -> HttpResponse:
    """The lines of a register by period and kind."""
    where, declared, form = _asked(request, community_id, name)
    selection = declared.selection(where, form.period, form.chosen, form.order)
    shown = {
        "community": where,
        "form": form,
        "listed": listed(request, _list(request, where, declared), selection, form.order),
        "export": reverse("registers:export", args=[where.pk, name]),
        "print": reverse("registers:print", args=[where.pk, name]),
    }
    return render(request, "registers/register.html", shown)


@require_POST
def export(request: HttpRequest, community_id: int, name: str) -> FileResponse:
    """All lines of a register as an Excel file."""
    where, declared, form = _asked(request, community_id, name)
    selection = declared.selection(where, form.period, form.chosen, form.order)
    return exported(request, _list(request, where, declared), selection)


@require_POST
def print_register(request: HttpRequest, community_id: int, name: str) -> HttpResponse:
    """A register on paper, the earliest first; that it left the house is recorded."""
    where, declared, form = _asked(request, community_id, name)
    viewer, by = people_access.signed_in(request), people_access.act(request)
    selection = declared.selection(where, form.period, form.chosen, "first")
    about = where, form.period, _customer(where)
    try:
        paper, count = printed.register(declared, selection, about, viewer, by.at)
    except TooManyLinesError:
        said = _("More than %(n)s entries do not go on one paper. Choose a shorter period, or take the Excel file.")
        messages.error(request, said % {"n": MOST_LINES})
        return redirect(f"{reverse('registers:register', args=[where.pk, name])}?{request.GET.urlencode()}")
    people_actions.note_export(viewer.pk, by=by, name=f"register-{name}", rows=count)
    return papers.shown(paper, f"{name}-{localtime(by.at):%Y%m%d-%H%M}")


def _asked(request: HttpRequest, community_id: int, name: str) -> tuple[Community, Register[Any], RegisterForm]:
    where = visible_community(request, community_id)
    if name not in REGISTERS:
        raise Http404
    declared = REGISTERS[name]
    return where, declared, RegisterForm(request.GET, register=declared, today=where.day(clock.now()))


def _list(request: HttpRequest, where: Community, declared: Register[Any]) -> RecordList[Any]:
    may_call = estate_access.calls_in(people_access.signed_in(request), where.pk)
    return declared.listed_as(_customer(where), may_call=may_call)


def _customer(where: Community) -> str:
    return queries.customer_of(where, where.day(clock.now()))
