"""The menu of the site: which pages stand in it is said in the settings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class MenuItem:
    """A page of the menu: its URL name and what it is called; the key that opens it; who sees it.

    `may` is the dotted name of a function that says of a user whether they may open the page; blank: everybody may.
    """

    url_name: str
    label: "StrOrPromise"
    key: str = ""
    may: str = ""


@dataclass(frozen=True)
class MenuGroup:
    """Pages of the menu that belong together, under a heading; blank: under none."""

    label: "StrOrPromise"
    items: tuple[MenuItem, ...]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the menu in its groups, with the item in which the page lies."""
    return {"menu": SimpleLazyObject(lambda: _menu(request))}


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of which somebody sees a page."""
    groups = [(group, [_shown(item) for item in group.items if _may_see(item, request)]) for group in settings.MENU]
    addresses = [item["address"] for _group, items in groups for item in items]
    lies_in = [address for address in addresses if request.path.startswith(address if address != "/" else "//")]
    current = max(lies_in, key=len, default=request.path)
    return [
        {"label": group.label, "pages": [{**item, "is_current": item["address"] == current} for item in items]}
        for group, items in groups
        if items
    ]


def _may_see(item: MenuItem, request: HttpRequest) -> bool:
    return not item.may or import_string(item.may)(request.user)


def _shown(item: MenuItem) -> dict[str, Any]:
    return {"address": reverse(item.url_name), "label": item.label, "key": item.key}
