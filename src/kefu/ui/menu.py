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


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the menu, with the item in which the page lies."""
    return {"menu": SimpleLazyObject(lambda: _menu(request))}


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    shown = [item for item in settings.MENU if not item.may or import_string(item.may)(request.user)]
    items = [(reverse(item.url_name), item) for item in shown]
    lies_in = [address for address, _ in items if request.path.startswith(address if address != "/" else "//")]
    current = max(lies_in, key=len, default=request.path)
    return [{"address": at, "label": item.label, "key": item.key, "is_current": at == current} for at, item in items]
