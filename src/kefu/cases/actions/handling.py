"""What is done about a case from its receipt to its closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import access
from kefu.cases.actions.acting import CaseRefused, Doing, act, subject
from kefu.cases.actions.files import file_facts, put_beside
from kefu.cases.calc import CLASSED, classed, part_of_day
from kefu.cases.models import Case
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.people.models import User
from kefu.ui.storing import Kept


def accept_case(case_id: int, *, by: Act) -> Case:
    """Take a case in hand."""
    return act("accept", case_id, by, Doing({"handler": str(by.actor_id)}, fields={"handler_id": by.actor_id}))


@transaction.atomic
def classify_case(case_id: int, *, by: Act, **said: Any) -> Case:
    """Say anew what kind of case it is, by the fields of `CLASSED`; duties follow what it is now."""
    before = Case.objects.select_for_update().get(id=case_id)
    if all(getattr(before, name) == value for name, value in said.items()):
        raise CaseRefused(_("Nothing is different from what is written down."))
    whole = {name: said.get(name, getattr(before, name)) for name in CLASSED}
    return act("classify", case_id, by, Doing(classed(whole), fields=said))


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
    if at <= by.at:
        raise CaseRefused(_("This has passed already."))
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


def miss_case(case_id: int, *, by: Act, is_note_left: bool) -> Case:
    """Be there and find nobody home: the time is on record, and whether a note was left (S4)."""
    return act("miss", case_id, by, Doing({"note.left": is_note_left}))


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


def _attempts(case: Case) -> list[Event]:
    """How the customer was asked since the case was settled last."""
    found: list[Event] = []
    for event in case.history:
        if event.kind in ("case.revisited", "case.reopened"):
            found = [] if event.kind == "case.reopened" else [*found, event]
    return found


def is_sought(case: Case) -> bool:
    """Whether the customer was not reached when asked last."""
    tried = _attempts(case)
    return bool(tried) and tried[-1].facts.get("revisit.reached") is False


@transaction.atomic
def revisit_case(
    case_id: int,
    *,
    by: Act,
    facts: Mapping[str, Any],
    words: Mapping[str, str] | None = None,
    signature: Kept | None = None,
) -> Case:
    """Ask the customer how it was settled; whether whoever asks had done the work is recorded.

    `words`: what the customer said (`opinion`), the reference of the call (`call`); `signature`: a picture of it.
    """
    # Who did the work must not change until this is recorded.
    case = Case.objects.select_for_update(of=("self",)).select_related("community").get(id=case_id)
    tried = [*(event.happened_at for event in _attempts(case)), by.at]
    zone = case.community.zone
    known = {
        **facts,
        **(file_facts(signature) if signature else {}),
        "revisit.recorded": True,
        "revisit.by-doer": has_settled(case, by.actor_id),
        "revisit.attempts": len(tried),
        "revisit.times": len({part_of_day(at.astimezone(zone)) for at in tried}),
    }
    revisited = act("revisit", case_id, by, Doing(known, words or {}))
    if signature and not revisited.files.filter(digest=signature.digest, removed_at=None).exists():
        put_beside(revisited, by, signature)
    return revisited


def assess_case(case_id: int, *, by: Act, assessment: str, why: str = "") -> Case:
    """Say whether a suggestion is carried out, and why not; clauses demand the reason."""
    facts = {"assessment": assessment, **({"reason": "given"} if why else {})}
    return act("assess", case_id, by, Doing(facts, {"reason": why} if why else {}))


def thank_case(case_id: int, *, by: Act, note: str = "") -> Case:
    """Thank the proposer, and tell him what came of it."""
    return act("thank", case_id, by, Doing({"thanked": True}, _noted(note)))


def verify_case(case_id: int, *, by: Act, is_sound: bool, note: str = "") -> Case:
    """Say whether engineering found the repair sound."""
    return act("verify", case_id, by, Doing({"verified": is_sound}, _noted(note)))


def return_slip_case(case_id: int, *, by: Act, note: str = "") -> Case:
    """The repair slip has come back from engineering."""
    return act("return-slip", case_id, by, Doing({"slip.returned": True}, _noted(note)))


def explain_case(case_id: int, *, by: Act, why: str) -> Case:
    """Tell the company in time why a repair takes longer than it may."""
    return act("explain", case_id, by, Doing({"reason": "given"}, {"reason": why}))


def check_entry_case(case_id: int, *, by: Act, why: str) -> Case:
    """Say what came of looking into why a case was written down later than it came in (S0)."""
    return act("check-entry", case_id, by, Doing({}, {"reason": why}))


def sum_up_case(case_id: int, *, by: Act, summary: str) -> Case:
    """Sum up what the customer says of it, what went wrong, and what is to change (S1)."""
    return act("sum-up", case_id, by, Doing({}, {"summary": summary}))


def end_revisit_case(case_id: int, *, by: Act, why: str) -> Case:
    """Give up reaching the customer; clauses say after how many attempts."""
    return act("end-revisit", case_id, by, Doing({}, {"reason": why}))


def reopen_case(case_id: int, *, by: Act, why: str) -> Case:
    """Take a case up again."""
    return act("reopen", case_id, by, Doing({}, {"reason": why}, {"resolved_at": None, "closed_at": None}))


def close_case(case_id: int, *, by: Act) -> Case:
    """Close a case; refused while something is missing that a clause demands."""
    return act("close", case_id, by, Doing(fields={"closed_at": by.at}))


def _noted(note: str) -> dict[str, str]:
    return {"note": note} if note else {}
