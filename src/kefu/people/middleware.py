"""What every request of somebody signed in brings along."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kefu.people.models import User


def community_time(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """People see the time of their community."""

    def answer_in_time(request: HttpRequest) -> HttpResponse:
        user = request.user
        community = user.community if isinstance(user, User) else None
        with timezone.override(ZoneInfo(community.time_zone if community else settings.TIME_ZONE)):
            return answer(request)

    return answer_in_time
