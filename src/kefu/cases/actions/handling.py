"""What is done about a case from its receipt to its closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import access
from kefu.cases.actions.acting import CaseRefused, Doing, act, subject
from kefu.cases.models import Case
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act
from kefu.people.models import User


def accept_case(case_id: int, *, by: Act) -> Case:
    """Take a case in hand."""
    return act("accept", case_id, by, Doing({"handler": str(by.actor_id)}, fields={"handler_id": by.actor_id}))


@transaction.atomic
def classify_case(case_id: int, *, by: Act, kind: str, severity: str, repair_way: str, is_urgent: bool) -> Case:
    """Say anew what kind of case it is; duties follow what it is now."""
    fields = {"kind": kind, "severity": severity, "repair_way": repair_way, "is_urgent": is_urgent}
    facts = {
        "kind": kind,
        "severity": severity or None,
        "repair.way": repair_way or None,
        "repair.urgent": is_urgent if kind == "repair" else None,
    }
    before = Case.objects.select_for_update().get(id=case_id)
    if all(getattr(before, name) == said for name, said in fields.items()):
        raise CaseRefused(_("Nothing is different from what is written down."))
    return act("classify", case_id, by, Doing(facts, fields=fields))


def assign_case(case_id: int, *, by: Act, handler: User, note: str = "") -> Case:
    """Give a case to a colleague; its owner stays."""
    where = Case.objects.values_list("community_id", flat=True).get(id=case_id)
    if not access.colleagues_in([where]).filter(pk=handler.pk).exists():
        raise CaseRefused(_("%(name)s does not work on cases of this community.") % {"name": handler.name})
    doing = Doing({"handler": str(handler.pk)}, _noted(note), {"handler": handler}, gives_to=handler.pk)
    return act("assign", case_id, by, doing)


def forward_case(case_id: int, *, by: Act, to: str, note: str = "") -> Case:
    """Pass a case on to another department."""
    return act("forward", case_id, by, Doing({"forwarded.to": to}, {"forwarded.to": to, **_noted(note)}))


def answer_case(case_id: int, *, by: Act, answer: str) -> Case:
    """Tell the customer how it stands."""
    return act("answer", case_id, by, Doing({}, {"answer": answer}))


def acknowledge_case(case_id: int, *, by: Act, note: str = "") -> Case:
    """Tell the customer that it has come in."""
    return act("acknowledge", case_id, by, Doing({}, _noted(note)))


def promise_case(case_id: int, *, by: Act, at: datetime, note: str = "") -> Case:
    """Tell the customer by when the answer will come."""
    return act("promise", case_id, by, Doing({"promised.at": int(at.timestamp())}, _noted(note)))


def appoint_case(case_id: int, *, by: Act, at: datetime, is_phoned: bool) -> Case:
    """Agree with the resident when somebody comes to repair."""
    facts = {"appointment.at": int(at.timestamp()), "visit.phoned": is_phoned}
    return act("appoint", case_id, by, Doing(facts))


def arrive_case(case_id: int, *, by: Act, people: int, is_let_in: bool, reason: str = "") -> Case:
    """Be on site: how many came, whether they were let in, why only one."""
    facts: dict[str, Any] = {"visit.people": people, "visit.allowed": is_let_in}
    doing = Doing({**facts, "visit.reason": "given"} if reason else facts, {"reason": reason} if reason else {})
    return act("arrive", case_id, by, doing)


def report_case(case_id: int, *, by: Act, note: str) -> Case:
    """Report a case to the next level; who received it stays responsible."""
    return act("report", case_id, by, Doing({}, _noted(note)))


def take_over_case(case_id: int, *, by: Act, note: str = "") -> Case:
    """Take a case over from below: escalation stops."""
    doing = Doing({"handler": str(by.actor_id)}, _noted(note), {"handler_id": by.actor_id})
    return act("take-over", case_id, by, doing)


def pause_case(case_id: int, *, by: Act, reason: str, note: str = "") -> Case:
    """Stop the clock while something outside the department is awaited."""
    return act("pause", case_id, by, Doing({"pause.reason": reason}, _noted(note)))


def resume_case(case_id: int, *, by: Act) -> Case:
    """Let the clock go on."""
    return act("resume", case_id, by, Doing())


def resolve_case(case_id: int, *, by: Act, result: str, facts: Mapping[str, Any]) -> Case:
    """Say how it was settled; `facts` are what clauses may ask about it."""
    return act("resolve", case_id, by, Doing(facts, {"result": result}, {"resolved_at": by.at}))


def has_settled(case: Case, person_id: int | None) -> bool:
    """Whether somebody settled this case, now or before: who did the work does not revisit it (S4)."""
    return person_id in duty_queries.actors_of(subject(case), "case.resolved")


@transaction.atomic
def revisit_case(case_id: int, *, by: Act, facts: Mapping[str, Any], opinion: str = "") -> Case:
    """Ask the customer how it was settled; whether whoever asks had done the work is recorded."""
    case = Case.objects.select_for_update().get(id=case_id)  # who did the work must not change until this is recorded
    tried = duty_queries.actors_of(subject(case), "case.revisited")
    known = {
        **facts,
        "revisit.recorded": True,
        "revisit.by-doer": has_settled(case, by.actor_id),
        "revisit.attempts": len(tried) + 1,
    }
    return act("revisit", case_id, by, Doing(known, {"opinion": opinion} if opinion else {}))


def reopen_case(case_id: int, *, by: Act, why: str) -> Case:
    """Take a case up again."""
    return act("reopen", case_id, by, Doing({}, {"reason": why}, {"resolved_at": None, "closed_at": None}))


def close_case(case_id: int, *, by: Act) -> Case:
    """Close a case; refused while something is missing that a clause demands."""
    return act("close", case_id, by, Doing(fields={"closed_at": by.at}))


def _noted(note: str) -> dict[str, str]:
    return {"note": note} if note else {}
