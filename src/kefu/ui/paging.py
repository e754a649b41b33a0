"""Pages by key: a page begins after the last row of the one before, so that it never counts what it does not show."""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.utils import timezone

Row = TypeVar("Row", bound=Model)
# "id", "-id", or F("left_at").asc(nulls_last=True) for a field that may be null.
Key = str | OrderBy
PAGE_SIZE = 30
_LONGEST = 2_000
# In the order, and against it: what lies behind a value.
_BEYOND = {False: "gt", True: "lt"}


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows; what the pages `next` to them and before them (`previous`) are asked for by, None where none is."""

    rows: Sequence[Row]
    next: str | None
    previous: str | None

    @property
    def is_first(self) -> bool:
        """Whether nothing stands before it."""
        return self.previous is None


class Asked(NamedTuple):
    """Which page is asked for: the rows behind `after`, or those that lead up to `before`; blank both, the first.

    Each is what a page gave as `next` or `previous`.
    """

    after: str = ""
    before: str = ""


FIRST = Asked()


def asked_by(request: HttpRequest) -> Asked:
    """Which page an address asks for."""
    return Asked(request.GET.get("after", ""), request.GET.get("before", ""))


def page(rows: QuerySet[Row], keys: Sequence[Key], asked: Asked = FIRST, size: int = PAGE_SIZE) -> Page[Row]:
    """The rows of a page in the order of some keys, which together tell each row from any other.

    For what no page gave, and where nothing stands at that place any more, it is the first page.
    """
    order = Order(rows, keys)
    place = order.place(asked.before or asked.after)
    if place is None:
        found = list(rows.order_by(*order.keys)[: size + 1])
        return Page(found[:size], order.token(found[size - 1]) if len(found) > size else None, None)
    is_back = bool(asked.before)
    found = order.beyond(place, is_back=is_back, most=size + 1)
    if not found:
        return page(rows, keys, FIRST, size)
    shown = found[:size][::-1] if is_back else found[:size]
    has_next, has_previous = is_back or len(found) > size, not is_back or len(found) > size
    return Page(shown, order.token(shown[-1]) if has_next else None, order.token(shown[0]) if has_previous else None)


def parts(rows: QuerySet[Row], keys: Sequence[Key], size: int = 2_000) -> Iterator[list[Row]]:
    """All rows in the order of some keys, so many at a time; each part is a statement of its own."""
    order = Order(rows, keys)
    part = list(rows.order_by(*order.keys)[:size])
    while part:
        yield part
        part = order.beyond(order.values(part[-1]), most=size) if len(part) == size else []


class Order:
    """Rows in the order of some keys, and the places in it."""

    def __init__(self, rows: QuerySet[Any], keys: Sequence[Key]) -> None:
        self.rows, self.keys = rows, [_order_by(key) for key in keys]
        self._names = [_name(key) for key in self.keys]

    def values(self, row: Model) -> list[Any]:
        """Where a row stands."""
        return [getattr(row, name) for name in self._names]

    def token(self, row: Model) -> str:
        """Where a row stands, as it goes into an address."""
        values = [value.isoformat() if isinstance(value, datetime) else value for value in self.values(row)]
        said = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    def place(self, token: str) -> list[Any] | None:
        """The values of a token; None for what is none of this order."""
        if len(token) > _LONGEST:
            return None
        try:
            said: Any = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            return [self._value(*pair) for pair in zip(self.keys, said, strict=True)]
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError, ValidationError):
            return None

    def beyond(self, place: Sequence[Any], *, is_back: bool = False, most: int) -> list[Any]:
        """The next rows behind a place, or before it, the nearest first."""
        keys = [_reversed(key) for key in self.keys] if is_back else self.keys
        behind = Q()
        for key, value in reversed(list(zip(keys, place, strict=True))):
            behind = _past(key, value) | (Q(**{_name(key): value}) & behind) if behind else _past(key, value)
        first, value = keys[0], place[0]
        if not _is_nullable(first):
            # Says the same once more, as a range that an index on the first key knows.
            behind &= Q(**{f"{_name(first)}__{_BEYOND[first.descending]}e": value})
        return list(self.rows.filter(behind).order_by(*keys)[:most])

    def _value(self, key: OrderBy, said: Any) -> Any:
        if said is None and _is_nullable(key):
            return None
        value = self.rows.model._meta.get_field(_name(key)).to_python(said)
        if value is None or (isinstance(value, int) and abs(value) >= 1 << 63):
            raise ValueError(said)
        if isinstance(value, str) and "\0" in value:
            raise ValueError(said)
        if isinstance(value, datetime) and timezone.is_naive(value):
            raise ValueError(said)
        return value


def _order_by(key: Key) -> OrderBy:
    return OrderBy(F(key.removeprefix("-")), descending=key.startswith("-")) if isinstance(key, str) else key


def _name(key: OrderBy) -> str:
    """The field that a key orders by: keys are made by `_order_by`, or named likewise."""
    named: str = key.expression.name  # type: ignore[union-attr]  # an F
    return named


def _reversed(key: OrderBy) -> OrderBy:
    turned: OrderBy = key.copy()
    turned.reverse_ordering()
    return turned


def _is_nullable(key: OrderBy) -> bool:
    return bool(key.nulls_last or key.nulls_first)


def _past(key: OrderBy, value: Any) -> Q:
    """The rows that stand behind a value of one key."""
    name = _name(key)
    if value is None:
        return Q(**{f"{name}__isnull": False}) if key.nulls_first else Q(pk__in=[])
    behind = Q(**{f"{name}__{_BEYOND[key.descending]}": value})
    return behind | Q(**{f"{name}__isnull": True}) if key.nulls_last else behind
