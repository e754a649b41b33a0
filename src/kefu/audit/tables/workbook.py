"""Registers in workbooks (.xlsx, .xls, .ods), read by calamine."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kefu.audit.tables.blocks import Block, Cell, Fault, Rejection, Shape, Table, TableError, cell_text
from kefu.audit.tables.faults import sheet_faults
from kefu.audit.tables.headings import LOOKED_AT, find_heading, read_headings
from kefu.lib.text import Text

BLOCK_ROWS = 5_000
_ALL = "all"
# A merge over this share of the columns is a title and no heading.
_TITLE_SHARE = 0.7


class _Merge(NamedTuple):
    """A range of merged cells, rows and columns from 0, columns from the sheet's first used one."""

    top: int
    left: int
    bottom: int
    right: int


class _Sheet(NamedTuple):
    """A sheet with a register: where its headings end, and how its rows are numbered on from the sheets before."""

    name: str
    headings: tuple[str, ...]
    heading_row: int
    rows: int
    offset: int
    order: tuple[int, ...] | None = None


class BookTable(Table):
    """A register in a workbook. Raises `TableError` when no sheet has headings with rows below them."""

    is_excel = True

    def __init__(
        self,
        path: Path,
        sheet: str | None = None,
        heading_row: int | None = None,
        wanted: Collection[str] | None = None,
    ) -> None:
        self.path = path
        self._book = _load(path)
        self._given_heading, self._wanted = heading_row, wanted
        self._strangers: list[tuple[str, int]] = []
        self._sheets = self._choose(sheet)
        first = self._sheets[0]
        self.headings, self.heading_row = first.headings, first.heading_row
        self.size = sum(chosen.rows - chosen.heading_row for chosen in self._sheets)

    def blocks(self) -> Iterator[Block]:
        shape, done = Shape(self.headings), 0
        for sheet in self._sheets:
            rows = islice(self._rows(sheet), sheet.heading_row, None)
            row = sheet.offset + sheet.heading_row + 1
            while batch := list(islice(rows, BLOCK_ROWS)):
                done += len(batch)
                yield Block(shape, row, batch, (), done)
                row += len(batch)
        for name, row in self._strangers:
            words = Text(
                f"工作表“{name}”的表头与其他工作表不同，未读取", f"sheet “{name}” has other headings and is not read"
            )
            yield Block(shape, row, [], (Rejection(row, None, words),), done)

    def whereabouts(self, row: int) -> tuple[str, int]:
        """Of several sheets the rows of the blocks are numbered on from sheet to sheet."""
        begins = [(sheet.offset, sheet.name) for sheet in self._sheets]
        begins += [(at - 1, name) for name, at in self._strangers]
        if len(begins) == 1:
            return super().whereabouts(row)
        offset, name = max(begin for begin in begins if begin[0] < row)
        return f"{self.path.name} “{name}”", row - offset

    def _choose(self, wanted_sheet: str | None) -> list[_Sheet]:
        names = self._visible()
        if wanted_sheet not in (None, _ALL):
            if wanted_sheet not in self._book.sheet_names:
                has = "、".join(names)
                raise TableError(
                    f"{self.path}：没有工作表“{wanted_sheet}”，有：{has}",
                    f"{self.path}: has no sheet “{wanted_sheet}”; it has: {has}",
                )
            names = [str(wanted_sheet)]
        sheets: list[_Sheet] = []
        for name in names:
            self._add(sheets, name)
            if sheets and wanted_sheet != _ALL:
                break
        if not sheets:
            raise TableError(
                f"{self.path}：没有一个工作表有表头和数据行", f"{self.path}: no sheet has headings with rows below them"
            )
        return sheets

    def _visible(self) -> list[str]:
        return [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]

    def _add(self, sheets: list[_Sheet], name: str) -> None:
        """Add the sheet if it has rows and the same headings as those before, be it in another order."""
        ends = [sheet.offset + sheet.rows for sheet in sheets[-1:]]
        offset = max((*ends, *(row for _, row in self._strangers)), default=0)
        found = self._read_head(name, offset)
        if found is None:
            return
        first = sheets[0].headings if sheets else found.headings
        if found.headings != first:
            if sorted(found.headings) != sorted(first):
                self._strangers.append((name, offset + 1))
                return
            found = found._replace(order=tuple(found.headings.index(heading) for heading in first))
        sheets.append(found)

    def _read_head(self, name: str, offset: int) -> _Sheet | None:
        sheet = self._book.get_sheet_by_name(name)
        if sheet.start is None or sheet.end is None:
            return None
        looked_at = max(LOOKED_AT, self._given_heading or 0)
        rows = [[cell_text(value) for value in row] for row in islice(sheet.iter_rows(), looked_at)]
        merges, width = _merges(sheet), len(rows[0])
        if self._given_heading is not None:
            index = min(self._given_heading, len(rows)) - 1
        else:
            index = find_heading(_spread(rows, merges, width), self._wanted)
        cells, depth = _joined(rows, index, merges, width)
        heading_row, end = index + depth, sheet.end[0] + 1
        if end <= heading_row:
            return None
        return _Sheet(name, read_headings(cells, sheet.start[1]), heading_row, end, offset)

    def _rows(self, chosen: _Sheet) -> Iterator[list[Cell]]:
        """All rows of the sheet, vertically merged cells filled down, faults marked, columns in the first's order."""
        sheet = self._book.get_sheet_by_name(chosen.name)
        first_column = sheet.start[1] if sheet.start else 0
        faults = sheet_faults(self.path, chosen.name)
        merges = [merge for merge in _merges(sheet) if merge.top >= chosen.heading_row and merge.bottom > merge.top]
        fills = _Fills(merges)
        for index, row in enumerate(sheet.iter_rows()):
            for column, shown in faults.get(index, ()):
                if first_column <= column < first_column + len(row):
                    row[column - first_column] = Fault(shown)
            fills.fill(index, row)
            yield row if chosen.order is None else [row[column] for column in chosen.order]


