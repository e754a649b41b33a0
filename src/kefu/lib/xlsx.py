"""Our own writer of Excel files: several sheets with headings, widths and real dates, and never a formula."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from rustpy_xlsxwriter import Format, write_worksheets

from kefu.lib.width import CONTROL

Cell = str | int | float | bool | datetime | date | None
Kind = Literal["text", "number", "decimal", "share", "moment", "mixed"]
_LONGEST = 32_767
_EXACT_DIGITS = 15
_FIRST_YEAR = 1900
_NUMBER_FORMATS = {
    "number": "#,##0",
    "decimal": "#,##0.00",
    "share": "0.0%",
    "moment": "yyyy-mm-dd hh:mm",
    "mixed": "General",
}
_HEADING_FILL = "#E8ECEF"


class Column(NamedTuple):
    """One column. `width` in characters of the standard font.

    A `share` is a number from 0 to 1 shown as per cent; a `mixed` column holds text, numbers and moments.
    """

    heading: str
    width: float = 12
    kind: Kind = "text"


class Sheet(NamedTuple):
    """One sheet: a heading row, which stays in sight, and its rows; each row has a cell for each column."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def write_xlsx(sheets: Sequence[Sheet], out: Path | BinaryIO) -> None:
    """Write a workbook.

    Text stays text whatever it begins with; control characters are left out, and what is longer than a cell may be
    is cut. Moments are written as the clocks show them, without their zone. Raises ValueError for two sheets or two
    columns of one name, and for a sheet's name that Excel refuses; OSError if the file cannot be written.
    """
    names = [sheet.name for sheet in sheets]
    _refuse_doubles("sheets", names)
    sheets = [_listed(sheet) for sheet in sheets]
    for sheet in sheets:
        _refuse_doubles(f"columns of {sheet.name}", [column.heading for column in sheet.columns])
    write_worksheets(
        [(sheet.name, _records(sheet)) for sheet in sheets],
        out,
        freeze_panes={"general": {"row": 1, "col": 0}},
        datetime_format=_NUMBER_FORMATS["moment"],
        column_widths={sheet.name: {c.heading: float(c.width) for c in sheet.columns} for sheet in sheets},
        column_formats={sheet.name: _formats(sheet) for sheet in sheets},
        row_formats={sheet.name: _row_formats(sheet) for sheet in sheets},
        header_format={name: _heading_format() for name in names},
        autofilter=dict.fromkeys(names, True),
        page_setup={name: _paper() for name in names},
    )


def cell(value: Cell) -> Cell:
    """A value as it can stand in a cell: printable text, naive moments from 1900 on, numbers that lose no digit."""
    if isinstance(value, str):
        return CONTROL.sub("", value)[:_LONGEST]
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    if isinstance(value, date):
        return value if value.year >= _FIRST_YEAR else value.isoformat()
    if isinstance(value, int) and abs(value) >= 10**_EXACT_DIGITS:
        return str(value)
    return value


def _listed(sheet: Sheet) -> Sheet:
    """The sheet with rows that can be read twice, where a mixed column makes that needful."""
    is_mixed = any(column.kind == "mixed" for column in sheet.columns)
    return sheet._replace(rows=list(sheet.rows)) if is_mixed else sheet


def _records(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """The rows by their headings, read as they are written: sheets may share one source of rows."""
    headings, is_empty = [column.heading for column in sheet.columns], True
    for row in sheet.rows:
        yield dict(zip(headings, map(cell, row), strict=True))
        is_empty = False
    # The library takes the headings from the first row, so a sheet without rows needs an empty one.
    if is_empty:
        yield dict.fromkeys(headings)


def _formats(sheet: Sheet) -> dict[str, Format]:
    return {column.heading: _format(column.kind) for column in sheet.columns}


def _row_formats(sheet: Sheet) -> dict[int, Format]:
    """The format of rows in which a mixed column has a number or a moment: a column can have only one format."""
    mixed = [place for place, column in enumerate(sheet.columns) if column.kind == "mixed"]
    if not mixed:
        return {}
    kinds = ((number, _kind(row[place])) for number, row in enumerate(sheet.rows, 1) for place in mixed)
    return {number: _format(kind) for number, kind in kinds if kind is not None}


def _kind(value: Cell) -> Kind | None:
    if isinstance(value, date):
        return "moment"
    return "number" if isinstance(value, int) else None


def _format(kind: Kind) -> Format:
    if kind == "text":
        return Format().set_text_wrap().set_align("top")
    return Format().set_num_format(_NUMBER_FORMATS[kind]).set_align("top")


def _heading_format() -> Format:
    return Format().set_bold().set_text_wrap().set_align("top").set_background_color(_HEADING_FILL)


def _paper() -> dict[str, Any]:
    """A4 across, as wide as the page, with the headings on each page."""
    return {"landscape": True, "paper_size": 9, "fit_to_pages": (1, 0), "repeat_rows": 0, "footer": "&C&P / &N"}


def _refuse_doubles(what: str, names: Sequence[str]) -> None:
    if len(set(names)) != len(names):
        raise ValueError(f"two {what} have one name: {', '.join(names)}")
