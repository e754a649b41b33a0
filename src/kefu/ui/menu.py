"""The menu of the site: which pages stand in it is said in the settings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class MenuItem:
    """A page of the menu: its URL name and what it is called."""

    url_name: str
    label: "StrOrPromise"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the menu, with the item in which the page lies."""
    items = [(reverse(item.url_name), item.label) for item in settings.MENU]
    lies_in = [address for address, _ in items if request.path.startswith(address if address != "/" else "//")]
    current = max(lies_in, key=len, default=request.path)
    return {"menu": [{"address": at, "label": label, "is_current": at == current} for at, label in items]}
