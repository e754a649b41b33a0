"""What somebody wants of the interface itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kefu.ui.lists import cookie_of

_YEAR = 365 * 24 * 3600
_MOST = 40


@require_POST
def choose_columns(request: HttpRequest, name: str) -> HttpResponse:
    """Remember which columns of a list somebody wants."""
    answer = HttpResponseRedirect(back_of(request))
    wanted = [key for key in request.POST.getlist("column")[:_MOST] if key.isidentifier() and key.isascii()]
    answer.set_cookie(
        cookie_of(name, request),
        ".".join(wanted),
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def back_of(request: HttpRequest) -> str:
    """The page of ours that a form says it was sent from; the first page where it says another's."""
    return ours(request, request.POST.get("next", ""))


def ours(request: HttpRequest, wanted: str) -> str:
    """Where somebody wants to go, if it is a page of this site; else the first page."""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("home")
