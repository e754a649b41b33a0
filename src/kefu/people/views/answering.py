"""How a page answers what an action says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kefu.duties.acts import AlreadyDone, Refused, StaleError
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.people import access, queries
from kefu.people.forms import OwnPasswordForm
from kefu.people.words import event_name
from kefu.ui.punctuation import strung

Named = ParamSpec("Named")
View = Callable[Concatenate[HttpRequest, Named], HttpResponse]


@contextmanager
def refusals_on(request: HttpRequest, form: forms.Form) -> Iterator[None]:
    """What is refused stands on the form, which keeps what was typed."""
    try:
        yield
    except Refused as refused:
        raise_if_done(request)
        for message in refused.messages:
            form.add_error(refused.field if refused.field in form.fields else None, message)
    except StaleError as error:
        form.add_error(None, stale(error))


@contextmanager
def refusals_told(request: HttpRequest, done: str) -> Iterator[None]:
    """What is refused, or what was done, is told on the next page."""
    try:
        yield
        messages.success(request, done)
    except Refused as refused:
        raise_if_done(request)
        messages.error(request, " ".join(refused.messages))
    except StaleError as error:
        messages.error(request, stale(error))


def stale(error: StaleError) -> str:
    """What is said when somebody was faster: what they did, when, and in which words."""
    names = queries.names({event.actor_id for event in error.since})
    done = strung(_done_meanwhile(event, names.get(event.actor_id or 0, "")) for event in error.since)
    said = _("Somebody was faster: %(done)s. Nothing of yours was done. Look at it as it is now and try again.")
    return said % {"done": done}


def _done_meanwhile(event: Event, name: str) -> str:
    words = " ".join(text.text for text in event.texts.all() if text.text)
    at = f"{timezone.localtime(event.recorded_at):%H:%M}"
    return " ".join(filter(None, (name, at, event_name(event.kind), Truncator(words).chars(80))))


def once(url_name: str, of: str | None = "subject_id") -> Callable[[View[Named]], View[Named]]:
    """A second click, or a retry, of what was carried out before leads to where the first one led.

    `of` names what of the request's own address, else of the event, the other is about; None: all of its own.
    """

    def wrap(view: View[Named]) -> View[Named]:
        @wraps(view)
        def answer(request: HttpRequest, /, *arguments: Named.args, **named: Named.kwargs) -> HttpResponse:
            def led_by(event: Event) -> HttpResponse:
                if of is None:
                    return redirect(reverse(url_name, args=arguments, kwargs=named))
                return redirect(url_name, named[of] if of in named else getattr(event, of))

            try:
                return view(request, *arguments, **named)
            except AlreadyDone as before:
                return led_by(before.event)
            except IntegrityError:
                # The other click was carried out in the same moment, and the ledger took its event first.
                event = event_queries.answered(access.act(request).request_key)
                if event is None:
                    raise
                return led_by(event)

        return answer

    return wrap


def own_password_typed(request: HttpRequest) -> bool:
    """Whether who asks typed their own password with it; that it was not theirs is told on the next page."""
    form = OwnPasswordForm(request.POST, request=request, user=access.signed_in(request))
    if form.is_valid():
        return True
    messages.error(request, _("Nothing was done: that is not your own password."))
    return False


def raise_if_done(request: HttpRequest) -> None:
    """What is refused because this very request was carried out before is not refused."""
    before = event_queries.answered(access.act(request).request_key)
    if before is not None:
        raise AlreadyDone(before)


def came_from(request: HttpRequest) -> str:
    """The address from which somebody asks; where a proxy stands in front, as it names it."""
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() if settings.IS_SECURE else ""
    for address in (named, request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            return str(ip_address(address))
    return ""


def speak(answer: HttpResponse, language: str) -> HttpResponse:
    """The answer, and all later ones to this browser, in a language."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
