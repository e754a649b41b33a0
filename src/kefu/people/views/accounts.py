"""Getting in and out: sign-in, links, passwords, language."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kefu import clock
from kefu.people import access, actions, queries
from kefu.people.forms import ChangePasswordForm, PasswordForm, SignInForm
from kefu.people.models import Language, User
from kefu.people.views.answering import once, refusals_on, speak
from kefu.people.views.second_factor import let_in
from kefu.ui.views import ours


class SignIn(LoginView):
    """The page by which people come in; the answer is in their language from then on."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return let_in(self.request, form.get_user(), self.request.POST.get(self.redirect_field_name, ""))


def locked_out(request: HttpRequest, _answer: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Too many wrong passwords: when to try again, and what to do until then."""
    wait = timedelta(hours=settings.AXES_COOLOFF_TIME)
    told = {"until": clock.now() + wait, "username": (credentials or {}).get("username", "")}
    return render(request, "people/locked_out.html", told, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("people:sign-in")


@never_cache
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by a link that was made for one, and come in."""
    link = queries.open_link(token, clock.now())
    if link is None:
        return render(request, "people/link_void.html", status=410)
    form = PasswordForm(request.POST or None, user=link.user)
    if form.is_valid():
        with refusals_on(request, form):
            user = actions.use_link(token, form.cleaned_data["new"], at=clock.now())
            return let_in(request, user)
    return render(request, "people/use_link.html", {"form": form, "who": link.user}, status=_status(form))


@sensitive_post_parameters()
@once("people:user")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    viewer = access.signed_in(request)
    form = ChangePasswordForm(request.POST or None, request=request, user=viewer)
    if form.is_valid():
        old, new = form.cleaned_data["password"], form.cleaned_data["new"]
        with refusals_on(request, form):
            changed = actions.change_password(viewer.pk, by=access.act(request), old=old, new=new)
            update_session_auth_hash(request, changed)
            messages.success(request, _("Your password is changed. Your other sessions have ended."))
            return redirect("people:user", viewer.pk)
    return render(request, "people/change_password.html", {"form": form}, status=_status(form))


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Show the program in another language, for good to who is signed in."""
    language = request.POST.get("language", "")
    if language not in Language.values:
        return HttpResponseBadRequest()
    if isinstance(request.user, User) and request.user.language != language:
        actions.set_language(request.user.pk, by=access.act(request), language=language)
    return speak(HttpResponseRedirect(ours(request, request.POST.get("next", ""))), language)


def _status(form: Form) -> int:
    return 422 if form.is_bound else 200
