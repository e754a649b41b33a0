"""Communities in addresses: the one that a page is of, and the choice where there is a page of each."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from kefu.people import access, queries
from kefu.people.models import Community

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def visible_community(request: HttpRequest, community_id: int) -> Community:
    """The community, where one belongs to it; else 404."""
    return get_object_or_404(access.communities_visible_to(access.signed_in(request)), pk=community_id)


def of_each_community(url_name: str, title: "StrOrPromise") -> Callable[[HttpRequest], HttpResponse]:
    """The page that leads to those of this name; the only one comes at once."""

    @require_GET
    def choose(request: HttpRequest) -> HttpResponse:
        found = queries.communities(access.signed_in(request))
        if len(found) == 1:
            return redirect(url_name, found[0].pk)
        shown = {"title": title, "url_name": url_name, "communities": found}
        return render(request, "people/choose_community.html", shown)

    return choose
