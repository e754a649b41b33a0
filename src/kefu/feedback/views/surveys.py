"""Surveys: the list, planning one, its page with results, its verbs, its papers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.duties import queries as duty_queries
from kefu.feedback import access, actions, queries
from kefu.feedback import forms as asked
from kefu.feedback.calc import SURVEY_VERBS
from kefu.feedback.models import Survey
from kefu.feedback.papers import building_token, home_token
from kefu.feedback.queries import Behind
from kefu.feedback.views.columns import SURVEYS, responses
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.exporting import exported
from kefu.ui.codes import qr_code
from kefu.ui.lists import listed


def _cleaned(form: Any) -> dict[str, Any]:
    said: dict[str, Any] = form.cleaned_data
    return said


@dataclass(frozen=True)
class Offer:
    """A verb as the survey's page offers it."""

    label: Any
    action: Callable[..., Survey]
    form: type[forms.Form] = forms.Form
    said: Callable[[Any], dict[str, Any]] = field(default=_cleaned)


OFFERS = {
    "add-question": Offer(
        gettext_lazy("Add a question"), actions.add_question, asked.QuestionForm, asked.QuestionForm.said
    ),
    "remove-question": Offer(gettext_lazy("Remove"), actions.remove_question, asked.RemoveForm),
    "draw": Offer(gettext_lazy("Draw a sample"), actions.draw_sample, asked.DrawForm),
    "open": Offer(gettext_lazy("Open the survey"), actions.open_survey),
    "close": Offer(gettext_lazy("Close the survey"), actions.close_survey),
}


@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """The surveys, the last first."""
    viewer = people_access.signed_in(request)
    shown = {
        "listed": listed(request, SURVEYS, queries.surveys(viewer), "newest"),
        "may_plan": people_access.holds_anywhere(viewer, access.LEADING),
    }
    return render(request, "feedback/surveys.html", shown)


@once("feedback:survey")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """A survey is prepared."""
    viewer = people_access.signed_in(request)
    people_access.require(people_access.holds_anywhere(viewer, access.LEADING))
    form = asked.PlanForm(request.POST or None, departments=queries.departments(viewer))
    if form.is_valid():
        said = dict(form.cleaned_data)
        with refusals_on(request, form):
            survey_ = actions.plan_survey(said.pop("department").pk, by=people_access.act(request), **said)
            return redirect("feedback:survey", survey_.pk)
    return render(request, "feedback/plan.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """One survey: its questions, how far it is, what it came to."""
    return _page(request, visible(request, survey_id))


@once("feedback:survey")
@require_POST
def act(request: HttpRequest, survey_id: int, verb: str) -> HttpResponse:
    """Do something to a survey."""
    found = visible(request, survey_id)
    people_access.require(access.may_lead(people_access.signed_in(request), found.community_id))
    offer = OFFERS[verb]
    form = offer.form(request.POST, auto_id=f"id_{verb}_%s")
    if form.is_valid():
        with refusals_on(request, form):
            offer.action(found.pk, by=people_access.act(request), **offer.said(form))
            return redirect("feedback:survey", found.pk)
    return _page(request, visible(request, survey_id), {verb: form}, status=422)


@require_GET
def answers(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The forms behind a figure."""
    found = _readable(request, survey_id)
    behind, questions = _behind(request), queries.questions(found)
    shown = {
        "survey": found,
        "listed": listed(request, responses(questions), queries.responses(found, behind), "newest"),
        "export": reverse("feedback:export-answers", args=[found.pk]),
        "question": next((one for one in questions if one.pk == behind.question_id), None),
        "is_narrowed": behind != Behind(),
    }
    return render(request, "feedback/answers.html", shown)


@require_POST
def export_answers(request: HttpRequest, survey_id: int) -> FileResponse:
    """All of these forms as an Excel file."""
    found = _readable(request, survey_id)
    return exported(request, responses(queries.questions(found)), queries.responses(found, _behind(request)))


@require_GET
def response(request: HttpRequest, response_id: int) -> HttpResponse:
    """One filled-in form."""
    found = get_object_or_404(access.responses_visible_to(people_access.signed_in(request)), pk=response_id)
    questions = queries.questions(found.survey)
    (row,) = queries.responses(found.survey, Behind()).rows.filter(pk=found.pk)
    said = queries.answered(row, questions)
    shown = {"response": row, "survey": found.survey, "said": [(one, said.get(one.pk, "")) for one in questions]}
    return render(request, "feedback/response.html", shown)


@require_GET
def papers(request: HttpRequest, survey_id: int) -> HttpResponse:
    """What is printed: a paper for each household drawn in a building, or one for its hall."""
    found = visible(request, survey_id)
    people_access.require(access.may_ask(people_access.signed_in(request), found.community_id))
    buildings = queries.buildings(found)
    chosen = next((one for one in buildings if str(one.pk) == request.GET.get("building")), None)
    shown: dict[str, Any] = {"survey": found, "buildings": buildings, "building": chosen}
    if chosen is not None:
        homes = [(home, _paper(request, home_token(home))) for home in queries.homes_of(found, chosen.pk)]
        shown |= {"homes": homes, "hall": _paper(request, building_token(found, chosen.pk))}
    return render(request, "feedback/papers.html", shown)


def visible(request: HttpRequest, survey_id: int) -> Survey:
    """The survey, where one may see it; else 404."""
    found = access.surveys_visible_to(people_access.signed_in(request))
    return get_object_or_404(found.select_related("community", "department", "made_by"), pk=survey_id)


def _readable(request: HttpRequest, survey_id: int) -> Survey:
    found = visible(request, survey_id)
    people_access.require(access.may_read(people_access.signed_in(request), found.community_id))
    return found


def _paper(request: HttpRequest, token: str) -> tuple[str, str]:
    address = request.build_absolute_uri(reverse("feedback:resident", args=[token]))
    return address, qr_code(address)


def _number(request: HttpRequest, name: str) -> int | None:
    return whole(request.GET.get(name, ""), 9)


def _behind(request: HttpRequest) -> Behind:
    value = _number(request, "value")
    if value is not None and value > 100:
        value = None
    is_drawn = {"drawn": True, "halls": False}.get(request.GET.get("from", ""))
    return Behind(_number(request, "question"), value, _number(request, "building"), is_drawn)


def _page(
    request: HttpRequest, found: Survey, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    viewer = people_access.signed_in(request)
    may_lead = access.may_lead(viewer, found.community_id)
    bound = bound or {}
    allowed = [verb for verb, state in SURVEY_VERBS.items() if state == found.state and may_lead]
    offered = {verb: bound.get(verb) or OFFERS[verb].form(auto_id=f"id_{verb}_%s") for verb in [*allowed, *bound]}
    shown = {
        "survey": found,
        "questions": queries.questions(found),
        "counted": queries.counted(found),
        "results": queries.results(found) if found.state != "draft" else [],
        "sheets": queries.sheets(found),
        "offered": [(verb, OFFERS[verb].label, form) for verb, form in offered.items() if verb != "remove-question"],
        "may_remove": "remove-question" in allowed,
        "may_lead": may_lead,
        "may_ask": access.may_ask(viewer, found.community_id),
        "may_read": access.may_read(viewer, found.community_id),
        "wrong": next(iter(bound), ""),
        "seq": duty_queries.seq_of(actions.questionnaire(found)),
    }
    return render(request, "feedback/survey.html", shown, status=status)
