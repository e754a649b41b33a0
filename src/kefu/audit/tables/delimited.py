"""CSV, TSV and their kin, gzipped or not, cut into blocks of whole rows."""

import codecs
import csv
import gzip
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from kefu.audit.tables.blocks import Block, Rejection, Shape, Table, TableError
from kefu.audit.tables.encodings import find_delimiter, find_encoding, known_encoding
from kefu.audit.tables.headings import LOOKED_AT, find_heading, read_headings
from kefu.lib.text import Text

if TYPE_CHECKING:
    from kefu.audit.tables.quotes import Cut

# Below the limit of a cell, so that a block of this size needs no look for cells that are too long.
CHUNK = 900_000
_SAMPLE = 1_000_000
_SNIFFED_ROWS = 200
_GZIP_MAGIC = b"\x1f\x8b"
_BROKEN = (EOFError, zlib.error, OSError)


class TextTable(Table):
    """A register in a text file. Raises `TableError` when it has no headings or nothing below them."""

    def __init__(
        self,
        path: Path,
        encoding: str | None = None,
        delimiter: str | None = None,
        heading_row: int | None = None,
        wanted: Collection[str] | None = None,
    ) -> None:
        self.path, self.size = path, path.stat().st_size
        sample = _Stream(path).sample()
        if not sample.strip():
            raise TableError(f"{path}：文件是空的", f"{path}: the file is empty")
        self.encoding, self._mark = find_encoding(sample)
        if encoding is not None and not self._mark:
            self.encoding = known_encoding(encoding)
        sample = sample[self._mark :]
        self._has_bare_returns = b"\r" in sample and b"\n" not in sample
        text = sample.decode(self.encoding, "replace")
        self.delimiter = delimiter or find_delimiter(text.splitlines()[:_SNIFFED_ROWS])
        # In these a byte of some character may look like a delimiter or a line break.
        is_plain = not self.encoding.startswith("utf-") or self.encoding == "utf-8"
        self._is_recoded = not is_plain or (self.delimiter == "|" and self.encoding != "utf-8")
        self._find_headings(b"".join(self._plain([sample])), heading_row, wanted)

    def blocks(self) -> Iterator[Block]:
        stream = _Stream(self.path)
        # Imported late: it loads numpy, which only whoever reads large files needs.
        from kefu.audit.tables.quotes import Cutter

        cutter = Cutter(self.delimiter.encode(), len(self.headings))
        row, rest, enough, is_amid_row = self.heading_row + 1, b"", 0, False
        for chunk in self._below_headings(stream):
            if is_amid_row:
                is_amid_row, chunk = b"\n" not in chunk, chunk.partition(b"\n")[2]
            rest += chunk
            if len(rest) < enough:
                continue
            cut = cutter.cut(rest, row, at_end=False)
            yield self._block(cut, row, stream.done)
            row, rest, is_amid_row = row + cut.rows, cut.rest, is_amid_row or cut.is_amid_row
            # A row without an end in sight is looked at again when twice as much of it is there.
            enough = 0 if cut.rows else 2 * len(rest)
        if stream.trouble is not None:
            yield Block(self._shape, row, b"", (Rejection(row, None, stream.trouble),), self.size)
        elif rest:
            yield self._block(cutter.cut(rest, row, at_end=True), row, self.size)

    @property
    def _shape(self) -> Shape:
        return Shape(self.headings, "utf-8" if self._is_recoded else self.encoding, self.delimiter)

    def _block(self, cut: "Cut", row: int, done: int) -> Block:
        return Block(self._shape, row, cut.payload, cut.rejections, done)

    def _find_headings(self, sample: bytes, heading_row: int | None, wanted: Collection[str] | None) -> None:
        encoding = self._shape_encoding()
        ends, rows = [], []
        for end, record in _records(sample, max(LOOKED_AT, heading_row or 0)):
            text = record.decode(encoding, "replace").strip("\r\n")
            ends.append(end)
            rows.append(next(csv.reader(text.splitlines(keepends=True), delimiter=self.delimiter), []))
        if heading_row is not None and heading_row > len(rows):
            raise TableError(
                f"{self.path}：没有第 {heading_row} 行，表头不在那里",
                f"{self.path}: has no row {heading_row} with headings",
            )
        index = heading_row - 1 if heading_row is not None else find_heading(rows, wanted)
        self.heading_row = index + 1
        self.headings = read_headings(rows[index])
        self._start = ends[index]
        if not sample[self._start :].strip(b'\r\n ,;\t|"'):
            raise TableError(f"{self.path}：只有表头，没有数据行", f"{self.path}: has headings but no rows below them")

    def _shape_encoding(self) -> str:
        return "utf-8" if self._is_recoded else self.encoding

    def _below_headings(self, stream: "_Stream") -> Iterator[bytes]:
        left = self._start
        for chunk in self._plain(stream.chunks(self._mark)):
            yield chunk[left:]
            left = max(left - len(chunk), 0)

    def _plain(self, chunks: Iterator[bytes] | list[bytes]) -> Iterator[bytes]:
        """The file's bytes with line feeds at the ends of lines, in an encoding that shows delimiters as bytes."""
        decoder = codecs.getincrementaldecoder(self.encoding)(
            "surrogatepass" if self.encoding.startswith("utf-") else "surrogateescape"
        )
        for chunk in chunks:
            if self._is_recoded:
                chunk = _as_utf8(decoder.decode(chunk))
            yield chunk.replace(b"\r", b"\n") if self._has_bare_returns else chunk


class _Stream:
    """The bytes of a file, unpacked: `done` is how many of the file's own bytes are read, `trouble` why it ended."""

    def __init__(self, path: Path) -> None:
        self.path, self.done = path, 0
        self.trouble: Text | None = None

    def sample(self) -> bytes:
        """The first megabyte."""
        pieces: list[bytes] = []
        for chunk in self.chunks(0):
            pieces.append(chunk)
            if sum(map(len, pieces)) >= _SAMPLE:
                break
        if not pieces and self.trouble is not None:
            raise TableError(f"{self.path}:{self.trouble.zh}", f"{self.path}: {self.trouble.en}")
        return b"".join(pieces)

    def chunks(self, skip: int) -> Iterator[bytes]:
        """The content from byte `skip` on. A file that breaks off ends early, and `trouble` says so."""
        with self.path.open("rb") as raw:
            is_packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            content = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed else raw
            try:
                content.read(skip)
                while chunk := self._read(content):
                    self.done = raw.tell()
                    yield chunk
            except _BROKEN as error:
                self.trouble = Text(
                    f"压缩文件已损坏或不完整，从这里起无法读取（{error}）",
                    f"the compressed file is damaged or cut short; nothing can be read from here on ({error})",
                )

    def _read(self, content: BinaryIO) -> bytes:
        """About CHUNK bytes, empty at the end; in small pieces, so that little is lost where a file breaks off."""
        if not isinstance(content, gzip.GzipFile):
            return content.read(CHUNK)
        pieces: list[bytes] = []
        size = 0
        while size < CHUNK:
            try:
                piece = content.read1(1 << 16)
            except _BROKEN:
                if pieces:
                    break
                raise
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)


def _as_utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _records(sample: bytes, number: int) -> Iterator[tuple[int, bytes]]:
    """The first rows of a text, each with the place where it ends; lines join while a quote is open."""
    start = end = quotes = 0
    while number and end < len(sample):
        line, end = end, sample.find(b"\n", end) + 1 or len(sample)
        quotes += sample.count(b'"', line, end)
        if quotes % 2 == 0 or end == len(sample):
            yield end, sample[start:end]
            start, number, quotes = end, number - 1, 0
