"""Pages for phones that go on without a connection: how they are kept, and what they send as soon as there is one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _

from kefu import clock
from kefu.duties.acts import Act, AlreadyDone, Refused, StaleError
from kefu.events import queries as event_queries
from kefu.people import access
from kefu.people.views.answering import stale

# Longer than any phone keeps what was done on it: what is said to lie further back happened then.
LONGEST_KEPT = timedelta(days=7)


def told_in_words(view: Callable[[HttpRequest], JsonResponse]) -> Callable[[HttpRequest], JsonResponse]:
    """A view whose refusals a phone can read, so that what it keeps after a refused act does not wait for ever."""

    @wraps(view)
    def answered(request: HttpRequest) -> JsonResponse:
        try:
            return view(request)
        except PermissionDenied:
            return refused(0, _("You may not do this any more."), status=403)
        except Http404:
            return refused(0, _("What this was about is not there any more."), status=404)

    return answered


def shown(user_id: int, what: dict[str, Any]) -> JsonResponse:
    """What a phone keeps for the user who is signed in."""
    return JsonResponse({"user": user_id, **what}, headers={"Cache-Control": "private, no-store"})


def done_by_another(request: HttpRequest) -> JsonResponse | None:
    """The answer to an act of somebody else than who is signed in now; None: it is this user's."""
    if request.POST.get("user") == str(access.signed_in(request).pk):
        return None
    return refused(0, _("Somebody else is signed in. Sign in as who did this; it is kept."), another=True)


def by_phone(request: HttpRequest, earliest: datetime) -> Act:
    """Who did it, and when by the phone: never in the future, nor before what came before it, nor too long ago."""
    now, said = clock.now(), request.POST.get("happened_at", "")
    told = datetime.fromtimestamp(int(said), UTC) if said.isascii() and said.isdigit() and len(said) < 11 else now
    return replace(access.act(request), at=min(max(told, earliest, now - LONGEST_KEPT), now), recorded_at=now)


def last_done(kind: str, subject_id: int, begun: datetime) -> datetime:
    """When somebody did something to a subject last; at the earliest when it began."""
    last = event_queries.history(kind, subject_id).filter(actor_id__isnull=False).last()
    return max(begun, last.happened_at) if last else begun


def why_not(by: Act, seq: int, act: Callable[[], Any]) -> JsonResponse | None:
    """Do it, unless this very request did it before; what is refused, and how the subject stands then."""
    try:
        _once(by, act)
    except StaleError as error:
        return refused(seq, stale(error))
    except Refused as error:
        return refused(seq, *error.messages)
    return None


def misread(seq: int, form: forms.BaseForm) -> JsonResponse:
    """What is wrong with what was typed."""
    lines = [f"{form[name].label if name in form.fields else ''} {error}".strip() for name, error in _errors(form)]
    return refused(seq, *lines)


def refused(seq: int, *messages: str, another: bool = False, status: int = 422) -> JsonResponse:
    """Why it was not done; `another`: it waits for another user."""
    return JsonResponse({"messages": messages, "seq": seq, "another": another}, status=status)


def worker(request: HttpRequest, page: str, kept: str) -> HttpResponse:
    """What answers a page in place of the site while there is no connection; `kept`: under which name."""
    return render(request, "ui/worker.js", {"page": page, "kept": kept}, content_type="text/javascript")


def manifest(page: str, name: str) -> JsonResponse:
    """How a phone installs the page."""
    icon = {"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    said = {"name": name, "short_name": name, "start_url": page, "scope": page}
    look = {"display": "standalone", "background_color": "#f6f7f5", "theme_color": "#17626b", "icons": [icon]}
    return JsonResponse({**said, **look}, content_type="application/manifest+json")


def _errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    return [(name, str(error)) for name, found in form.errors.items() for error in found]


def _once(by: Act, act: Callable[[], Any]) -> None:
    """A phone that did not hear the answer sends it again: then it is done already."""
    try:
        act()
    except AlreadyDone:
        return
    except (Refused, IntegrityError):
        if event_queries.answered(by.request_key) is None:
            raise
