"""Pages by key: a page begins after the last row of the one before, so that it never counts what it does not show."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
_OTHER = {"lt": "gt", "gt": "lt"}


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows; `next` is what the page after them begins with, None at the end."""

    rows: Sequence[Item]
    next: str | None
    is_first: bool


def page(rows: QuerySet[Row], keys: tuple[str, str], after: str, size: int = 50) -> Page[Row]:
    """The rows behind the place `after` in the order of two keys; the first ones for "" and for what no page gave.

    Keys with a minus count down, both or none. The second key is a whole number; the first is text, a number or a
    moment, and never null.
    """
    first, second = (key.removeprefix("-") for key in keys)
    beyond = "lt" if keys[0].startswith("-") else "gt"
    place = _place(after, rows.model._meta.get_field(first))
    ordered = rows.order_by(*dict.fromkeys(keys))
    if place is not None and first == second:
        ordered = ordered.filter(**{f"{second}__{beyond}": place[1]})
    elif place is not None:
        same_or_beyond = Q(**{f"{first}__{beyond}e": place[0]})
        ordered = ordered.filter(same_or_beyond & ~Q(**{first: place[0], f"{second}__{_OTHER[beyond]}e": place[1]}))
    found = list(ordered[: size + 1])
    shown = found[:size]
    following = _token(shown[-1], first, second) if len(found) > size else None
    return Page(shown, following, place is None)


def _token(row: Model, first: str, second: str) -> str:
    said = json.dumps([str(getattr(row, first)), getattr(row, second)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _place(token: str, field: Any) -> tuple[Any, int] | None:
    try:
        said: Any = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        text, number = said
        fits = isinstance(text, str) and "\0" not in text and isinstance(number, int) and abs(number) < 1 << 63
        return (field.to_python(text), number) if fits else None
    except (binascii.Error, ValueError, TypeError, ValidationError):
        return None
