"""Rows as PostgreSQL's COPY reads them, in its text format."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from kefu.lib.quick_json import written

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def line(values: Iterable[object]) -> str:
    """A row with its line's end; what is no plain value becomes JSON."""
    known = _WRITERS.get
    return "\t".join(["\\N" if value is None else known(value.__class__, _other)(value) for value in values]) + "\n"


def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _other(value: object) -> str:
    return _text(str(value) if isinstance(value, str) else written(value))


_WRITERS: dict[type, Callable[[Any], str]] = {
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
