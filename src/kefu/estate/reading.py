"""An uploaded file as rows of an estate, and rows that cannot be used as a file to mend."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kefu.audit.tables import Table, open_table
from kefu.duties.explaining import in_language
from kefu.estate import access
from kefu.estate.calc import EstateRow, name_key
from kefu.estate.models import EstateImport, ImportPart, Person
from kefu.estate.parts import keep_values, write_file
from kefu.estate.rows import HEADINGS, NOTHING_KNOWN, Fault, Held, Known, columns_of, read_blocks, read_table
from kefu.lib.text import Text
from kefu.lib.xlsx import Column, Sheet
from kefu.people.models import User
from kefu.people.sealing import keyring

_WANTED = [name for names in HEADINGS.values() for name in names]
_REASON = "原因 Reason"


def read_upload(
    upload: "UploadedFile[bytes]",
    known: Known = NOTHING_KNOWN,
) -> tuple[tuple[str, ...], list[EstateRow], list[Fault]]:
    """Headings, rows and faults of a file. Raises `TableError`, `ColumnsError`."""
    with tempfile.NamedTemporaryFile(suffix=Path(upload.name or "").suffix[:8]) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        table = open_table(kept.name, wanted=_WANTED)
        return (table.headings, *read_table(table, known))


def read_kept(found: EstateImport, known: Known, tell: Callable[[int, int], None]) -> None:
    """Read a file that was kept whole, part by part, and keep its rows. Raises `TableError`, `ColumnsError`.

    `tell` hears how much of how much is read.
    """
    with tempfile.NamedTemporaryFile(suffix=Path(found.file_name).suffix[:8]) as kept:
        write_file(found, kept)
        table = open_table(kept.name, wanted=_WANTED)
        columns_of(table.headings)
        found.headings = list(table.headings)
        _keep_all(found, table, known, tell)


def _keep_all(found: EstateImport, table: Table, known: Known, tell: Callable[[int, int], None]) -> None:
    communities: set[int] = set()
    found.rows_count = found.faults_count = 0
    for number, (rows, faults, done) in enumerate(read_blocks(table, known)):
        keep_values(found, ImportPart.Kind.ROWS, number, rows)
        keep_values(found, ImportPart.Kind.FAULTS, number, faults)
        communities |= {row.community or found.community_id for row in rows}
        found.rows_count += len(rows)
        found.faults_count += len(faults)
        tell(done, table.size)
    found.communities = sorted(communities)


def known_to(user: User | None, community_id: int) -> Known:
    """What a file of somebody's is held against: the communities they keep, and whose numbers of papers are whose."""
    kept = access.keeps(user) if user else None
    named = list(kept.values_list("id", "name", "code")) if kept is not None else []
    communities = {name.lower(): id_ for id_, *names in named for name in names}
    ids = {id_ for id_, *_ in named} | {community_id}

    def names(numbers: Collection[str]) -> Mapping[Held, str]:
        by_index = {index: number for number in numbers for index in keyring().indexes(number)}
        found = Person.objects.filter(community__in=ids, id_index__in=list(by_index))
        held = {
            (where, by_index[index]): name_key(name)
            for where, index, name in found.values_list("community_id", "id_index", "name")
        }
        return held | {(0, number): name for (where, number), name in held.items() if where == community_id}

    return Known(communities, names)


def faults_sheet(headings: Sequence[str], faults: Iterable[Fault]) -> Sheet:
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
