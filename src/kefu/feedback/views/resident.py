"""The page behind a paper's QR code: for residents, without signing in, in Chinese, with nothing of anybody else."""

import hmac
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kefu import clock
from kefu.duties.acts import Act, AlreadyDone
from kefu.events import queries as event_queries
from kefu.feedback import actions, queries
from kefu.feedback.actions import FeedbackRefused, FloodRefused
from kefu.feedback.forms import AnswersForm
from kefu.feedback.models import Survey, SurveyState
from kefu.feedback.papers import Place, place_of
from kefu.people.views.answering import came_from

View = Callable[[HttpRequest, str], HttpResponse]


def _in_chinese(view: View) -> View:
    """Residents read Chinese, whatever their phone asks for."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        with translation.override("zh-hans"):
            return view(request, token)

    return answer


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@_in_chinese
def resident(request: HttpRequest, token: str) -> HttpResponse:
    """A resident answers."""
    place = place_of(token)
    found = None if place is None else queries.survey_of(place)
    if place is None or found is None:
        return render(request, "feedback/resident_end.html", {"says": "unknown"}, status=404)
    survey, home = found
    if survey.state != SurveyState.OPEN:
        return render(request, "feedback/resident_end.html", {"says": "closed", "survey": survey}, status=410)
    if home is not None and home.is_answered:
        return render(request, "feedback/resident_end.html", {"says": "thanks", "survey": survey})
    form = AnswersForm(request.POST or None, questions=queries.questions(survey))
    if form.is_valid():
        return _taken(request, place, survey, form)
    return _page(request, survey, form, 422 if form.is_bound else 200)


def _taken(request: HttpRequest, place: Place, survey: Survey, form: AnswersForm) -> HttpResponse:
    by = Act(None, clock.now(), request_key=request.POST.get("request_key", "")[:64].replace("\0", ""), is_staff=False)
    try:
        actions.fill_in_online(place, form.filled(), by=by, sender=_sender(request, survey))
    except AlreadyDone:
        pass
    except FeedbackRefused as refused:
        # The second of two taps may have waited for the first.
        if event_queries.answered(by.request_key) is None:
            form.add_error(None, " ".join(refused.messages))
            return _page(request, survey, form, 429 if isinstance(refused, FloodRefused) else 409)
    return render(request, "feedback/resident_end.html", {"says": "thanks", "survey": survey})


def _page(request: HttpRequest, survey: Survey, form: AnswersForm, status: int) -> HttpResponse:
    shown = {"survey": survey, "form": form}
    return render(request, "feedback/resident.html", shown, status=status)


def _sender(request: HttpRequest, survey: Survey) -> str:
    """Where a form comes from, as a digest of this survey alone."""
    named = f"{survey.pk}:{came_from(request)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), named, sha256).hexdigest()
