"""Excel files as answers: a sheet, or all rows of a list, however many: read in parts, written to the disk."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from itertools import islice
from tempfile import TemporaryFile
from typing import BinaryIO, TypeVar

from django.http import FileResponse, HttpResponse
from django.utils import timezone

from kefu.lib import xlsx
from kefu.lib.xlsx import Cell, Sheet, write_xlsx
from kefu.ui.lists import Column, RecordList, Selection
from kefu.ui.paging import parts

Item = TypeVar("Item")
# A sheet of Excel ends at row 1,048,576.
ROWS_PER_SHEET = 1_000_000
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(
    declared: RecordList[Item], selection: Selection[Item], now: datetime, note: Callable[[int], object]
) -> FileResponse:
    """The file as a response. `note` is told how many rows it has before any of it leaves the house."""
    return kept_on_disk(lambda file: note(write(declared, selection, file)), declared.name, now)


def kept_on_disk(fill: Callable[[BinaryIO], object], name: str, now: datetime) -> FileResponse:
    """A workbook of any size, which `fill` writes to the disk, as a response; its name says when it was made."""
    file: BinaryIO = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        fill(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    dated = f"{name}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=dated, content_type=_EXCEL)


def write(declared: RecordList[Item], selection: Selection[Item], out: BinaryIO) -> int:
    """Write all rows of a list; how many those were. Where one sheet is full the next begins."""
    columns = [column for column in declared.columns if column.said is not None]
    heads = [xlsx.Column(str(column.label), column.width, column.kind) for column in columns]
    cells, count = _Counted(_cells(columns, selection)), selection.rows.count()
    sheets = max(1, -(-count // ROWS_PER_SHEET))
    # What was added since they were counted goes into the last sheet, which has room left.
    takes = [islice(cells, ROWS_PER_SHEET) for _ in range(sheets - 1)]
    names = [str(declared.title), *(f"{declared.title} {n}" for n in range(2, sheets + 1))]
    write_xlsx([Sheet(name, heads, rows) for name, rows in zip(names, [*takes, cells], strict=True)], out)
    return cells.count


def workbook(sheet: Sheet, name: str) -> HttpResponse:
    """A workbook of one sheet, to be kept under this name."""
    out = BytesIO()
    write_xlsx([sheet], out)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(out.getvalue(), content_type=_EXCEL, headers=headers)


class _Counted(Iterator[Sequence[Cell]]):
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterator[Sequence[Cell]]) -> None:
        self._rows, self.count = rows, 0

    def __next__(self) -> Sequence[Cell]:
        row = next(self._rows)
        self.count += 1
        return row


def _cells(columns: Sequence[Column[Item]], selection: Selection[Item]) -> Iterator[Sequence[Cell]]:
    for part in parts(selection.rows, selection.keys):
        for item in selection.items(part):
            yield [_cell(column.said(item)) for column in columns if column.said is not None]


def _cell(value: Cell) -> Cell:
    return timezone.localtime(value) if isinstance(value, datetime) else value
