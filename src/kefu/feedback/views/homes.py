"""Households that were drawn: the list to walk by, and the page that is used at the door, on a phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kefu.feedback import access, actions, queries
from kefu.feedback.forms import EnterForm, VisitForm
from kefu.feedback.models import Home
from kefu.feedback.views.columns import HOMES
from kefu.feedback.views.surveys import visible
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.ui.lists import listed

VIEWS = {"open": gettext_lazy("still to be asked"), "answered": gettext_lazy("answered"), "all": gettext_lazy("all")}


@require_GET
def homes(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The households of a sample, by unit."""
    found = visible(request, survey_id)
    show = request.GET.get("show", "open")
    shown = {
        "survey": found,
        "listed": listed(request, HOMES, queries.homes(found, show), "unit"),
        "views": [(name, label, name == show) for name, label in VIEWS.items()],
    }
    return render(request, "feedback/homes.html", shown)


@require_GET
def home(request: HttpRequest, home_id: int) -> HttpResponse:
    """One household: the visit, and what it answers."""
    return _page(request, _asked(request, home_id))


@once("feedback:home", of=None)
@require_POST
def visit(request: HttpRequest, home_id: int) -> HttpResponse:
    """A visit is noted."""
    found = _asked(request, home_id)
    form = VisitForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.note_visit(found.pk, form.visit(), by=people_access.act(request))
            messages.success(request, _("The visit is noted."))
            return redirect("feedback:home", found.pk)
    return _page(request, found, visit_form=form, status=422)


@once("feedback:home", of=None)
@require_POST
def enter(request: HttpRequest, home_id: int) -> HttpResponse:
    """What the household answered is entered."""
    found = _asked(request, home_id)
    form = EnterForm(request.POST, questions=queries.questions(found.survey))
    if form.is_valid():
        with refusals_on(request, form):
            channel = form.cleaned_data["channel"]
            actions.enter_answers(found.pk, form.filled(), by=people_access.act(request), channel=channel)
            messages.success(request, _("The answers are kept."))
            return redirect("feedback:homes", found.survey_id)
    return _page(request, found, answers_form=form, status=422)


def _asked(request: HttpRequest, home_id: int) -> Home:
    viewer = people_access.signed_in(request)
    found = access.homes_visible_to(viewer).select_related("survey", "unit", "building")
    home_ = get_object_or_404(found, pk=home_id)
    people_access.require(access.may_ask(viewer, home_.survey.community_id))
    return home_


def _page(
    request: HttpRequest,
    found: Home,
    *,
    visit_form: VisitForm | None = None,
    answers_form: EnterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    questions = queries.questions(found.survey)
    shown = {
        "home": found,
        "survey": found.survey,
        "visit_form": visit_form or VisitForm(),
        "answers_form": answers_form or EnterForm(questions=questions),
        "is_open": found.survey.state == "open",
    }
    return render(request, "feedback/home.html", shown, status=status)
