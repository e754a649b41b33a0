"""The staff: who is there, and what is done about them."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.people import access, actions, queries
from kefu.people.forms import AppointForm, NewUserForm, OwnPasswordForm, UserForm, UsersFilterForm
from kefu.people.models import User
from kefu.people.views.answering import once, own_password_typed, refusals_on, refusals_told
from kefu.people.views.columns import USERS
from kefu.people.views.exporting import exported
from kefu.ui.lists import listed


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """The staff by name, searched and filtered."""
    viewer = access.signed_in(request)
    form = UsersFilterForm(request.GET, communities=access.communities_visible_to(viewer))
    chosen = form.chosen()
    shown = {
        "form": form,
        "listed": listed(request, USERS, queries.users(viewer, chosen), chosen.sort),
        "export": reverse("people:export"),
        "may_manage": access.may_manage_users(viewer),
    }
    return render(request, "people/users.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """The staff as an Excel file."""
    viewer = access.signed_in(request)
    form = UsersFilterForm(request.GET, communities=access.communities_visible_to(viewer))
    return exported(request, USERS, queries.users(viewer, form.chosen()))


@once("people:user")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Somebody joins."""
    viewer = access.signed_in(request)
    access.require(access.may_manage_users(viewer))
    managed = access.managed_by(viewer)
    form = NewUserForm(request.POST or None, communities=managed, is_administrator=viewer.is_administrator)
    if form.is_valid():
        with refusals_on(request, form):
            joined = actions.join_user(form.new_user(), by=access.act(request))
            return redirect("people:user", joined.pk)
    return render(request, "people/join.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """One member of staff."""
    return _page(request, _visible(request, user_id))


@once("people:user")
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, user_id: int) -> HttpResponse:
    """Somebody has another name, sign-in name or phone number."""
    whom = _managed(request, user_id)
    now = {"name": whom.name, "username": whom.username, "phone": whom.phone}
    form = UserForm(request.POST or None, initial=now)
    if form.is_valid():
        with refusals_on(request, form):
            actions.rename_user(whom.pk, by=access.act(request), **form.cleaned_data)
            return redirect("people:user", whom.pk)
    shown = {"form": form, "whom": whom, "seq": queries.seq("staff", whom.pk)}
    return render(request, "people/rename.html", shown, status=422 if form.is_bound else 200)


@once("people:user")
@require_POST
def appoint(request: HttpRequest, user_id: int) -> HttpResponse:
    """Somebody is to hold a post."""
    viewer, whom = access.signed_in(request), _visible(request, user_id)
    access.require(access.may_manage_users(viewer))
    form = AppointForm(request.POST, posts=access.posts_managed_by(viewer))
    if form.is_valid():
        with refusals_on(request, form):
            actions.appoint_user(whom.pk, by=access.act(request), post_id=form.cleaned_data["post"].pk)
            return redirect("people:user", whom.pk)
    return _page(request, whom, form)


@once("people:user")
@require_POST
def relieve(request: HttpRequest, user_id: int, appointment_id: int) -> HttpResponse:
    """Somebody holds a post no longer."""
    whom = _visible(request, user_id)
    visible = whom.appointments.filter(post__in=access.posts_visible_to(access.signed_in(request)))
    appointment = get_object_or_404(visible, id=appointment_id)
    with refusals_told(request, _("The appointment has ended.")):
        actions.relieve_user(appointment.pk, by=access.act(request))
    return redirect("people:user", whom.pk)


@never_cache
@sensitive_post_parameters()
@once("people:user")
@require_POST
def make_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make a link for somebody; it is shown this once."""
    whom, token = _managed(request, user_id), ""
    if not own_password_typed(request):
        return redirect("people:user", whom.pk)
    with refusals_told(request, _("A new link is made. Older ones no longer work.")):
        token = actions.make_link(whom.pk, by=access.act(request))
    if not token:
        return redirect("people:user", whom.pk)
    link = request.build_absolute_uri(reverse("people:use-link", args=[token]))
    return render(request, "people/link_made.html", {"whom": whom, "link": link})


@once("people:user")
@require_POST
def leave(request: HttpRequest, user_id: int) -> HttpResponse:
    """Somebody leaves."""
    whom = _managed(request, user_id)
    with refusals_told(request, _("%(name)s is off the staff and signed out everywhere.") % {"name": whom.name}):
        actions.leave_user(whom.pk, by=access.act(request))
    return redirect("people:user", whom.pk)


@once("people:user")
@require_POST
def return_(request: HttpRequest, user_id: int) -> HttpResponse:
    """Somebody who left is back."""
    whom = _managed(request, user_id)
    done = _("%(name)s is on the staff again. Appoint them to a post and make a link for them.") % {"name": whom.name}
    with refusals_told(request, done):
        actions.return_user(whom.pk, by=access.act(request))
    return redirect("people:user", whom.pk)


def _visible(request: HttpRequest, user_id: int) -> User:
    visible = access.visible_to(access.signed_in(request))
    return get_object_or_404(visible.select_related("community"), id=user_id)


def _managed(request: HttpRequest, user_id: int) -> User:
    whom = _visible(request, user_id)
    access.require(access.may_manage(access.signed_in(request), whom))
    return whom


def _page(request: HttpRequest, whom: User, form: AppointForm | None = None) -> HttpResponse:
    viewer = access.signed_in(request)
    held, before = queries.appointments(viewer, whom)
    posts = access.posts_managed_by(viewer)
    shown = {
        "whom": whom,
        "held": held,
        "before": before,
        "events": queries.past_events(viewer, whom),
        "seq": queries.seq("staff", whom.pk),
        "managed": set(access.managed_by(viewer).values_list("id", flat=True)),
        "may_manage": access.may_manage(viewer, whom),
        "own_password": {verb: _own_password(request, viewer, verb) for verb in ("drop", "codes", "link")},
        "may_drop": whom.second_factor_at is not None and access.may_drop_second_factor(viewer, whom),
        "codes_left": queries.codes_left(whom) if whom == viewer and whom.second_factor_at is not None else None,
        "appoint_form": form or (AppointForm(posts=posts) if access.may_manage_users(viewer) else None),
    }
    return render(request, "people/user.html", shown, status=422 if form else 200)


def _own_password(request: HttpRequest, viewer: User, verb: str) -> OwnPasswordForm:
    return OwnPasswordForm(user=viewer, request=request, auto_id=f"id_{verb}_%s")
