"""The second factor: asked for at the door, set up by each for themselves, taken off when the phone is lost."""

from base64 import b32encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kefu import clock
from kefu.people import access, actions, queries
from kefu.people.actions import Tried
from kefu.people.forms import CodeForm, SetUpForm
from kefu.people.models import User
from kefu.people.queries import PastEvent
from kefu.people.views.answering import (
    came_from,
    once,
    own_password_typed,
    raise_if_done,
    refusals_on,
    refusals_told,
    speak,
)
from kefu.ui.codes import qr_code
from kefu.ui.papers import moment
from kefu.ui.punctuation import strung
from kefu.ui.views import ours

BACKEND = "django.contrib.auth.backends.ModelBackend"
_WAITING = "second-factor"
# So long the password just typed is good for.
_PATIENCE = timedelta(minutes=10)
_WRONG = gettext_lazy("This code is not right, or was used before. Wait for the next one.")
# After a wrong code none is looked at for a while, longer each time.
_TOO_SOON = gettext_lazy("Tried too often. Wait a little and type the code that the phone shows then.")


def let_in(request: HttpRequest, user: User, wanted: str = "") -> HttpResponse:
    """Whose password is right comes in; where there is a second factor, it is asked for first."""
    if user.second_factor_at is None:
        return _enter(request, user, wanted)
    request.session.cycle_key()
    bound = user.get_session_auth_hash()
    request.session[_WAITING] = {"user": user.pk, "at": clock.now().timestamp(), "bound": bound, "next": wanted}
    return redirect("people:second-factor")


@never_cache
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code of somebody whose password was right a moment ago."""
    user, wanted = _at_the_door(request)
    if user is None:
        return redirect("people:sign-in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code, address = form.cleaned_data["code"], came_from(request)
        tried = actions.try_second_factor(user.pk, at=clock.now(), code=code, address=address)
        if tried is Tried.RIGHT:
            del request.session[_WAITING]
            return _enter(request, user, wanted)
        form.add_error("code", _TOO_SOON if tried is Tried.TOO_SOON else _WRONG)
    return render(request, "people/second_factor.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters()
@once("people:user")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """One's phone learns the secret; a code of it shows that it did; the codes for paper are told once."""
    viewer, wanted = access.signed_in(request), request.GET.get("next", "")
    # The page with the codes was sent again: they are not told twice.
    raise_if_done(request)
    # Each look at the page makes the secret anew: one that was photographed at an open desk is worth nothing.
    device = actions.begin_second_factor(viewer.pk, anew=request.method != "POST")
    form = SetUpForm(request.POST or None, request=request, user=viewer)
    if form.is_valid():
        with refusals_on(request, form):
            user, codes = actions.set_second_factor(viewer.pk, by=access.act(request), code=form.cleaned_data["code"])
            update_session_auth_hash(request, user)
            return _codes_told(request, viewer, codes, ours(request, wanted) if wanted else "")
    secret = b32encode(device.bin_key).decode()
    shown: dict[str, Any] = {"form": form, "picture": qr_code(device.config_url), "link": device.config_url}
    shown |= {"secret": secret, "spelled": _in_groups(secret, 4), "is_wanted": access.lacks_second_factor(viewer)}
    return render(request, "people/set_up_second_factor.html", shown, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters()
@once("people:user")
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New codes to write down, in place of those from before."""
    viewer = access.signed_in(request)
    raise_if_done(request)
    if own_password_typed(request):
        codes: list[str] = []
        with refusals_told(request, _("The codes from before are good for nothing any more.")):
            codes = actions.renew_codes(viewer.pk, by=access.act(request))
        if codes:
            return _codes_told(request, viewer, codes)
    return redirect("people:user", viewer.pk)


@sensitive_post_parameters()
@once("people:user")
@require_POST
def drop(request: HttpRequest, user_id: int) -> HttpResponse:
    """One's own second factor, or that of somebody one manages, is asked for no longer."""
    viewer = access.signed_in(request)
    whom = get_object_or_404(access.visible_to(viewer), id=user_id)
    access.require(whom == viewer or access.may_manage(viewer, whom))
    if not own_password_typed(request):
        return redirect("people:user", whom.pk)
    with refusals_told(request, _("The second factor is off.")):
        dropped = actions.drop_second_factor(whom.pk, by=access.act(request))
        if whom == viewer:
            update_session_auth_hash(request, dropped)
    return redirect("people:user", whom.pk)


def _at_the_door(request: HttpRequest) -> tuple[User | None, str]:
    """Who typed a right password just now, and where they wanted to go."""
    waiting = request.session.get(_WAITING)
    if not waiting or clock.now() - datetime.fromtimestamp(waiting["at"], UTC) > _PATIENCE:
        return None, ""
    user = User.objects.filter(pk=waiting["user"], is_active=True).exclude(second_factor_at=None).first()
    # A password that was changed meanwhile is not the one that was typed.
    is_same = user is not None and constant_time_compare(waiting["bound"], user.get_session_auth_hash())
    return (user if is_same else None), waiting["next"]


def _enter(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    befell = queries.befell_since(user, user.last_login) if user.last_login is not None else []
    login(request, user, BACKEND)
    if befell:
        with translation.override(user.language):
            messages.warning(request, _told(befell))
    return speak(HttpResponseRedirect(ours(request, wanted)), user.language)


def _told(befell: Iterable[PastEvent]) -> str:
    """What the owner of an account is told when they come in."""
    said = strung(" ".join(filter(None, (moment(one.at), one.name, one.where, one.by))) for one in befell)
    asked = _(
        "Since you were here last: %(said)s. If that was not you, change your password and tell your administrator."
    )
    return asked % {"said": said}


def _codes_told(request: HttpRequest, whose: User, codes: Iterable[str], on: str = "") -> HttpResponse:
    """The one page that shows the codes; it leads on to where somebody wanted to go, else to their own page."""
    told = {"codes": [_in_groups(code, 5) for code in codes], "on": on or reverse("people:user", args=[whose.pk])}
    return render(request, "people/recovery_codes.html", told)


def _in_groups(letters: str, size: int) -> str:
    """Letters as they are read and typed."""
    return " ".join(letters[place : place + size] for place in range(0, len(letters), size))
