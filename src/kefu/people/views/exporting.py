"""Lists that are taken out of the program as files."""

from typing import TypeVar

from django.http import FileResponse, HttpRequest

from kefu.people import access, actions
from kefu.ui.exporting import export
from kefu.ui.lists import RecordList, Selection

Item = TypeVar("Item")


def exported(request: HttpRequest, declared: RecordList[Item], selection: Selection[Item]) -> FileResponse:
    """All of a list as an Excel file; that it left the house is recorded."""
    viewer, by = access.signed_in(request), access.act(request)

    def note(rows: int) -> None:
        actions.note_export(viewer.pk, by=by, name=declared.name, rows=rows)

    return export(declared, selection, by.at, note)
