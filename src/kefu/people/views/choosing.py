"""A page of each community: who belongs to several chooses, the only one comes at once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kefu.people import access, queries

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def of_each_community(url_name: str, title: "StrOrPromise") -> Callable[[HttpRequest], HttpResponse]:
    """The page that leads to those of this name."""

    @require_GET
    def choose(request: HttpRequest) -> HttpResponse:
        found = queries.communities(access.signed_in(request))
        if len(found) == 1:
            return redirect(url_name, found[0].pk)
        shown = {"title": title, "url_name": url_name, "communities": found}
        return render(request, "people/choose_community.html", shown)

    return choose
