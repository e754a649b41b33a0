"""How large a workbook may be before it is laid out in memory: what it says of itself may be a bomb."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from kefu.audit.tables.blocks import TableError

# A register of a million rows with all its columns unpacks to less; so does no sheet of fewer cells.
UNPACKED, CELLS = 600 * 1024 * 1024, 60_000_000
_BLOCK, _OVERLAP = 1 << 20, 64
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="([0-9]+)"')
# Calc fills a sheet with this many blank columns and rows, which no reader lays out.
_BLANK = {b"columns": 16_384, b"rows": 1_048_576}


def refuse_bombs(path: Path) -> None:
    """Refuse a zipped workbook that would not fit. Raises `TableError`."""
    try:
        with ZipFile(path) as book:
            if sum(one.file_size for one in book.infolist()) > UNPACKED:
                raise _refused(path)
            for one in book.infolist():
                if one.filename.startswith("xl/worksheets/") and one.filename.endswith(".xml"):
                    with book.open(one) as sheet:
                        _refuse_wide(path, sheet)
                elif one.filename == "content.xml":
                    with book.open(one) as sheet:
                        _refuse_repeated(path, sheet)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError):
        # What is no workbook at all is told by who reads it.
        return


def _refuse_wide(path: Path, sheet: IO[bytes]) -> None:
    """All cells from the first to the last are laid out, also where two far apart are all there is."""
    columns: set[bytes] = set()
    last = 0
    for part in _parts(sheet):
        found = _CELL.findall(part)
        columns.update(letters for letters, _row in found)
        last = max(last, *(int(row) for _letters, row in found)) if found else last
    width = max(map(_number, columns), default=0)
    if width * last > CELLS:
        raise _refused(path)


def _refuse_repeated(path: Path, sheet: IO[bytes]) -> None:
    for part in _parts(sheet):
        if any(int(times) > _BLANK[what] for what, times in _REPEATED.findall(part)):
            raise _refused(path)


def _parts(sheet: IO[bytes]) -> Iterator[bytes]:
    """A sheet bit by bit; the end of each stands at the beginning of the next."""
    before = b""
    while block := sheet.read(_BLOCK):
        yield before + block
        before = block[-_OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refused(path: Path) -> TableError:
    return TableError(
        f"{path}：展开后过大（单元格过多，或压缩得异常）；请删去多余的行列，或另存为 CSV",
        f"{path}: too large when unpacked (too many cells, or packed as no workbook is); delete the empty rows and"
        " columns, or save it as CSV",
    )
