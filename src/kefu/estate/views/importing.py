"""A file of units and residents: read, looked at, brought in; its rows that cannot be used as a file to mend.

A small file is read and brought in while one waits; a large one by a job, and the page tells how far that is.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.audit.tables import TableError
from kefu.duties.explaining import in_language
from kefu.estate import access, actions, queries, tasks
from kefu.estate.actions.importing import is_stuck
from kefu.estate.forms import FileForm
from kefu.estate.models import EstateImport, ImportPart
from kefu.estate.parts import values
from kefu.estate.planning import Tally
from kefu.estate.reading import faults_sheet, kept_fault, known_to, read_upload
from kefu.estate.rows import ColumnsError, Fault
from kefu.estate.views import fetching
from kefu.lib.text import Text
from kefu.people import access as people_access
from kefu.people import actions as people_actions
from kefu.people.models import User
from kefu.people.views.answering import once, refusals_told
from kefu.ui.exporting import workbook
from kefu.ui.punctuation import listed

SHOWN_FAULTS = 100
# What a file may have so that one waits for it: bytes, rows.
SMALL, FEW = 512 * 1024, 5_000
_BLOCK = 1 << 20
State = EstateImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, community_id: int) -> HttpResponse:
    """A file is read and kept; nothing of the estate is written yet."""
    where = fetching.kept_community(request, community_id)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        kept_id = _kept(request, where.pk, form)
        if kept_id is not None:
            return redirect("estate:import", kept_id)
    shown = {"community": where, "form": form, "imports": queries.imports(where)}
    return render(request, "estate/upload.html", shown, status=422 if form.is_bound else 200)


@once("estate:estate")
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a file would bring; once confirmed, it is brought in."""
    kept = fetching.kept_file(request, import_id)
    if request.method != "POST":
        return render(request, "estate/import.html", _preview(kept, people_access.signed_in(request)))
    by = people_access.act(request)
    if kept.rows_count > FEW:
        said = _("The file is being brought in. You may leave this page.")
        with refusals_told(request, said), transaction.atomic():
            actions.begin_import(kept.pk, by=by)
            tasks.bring_in.defer(import_id=kept.pk, actor_id=people_access.signed_in(request).pk)
        return redirect("estate:import", kept.pk)
    with refusals_told(request, _("The file is imported.")):
        actions.import_file(kept.pk, by=by)
    return redirect("estate:estate", kept.community_id)


@require_POST
def go_on(request: HttpRequest, import_id: int) -> HttpResponse:
    """A job that has said nothing for a while is begun anew: what it had not finished was not written."""
    kept = fetching.kept_file(request, import_id)
    if is_stuck(kept, clock.now()):
        if kept.state == State.READING:
            tasks.read_file.defer(import_id=kept.pk)
        else:
            tasks.bring_in.defer(import_id=kept.pk, actor_id=people_access.signed_in(request).pk)
    return redirect("estate:import", kept.pk)


@require_GET
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far a file is: a part of its page, which asks for it every second. At the end the page is shown anew."""
    kept = fetching.kept_file(request, import_id)
    if kept.state not in (State.READING, State.IMPORTING):
        answer = HttpResponse()
        answer.headers["HX-Refresh"] = "true"
        return answer
    return render(request, "estate/progress.html", _working(kept))


@require_POST
def faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows that cannot be used, as a file to mend and to load again; that it left the house is on record."""
    kept = fetching.kept_file(request, import_id)
    people_access.require(access.may_mend(people_access.signed_in(request), kept))
    by = people_access.act(request)
    people_actions.note_export(people_access.signed_in(request).pk, by=by, name="rows-to-mend", rows=kept.faults_count)
    return workbook(faults_sheet(kept.headings, _faults(kept)), f"to-mend-{kept.pk}")


def _kept(request: HttpRequest, community_id: int, form: FileForm) -> int | None:
    """The number of the file that was kept; None when it cannot be read, which the form then says."""
    file = form.cleaned_data["file"]
    by, name = people_access.act(request), str(file.name)[:200]
    if file.size > SMALL:
        with transaction.atomic():
            kept_id = actions.keep_upload(community_id, by=by, name=name, blocks=_blocks(file))
            tasks.read_file.defer(import_id=kept_id)
        return kept_id
    try:
        headings, rows, faults = read_upload(file, known_to(people_access.signed_in(request), community_id))
    except TableError as error:
        # The path of the copy that was read says nothing to anybody.
        form.add_error("file", in_language(error.text).split("：", 1)[-1].split(": ", 1)[-1])
        return None
    except ColumnsError as missing:
        said = _("No column says which unit it is. Head it “unit”. The headings found are: %(found)s.")
        form.add_error("file", said % {"found": listed(missing.headings[:12])})
        return None
    if not rows and not faults:
        form.add_error("file", _("The file has headings and no rows."))
        return None
    kept = {"headings": headings, "rows": faults}
    return actions.keep_read(community_id, by=by, name=name, rows=rows, faults=kept)


def _blocks(file: "UploadedFile[bytes]") -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def _faults(kept: EstateImport) -> Iterator[Fault]:
    return (kept_fault(one) for one in values(kept, ImportPart.Kind.FAULTS))


def _preview(kept: EstateImport, viewer: User) -> dict[str, Any]:
    if kept.state in (State.READING, State.IMPORTING):
        return _working(kept)
    faults = islice(_faults(kept), SHOWN_FAULTS) if access.may_mend(viewer, kept) else ()
    shown = [(one.row, one.column, in_language(one.reason)) for one in faults]
    return {
        "kept": kept,
        "rows_count": kept.rows_count + kept.faults_count,
        "counts": _told(kept.counts),
        "why": in_language(Text(*kept.why)) if kept.why else "",
        "faults": shown,
        "faults_count": kept.faults_count,
    }


def _working(kept: EstateImport) -> dict[str, Any]:
    progress = kept.progress
    share = min(100, 100 * progress.done // progress.total) if progress.total else None
    return {"kept": kept, "is_working": True, "share": share, "is_stuck": is_stuck(kept, clock.now())}


def _told(counts: dict[str, Any]) -> dict[str, object]:
    """The figures by what they count."""
    kinds = (
        (_("Buildings"), "buildings"),
        (_("Units"), "units"),
        (_("Residents"), "persons"),
        (_("Who belongs where"), "residencies"),
    )
    return {
        "kinds": [(label, Tally(**counts.get(name, {}))) for label, name in kinds],
        "known": counts.get("known", 0),
    }
