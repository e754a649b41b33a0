"""Who looked at what is masked, and the estate as a file."""

from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.estate import access, actions, outgoing, queries
from kefu.estate.models import Look
from kefu.estate.personal_forms import ExportForm
from kefu.estate.views import fetching
from kefu.estate.views.columns import LOOKS
from kefu.lib.xlsx import write_xlsx
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.ui.exporting import kept_on_disk
from kefu.ui.lists import Selection, listed


@require_GET
def looks(request: HttpRequest, community_id: int) -> HttpResponse:
    """Who looked at what is masked of this community's residents, when and why."""
    where = _watched(request, community_id)
    shown = {
        "community": where,
        "listed": listed(request, LOOKS, _selection(where), "newest"),
        "export": reverse("estate:export-looks", args=[where.pk]),
    }
    return render(request, "estate/looks.html", shown)


@require_POST
def export_looks(request: HttpRequest, community_id: int) -> FileResponse:
    """The same as an Excel file."""
    return exported(request, LOOKS, _selection(_watched(request, community_id)))


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, community_id: int) -> HttpResponse | FileResponse:
    """The estate as a file that can be read in again, with the reason why it leaves the house."""
    where = fetching.kept_community(request, community_id)
    form = ExportForm(request.POST or None, may_show=access.may_show(people_access.signed_in(request), where.pk))
    if form.is_valid():
        return _exported(request, where, form)
    shown = {"community": where, "form": form}
    return render(request, "estate/export.html", shown, status=422 if form.is_bound else 200)


def _exported(request: HttpRequest, where: Community, form: ExportForm) -> FileResponse:
    by, shows_numbers = people_access.act(request), form.cleaned_data.get("shows_numbers", False)
    rows = outgoing.Rows(where, shows_numbers=shows_numbers)

    def fill(file: BinaryIO) -> None:
        write_xlsx([outgoing.sheet(rows)], file)
        actions.note_estate_export(where.pk, by=by, why=form.why(), rows=rows.count, shows_numbers=shows_numbers)

    return kept_on_disk(fill, f"estate-{where.code}", by.at)


def _selection(where: Community) -> Selection[Look]:
    return Selection(queries.looks(where), ("-id",), list)


def _watched(request: HttpRequest, community_id: int) -> Community:
    where = visible_community(request, community_id)
    people_access.require(access.may_watch(people_access.signed_in(request), where.pk))
    return where
