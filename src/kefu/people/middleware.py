"""What every request of somebody signed in brings along."""

from collections.abc import Callable
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kefu.people import access
from kefu.people.models import User


def community_time(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """People see the time of their community."""

    def answer_in_time(request: HttpRequest) -> HttpResponse:
        user = request.user
        community = user.community if isinstance(user, User) else None
        with timezone.override(ZoneInfo(community.time_zone if community else settings.TIME_ZONE)):
            return answer(request)

    return answer_in_time


def second_factor_first(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Of whom this installation wants a second factor, they set it up before anything else."""

    def answer_then(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and access.lacks_second_factor(user) and not _stays_open(request.path):
            return redirect(_set_up_first(request))
        return answer(request)

    return answer_then


def _set_up_first(request: HttpRequest) -> str:
    """The page on which it is set up, which leads on to what was asked for."""
    address = reverse("people:set-up-second-factor")
    return f"{address}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else address


def _stays_open(path: str) -> bool:
    return path in map(reverse, ("people:set-up-second-factor", "people:sign-out", "people:set-language"))


def kept_by_nobody(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What was shown to somebody signed in stays in no browser and no proxy, unless the page says otherwise."""

    def answer_so(request: HttpRequest) -> HttpResponse:
        said = answer(request)
        if isinstance(request.user, User):
            said.headers.setdefault("Cache-Control", "private, no-store")
        return said

    return answer_so
