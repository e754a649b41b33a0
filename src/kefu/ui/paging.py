"""Pages by key: a page begins after the last row of the one before, so that it never counts what it does not show."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows; `next` is what the page after them begins with, None at the end."""

    rows: Sequence[Row]
    next: str | None
    is_first: bool


def page(rows: QuerySet[Row], keys: tuple[str, str], after: str, size: int = 50) -> Page[Row]:
    """The rows behind the place `after` in the order of two keys; the first ones for "" and for what no page gave."""
    first, second = keys
    place = _place(after)
    ordered = rows.order_by(first, second)
    if place is not None:
        ordered = ordered.filter(Q(**{f"{first}__gte": place[0]}) & ~Q(**{first: place[0], f"{second}__lte": place[1]}))
    found = list(ordered[: size + 1])
    shown = found[:size]
    following = _token(shown[-1], keys) if len(found) > size else None
    return Page(shown, following, place is None)


def _token(row: Model, keys: tuple[str, str]) -> str:
    said = json.dumps([getattr(row, key) for key in keys], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _place(token: str) -> tuple[str, int] | None:
    try:
        said: Any = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        text, number = said
    except (binascii.Error, ValueError, TypeError):
        return None
    fits = isinstance(text, str) and "\0" not in text and isinstance(number, int) and abs(number) < 1 << 63
    return (text, number) if fits else None
