"""Which encoding and which delimiter a text file has, judged by its first megabyte."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence

from kefu.audit.tables.blocks import TableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("utf-8", "gb18030")
_READ_AS = {"gbk": "gb18030", "gb2312": "gb18030", "utf-8-sig": "utf-8"}
_CHINESE = re.compile("[\u4e00-\u9fff]")
_DELIMITERS = ",\t;|"
_MANY_ZEROS = 0.2
_LINES = 2_000


def find_encoding(sample: bytes) -> tuple[str, int]:
    """The encoding of a file that begins with `sample`, and how many bytes of it are only a mark.

    Whole lines are tried, and the encoding that more of them speak for wins, UTF-8 if as many do: single bad lines
    change nothing.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding, len(mark)
    if sample.count(0) > len(sample) * _MANY_ZEROS:
        return ("utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"), 0
    lines = [line for line in sample.split(b"\n")[:_LINES] if not line.isascii()]
    if len(lines) > 1 and not sample.endswith(b"\n"):
        # The sample may end in the middle of a character.
        del lines[-1]
    votes = Counter(map(_speaks_for, lines))
    return max(_CANDIDATES, key=lambda encoding: votes[encoding]), 0


def known_encoding(name: str) -> str:
    """The codec's name for an encoding that a mapping names. GBK and GB2312 are read as GB18030, which holds them."""
    try:
        codec = codecs.lookup(name).name
        codec = _READ_AS.get(codec, codec)
        fits = codec.startswith(("utf-16", "utf-32")) or ',"\r\n'.encode(codec) == b',"\r\n'
    except (LookupError, ValueError, TypeError):
        fits = False
    if not fits:
        raise TableError(f"不认识的编码“{name}”", f"unknown encoding “{name}”; usual are utf-8, gbk, utf-16")
    return codec


def find_delimiter(lines: Sequence[str]) -> str:
    """The sign between cells: the one by which most lines have as many cells as the most frequent number."""
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        score = (times / widths.total(), width) if width > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _speaks_for(line: bytes) -> str:
    """The encoding that a line is in; blank where that cannot be told: 漏水 in GBK is also “©ˮ” in UTF-8.

    Of a line that can be read either way only Chinese tells: GBK that is UTF-8 by chance has none there.
    """
    in_utf8, in_gbk = _read(line, "utf-8"), _read(line, "gb18030")
    if in_utf8 is None or in_gbk is None:
        return "utf-8" if in_utf8 is not None else "gb18030" if in_gbk is not None else ""
    return "utf-8" if _CHINESE.search(in_utf8) else ""


def _read(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None
