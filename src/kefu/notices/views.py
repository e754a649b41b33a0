"""The pages of notices: what one was told, what one says to others, who has taken note."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.duties.acts import AlreadyDone
from kefu.notices import access, actions, queries
from kefu.notices.forms import AnnouncementForm
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.ui.paging import asked_by


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
    viewer = people_access.signed_in(request)
    page, rows = queries.notices(viewer, asked_by(request))
    may = {"may_tell": access.may_tell_anywhere(viewer), "may_write": access.may_write_anywhere(viewer)}
    shown = {"page": page, "rows": rows, "now": clock.now(), **may}
    return render(request, "notices/notices.html", shown)


@require_POST
def see(request: HttpRequest) -> HttpResponse:
    """One has looked at what one was told, up to the newest that was shown."""
    upto = request.POST.get("upto", "")
    if upto.isascii() and upto.isdigit() and len(upto) < 19:
        actions.see(people_access.signed_in(request).pk, int(upto), at=clock.now())
    if "HX-Request" in request.headers:
        return render(request, "ui/bell.html")
    return redirect("notices:notices")


@require_POST
def acknowledge(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One takes note of what was said, or of an escalation."""
    found = get_object_or_404(access.notices_of(people_access.signed_in(request)), pk=notice_id)
    with suppress(AlreadyDone), refusals_told(request, _("You have taken note.")):
        actions.acknowledge(found.pk, by=people_access.act(request))
    return redirect("notices:notices")


@require_GET
def announcements(request: HttpRequest) -> HttpResponse:
    """What one said, and those below one, with how many took note; and where one may say something."""
    viewer = people_access.signed_in(request)
    people_access.require(access.may_tell_anywhere(viewer))
    page, rows = queries.announcements(viewer, asked_by(request))
    shown = {"page": page, "rows": rows, "communities": access.tells_in(viewer).order_by("name")}
    return render(request, "notices/announcements.html", shown)


@once("notices:announcement")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, community_id: int) -> HttpResponse:
    """Something is said to staff of a community."""
    viewer = people_access.signed_in(request)
    where = visible_community(request, community_id)
    people_access.require(access.may_tell(viewer, where.pk))
    form = AnnouncementForm(request.POST or None, community=where)
    if form.is_valid():
        with refusals_on(request, form):
            said = actions.publish(form.new_announcement(), by=people_access.act(request))
            return redirect("notices:announcement", said.pk)
    shown = {"form": form, "community": where}
    return render(request, "notices/publish.html", shown, status=422 if form.is_bound else 200)


@require_GET
def announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Something that was said, with who has taken note."""
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
