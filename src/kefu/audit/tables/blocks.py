"""Blocks of a register's rows, and how a worker process turns one into cells.

A block is cut at the border of a row and can be pickled. What is wrong with a row becomes a `Rejection`; nothing in a
block raises.
"""

import csv
import heapq
import io
import sys
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kefu.lib.text import Text
from kefu.lib.width import CONTROL

CELL_LIMIT = 1_000_000
# The csv module gives up the whole file at a long cell; here one costs its own row only.
csv.field_size_limit(sys.maxsize)
_CONTROL_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
# What U+0080-009F begin with.
_RARE_CONTROLS = {"utf-8": (b"\xc2",), "gb18030": (b"\x810\x81", b"\x810\x82", b"\x810\x83", b"\x810\x84")}
_LONGEST_EXACT = 1e15

Cell = str | int | float | bool | date | datetime | time | timedelta


class Rejection(NamedTuple):
    """A row that is not used: its number as a spreadsheet shows it, the column at fault if it is one, and why."""

    row: int
    column: str | None
    reason: Text


class TableError(Exception):
    """A file that cannot be read at all: names the file, what is wrong, and how to mend it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


class Fault(str):
    """A spreadsheet's cell that holds an error (#REF!) or a formula without its result: what it shows."""

    __slots__ = ()


class Shape(NamedTuple):
    """What a worker must know to parse a block: `encoding` and `delimiter` are empty for a workbook."""

    headings: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""


class Block(NamedTuple):
    """Some rows, the first of them numbered `first_row`; `done` is how far the file is read, in the unit of its size.

    `rejections` are rows that could not be cut out; they are among what `block_rows` yields.
    """

    shape: Shape
    first_row: int
    payload: bytes | list[list[Cell]]
    rejections: tuple[Rejection, ...]
    done: int


class Table(ABC):
    """An opened register: `size` is in bytes (text) or rows (workbooks), as is `Block.done`."""

    path: Path
    headings: tuple[str, ...]
    heading_row: int
    size: int
    encoding: str = ""
    is_excel: bool = False

    @abstractmethod
    def blocks(self) -> Iterator[Block]:
        """The rows below the headings, in order. May be called again."""

    def located(self, rejections: Iterable[Rejection]) -> list[tuple[str, Rejection]]:
        """Rows of the blocks that are not used, each with where it stands, and numbered as there."""
        found = [(one, *self.whereabouts(one.row)) for one in rejections]
        return [(file, one._replace(row=row)) for one, file, row in found]

    def said_before(self, row: int) -> Text:
        """Why a row is not used whose number this one of the blocks had already."""
        file, own = self.whereabouts(row)
        return Text(f"这个编号已见于 {file} 第 {own} 行", f"this number stands already in {file}, row {own}")

    def whereabouts(self, row: int) -> tuple[str, int]:
        """Where a row of the blocks stands for whoever looks it up: the file's name, and its number there."""
        return self.path.name, row


def block_rows(block: Block, used: Collection[int] | None = None) -> Iterator[tuple[int, list[str] | Rejection]]:
    """The rows of a block with their numbers: cells as text, or why the row is rejected; blank rows are passed over.

    `used`: the columns (from 0) whose content matters; a fault in another column rejects no row. None: all matter.
    """
    payload = block.payload
    rows = _text_rows(block, payload, used) if isinstance(payload, bytes) else _sheet_rows(block, payload, used)
    if block.rejections:
        rows = heapq.merge(((bad.row, bad) for bad in block.rejections), rows, key=itemgetter(0))
    return rows


def _text_rows(
    block: Block, payload: bytes, used: Collection[int] | None
) -> Iterator[tuple[int, list[str] | Rejection]]:
    text, is_careful = _decoded(payload, block.shape.encoding)
    delimiter, reader = block.shape.delimiter, _reader(text, block.shape.delimiter)
    if is_careful:
        yield from _careful_rows(block, reader, used)
        return
    width = len(block.shape.headings)
    # Without quotes a row is a line and a cell ends at each delimiter: three times as fast as the csv module.
    rows = reader if '"' in text else (line.split(delimiter) for line in text.removesuffix("\n").split("\n"))
    for row, cells in enumerate(rows, block.first_row):
        if len(cells) == width and cells[0]:
            yield row, cells
        elif any(cells):
            yield row, _fitted(row, cells, width)


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)


def _decoded(payload: bytes, encoding: str) -> tuple[str, bool]:
    """The text of a block, and whether each of its rows must be looked at."""
    is_careful = len(payload) > CELL_LIMIT or len(payload.translate(None, _CONTROL_BYTES)) != len(payload)
    try:
        text = payload.decode(encoding)
    except UnicodeDecodeError:
        # Bytes that are no text become lone surrogates, which the look at each row finds.
        text, is_careful = payload.decode(encoding, "surrogateescape"), True
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        is_careful = is_careful or "\r" in text
    return text, is_careful or _may_hold_rare_controls(payload, text, encoding)


