"""Cutting delimited text at the borders of its rows, without decoding it.

A line break inside a quoted cell ends no row. Where every quote stands as a well-formed file has it, the number of
quotes before a line break says whether it is inside one: counted for a whole buffer at once. Where a quote stands
elsewhere, the buffer is walked from quote to quote, exactly as `csv.reader` reads it; a quote that is never closed
costs only the row in which it opens. No byte of a multi-byte character is ever a quote or a line break in UTF-8, GBK
and GB18030.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kefu.audit.tables.blocks import Rejection
from kefu.lib.text import Text

# A quote open for longer than this is taken as never closed, and a row longer than this is given up. Bytes.
RECORD_LIMIT = 32_000_000
_QUOTE, _BREAK = b'"', b"\n"
_FEW_BREAKS = 3


class Cut(NamedTuple):
    """What was cut off a buffer: whole rows, how many, the rest of the buffer, and the rows that were bad.

    `is_amid_row`: the last row was given up in its middle, and what follows it up to a line break belongs to it.
    """

    payload: bytes
    rows: int
    rest: bytes
    rejections: tuple[Rejection, ...] = ()
    is_amid_row: bool = False


class Cutter:
    """Cuts buffers of one file; `width` is the number of its columns."""

    def __init__(self, delimiter: bytes, width: int) -> None:
        self.delimiter, self.width = delimiter, width
        self._may_precede = _flags(delimiter + b'\n"')
        self._may_follow = _flags(delimiter + b'\n\r"')

    def cut(self, buffer: bytes, first_row: int, *, at_end: bool) -> Cut:
        """Cut off all whole rows; `at_end` says that nothing follows the buffer, so that its last line is a row too."""
        fast = self._well_formed(buffer)
        if fast is not None and (fast.payload or len(buffer) < RECORD_LIMIT):
            if not at_end or not fast.rest:
                return fast
            if fast.rest.count(_QUOTE) % 2 == 0:
                return Cut(buffer + _BREAK, fast.rows + 1, b"")
        return _Walk(self, buffer, first_row, at_end=at_end).run()

    def _well_formed(self, buffer: bytes) -> Cut | None:
        """The cut by counting quotes; None when a quote stands where it should not."""
        if _QUOTE not in buffer:
            end = buffer.rfind(_BREAK) + 1
            return Cut(buffer[:end], buffer.count(_BREAK, 0, end), buffer[end:])
        codes = np.frombuffer(buffer, np.uint8)
        quotes = np.flatnonzero(codes == _QUOTE[0])
        if not self._stand_well(codes, quotes):
            return None
        breaks = np.flatnonzero(codes == _BREAK[0])
        before = np.searchsorted(quotes, breaks)
        outside = breaks[before % 2 == 0]
        if self._has_swallowed(buffer, quotes, before[before % 2 == 1]):
            return None
        end = int(outside[-1]) + 1 if len(outside) else 0
        return Cut(buffer[:end], len(outside), buffer[end:])

    def _stand_well(self, codes: NDArray[np.uint8], quotes: NDArray[np.intp]) -> bool:
        """Each opening quote begins a cell and each closing one ends it, doubled quotes apart."""
        opening, closing = quotes[0::2], quotes[1::2]
        if opening[0] == 0:
            opening = opening[1:]
        if len(closing) and closing[-1] == len(codes) - 1:
            closing = closing[:-1]
        return bool(self._may_precede[codes[opening - 1]].all() and self._may_follow[codes[closing + 1]].all())

    def _has_swallowed(self, buffer: bytes, quotes: NDArray[np.intp], inside: NDArray[np.intp]) -> bool:
        """Whether a quoted cell of several lines looks as if it held rows; `inside`: quotes before each inner break."""
        if len(inside) < _FEW_BREAKS:
            return False
        counts, breaks = np.unique(inside, return_counts=True)
        for count in counts[breaks >= _FEW_BREAKS]:
            end = int(quotes[count]) if count < len(quotes) else len(buffer)
            if self.looks_like_rows(buffer[int(quotes[count - 1]) : end]):
                return True
        return False

    def looks_like_rows(self, cell: bytes) -> bool:
        """Whether each whole line within a quoted cell has just as many delimiters as a row: a quote was left open."""
        lines = cell.split(_BREAK)[1:-1]
        return self.width > 2 and len(lines) > 1 and all(line.count(self.delimiter) == self.width - 1 for line in lines)

    def ends_cell(self, buffer: bytes, closing: int) -> bool:
        """Whether the quote at `closing` is followed by the end of its cell."""
        after = buffer[closing + 1 : closing + 2]
        return not after or bool(self._may_follow[after[0]])


class _Walk:
    """The slow way through one buffer, from quote to quote."""

    def __init__(self, cutter: Cutter, buffer: bytes, first_row: int, *, at_end: bool) -> None:
        self.cutter, self.buffer, self.at_end = cutter, buffer, at_end
        self.first_row, self.rows = first_row, 0
        # All before `kept` is in `pieces`; `border` is where the row begins in which the walk has come to `position`.
        self.pieces: list[bytes] = []
        self.kept = self.border = self.position = 0
        self.rejections: list[Rejection] = []

    def run(self) -> Cut:
        is_waiting = False
        while not is_waiting:
            quote = self.buffer.find(_QUOTE, self.position)
            self._pass_breaks(quote if quote >= 0 else len(self.buffer))
            if quote < 0:
                break
            is_waiting = self._pass_quote(quote)
        if self.at_end and self.border < len(self.buffer):
            self.rows, self.border = self.rows + 1, len(self.buffer)
        elif not self.pieces and not self.border and len(self.buffer) >= RECORD_LIMIT:
            return self._give_up_row()
        self.pieces.append(self.buffer[self.kept : self.border])
        return Cut(b"".join(self.pieces), self.rows, self.buffer[self.border :], tuple(self.rejections))

    def _pass_breaks(self, end: int) -> None:
        """Count the row borders up to `end`; the walk is outside of quotes."""
        last = self.buffer.rfind(_BREAK, self.position, end)
        if last >= 0:
            self.rows += self.buffer.count(_BREAK, self.position, end)
            self.border = last + 1
        self.position = end

    def _pass_quote(self, quote: int) -> bool:
        """Go beyond the quote, or the cell that it opens; True when the buffer ends before that is known."""
        before = self.buffer[quote - 1 : quote]
        if quote > self.border and before != self.cutter.delimiter:
            self.position = quote + 1
            return False
        closing = self._closing(quote)
        is_open = closing < 0 or (closing == len(self.buffer) - 1 and not self.at_end)
        if is_open and not self.at_end and len(self.buffer) - quote < RECORD_LIMIT:
            return True
        if closing < 0 or self._spans_rows(quote, closing):
            self._reject(quote)
        else:
            self.position = closing + 1
            if not self.cutter.ends_cell(self.buffer, closing):
                self._pass_cell_rest()
        return False

    def _closing(self, quote: int) -> int:
        """Where the quoted cell's closing quote stands; -1 when it does not."""
        closing = self.buffer.find(_QUOTE, quote + 1)
        while closing >= 0 and self.buffer[closing + 1 : closing + 2] == _QUOTE:
            closing = self.buffer.find(_QUOTE, closing + 2)
        return closing

    def _spans_rows(self, quote: int, closing: int) -> bool:
        cell = self.buffer[quote:closing]
        if _BREAK not in cell:
            return False
        return not self.cutter.ends_cell(self.buffer, closing) or self.cutter.looks_like_rows(cell)

    def _pass_cell_rest(self) -> None:
        """What follows a closing quote within its cell is read as it stands, quotes and all."""
        ends = (self.buffer.find(mark, self.position) for mark in (self.cutter.delimiter, _BREAK))
        self.position = min((end for end in ends if end >= 0), default=len(self.buffer))

    def _reject(self, quote: int) -> None:
        """Leave out the row in which the quote opens, to the end of that line; a blank line keeps the numbering."""
        words = Text("引号没有闭合", "a quote opens in this row and is not closed")
        self.rejections.append(Rejection(self.first_row + self.rows, None, words))
        end = self.buffer.find(_BREAK, quote) + 1 or len(self.buffer)
        self.pieces += [self.buffer[self.kept : self.border], _BREAK]
        self.rows += 1
        self.kept = self.border = self.position = end

    def _give_up_row(self) -> Cut:
        megabytes = RECORD_LIMIT // 1_000_000
        words = Text(f"一行超过 {megabytes} MB", f"the row is longer than {megabytes} MB")
        return Cut(_BREAK, 1, b"", (Rejection(self.first_row, None, words),), is_amid_row=True)


def _flags(allowed: bytes) -> NDArray[np.bool_]:
    flags = np.zeros(256, np.bool_)
    flags[list(allowed)] = True
    return flags
