"""What the verbs share: whom they are about, and why they are refused."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, ForbiddenError, Refused, Subject
from kefu.duties.explaining import in_language
from kefu.feedback import access
from kefu.feedback.calc import SURVEY_VERBS
from kefu.feedback.models import Sheet, Survey
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.rulebook.model import Refusal
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.punctuation import listed, strung


class FeedbackRefused(Refused):
    """The act would be wrong; a message for each reason."""

    def __init__(self, *messages: str, field: str = "") -> None:
        super().__init__(" ".join(messages), field)
        self.messages = messages


class FloodRefused(FeedbackRefused):
    """More forms come in than people can fill in."""


def questionnaire(survey: Survey) -> Subject:
    """A survey as the subject of what happens to its questions, sample and answers."""
    return Subject("questionnaire", survey.pk, survey.community_id, survey.title)


def sheet_subject(sheet: Sheet) -> Subject:
    """A sheet as the subject of events: what the clauses call a survey."""
    return Subject("survey", sheet.pk, sheet.survey.community_id, str(sheet))


def actor_of(by: Act) -> User:
    """Who acts: a person."""
    found = people_access.actor(by)
    if found is None:
        raise PermissionDenied
    return found


def locked_survey(survey_id: int, verb: str, by: Act) -> Survey:
    """The survey, locked, where the actor leads and its state allows the verb."""
    survey = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("department").get(id=survey_id)
    people_access.require(access.may_lead(actor_of(by), survey.community_id))
    if survey.state != SURVEY_VERBS[verb]:
        raise FeedbackRefused(
            _("This cannot be done while the survey is %(state)s.") % {"state": survey.get_state_display()}
        )
    return survey


def asking(survey: Survey, by: Act) -> User:
    """Who asks households of an open survey."""
    actor = actor_of(by)
    people_access.require(access.may_ask(actor, survey.community_id))
    refuse_unless_open(survey)
    return actor


def refuse_unless_open(survey: Survey) -> None:
    """Raise `FeedbackRefused` unless answers are taken."""
    if survey.state != "open":
        raise FeedbackRefused(
            _("This survey is %(state)s: no answer is taken.") % {"state": survey.get_state_display()}
        )


def record(
    kind: str, sheet: Sheet, by: Act, facts: Mapping[str, Any], texts: Mapping[str, str], verb: str | None
) -> None:
    """Record an event of a sheet; a clause that forbids it refuses it."""
    try:
        duty_actions.record(kind, sheet_subject(sheet), by=by, facts=facts, texts=texts, verb=verb)
    except ForbiddenError as forbidden:
        raise FeedbackRefused(*(said(one) for one in forbidden.refusals)) from forbidden


def said(one: Refusal) -> str:
    """What a clause says, and what it misses."""
    words = [f"{in_language(one.text)}（{one.clause}）"]
    if one.missing:
        missing = listed(in_language(vocabulary().facts[name].text) for name in one.missing)
        words.append(_("not so yet: %(facts)s") % {"facts": missing})
    return strung(words)