class _Fills:
    """Fills merged cells down: only what the file itself calls merged."""

    def __init__(self, merges: Sequence[_Merge]) -> None:
        self._merges = sorted(merges, key=lambda merge: merge.top, reverse=True)
        self._open: dict[int, tuple[int, Cell]] = {}

    def fill(self, index: int, row: list[Cell]) -> None:
        if not self._merges and not self._open:
            return
        while self._merges and self._merges[-1].top <= index:
            merge = self._merges.pop()
            if 0 <= merge.left < len(row):
                self._open[merge.left] = (merge.bottom, row[merge.left])
        for column, (bottom, value) in list(self._open.items()):
            if index <= bottom:
                row[column] = value
            if index >= bottom:
                del self._open[column]


def _load(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise TableError(
            f"{path}：有密码保护，请去掉密码后另存", f"{path}: is protected by a password; save it without one"
        ) from error
    except (CalamineError, OSError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> TableError:
    """What is said of a workbook that cannot be read."""
    return TableError(
        f"{path}：不是有效的 Excel 文件或已损坏（{error}），请用 Excel 打开后另存",
        f"{path}: not an Excel file, or damaged ({error}); open it in Excel and save it anew",
    )


def _merges(sheet: CalamineSheet) -> list[_Merge]:
    first_column = sheet.start[1] if sheet.start else 0
    return [
        _Merge(top, left - first_column, bottom, right - first_column)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]


def _spread(rows: Sequence[Sequence[str]], merges: Sequence[_Merge], width: int) -> list[list[str]]:
    """The rows with horizontally merged headings in each column that they stand over; titles stay one cell."""
    spread = [list(row) for row in rows]
    for merge in merges:
        is_title = merge.right - merge.left + 1 > width * _TITLE_SHARE
        if merge.top < len(spread) and merge.left >= 0 and not is_title:
            for column in range(merge.left, min(merge.right + 1, width)):
                spread[merge.top][column] = spread[merge.top][merge.left]
    return spread


def _joined(rows: Sequence[Sequence[str]], index: int, merges: Sequence[_Merge], width: int) -> tuple[list[str], int]:
    """The headings, those of two rows joined, and how many rows they take.

    A second row belongs to them when cells of the first are merged with what is below or beside them.
    """
    own = [merge for merge in merges if merge.top == index and merge.left >= 0]
    is_double = any(merge.bottom == index + 1 for merge in own) or any(
        merge.bottom == index and merge.right > merge.left for merge in own
    )
    if not is_double or index + 1 >= len(rows):
        return list(rows[index]), 1
    upper = _spread(rows, own, width)[index]
    return [f"{over} {under}".strip() for over, under in zip(upper, rows[index + 1], strict=True)], 2
