"""The way of opinions: summed up by department, sent, received, answered in writing, changed, revisited (S2)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.feedback import access
from kefu.feedback.actions.acting import FeedbackRefused, actor_of, record, sheet_subject
from kefu.feedback.calc import SHEET_VERBS, TELLABLE
from kefu.feedback.models import Answer, Opinion, QuestionKind, Sheet, SheetState, Survey, SurveyState
from kefu.notices.models import Purpose, Way
from kefu.notices.outbox import actions as outbox
from kefu.notices.outbox.actions import NewMessage, Recipient
from kefu.people import access as people_access
from kefu.people.models import Department


@dataclass(frozen=True)
class Revisit:
    """What the giver of an opinion says after the change, and whether they signed the form."""

    is_signed: bool
    is_recorded: bool
    is_satisfied: bool
    said: str = ""


@transaction.atomic
def sum_up(survey_id: int, departments: Mapping[int, int | None], *, by: Act) -> list[Sheet]:
    """Opinions in words are put together by the department responsible; each department gets a sheet of its own.

    `departments`: by the answer's id; None: it is no opinion to pass on. What is not named waits.
    """
    survey = Survey.objects.select_for_update().get(id=survey_id)
    people_access.require(access.may_lead(actor_of(by), survey.community_id))
    if survey.state == SurveyState.DRAFT:
        raise FeedbackRefused(_("This survey is not open yet: nobody has said anything."))
    waiting = Answer.objects.filter(
        response__survey=survey, question__kind=QuestionKind.TEXT, opinion=None, is_set_aside=False
    )
    found = {answer.pk: answer for answer in waiting.filter(id__in=departments)}
    if not found:
        raise FeedbackRefused(_("Choose a department for one opinion at least."))
    by_department: dict[int, list[Answer]] = defaultdict(list)
    for id_, answer in found.items():
        department = departments[id_]
        if department is not None:
            by_department[department].append(answer)
    Answer.objects.filter(id__in=[id_ for id_ in found if departments[id_] is None]).update(is_set_aside=True)
    allowed = Department.objects.filter(community=survey.community_id).in_bulk(list(by_department))
    if len(allowed) != len(by_department):
        raise FeedbackRefused(_("This department belongs to another community."))
    sheets = []
    for department_id, answers in sorted(by_department.items()):
        sheets.append(_summed_up(survey, allowed[department_id], answers, by))
        by = replace(by, expect=None, request_key="")
    return sheets


def send_sheet(sheet_id: int, *, by: Act, note: str = "") -> Sheet:
    """Hand the opinions to the department responsible."""
    where = Sheet.objects.values_list("department_id", flat=True).get(id=sheet_id)
    return _act("send", sheet_id, by, {"receiver": str(where)}, _noted(note))


def receive_sheet(sheet_id: int, *, by: Act) -> Sheet:
    """The department has them; whoever took them answers for the measures."""
    return _act("receive", sheet_id, by, {"handler": str(by.actor_id)}, {}, handler_id=by.actor_id)


def answer_sheet(sheet_id: int, *, by: Act, measures: str, is_written: bool) -> Sheet:
    """The department says what it will do, in writing where a clause asks for that."""
    return _act("answer", sheet_id, by, {"written": is_written}, {"measures": measures}, measures=measures)


def change_sheet(sheet_id: int, *, by: Act, change: str) -> Sheet:
    """What was promised is done."""
    return _act("change", sheet_id, by, {}, {"change": change}, change=change)


@transaction.atomic
def revisit_giver(opinion_id: int, revisit: Revisit, *, by: Act) -> Opinion:
    """Somebody who gave an opinion is asked again; with the last of them the sheet is revisited."""
    sheet_id = Opinion.objects.values_list("sheet_id", flat=True).get(id=opinion_id)
    sheet = _locked(sheet_id)
    opinion = sheet.opinions.select_related("answer__response").get(id=opinion_id)
    actor = actor_of(by)
    people_access.require(access.may_ask(actor, sheet.survey.community_id))
    if sheet.state != SheetState.CHANGED:
        raise FeedbackRefused(_("Those who gave opinions are revisited once the change is made."))
    if opinion.revisited_at is not None:
        raise FeedbackRefused(_("This was asked again before."))
    opinion.revisited_at, opinion.revisited_by = by.at, actor
    opinion.is_signed, opinion.is_satisfied, opinion.said = revisit.is_signed, revisit.is_satisfied, revisit.said
    opinion.save(update_fields=["revisited_at", "revisited_by", "is_signed", "is_satisfied", "said"])
    facts = {
        "revisit.signed": revisit.is_signed,
        "revisit.recorded": revisit.is_recorded,
        "revisit.satisfied": revisit.is_satisfied,
    }
    texts = {"said": revisit.said} if revisit.said else {}
    if sheet.opinions.filter(revisited_at=None).exists():
        record("survey.giver-revisited", sheet, by, facts, texts, "revisit_survey")
    else:
        sheet.state = SheetState.REVISITED
        sheet.save(update_fields=["state"])
        record("survey.revisited", sheet, by, facts, texts, "revisit_survey")
    return opinion


@transaction.atomic
def tell_givers(sheet_id: int, *, by: Act, text: str) -> int:
    """Write to those who gave the opinions and left a number, each once; how many those were."""
    sheet = _locked(sheet_id)
    people_access.require(access.may_do(actor_of(by), sheet, "tell"))
    if sheet.state not in TELLABLE:
        raise FeedbackRefused(_("The department has not answered yet: there is nothing to tell."))
    responses = {one.answer.response_id: one.answer.response for one in _with_givers(sheet)}
    to = [Recipient(Way.SMS, one.contact, one.giver) for one in responses.values() if one.contact]
    if not to:
        raise FeedbackRefused(_("Nobody who gave these opinions left a number."))
    subject = _("What came of your opinion")
    new = NewMessage(
        sheet.survey.community_id, Purpose.OPINION, subject, text, to, short=text[:70], about=sheet_subject(sheet)
    )
    message = outbox.post(new, by=replace(by, expect=None, request_key=""))
    count = message.deliveries.count()
    record("survey.told", sheet, by, {"readers": count}, {"text": text}, None)
    return count


def _summed_up(survey: Survey, department: Department, answers: list[Answer], by: Act) -> Sheet:
    sheet = Sheet.objects.create(survey=survey, department=department, summed_up_at=by.at)
    Opinion.objects.bulk_create(Opinion(sheet=sheet, answer=answer) for answer in answers)
    texts = {"opinions": "\n".join(answer.words for answer in answers)}
    facts = {"opinions": len(answers)}
    duty_actions.record("survey.summed-up", sheet_subject(sheet), by=by, facts=facts, texts=texts)
    return sheet


@transaction.atomic
def _act(verb: str, sheet_id: int, by: Act, facts: Mapping[str, Any], texts: Mapping[str, str], **fields: Any) -> Sheet:
    """Lock the row → may the actor? → refusals → change → record."""
    sheet, allowed = _locked(sheet_id), SHEET_VERBS[verb]
    people_access.require(access.may_do(actor_of(by), sheet, verb))
    if sheet.state != allowed.allowed_in:
        raise FeedbackRefused(
            _("This cannot be done while the opinions are %(state)s.") % {"state": sheet.get_state_display()}
        )
    for name, value in fields.items():
        setattr(sheet, name, value)
    sheet.state = allowed.leads_to
    sheet.save()
    record(allowed.event, sheet, by, facts, texts, allowed.requires)
    return sheet


def _locked(sheet_id: int) -> Sheet:
    found = Sheet.objects.select_for_update(of=("self",)).select_related("survey", "department")
    return found.get(id=sheet_id)


def _with_givers(sheet: Sheet) -> list[Opinion]:
    return list(sheet.opinions.select_related("answer__response").order_by("id"))


def _noted(note: str) -> dict[str, str]:
    return {"note": note} if note else {}
