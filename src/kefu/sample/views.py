"""What the sample shows to who sits at the machine itself: its cast, and how far it is filled."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET

from kefu.people.words import post_name
from kefu.sample.cast import CAST
from kefu.sample.models import Sample

_HERE = ("127.0.0.1", "::1")


@login_not_required
@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """How far the sample is filled, and who may be played in it."""
    found = _shown_to(request)
    if not found:
        raise Http404
    return render(request, "sample/sample.html", {"sample": found})


def on_sign_in(request: HttpRequest) -> dict[str, Any]:
    """Context of the page to sign in: the sample, where there is one and it may be shown."""
    return {"sample": SimpleLazyObject(lambda: _shown_to(request))}


def _shown_to(request: HttpRequest) -> dict[str, Any]:
    """Nothing for whoever is elsewhere, or comes through a proxy."""
    is_here = request.META.get("REMOTE_ADDR") in _HERE and "X-Forwarded-For" not in request.headers
    found = Sample.objects.first() if is_here else None
    if found is None:
        return {}
    cast = [
        {"member": member, "post": post_name(member.post), "password": found.passwords[member.username]}
        for member in CAST
        if member.username in found.passwords
    ]
    return {"cast": cast, "share": found.share, "is_full": found.is_full}
