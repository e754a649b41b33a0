"""What is done with cases: one function per verb, each recording one event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kefu.cases import access
from kefu.cases.calc import VERBS, case_number
from kefu.cases.models import Case
from kefu.duties import actions as duty_actions
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act, ForbiddenByClauses, Subject
from kefu.duties.explaining import in_language
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.rulebook.model import Refusal


class CaseRefused(Exception):  # noqa: N818 - what it says to the user
    """The act would be wrong; a message for each reason, with the clause that forbids it where one does."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


# What is on record of a case, by the field that says it; clauses ask for it.
_RECORDED = {
    "matter": "recorded.matter",
    "happened": "recorded.time",
    "place": "recorded.place",
    "people": "recorded.people",
    "caller": "recorded.name",
    "contact": "recorded.contact",
}


@dataclass(frozen=True)
class Doing:
    """What a verb brings along: facts of its event, words, and the fields of the row that change with it."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


def subject(case: Case) -> Subject:
    """A case as the subject of events."""
    return Subject("case", case.pk, case.community_id, case.number)


@transaction.atomic
def receive_case(case: Case, *, by: Act) -> Case:
    """Take a case: whoever takes it owns it (first-contact responsibility, S4). `case` is not saved yet."""
    actor = people_access.actor(by)
    if actor is None or not access.may_receive_case(actor, case.community_id):
        raise PermissionDenied
    case.owner, case.received_at = actor, by.at
    case.number = _next_number(case.community, by.at)
    case.save(force_insert=True)
    said = {name: getattr(case, name) for name in ("matter", "place", "happened", "people", "caller", "contact")}
    texts = {name: text for name, text in said.items() if text}
    duty_actions.record("case.received", subject(case), by=by, facts=_received_facts(case), texts=texts)
    return case


def accept_case(case_id: int, *, by: Act) -> Case:
    """Take a case in hand."""
    return _act("accept", case_id, by, Doing({"handler": str(by.actor_id)}, fields={"handler_id": by.actor_id}))


def classify_case(case_id: int, *, by: Act, kind: str, severity: str, repair_way: str, is_urgent: bool) -> Case:
    """Say anew what kind of case it is; duties follow what it is now."""
    fields = {"kind": kind, "severity": severity, "repair_way": repair_way, "is_urgent": is_urgent}
    facts = {
        "kind": kind,
        "severity": severity or None,
        "repair.way": repair_way or None,
        "repair.urgent": is_urgent if kind == "repair" else None,
    }
    return _act("classify", case_id, by, Doing(facts, fields=fields))


def assign_case(case_id: int, *, by: Act, handler: User, note: str = "") -> Case:
    """Give a case to a colleague; its owner stays."""
    if not access.colleagues_on(Case.objects.get(id=case_id)).filter(pk=handler.pk).exists():
        raise CaseRefused(_("%(name)s does not work on cases of this community.") % {"name": handler.name})
    doing = Doing({"handler": str(handler.pk)}, _noted(note), {"handler": handler})
    return _act("assign", case_id, by, doing)


def forward_case(case_id: int, *, by: Act, to: str, note: str = "") -> Case:
    """Pass a case on to another department."""
    return _act("forward", case_id, by, Doing({}, {"forwarded.to": to, **_noted(note)}))


def answer_case(case_id: int, *, by: Act, answer: str) -> Case:
    """Tell the customer how it stands."""
    return _act("answer", case_id, by, Doing({}, {"answer": answer}))


def promise_case(case_id: int, *, by: Act, at: datetime, note: str = "") -> Case:
    """Tell the customer by when the answer will come."""
    return _act("promise", case_id, by, Doing({"promised.at": int(at.timestamp())}, _noted(note)))


def appoint_case(case_id: int, *, by: Act, at: datetime, is_phoned: bool) -> Case:
    """Agree with the resident when somebody comes to repair."""
    facts = {"appointment.at": int(at.timestamp()), "visit.phoned": is_phoned}
    return _act("appoint", case_id, by, Doing(facts))


def arrive_case(case_id: int, *, by: Act, people: int, is_let_in: bool, reason: str = "") -> Case:
    """Be on site: how many came, whether they were let in, why only one."""
    facts: dict[str, Any] = {"visit.people": people, "visit.allowed": is_let_in}
    doing = Doing({**facts, "visit.reason": "given"} if reason else facts, {"reason": reason} if reason else {})
    return _act("arrive", case_id, by, doing)


def report_case(case_id: int, *, by: Act, note: str) -> Case:
    """Report a case to the next level; who received it stays responsible."""
    return _act("report", case_id, by, Doing({}, _noted(note)))


def take_over_case(case_id: int, *, by: Act, note: str = "") -> Case:
    """Take a case over from below: escalation stops."""
    doing = Doing({"handler": str(by.actor_id)}, _noted(note), {"handler_id": by.actor_id})
    return _act("take-over", case_id, by, doing)


def pause_case(case_id: int, *, by: Act, reason: str, note: str = "") -> Case:
    """Stop the clock while something outside the department is awaited."""
    return _act("pause", case_id, by, Doing({"pause.reason": reason}, _noted(note)))


def resume_case(case_id: int, *, by: Act) -> Case:
    """Let the clock go on."""
    return _act("resume", case_id, by, Doing())


def resolve_case(case_id: int, *, by: Act, result: str, facts: Mapping[str, Any]) -> Case:
    """Say how it was settled; `facts` are what clauses may ask about it."""
    return _act("resolve", case_id, by, Doing(facts, {"result": result}, {"resolved_at": by.at}))


@transaction.atomic
def revisit_case(case_id: int, *, by: Act, facts: Mapping[str, Any], opinion: str = "") -> Case:
    """Ask the customer how it was settled; whether whoever asks had done the work is recorded."""
    Case.objects.select_for_update().get(id=case_id)  # who did the work must not change until this is recorded
    about = Subject("case", case_id, None, "")
    did, tried = (duty_queries.actors_of(about, kind) for kind in ("case.resolved", "case.revisited"))
    known = {
        **facts,
        "revisit.recorded": True,
        "revisit.by-doer": by.actor_id in did,
        "revisit.attempts": len(tried) + 1,
    }
    return _act("revisit", case_id, by, Doing(known, {"opinion": opinion} if opinion else {}))


def reopen_case(case_id: int, *, by: Act, why: str) -> Case:
    """Take a case up again."""
    return _act("reopen", case_id, by, Doing({}, {"reason": why}, {"resolved_at": None, "closed_at": None}))


def close_case(case_id: int, *, by: Act) -> Case:
    """Close a case; refused while something is missing that a clause demands."""
    return _act("close", case_id, by, Doing(fields={"closed_at": by.at}))


@transaction.atomic
def correct_case(case_id: int, *, by: Act, why: str, **said: str) -> Case:
    """Put right what was written down wrongly: the entry stays in the ledger, beside it what it should have said."""
    before = Case.objects.select_for_update().get(id=case_id)
    changed = {name: text for name, text in said.items() if text != getattr(before, name)}
    if not changed:
        raise CaseRefused(_("Nothing is different from what is written down."))
    old = {f"{name}.old": getattr(before, name) for name in changed if getattr(before, name)}
    texts = {**{name: text for name, text in changed.items() if text}, **old, "reason": why}
    channel = {"channel": changed.pop("channel")} if "channel" in changed else {}
    texts = {name: text for name, text in texts.items() if not name.startswith("channel")}
    facts = {fact: bool(changed[name]) for name, fact in _RECORDED.items() if name in changed}
    return _act("correct", case_id, by, Doing({**facts, **channel}, texts, {**changed, **channel}))


def withdraw_case(case_id: int, *, by: Act, why: str) -> Case:
    """Take back a case that was taken by mistake; what was due for it is due no more."""
    return _act("withdraw", case_id, by, Doing({}, {"reason": why}, {"closed_at": by.at, "is_withdrawn": True}))


def refusals(case: Case, verb: str, facts: Mapping[str, Any] | None = None) -> list[str]:
    """Why the verb is refused now: by the state of the case, or by clauses; the action itself asks the same."""
    if reason := _refused_by_state(case, verb):
        return [reason]
    required = VERBS[verb].requires
    return [] if required is None else _told(duty_queries.refusals(subject(case), required, facts or {}))


def _refused_by_state(case: Case, verb: str) -> str:
    """Why the state of the case refuses the verb; blank if it does not."""
    if case.state not in VERBS[verb].allowed_in:
        return _("This cannot be done while the case is %(state)s.") % {"state": case.get_state_display()}
    if case.is_withdrawn:
        return _("This case was withdrawn. Take a new one.")
    if VERBS[verb].kinds and case.kind not in VERBS[verb].kinds:
        return _("This is done to repairs only.")
    if verb == "resume" and not duty_queries.is_paused(subject(case)):
        return _("The clock of this case does not stand still.")
    if verb == "pause" and duty_queries.is_paused(subject(case)):
        return _("The clock of this case stands still already.")
    return ""


def _told(found: Sequence[Refusal]) -> list[str]:
    return [f"{in_language(one.text)}（{one.clause}）" for one in found]


@transaction.atomic
def _act(verb: str, case_id: int, by: Act, doing: Doing) -> Case:
    """Lock the row → may the actor? → refusals → change → record."""
    case = Case.objects.select_for_update(of=("self",)).select_related("community").get(id=case_id)
    actor = people_access.actor(by)
    if actor is not None and not access.may_do(actor, case, verb):
        raise PermissionDenied
    if reason := _refused_by_state(case, verb):
        raise CaseRefused(reason)
    for name, value in doing.fields.items():
        setattr(case, name, value)
    allowed = VERBS[verb]
    case.state, case.is_indexed = allowed.leads_to or case.state, False
    case.save()
    try:
        duty_actions.record(
            allowed.event, subject(case), by=by, facts=doing.facts, texts=doing.texts, verb=allowed.requires
        )
    except ForbiddenByClauses as forbidden:
        raise CaseRefused(*_told(forbidden.refusals)) from forbidden
    return case


def _received_facts(case: Case) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "kind": case.kind,
        "channel": case.channel,
        "owner": str(case.owner_id),
        "severity": case.severity or None,
        "repair.way": case.repair_way or None,
        "repair.urgent": case.is_urgent if case.kind == "repair" else None,
        **{fact: bool(getattr(case, name)) for name, fact in _RECORDED.items()},
        "repeats": None if case.repeats_id is None else str(case.repeats_id),
    }
    return {fact: value for fact, value in facts.items() if value is not None}


def _noted(note: str) -> dict[str, str]:
    return {"note": note} if note else {}


def _next_number(community: Community, at: datetime) -> str:
    """The community's next number of the year; the counter is locked until the case is committed."""
    year = at.astimezone(ZoneInfo(community.time_zone)).year
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_casecounter as counter (community_id, year, last) values (%s, %s, 1)"
            " on conflict (community_id, year) do update set last = counter.last + 1 returning last",
            [community.pk, year],
        )
        return case_number(year, cursor.fetchone()[0])
