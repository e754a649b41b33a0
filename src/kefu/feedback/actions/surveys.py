"""Preparing, opening and closing a survey."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.estate.models import Unit, Use
from kefu.feedback import access
from kefu.feedback.actions.acting import FeedbackRefused, actor_of, locked_survey, questionnaire
from kefu.feedback.example import EXAMPLE
from kefu.feedback.models import Home, Question, Survey, SurveyState
from kefu.lib.sampling import draw
from kefu.people import access as people_access
from kefu.people.models import Department


@dataclass(frozen=True)
class NewQuestion:
    """A question to be, with its choices if it is one of several."""

    aspect: str
    kind: str
    words: str
    choices: Sequence[str] = ()


@transaction.atomic
def plan_survey(department_id: int, *, by: Act, title: str, intro: str = "", with_example: bool = True) -> Survey:
    """A department prepares a survey of its community; it begins with the questions of S0's form, or with none."""
    department = Department.objects.get(id=department_id)
    actor = actor_of(by)
    people_access.require(access.may_lead(actor, department.community_id))
    survey = Survey.objects.create(
        community_id=department.community_id,
        department=department,
        title=title,
        intro=intro,
        made_by=actor,
        made_at=by.at,
    )
    if with_example:
        Question.objects.bulk_create(
            Question(survey=survey, number=number, aspect=_(one.aspect), kind=one.kind, words=_(one.words))
            for number, one in enumerate(EXAMPLE, 1)
        )
    duty_actions.record("questionnaire.planned", questionnaire(survey), by=by, texts={"title": title})
    return survey


@transaction.atomic
def add_question(survey_id: int, new: NewQuestion, *, by: Act) -> Survey:
    """One more question, behind the others."""
    survey = locked_survey(survey_id, "add-question", by)
    last = survey.questions.aggregate(last=Max("number"))["last"] or 0
    named = {"aspect": new.aspect, "kind": new.kind, "words": new.words, "choices": list(new.choices)}
    Question.objects.create(survey=survey, number=last + 1, **named)
    texts = {"question": new.words}
    duty_actions.record("questionnaire.changed", questionnaire(survey), by=by, texts=texts)
    return survey


@transaction.atomic
def remove_question(survey_id: int, question_id: int, *, by: Act) -> Survey:
    """A question is not asked."""
    survey = locked_survey(survey_id, "remove-question", by)
    question = survey.questions.filter(id=question_id).first()
    if question is None:
        raise FeedbackRefused(_("This question was removed before."))
    question.delete()
    texts = {"question.old": question.words}
    duty_actions.record("questionnaire.changed", questionnaire(survey), by=by, texts=texts)
    return survey


@transaction.atomic
def draw_sample(survey_id: int, *, by: Act, size: int) -> Survey:
    """Draw households at random, from each building in proportion; a sample that was drawn before gives way.

    The seed stands in the event, so that drawing until one likes the sample is seen.
    """
    survey = locked_survey(survey_id, "draw", by)
    units = {unit.pk: unit for unit in _units(survey)}
    if not units:
        raise FeedbackRefused(_("This community has no homes yet. Import its units first."), field="size")
    strata: dict[int, list[int]] = {}
    for unit in units.values():
        strata.setdefault(unit.building_id, []).append(unit.pk)
    seed = secrets.token_hex(8)
    drawn = [units[id_] for ids in draw(strata, size, seed).values() for id_ in ids]
    survey.homes.all().delete()
    Home.objects.bulk_create(
        (Home(survey=survey, unit=one, building_id=one.building_id, sorts_as=one.sorts_as) for one in drawn),
        batch_size=1_000,
    )
    survey.seed, survey.households = seed, len(units)
    survey.save(update_fields=["seed", "households"])
    facts = {"sample.size": len(drawn), "sample.of": len(units), "sample.seed": seed}
    duty_actions.record("questionnaire.drawn", questionnaire(survey), by=by, facts=facts)
    return survey


@transaction.atomic
def open_survey(survey_id: int, *, by: Act) -> Survey:
    """From now on answers are taken, and the questions stay as they are."""
    survey = locked_survey(survey_id, "open", by)
    if not survey.questions.exists():
        raise FeedbackRefused(_("It asks nothing yet. Add a question first."))
    survey.state, survey.opened_at = SurveyState.OPEN, by.at
    # Without a sample, everybody is asked.
    survey.households = survey.households or _units(survey).count()
    survey.save(update_fields=["state", "opened_at", "households"])
    duty_actions.record("questionnaire.opened", questionnaire(survey), by=by)
    return survey


@transaction.atomic
def close_survey(survey_id: int, *, by: Act) -> Survey:
    """No more answers are taken; the department has held its survey."""
    survey = locked_survey(survey_id, "close", by)
    answers = survey.responses.count()
    if not answers:
        raise FeedbackRefused(_("Nobody has answered yet: a survey without answers was not held."))
    survey.state, survey.closed_at = SurveyState.CLOSED, by.at
    survey.save(update_fields=["state", "closed_at"])
    duty_actions.record("questionnaire.closed", questionnaire(survey), by=by, facts={"answers": answers})
    department = survey.department
    held = Subject("department", department.pk, department.community_id, department.name)
    # A request's key stands for its first event only.
    duty_actions.record("department.surveyed", held, by=replace(by, expect=None, request_key=""))
    return survey


def _units(survey: Survey) -> QuerySet[Unit]:
    return Unit.objects.filter(community=survey.community_id, use=Use.HOME).order_by("sorts_as", "id")
