"""Pages of builder's defects: the list, one with what may be done, a new one, a verb each, a year's figures."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.cases import access as case_access
from kefu.cases.models import Case, RepairWay
from kefu.duties import queries as duty_queries
from kefu.lib.numerals import whole
from kefu.lib.xlsx import Cell, Column, Sheet
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.repairs import access, actions, defects
from kefu.repairs import forms as asked
from kefu.repairs.columns import DEFECTS
from kefu.repairs.models import Defect, Form
from kefu.ui.exporting import workbook
from kefu.ui.lists import listed, order_of

# What each verb is called, what it does, what it asks.
OFFERS: dict[str, tuple[Any, Callable[..., Defect], type[forms.Form]]] = {
    "return": (gettext_lazy("It came back"), actions.return_defect, asked.WorkForm),
    "chase": (gettext_lazy("The contractor was chased"), actions.chase_defect, asked.SaidForm),
    "verify": (gettext_lazy("Verified: sound"), actions.verify_defect, asked.SaidForm),
    "reject": (gettext_lazy("Not sound: send it out again"), actions.reject_defect, asked.WhyForm),
    "close": (gettext_lazy("Close the defect"), actions.close_defect, asked.SaidForm),
    "withdraw": (gettext_lazy("Withdraw the defect"), actions.withdraw_defect, asked.WhyForm),
}
_FIRST_YEAR = 1970


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Defects, the last sent first."""
    viewer, order = people_access.signed_in(request), order_of(request, defects.ORDERS)
    form = asked.DefectsForm(request.GET, viewer=viewer)
    shown = {
        "form": form,
        "listed": listed(request, DEFECTS, defects.selection(viewer, form.chosen(), order), order),
        "export": reverse("repairs:export-defects"),
        "may_send": access.sends_in(viewer).exists(),
    }
    return render(request, "repairs/defects.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All of the list as an Excel file."""
    viewer, order = people_access.signed_in(request), order_of(request, defects.ORDERS)
    chosen = asked.DefectsForm(request.GET, viewer=viewer).chosen()
    return exported(request, DEFECTS, defects.selection(viewer, chosen, order))


@once("repairs:defect")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """A defect is reported; with `case` in the address, that repair is passed on by it."""
    viewer = people_access.signed_in(request)
    communities = access.sends_in(viewer).order_by("name")
    case = _case(request)
    people_access.require(communities.exists() if case is None else access.may_do(viewer, case.community_id, "send"))
    sent = request.POST if request.method == "POST" else None
    form = asked.DefectForm(sent, communities=communities, case=case, initial=_initial(case))
    if form.is_valid():
        with refusals_on(request, form):
            found = actions.send_defect(form.defect(), by=people_access.act(request))
            messages.success(request, _("Sent."))
            return redirect("repairs:defect", found.pk)
    return render(request, "repairs/send.html", {"form": form, "case": case}, status=422 if sent else 200)


@require_GET
def defect(request: HttpRequest, defect_id: int) -> HttpResponse:
    """One defect: how far it is, its duties and history, and what may be done now."""
    return _page(request, _visible(request, defect_id))


@once("repairs:defect")
@require_POST
def act(request: HttpRequest, defect_id: int, verb: str) -> HttpResponse:
    """Something is done about a defect."""
    found = _visible(request, defect_id)
    people_access.require(access.may_do(people_access.signed_in(request), found.community_id, verb))
    _label, action, kind = OFFERS[verb]
    form = kind(request.POST, auto_id=f"id_{verb}_%s")
    if form.is_valid():
        with refusals_on(request, form):
            action(found.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Done."))
            return redirect("repairs:defect", found.pk)
    return _page(request, _visible(request, defect_id), {verb: form}, status=422)


@require_GET
def figures(request: HttpRequest, community_id: int) -> HttpResponse:
    """What a year's defects came to, month by month, each paper apart."""
    where, number = _year_asked(request, community_id)
    months, total = defects.year(where, number)
    this = where.day(clock.now()).year
    shown = {
        "community": where,
        "year": number,
        "months": [*months, total] if months else [],
        "forms": Form.choices,
        "before": number - 1 if number > _FIRST_YEAR else None,
        "after": number + 1 if number < this else None,
    }
    return render(request, "repairs/figures.html", shown)


@require_POST
def export_figures(request: HttpRequest, community_id: int) -> HttpResponse:
    """The same as an Excel file."""
    where, number = _year_asked(request, community_id)
    months, total = defects.year(where, number)
    rows = [_cells(one) for one in [*months, total]]
    viewer, by = people_access.signed_in(request), people_access.act(request)
    people_actions.note_export(viewer.pk, by=by, name="defect-figures", rows=len(rows))
    columns = [Column(_("Month"), 12)]
    columns += [
        Column(f"{form.label}: {counted}", 16, "number") for form in Form for counted in (_("sent"), _("came back"))
    ]
    columns.append(Column(_("Completion rate of the slips"), 16, "share"))
    return workbook(Sheet(_("Builder's defects"), columns, rows), f"defects-{number}")


def _cells(one: defects.Months) -> list[Cell]:
    counts = [cell for form in Form for cell in one.of_forms[form][:2]]
    return [one.name, *counts, one.completion_rate]


def _year_asked(request: HttpRequest, community_id: int) -> tuple[Community, int]:
    """The community, and the year that is asked for; for what is none, or lies ahead, this one."""
    where = visible_community(request, community_id)
    this, said = where.day(clock.now()).year, whole(request.GET.get("year", ""), 4)
    return where, this if said is None or said < _FIRST_YEAR else min(said, this)


def _case(request: HttpRequest) -> Case | None:
    """The case that the address names, if the viewer may see it."""
    said = request.GET.get("case", "")
    if whole(said) is None:
        return None
    visible = case_access.visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "unit"), pk=said)


def _initial(case: Case | None) -> dict[str, Any]:
    """What is known of a case: it is passed on in one step."""
    if case is None:
        return {}
    is_warranty = case.repair_way == RepairWay.WARRANTY
    return {
        "place": case.place,
        "matter": case.matter,
        "form": Form.SHEET if is_warranty else Form.SLIP,
        "contractor": defects.last_contractor(case.community_id),
    }


def _visible(request: HttpRequest, defect_id: int) -> Defect:
    visible = access.visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "case", "unit", "sent_by"), pk=defect_id)


def _page(
    request: HttpRequest, found: Defect, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    viewer, bound = people_access.signed_in(request), bound or {}
    offers = []
    for verb, (label, _action, kind) in OFFERS.items():
        may = access.may_do(viewer, found.community_id, verb) and found.state in actions.VERBS[verb].allowed_in
        if verb in bound or may:
            offers.append((verb, label, bound.get(verb) or kind(auto_id=f"id_{verb}_%s"), verb in bound))
    duties = defects.duties(found)
    shown = {
        "defect": found,
        "offers": offers,
        "duties": duties,
        "events": defects.timeline(found, duties),
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "repairs/defect.html", shown, status=status)
