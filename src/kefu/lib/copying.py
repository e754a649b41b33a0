"""Rows as PostgreSQL's COPY reads them, in its text format."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from types import NoneType
from typing import Any

from kefu.lib.quick_json import written

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def lines(rows: Iterable[Iterable[object]]) -> list[str]:
    """Rows of the same columns, each with its line's end; what is no plain value becomes JSON.

    Columns are written one after the other: mostly one look tells how all of one is to be written.
    """
    columns = [_column(values) for values in zip(*rows, strict=True)]
    return ["\t".join(values) + "\n" for values in zip(*columns, strict=True)]


def _column(values: tuple[Any, ...]) -> Iterable[str]:
    kinds = set(map(type, values))
    if kinds == {str} and _is_plain("".join(values)):
        return values
    if len(kinds) == 1:
        return map(_WRITERS.get(kinds.pop(), _other), values)
    writer = {kind: _WRITERS.get(kind, _other) for kind in kinds}
    return [writer[value.__class__](value) for value in values]


def _is_plain(text: str) -> bool:
    return text.isprintable() and "\\" not in text


def _text(value: str) -> str:
    return value if _is_plain(value) else value.translate(_ESCAPES)


def _other(value: object) -> str:
    return _text(str(value) if isinstance(value, str) else written(value))


_WRITERS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: "\\N",
    str: _text,
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    bytes: lambda value: f"\\\\x{value.hex()}",
    # A history says the same few moments in many rows.
    datetime: lru_cache(maxsize=10_000)(datetime.isoformat),
    list: lambda value: _text(written(value)) if value else "[]",
    tuple: lambda value: _text(written(value)) if value else "[]",
    dict: lambda value: _text(written(value)) if value else "{}",
}
