"""What is read about surveys and opinions, by the page that shows it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.estate.models import Building
from kefu.feedback import access, calc
from kefu.feedback.actions.acting import sheet_subject
from kefu.feedback.calc import RATINGS, Result
from kefu.feedback.models import Answer, Home, Opinion, Question, QuestionKind, Response, Sheet, Survey
from kefu.feedback.papers import Place
from kefu.people import queries as people_queries
from kefu.people.models import Community, Department, User
from kefu.ui import paging
from kefu.ui.lists import Selection, Sorting

NEWEST = {"newest": Sorting(gettext_lazy("newest first"), is_descending=True)}
IN_ORDER = {"unit": Sorting(gettext_lazy("by unit"))}


class Asked(NamedTuple):
    """A question with its result; of one in words, how many said something."""

    question: Question
    result: Result


class Counted(NamedTuple):
    """How far a survey is: households drawn, visited, forms handed out, answered of those drawn, and forms in all."""

    drawn: int
    visited: int
    handed: int
    answered: int
    forms: int

    @property
    def others(self) -> int:
        """Forms that nobody was drawn for."""
        return self.forms - self.answered

    @property
    def rate(self) -> float | None:
        """The share of the households drawn that answered."""
        return calc.rate(self.answered, self.drawn)


@dataclass(frozen=True)
class Behind:
    """Which forms stand behind a figure: that answered a question so, or at all, of a building, of those drawn or of
    the others; None: all of the survey.
    """

    question_id: int | None = None
    value: int | None = None
    building_id: int | None = None
    is_drawn: bool | None = None


def surveys(viewer: User) -> Selection[Survey]:
    """The surveys that somebody may see, the last first."""
    found = access.surveys_visible_to(viewer).select_related("department", "community")
    return Selection(found, ("-id",), list)


def departments(viewer: User) -> QuerySet[Department]:
    """Whose surveys somebody may hold."""
    return Department.objects.filter(community__in=access.leads_in(viewer), closed_at=None).select_related("community")


def questions(survey: Survey) -> list[Question]:
    """The questions in their order."""
    return list(survey.questions.order_by("number"))


def choices_of(question: Question) -> dict[int, str]:
    """The answers that may be chosen, by the values that are kept."""
    match question.kind:
        case QuestionKind.RATING:
            words = (_("very discontent"), _("discontent"), _("middling"), _("content"), _("very content"))
            return dict(zip(RATINGS, words, strict=True))
        case QuestionKind.YES_NO:
            return {1: _("yes"), 0: _("no")}
        case QuestionKind.CHOICE:
            return dict(enumerate(question.choices))
        case _:
            return {}


def results(survey: Survey) -> list[tuple[str, list[Asked]]]:
    """What the answers come to, by aspect: of the households drawn; where none were, of whoever answered."""
    found = Answer.objects.filter(question__survey=survey)
    if survey.is_drawn:
        found = found.filter(response__home__isnull=False)
    counted = found.values_list("question", "value").annotate(Count("id"))
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for question_id, value, count in counted.order_by():
        counts[question_id][-1 if value is None else value] = count
    by_aspect: dict[str, list[Asked]] = {}
    for question in questions(survey):
        asked = Asked(question, _result(question, counts[question.pk], survey.households if survey.is_drawn else 0))
        by_aspect.setdefault(question.aspect, []).append(asked)
    return list(by_aspect.items())


def counted(survey: Survey) -> Counted:
    """How far a survey is."""
    homes = survey.homes.aggregate(
        drawn=Count("id"),
        visited=Count("id", filter=Q(visited_at__isnull=False)),
        handed=Count("id", filter=Q(handed_at__isnull=False)),
        answered=Count("id", filter=Q(is_answered=True)),
    )
    return Counted(**homes, forms=survey.responses.count())


def homes(survey: Survey, show: str) -> Selection[Home]:
    """The households that were drawn, by unit: all, or those still to be asked."""
    found = survey.homes.select_related("unit", "building")
    chosen = {"open": {"is_answered": False}, "answered": {"is_answered": True}}.get(show, {})
    return Selection(found.filter(**chosen), ("sorts_as", "id"), list)


def responses(survey: Survey, behind: Behind) -> Selection[Response]:
    """The forms behind a figure, the last first, each with its answers in `said`."""
    found = survey.responses.select_related("home__unit", "building", "entered_by")
    if behind.building_id is not None:
        found = found.filter(building=behind.building_id)
    if behind.is_drawn is not None:
        found = found.filter(home__isnull=not behind.is_drawn)
    if behind.question_id is not None:
        named = {"question": behind.question_id}
        if behind.value is not None:
            named["value"] = behind.value
        found = found.filter(id__in=Answer.objects.filter(**named).values("response"))
    said = Prefetch("answers", Answer.objects.order_by("question__number"), to_attr="said")
    return Selection(found.prefetch_related(said), ("-id",), list)


def answered(response: Response, asked: Sequence[Question]) -> dict[int, str]:
    """What a form says, by its questions' ids."""
    by_id = {one.pk: one for one in asked}
    given: Iterable[Answer] = response.said  # type: ignore[attr-defined]  # prefetched by `responses`
    return {
        answer.question_id: answer.words or choices_of(by_id[answer.question_id]).get(answer.value or 0, "")
        for answer in given
        if answer.question_id in by_id
    }


def waiting_opinions(survey: Survey, asked: paging.Asked, size: int) -> paging.Page[Answer]:
    """What was said in words and is neither passed on nor set aside, the first ones first."""
    found = Answer.objects.filter(
        response__survey=survey, question__kind=QuestionKind.TEXT, opinion=None, is_set_aside=False
    )
    return paging.page(found.select_related("question", "response__building"), ["id"], asked, size)


def sheets(survey: Survey) -> list[Sheet]:
    """The opinions of a survey by department, each with how many in `count`."""
    found = survey.sheets.select_related("department", "survey")
    return list(found.annotate(count=Count("opinions")).order_by("id"))


def opinions(sheet: Sheet) -> list[Opinion]:
    """The opinions of a sheet in their order."""
    named = ("answer__question", "answer__response__home__unit", "answer__response__building", "revisited_by")
    return list(sheet.opinions.select_related(*named).order_by("id"))


def duties(sheet: Sheet) -> list[Told]:
    """A sheet's duties with their clauses."""
    return told(list(duty_queries.duties_on(sheet_subject(sheet))), people_queries.names)


def buildings(survey: Survey) -> list[Building]:
    """The buildings of the survey's community, by name."""
    return list(Building.objects.filter(community=survey.community_id).order_by("name"))


def homes_of(survey: Survey, building_id: int) -> list[Home]:
    """The households drawn in a building, by unit."""
    return list(survey.homes.filter(building=building_id).select_related("unit").order_by("sorts_as", "id"))


def departments_of(community: Community | int) -> QuerySet[Department]:
    """To whom opinions may be passed on."""
    return Department.objects.filter(community=community, closed_at=None).order_by("name")


def survey_of(place: Place) -> tuple[Survey, Home | None] | None:
    """The survey that a paper is of, and the household if it is one's; None: it is gone."""
    if place.home_id is not None:
        home = Home.objects.filter(id=place.home_id, survey=place.survey_id).select_related("survey").first()
        return (home.survey, home) if home else None
    survey = Survey.objects.filter(id=place.survey_id).first()
    return (survey, None) if survey else None


def _result(question: Question, counts: Mapping[int, int], population: int) -> Result:
    if question.kind == QuestionKind.TEXT:
        return Result(sum(counts.values()), ())
    return calc.result(counts, choices_of(question), population, is_rating=question.kind == QuestionKind.RATING)
