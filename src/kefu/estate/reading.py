"""An uploaded file as rows of an estate, and rows that cannot be used as a file to mend."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kefu.audit.tables import open_table
from kefu.duties.explaining import in_language
from kefu.estate.calc import EstateRow
from kefu.estate.rows import HEADINGS, Fault, read_table
from kefu.lib.text import Text
from kefu.lib.xlsx import Column, Sheet

_WANTED = [name for names in HEADINGS.values() for name in names]
_REASON = "原因 Reason"


def read_upload(upload: "UploadedFile[bytes]") -> tuple[tuple[str, ...], list[EstateRow], list[Fault]]:
    """Headings, rows and faults of a file. Raises `TableError`, `ColumnsError`."""
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name or "").suffix[:8]) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        table = open_table(kept.name, wanted=_WANTED)
        return (table.headings, *read_table(table))


def faults_sheet(headings: Sequence[str], faults: Sequence[Fault]) -> Sheet:
    """The rows that cannot be used, as they stood, each with its reason in a last column: mended, it is read again."""
    kept = [heading for heading in headings if heading != _REASON]
    columns = [*(Column(heading, 14) for heading in kept), Column(_REASON, 60)]
    rows = [
        (
            *fault.cells[: len(kept)],
            *[""] * (len(kept) - len(fault.cells)),
            _reason(fault),
        )
        for fault in faults
    ]
    return Sheet("待改 To mend", columns, rows)


def _reason(fault: Fault) -> str:
    """Which row and column it was, and why."""
    row = _("row %(row)s") % {"row": fault.row}
    return " · ".join(filter(None, (row, fault.column, in_language(fault.reason))))


def kept_fault(kept: Sequence[Any]) -> Fault:
    """A fault as it was kept."""
    row, column, reason, cells = kept
    return Fault(row, column, Text(*reason), tuple(cells))
