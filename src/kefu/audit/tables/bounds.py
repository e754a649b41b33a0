"""How large a zipped workbook becomes once it is laid out in memory: a small file may be a bomb.

Excel's files are packed to a tenth, and their tables are full; what is packed to a thousandth, or has two cells at the
far ends of a sheet, is no register. Every part is looked at, for a file may call its sheets what it likes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from kefu.audit.tables.blocks import TableError
from kefu.audit.tables.headings import column_index

# Below these, in bytes and cells, nothing is too large; above them not what is packed, or filled, as tables are.
SMALL, FEW = 100 * 1024 * 1024, 5_000_000
_PACKED, _FILLED = 100, 50
_BLOCK = 1 << 20
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""", re.I)
_ODS = re.compile(rb"<table:(table-row|(?:covered-)?table-cell)\b([^>]*)>")
_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]+)["']""")


def refuse_bombs(path: Path) -> None:
    """Refuse a workbook that would not fit. Raises `TableError`, and what `zipfile` raises of a damaged one."""
    with ZipFile(path) as book:
        parts = book.infolist()
        unpacked = sum(one.file_size for one in parts)
        if unpacked > SMALL and unpacked > _PACKED * path.stat().st_size:
            raise _refused(path)
        for one in parts:
            with book.open(one) as part:
                laid_out, filled = _ods(part) if one.filename == "content.xml" else _excel(part)
            if laid_out > FEW and laid_out > _FILLED * filled:
                raise _refused(path)


def _excel(part: IO[bytes]) -> tuple[int, int]:
    """How many cells a sheet of Excel is laid out as, and how many it has."""
    columns: set[bytes] = set()
    last = filled = 0
    for bit in _bits(part):
        found = _CELL.findall(bit)
        columns.update(letters for letters, _row in found)
        last = max([last, *(int(row) for _letters, row in found)])
        filled += len(found)
    width = max((column_index(letters.decode().upper()) + 1 for letters in columns), default=0)
    return width * last, filled


def _ods(part: IO[bytes]) -> tuple[int, int]:
    """The same of an OpenDocument sheet, where rows and cells are repeated by a number; blank ones count nothing."""
    row = times = column = last = width = filled = 0
    for bit in _bits(part):
        for kind, said in _ODS.findall(bit):
            found = _TIMES.search(said)
            again = int(found[1]) if found else 1
            if kind == b"table-row":
                row, times, column = row + times, again, 0
                continue
            column += again
            if b"value-type" in said:
                last, width, filled = max(last, row + times), max(width, column), filled + 1
    return last * width, filled


def _bits(part: IO[bytes]) -> Iterator[bytes]:
    """A part bit by bit, each to the end of a tag."""
    before = b""
    while block := part.read(_BLOCK):
        bit = before + block
        end = bit.rfind(b">") + 1
        yield bit[:end]
        before = bit[end:]


def _refused(path: Path) -> TableError:
    return TableError(
        f"{path}：展开后过大（单元格相距过远，或压缩得异常）；请删去多余的行列，或另存为 CSV",
        f"{path}: too large when unpacked (cells far apart, or packed as no workbook is); delete the empty rows and"
        " columns, or save it as CSV",
    )
