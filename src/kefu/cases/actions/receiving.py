"""How a case comes in, and how an entry that was wrong is put right or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import access
from kefu.cases.actions.acting import CaseRefused, Doing, act, subject
from kefu.cases.actions.files import write_file
from kefu.cases.calc import CLASSED, RECORDED, case_number, classed
from kefu.cases.models import Case, CaseCounter
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.people import access as people_access
from kefu.people.numbering import next_of_year
from kefu.ui.storing import Kept

_SAID = (*RECORDED, "convenient_time")


@transaction.atomic
def receive_case(case: Case, *, by: Act, files: Sequence[Kept] = (), facts: Mapping[str, Any] | None = None) -> Case:
    """Take a case: whoever takes it owns it (first-contact responsibility, S4).

    `case` is not saved yet; its `owner` is set where another answers for it than who writes it down.
    `facts`: what else clauses may ask about its receipt, by the vocabulary's names.
    """
    owner = case.owner if case.owner_id is not None else people_access.actor(by)
    if owner is None or not access.may_receive_case(owner, case.community_id):
        raise PermissionDenied
    case.owner, case.received_at = owner, by.at
    write_receipt(case, by, facts or {}, is_late=by.recorded_at is not None and by.recorded_at > by.at)
    for number, file in enumerate(files, 1):
        write_file(case, by.following(number), file)
    return case


def write_receipt(case: Case, by: Act, facts: Mapping[str, Any], *, is_late: bool) -> None:
    """Write down a case that came in at `by.at`; `is_late`: nobody had written down before what it is about."""
    case.number = case_number(*next_of_year(CaseCounter, case.community, by.at))
    case.recorded_at = by.recorded_at if is_late else None
    case.save(force_insert=True)
    texts = {name: text for name in _SAID if (text := getattr(case, name))}
    told = {**_received_facts(case), **facts, **({"recorded-later": True} if is_late else {})}
    duty_actions.record("case.received", subject(case), by=by, facts=told, texts=texts)
    now = replace(by, at=by.recorded_at or by.at, expect=None, request_key="")
    if is_late:
        duty_actions.record("case.recorded", subject(case), by=now)
    if case.kind == "repair":
        duty_actions.record("repair.registered", subject(case), by=now)


@transaction.atomic
def correct_case(case_id: int, *, by: Act, why: str, **said: str) -> Case:
    """Put right what was written down wrongly: the entry stays in the ledger, beside it what it should have said."""
    before = Case.objects.select_for_update().get(id=case_id)
    changed = {name: text for name, text in said.items() if text != getattr(before, name)}
    if not changed:
        raise CaseRefused(_("Nothing is different from what is written down."))
    words = {name: text for name, text in changed.items() if name != "channel"}
    old = {f"{name}.old": getattr(before, name) for name in words}
    texts = {name: text for name, text in {**words, **old, "reason": why}.items() if text}
    facts: dict[str, Any] = {fact: bool(words[name]) for name, fact in RECORDED.items() if name in words}
    if "channel" in changed:
        facts["channel"] = changed["channel"]
    return act("correct", case_id, by, Doing(facts, texts, changed))


def withdraw_case(case_id: int, *, by: Act, why: str) -> Case:
    """Take back a case that was taken by mistake; what was due for it is due no more."""
    return act("withdraw", case_id, by, Doing({}, {"reason": why}, {"closed_at": by.at, "is_withdrawn": True}))


def _received_facts(case: Case) -> dict[str, Any]:
    facts: dict[str, Any] = {
        **classed({name: getattr(case, name) for name in CLASSED}),
        "channel": case.channel,
        "owner": str(case.owner_id),
        **{fact: bool(getattr(case, name)) for name, fact in RECORDED.items()},
        "repeats": None if case.repeats_id is None else str(case.repeats_id),
    }
    return {fact: value for fact, value in facts.items() if value is not None}
