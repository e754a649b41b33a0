"""The pages of notices: what one was told, what is said to all, who has taken note."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties.acts import AlreadyDone
from kefu.notices import access, actions, queries
from kefu.notices.forms import AnnouncementForm
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.views.answering import once, refusals_told


def bell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: how much one was told and has not seen."""
    user = request.user
    return {"bell": SimpleLazyObject(lambda: queries.not_seen(user) if isinstance(user, User) else 0)}


@require_GET
def bell_alone(request: HttpRequest) -> HttpResponse:
    """The bell, for pages that stay open."""
    return render(request, "ui/bell.html")


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told, the last first."""
    return _page(request)


@require_POST
def see_all(request: HttpRequest) -> HttpResponse:
    """One has looked at everything."""
    actions.see_all(people_access.signed_in(request).pk, at=clock.now())
    return redirect("notices:notices")


@once("notices:announcement")
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Something is said to all staff of a community."""
    people_access.require(access.tells_in(people_access.signed_in(request)).exists())
    form = _form(request, request.POST)
    if form is not None and form.is_valid():
        said = dict(form.cleaned_data)
        found = actions.publish(said.pop("community").pk, by=people_access.act(request), **said)
        messages.success(request, _("It is said."))
        return redirect("notices:announcement", found.pk)
    return _page(request, form, status=422)


@require_GET
def announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Something that was said to all, with who has taken note."""
    visible = access.announcements_visible_to(people_access.signed_in(request))
    found = get_object_or_404(visible.select_related("community", "made_by"), pk=announcement_id)
    return render(request, "notices/announcement.html", {"said": found, "readers": queries.readers(found)})


@once("notices:announcement")
@require_POST
def withdraw(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """What was said is taken back."""
    found = get_object_or_404(access.announcements_visible_to(people_access.signed_in(request)), pk=announcement_id)
    with refusals_told(request, _("It is withdrawn; nobody is shown it any more.")):
        actions.withdraw(found.pk, by=people_access.act(request))
    return redirect("notices:announcement", found.pk)


@require_POST
def acknowledge(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One has read what was said."""
    found = get_object_or_404(access.notices_of(people_access.signed_in(request)), pk=notice_id)
    with suppress(AlreadyDone), refusals_told(request, _("Thank you.")):
        actions.acknowledge(found.pk, by=people_access.act(request))
    return redirect("notices:notices")


def _form(request: HttpRequest, typed: Any = None) -> forms.Form | None:
    mine = access.tells_in(people_access.signed_in(request)).order_by("name")
    return AnnouncementForm(typed, communities=mine) if mine.exists() else None


def _page(request: HttpRequest, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    viewer = people_access.signed_in(request)
    page = queries.notices(viewer, request.GET.get("after", ""))
    shown = {"page": page, "form": form or _form(request), "is_wrong": form is not None}
    return render(request, "notices/notices.html", shown, status=status)
