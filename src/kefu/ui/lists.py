"""A list of records as every domain shows it: declared columns, orders, pages by key, which columns somebody wants.

A domain declares a `RecordList` once and says with each request what is asked for, as a `Selection`; `listed` makes of
both what `ui/list.html` shows, and `kefu.ui.exporting` a file of all rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kefu.lib.xlsx import Cell, Kind
from kefu.ui.paging import PAGE_SIZE, Key, Page, asked_by, page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Item = TypeVar("Item")
_SHORT = 16
COOKIE = "columns-{name}-{user}"
_CELL, _SHORT_CELL = '<td data-label="{}"{}>{}</td>', SafeString(' class="short"')
NOTHING = SafeString('<span class="quiet">–</span>')


@dataclass(frozen=True)
class Column(Generic[Item]):
    """A column: what it shows on the page, and what it says in a file; without one of them it stands there only.

    `orders`: the order that a click on its head asks for, and the one that the next click asks for.
    """

    key: str
    label: "StrOrPromise"
    shown: Callable[[Item], "StrOrPromise | SafeString"] | None = None
    said: Callable[[Item], Cell] | None = None
    orders: tuple[str, ...] = ()
    is_default: bool = True
    kind: Kind = "text"
    width: float = 12

    @property
    def is_short(self) -> bool:
        """Whether what it says is short enough to stand in one line."""
        return self.width <= _SHORT


@dataclass(frozen=True)
class Sorting:
    """An order of a list: what it is called, and which way the column goes by which it sorts."""

    label: "StrOrPromise"
    is_descending: bool = False


def order_of(request: HttpRequest, orders: Mapping[str, Sorting]) -> str:
    """The order that an address asks for; the first where it names none of these."""
    asked = request.GET.get("sort", "")
    return asked if asked in orders else next(iter(orders))


@dataclass(frozen=True)
class RecordList(Generic[Item]):
    """A list that a domain declares. The first column on the page leads each row and is always there.

    `orders`: by their names, the usual one first. `id_of`: by which number an item is chosen with others.
    """

    name: str
    title: "StrOrPromise"
    columns: tuple[Column[Item], ...]
    orders: Mapping[str, Sorting]
    id_of: Callable[[Item], int]

    def without(self, *keys: str) -> "RecordList[Item]":
        """The list without these columns, on the page and in a file."""
        return replace(self, columns=tuple(column for column in self.columns if column.key not in keys))

    @property
    def on_page(self) -> tuple[Column[Item], ...]:
        """The columns that the page can show."""
        return tuple(column for column in self.columns if column.shown is not None)

    def chosen(self, request: HttpRequest) -> tuple[Column[Item], ...]:
        """The columns that somebody wants to see."""
        kept = request.COOKIES.get(cookie_of(self.name, request))
        wanted = {column.key for column in self.on_page if column.is_default} if kept is None else set(kept.split("."))
        return tuple(column for n, column in enumerate(self.on_page) if n == 0 or column.key in wanted)


@dataclass(frozen=True)
class Selection(Generic[Item]):
    """Which records to list: rows of the database, the keys of their order, and how items are made of some rows.

    `note`: what the reader should know of how they were chosen.
    """

    rows: QuerySet[Any]
    keys: Sequence[Key]
    items: Callable[[Sequence[Any]], Sequence[Item]]
    note: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a column: the order that a click asks for (blank: the usual one), and how it is sorted now."""

    label: "StrOrPromise"
    sorts: str | None = None
    aria_sort: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the page: the number by which it is chosen, what leads it, its other cells."""

    id: int
    lead: "StrOrPromise"
    cells: SafeString


@dataclass(frozen=True)
class Listed:
    """What `ui/list.html` shows of a list."""

    name: str
    title: "StrOrPromise"
    heads: Sequence[Head]
    lines: Sequence[Line]
    page: Page[Any]
    orders: Sequence[tuple[str, "StrOrPromise", bool]]
    columns: Sequence[tuple[str, "StrOrPromise", bool]]
    note: str


def listed(request: HttpRequest, declared: RecordList[Item], selection: Selection[Item], order: str) -> Listed:
    """A page of a list as it was asked for, in an order of that name."""
    found = page(selection.rows, selection.keys, asked_by(request), PAGE_SIZE)
    columns = declared.chosen(request)
    return Listed(
        declared.name,
        declared.title,
        [_head(declared, column, order) for column in columns],
        _lines(declared, columns, selection.items(found.rows)),
        found,
        [(name, sorting.label, name == order) for name, sorting in declared.orders.items()],
        [(column.key, column.label, column in columns) for column in declared.on_page[1:]],
        selection.note,
    )


def cookie_of(name: str, request: HttpRequest) -> str:
    """The cookie that keeps which columns of a list somebody wants, also where several sit at one computer."""
    return COOKIE.format(name=name, user=request.user.pk)


def mark(label: "StrOrPromise", kind: str = "") -> SafeString:
    """A word that stands out; `kind` is accent or warn."""
    return format_html('<span class="mark{}">{}</span>', f" mark-{kind}" if kind else "", label)


def quiet(text: "StrOrPromise") -> SafeString:
    """Words that stand back."""
    return format_html('<span class="quiet">{}</span>', text)


def beside(*parts: "StrOrPromise | SafeString") -> SafeString:
    """Some of these that are not blank, one after the other; a dash if all are."""
    said = [part for part in parts if part]
    return format_html_join(" ", "{}", ((part,) for part in said)) if said else NOTHING


def _head(declared: RecordList[Any], column: Column[Any], order: str) -> Head:
    if not column.orders:
        return Head(column.label)
    if order not in column.orders:
        return Head(column.label, column.orders[0])
    place = column.orders.index(order) + 1
    following = column.orders[place] if place < len(column.orders) else column.orders[0] if place > 1 else ""
    return Head(column.label, following, "descending" if declared.orders[order].is_descending else "ascending")


def _lines(declared: RecordList[Item], columns: Sequence[Column[Item]], items: Sequence[Item]) -> list[Line]:
    """The rows of a page. Their cells are written here: a template takes five times as long for as many."""
    shown = [
        (column.shown, str(column.label), _SHORT_CELL if column.is_short else "") for column in columns if column.shown
    ]
    (lead, *_), *others = shown
    return [
        Line(
            declared.id_of(item),
            lead(item),
            format_html_join("", _CELL, ((label, short, cell(item)) for cell, label, short in others)),
        )
        for item in items
    ]