def _may_hold_rare_controls(payload: bytes, text: str, encoding: str) -> bool:
    """Whether U+0080-009F or U+FFFE-FFFF may be in a text: by the bytes that begin them, as a pattern is slow."""
    if "\ufffe" in text or "\uffff" in text:
        return True
    begin = _RARE_CONTROLS.get(encoding)
    return CONTROL.search(text) is not None if begin is None else any(bytes_ in payload for bytes_ in begin)


def _careful_rows(
    block: Block, reader: Iterator[list[str]], used: Collection[int] | None
) -> Iterator[tuple[int, list[str] | Rejection]]:
    headings = block.shape.headings
    row = block.first_row - 1
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            words = Text("单元格中有未加引号的回车符", "a carriage return stands in a cell without quotes")
            yield row, Rejection(row, None, words)
            continue
        if any(cells):
            fitted = _fitted(row, cells, len(headings))
            fault = None if isinstance(fitted, Rejection) else _fault(row, fitted, headings, used)
            yield row, fault or fitted


def _fitted(row: int, cells: list[str], width: int) -> list[str] | Rejection:
    """The cells, if there are as many as headings; blank ones too many at the end do not count."""
    if len(cells) > width and not any(cells[width:]):
        del cells[width:]
    if len(cells) == width:
        return cells
    words = Text(
        f"有 {len(cells)} 个单元格，而表头有 {width} 个", f"{_counted(len(cells))} where the heading has {width}"
    )
    return Rejection(row, None, words)


def _counted(number: int) -> str:
    return f"{number} cell" if number == 1 else f"{number} cells"


def _fault(row: int, cells: list[str], headings: tuple[str, ...], used: Collection[int] | None) -> Rejection | None:
    """What forbids the use of a row: characters that are no text, a cell beyond all measure."""
    for index, cell in enumerate(cells):
        if used is not None and index not in used:
            continue
        if len(cell) > CELL_LIMIT:
            zh, en = f"单元格有 {len(cell):,} 个字符，上限 {CELL_LIMIT:,}", f"the cell has {len(cell):,} characters"
            return Rejection(row, headings[index], Text(zh, f"{en}; at most {CELL_LIMIT:,} are read"))
        found = CONTROL.search(cell)
        if found is not None:
            return Rejection(row, headings[index], _unreadable(ord(found.group())))
    return None


def _unreadable(code: int) -> Text:
    if 0xDC80 <= code <= 0xDCFF:
        byte = f"0x{code - 0xDC00:02X}"
        return Text(f"字节 {byte} 不合文件的编码", f"byte {byte} is no character in the file's encoding")
    return Text(f"含有控制字符 U+{code:04X}", f"contains the control character U+{code:04X}")


def _sheet_rows(
    block: Block, rows: list[list[Cell]], used: Collection[int] | None
) -> Iterator[tuple[int, list[str] | Rejection]]:
    headings = block.shape.headings
    for row, values in enumerate(rows, block.first_row):
        if any(value != "" for value in values):
            bad = _bad_value(row, values, headings, used)
            cells = [value if type(value) is str else cell_text(value) for value in values]
            yield row, bad or _fault(row, cells, headings, used) or cells


def _bad_value(
    row: int, values: list[Cell], headings: tuple[str, ...], used: Collection[int] | None
) -> Rejection | None:
    for index, value in enumerate(values):
        if used is not None and index not in used:
            continue
        if type(value) is Fault:
            return Rejection(row, headings[index], _fault_words(value))
        if type(value) is float and abs(value) >= _LONGEST_EXACT:
            words = Text(
                "16 位以上的号码存成了数字，后几位已丢失；请存为文本",
                "a number of 16 or more digits was stored as a number and has lost its last digits; store it as text",
            )
            return Rejection(row, headings[index], words)
    return None


def _fault_words(fault: Fault) -> Text:
    if fault.startswith("#"):
        return Text(f"公式错误 {fault}", f"formula error {fault}")
    return Text(
        "公式没有保存结果；请用 Excel 打开并保存一次",
        "a formula without a stored result; open and save it in Excel once",
    )


def cell_text(value: Cell) -> str:
    """A workbook's value as text: whole numbers without a point, dates and times as ISO, moments to the second."""
    if isinstance(value, str):
        return "" if type(value) is Fault else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _LONGEST_EXACT else repr(value)
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return value.isoformat() if isinstance(value, date) else str(value)
