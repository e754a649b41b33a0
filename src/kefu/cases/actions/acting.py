"""What all verbs on a case do: lock the row, may the actor?, refusals, change, record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import access
from kefu.cases.calc import VERBS, ways_to
from kefu.cases.models import Case
from kefu.cases.words import LABELS
from kefu.duties import actions as duty_actions
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act, ForbiddenError, Refused, Subject
from kefu.duties.explaining import refused
from kefu.notices import actions as notice_actions
from kefu.people import access as people_access
from kefu.rulebook.model import Refusal
from kefu.ui.punctuation import listed, strung


class CaseRefused(Refused):
    """The act would be wrong; a message for each reason, with the clause that forbids it where one does."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


@dataclass(frozen=True)
class Doing:
    """What a verb brings along: facts of its event, words, the fields of the row that change with it.

    `gives_to`: who is told that the case was given to them.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    gives_to: int | None = None


def subject(case: Case) -> Subject:
    """A case as the subject of events."""
    return Subject("case", case.pk, case.community_id, case.number)


def refusals(case: Case, verb: str, facts: Mapping[str, Any] | None = None) -> list[str]:
    """Why the verb is refused now: by the state of the case, or by clauses; the action itself asks the same."""
    if reason := _refused_by_state(case, verb):
        return [reason]
    required = VERBS[verb].requires
    if required is None:
        return []
    return _told(verb, case.state, case.kind, duty_queries.refusals(subject(case), required, facts or {}))


def _refused_by_state(case: Case, verb: str) -> str:
    """Why the state of the case refuses the verb; blank if it does not."""
    if case.state not in VERBS[verb].allowed_in:
        return _("This cannot be done while the case is %(state)s.") % {"state": case.get_state_display()}
    if case.is_withdrawn:
        return _("This case was withdrawn. Take a new one.")
    if case.merged_into_id is not None:
        return _("This case was merged into another, which goes on for both.")
    if verb == "check-entry" and case.recorded_at is None:
        return _("This case was written down as it came in.")
    if VERBS[verb].kinds and case.kind not in VERBS[verb].kinds:
        return _("This is not done to cases of this kind.")
    if verb == "resume" and not duty_queries.is_paused(subject(case)):
        return _("The clock of this case does not stand still.")
    if verb == "pause" and duty_queries.is_paused(subject(case)):
        return _("The clock of this case stands still already.")
    return ""


def _told(verb: str, state: str, kind: str, found: Sequence[Refusal]) -> list[str]:
    return [_refusal(one, verb, ways_to(set(one.missing), state, kind)) for one in found]


def _refusal(one: Refusal, verb: str, ways: Sequence[str]) -> str:
    """What the clause says, what it misses, and what puts that on record if the verb itself does not."""
    said = [refused(one)]
    if ways and verb not in ways:
        said.append(_("put it on record by: %(acts)s") % {"acts": listed(str(LABELS[way]) for way in ways)})
    return strung(said)


@transaction.atomic
def act(verb: str, case_id: int, by: Act, doing: Doing) -> Case:
    """Lock the row → may the actor? → refusals → change → record."""
    case = Case.objects.select_for_update(of=("self",)).select_related("community").get(id=case_id)
    actor = people_access.actor(by)
    if actor is not None and not access.may_do(actor, case, verb):
        raise PermissionDenied
    if reason := _refused_by_state(case, verb):
        raise CaseRefused(reason)
    stood = case.state, case.kind
    for name, value in doing.fields.items():
        setattr(case, name, value)
    allowed = VERBS[verb]
    case.state, case.is_indexed = allowed.leads_to or case.state, False
    case.save(update_fields=["state", "is_indexed", *doing.fields])
    try:
        done = duty_actions.record(
            allowed.event, subject(case), by=by, facts=doing.facts, texts=doing.texts, verb=allowed.requires
        )
    except ForbiddenError as forbidden:
        raise CaseRefused(*_told(verb, *stood, forbidden.refusals)) from forbidden
    if doing.gives_to is not None:
        notice_actions.tell_given(doing.gives_to, done.event, case.number)
    return case
