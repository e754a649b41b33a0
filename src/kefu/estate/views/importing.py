"""A file of units and residents: read, looked at, imported; its rows that cannot be used as a file to mend."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kefu.audit.tables import TableError
from kefu.duties.explaining import in_language
from kefu.estate import actions, queries
from kefu.estate.calc import EstateRow
from kefu.estate.forms import FileForm
from kefu.estate.models import EstateImport
from kefu.estate.planning import Counts, Plan
from kefu.estate.reading import faults_sheet, kept_fault, read_upload
from kefu.estate.rows import ColumnsError
from kefu.estate.views import fetching
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_told
from kefu.ui.exporting import workbook
from kefu.ui.punctuation import listed

SHOWN_FAULTS = 100


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
    if request.method == "POST":
        with refusals_told(request, _("The file is imported.")):
            actions.import_file(kept.pk, by=people_access.act(request))
        return redirect("estate:estate", kept.community_id)
    return render(request, "estate/import.html", _preview(kept))


@require_GET
def faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows that cannot be used, as a file to mend and to load again."""
    kept = fetching.kept_file(request, import_id)
    listed = [kept_fault(one) for one in kept.faults["rows"]]
    return workbook(faults_sheet(kept.faults["headings"], listed), f"to-mend-{kept.pk}")


def _kept(request: HttpRequest, community_id: int, form: FileForm) -> int | None:
    """The number of the file that was kept; None when it cannot be read, which the form then says."""
    file = form.cleaned_data["file"]
    try:
        headings, rows, faults = read_upload(file)
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
    by, name = people_access.act(request), str(file.name)[:200]
    return actions.keep_file(community_id, by=by, name=name, rows=rows, faults=kept)


def _preview(kept: EstateImport) -> dict[str, object]:
    rows = [EstateRow(*row) for row in kept.rows]
    faults = [kept_fault(one) for one in kept.faults["rows"]]
    shown = [(one.row, one.column, in_language(one.reason)) for one in faults[:SHOWN_FAULTS]]
    return {
        "kept": kept,
        "rows_count": len(rows) + len(faults),
        "counts": None if kept.imported_at else _told(Plan(kept.community_id, rows).counts),
        "faults": shown,
        "faults_count": len(faults),
    }


def _told(counts: Counts) -> dict[str, object]:
    """The figures by what they count."""
    kinds = (
        (_("Buildings"), counts.buildings),
        (_("Units"), counts.units),
        (_("Residents"), counts.persons),
        (_("Who belongs where"), counts.residencies),
    )
    return {"kinds": kinds, "known": counts.known}
