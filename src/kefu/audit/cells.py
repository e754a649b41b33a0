"""What single cells mean: caches from the cell as written to its value, one for each column.

A look-up raises `CellError` for a cell that means nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from kefu.audit.moments import MomentError, MomentReader
from kefu.lib.text import Text
from kefu.lib.width import clean

CACHE_LIMIT = 100_000
# What a blank cell gives: the fact is left out.
ABSENT: Final = object()
# Sound between two cells: no cell contains it (control characters reject a row).
BETWEEN: Final = "\x1f"

_YES_WORDS = """是 √ ✓ ✔ ☑ 有 已 对 真 y yes true t 1 已签 已签字 已签名 已确认 已完成 ok
非常满意 很满意 满意 比较满意 基本满意"""
_NO_WORDS = """否 × ✗ ✘ ☒ x 无 未 没有 错 假 n no false f 0 未签 未签字 未签名 未确认 未完成 不是 拒签
不满意 不太满意 很不满意 非常不满意"""
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())


class CellError(ValueError):
    """A cell that cannot be used: its column, and why."""

    def __init__(self, column: str, text: Text) -> None:
        super().__init__(text.en)
        self.column, self.text = column, text


class Lookup(dict[str, Any]):
    """A cell as written → what it means, worked out once."""

    def __init__(self, means: Callable[[str], object]) -> None:
        super().__init__()
        self._means = means

    def __missing__(self, cell: str) -> object:
        value = self._means(cell)
        if len(self) >= CACHE_LIMIT:
            self.clear()
        self[cell] = value
        return value


def names() -> Lookup:
    """Names of groups: cleaned, so that one group is not two for a blank."""
    return Lookup(clean)


def persons() -> Lookup:
    """Who acted: None when the cell is blank."""
    return Lookup(lambda cell: clean(cell) or None)


def is_among(values: tuple[str, ...]) -> Lookup:
    """Whether a cell is one of the values."""
    allowed = frozenset(values)
    return Lookup(lambda cell: clean(cell) in allowed)


def listed(column: str, values: Mapping[str, object], default: object = None) -> Lookup:
    """The meaning of a cell by a list. Blank: the default, or absent; not listed: the default, or an error."""

    def means(cell: str) -> object:
        key = clean(cell)
        if key in values:
            return values[key]
        if default is not None:
            return default
        if not key:
            return ABSENT
        shown = key if len(key) <= 40 else f"{key[:40]}…"
        raise CellError(column, Text(f"映射中没有值“{shown}”", f"the mapping has no value “{shown}”"))

    return Lookup(means)


def as_it_stands(default: object = None) -> Lookup:
    """The trimmed text."""
    return Lookup(lambda cell: cell.strip() or (ABSENT if default is None else default))


def alike() -> Lookup:
    """Whether two cells, `BETWEEN` between them, say the same; absent unless both say something."""

    def means(cells: str) -> object:
        one, other = map(clean, cells.split(BETWEEN))
        return one == other if one and other else ABSENT

    return Lookup(means)


def converted(column: str, kind: str, reader: MomentReader, default: object = None) -> Lookup:
    """The cell as a `number`, `yes_no` or `time`; or whether it is `filled`."""
    if kind == "filled":
        return Lookup(lambda cell: bool(cell.strip()))
    reads = {"number": _number, "yes_no": _yes_no}.get(kind, reader.read)

    def means(cell: str) -> object:
        if not cell.strip():
            return ABSENT if default is None else default
        try:
            return reads(cell)
        except MomentError as error:
            raise CellError(column, error.text) from error

    return Lookup(means)


def _number(cell: str) -> int | float:
    text = clean(cell).replace(",", "").removesuffix("分").removesuffix("%")
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) < float("inf"):
        shown = clean(cell)[:40]
        raise MomentError(f"“{shown}”不是数", f"“{shown}” is not a number")
    return int(number) if number.is_integer() else number


def _yes_no(cell: str) -> bool:
    text = clean(cell).lower()
    if text in _YES or text in _NO:
        return text in _YES
    raise MomentError(f"“{text[:40]}”不是“是”或“否”", f"“{text[:40]}” is neither yes nor no")
