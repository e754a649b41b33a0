"""Visiting households, and filling in forms: by staff for somebody, or by residents themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.models import Building
from kefu.feedback.actions.acting import FeedbackRefused, FloodRefused, asking, questionnaire, refuse_unless_open
from kefu.feedback.calc import MOST_OF_BUILDING, MOST_OF_SENDER
from kefu.feedback.models import Answer, Channel, Home, Met, Response, Survey
from kefu.feedback.papers import Place


@dataclass(frozen=True)
class Visit:
    """A visit to a household: what came of it, and whether a form was handed out."""

    met: str
    is_handed: bool


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in: the values and the words by their questions' ids, and who gave them, if they say."""

    values: Mapping[int, int] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)
    giver: str = ""
    contact: str = ""


@transaction.atomic
def note_visit(home_id: int, visit: Visit, *, by: Act) -> Home:
    """A household was called on."""
    home = _locked(home_id)
    asking(home.survey, by)
    home.visits, home.visited_at, home.met = home.visits + 1, by.at, visit.met
    if visit.is_handed:
        home.handed_at = home.handed_at or by.at
    home.save(update_fields=["visits", "visited_at", "met", "handed_at"])
    facts = {"visit.met": visit.met, "form.handed": visit.is_handed}
    duty_actions.record("questionnaire.visited", questionnaire(home.survey), by=by, facts=facts)
    return home


@transaction.atomic
def enter_answers(home_id: int, filled: Filled, *, by: Act, channel: str) -> Response:
    """A member of staff enters what a household answered."""
    home = _locked(home_id)
    actor = asking(home.survey, by)
    _refuse_second(home)
    response = Response(home=home, building_id=home.building_id, channel=channel, entered_by=actor)
    if channel == Channel.VISIT and home.visited_at is None:
        home.visits, home.visited_at, home.met = home.visits + 1, by.at, Met.ANSWERED
        home.save(update_fields=["visits", "visited_at", "met"])
    return _taken(response, home.survey, filled, by)


@transaction.atomic
def fill_in_online(place: Place, filled: Filled, *, by: Act, sender: str = "") -> Response:
    """A resident answers: of the household whose paper they hold, or of a building whose paper hangs in its hall."""
    if place.home_id is not None:
        home = _locked(place.home_id)
        refuse_unless_open(home.survey)
        _refuse_second(home)
        response = Response(home=home, building_id=home.building_id, channel=Channel.WEB)
        return _taken(response, home.survey, filled, by)
    survey = Survey.objects.get(id=place.survey_id)
    refuse_unless_open(survey)
    # In one row, so that two at once do not both come in as the last one.
    found = Building.objects.select_for_update(no_key=True).filter(
        community=survey.community_id, id=place.building_id or 0
    )
    building = found.get()
    _refuse_floods(survey, building, sender, by.at)
    return _taken(Response(building=building, channel=Channel.WEB, sender=sender), survey, filled, by)


def _locked(home_id: int) -> Home:
    found = Home.objects.select_for_update(of=("self",)).select_related("survey", "unit")
    return found.get(id=home_id)


def _refuse_second(home: Home) -> None:
    if home.is_answered:
        raise FeedbackRefused(_("This household has answered already."))


def _refuse_floods(survey: Survey, building: Building, sender: str, at: datetime) -> None:
    """Raise `FeedbackRefused` where more forms come in than people can fill in."""
    of_building = Response.objects.filter(survey=survey, building=building, home=None)
    lately = of_building.filter(answered_at__gt=at - timedelta(minutes=10)).count()
    same = of_building.filter(answered_at__gt=at - timedelta(hours=1), sender=sender).count() if sender else 0
    if lately >= MOST_OF_BUILDING or same >= MOST_OF_SENDER:
        raise FloodRefused(_("Very many forms came in just now. Please try again in an hour."))


def _taken(response: Response, survey: Survey, filled: Filled, by: Act) -> Response:
    """Keep the form with its answers, as far as the survey asks for them."""
    asked = set(survey.questions.values_list("id", flat=True))
    values = {id_: value for id_, value in filled.values.items() if id_ in asked}
    words = {id_: said for id_, said in filled.words.items() if id_ in asked and said}
    if not values and not words:
        raise FeedbackRefused(_("Nothing is answered yet. Answer one question at least."))
    response.survey, response.answered_at = survey, by.at
    response.giver, response.contact = filled.giver, filled.contact
    response.save(force_insert=True)
    Answer.objects.bulk_create(
        [
            *(Answer(response=response, question_id=id_, value=value) for id_, value in values.items()),
            *(Answer(response=response, question_id=id_, words=said) for id_, said in words.items()),
        ]
    )
    if response.home is not None:
        Home.objects.filter(id=response.home.pk).update(is_answered=True)
    facts = {"channel": response.channel, "response": str(response.pk)}
    duty_actions.record("questionnaire.answered", questionnaire(survey), by=by, facts=facts)
    # Whoever closes it meanwhile has recorded so by now.
    refuse_unless_open(Survey.objects.get(id=survey.pk))
    return response
