"""How an entry is put right, and how an errand ends before its procedure does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kefu.counter import access, calc, rules
from kefu.counter.actions.acting import ErrandRefused, Said, facts_of, locked, refuse_missing, subject
from kefu.counter.calc import Values
from kefu.counter.effects.things import handouts_of
from kefu.counter.models import Errand, State
from kefu.counter.words import name_of, shown
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.duties.explaining import in_language
from kefu.fees.models import Charge, Deposit
from kefu.gate.models import Pass
from kefu.people import access as people_access
from kefu.rulebook.procedures import Procedure
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.punctuation import headed, listed


@transaction.atomic
def correct_errand(errand_id: int, step: str, *, by: Act, values: Mapping[str, Any], why: str) -> Errand:
    """Put right what was typed in a step, by whoever takes it; what `values` leaves out is cleared.

    The step shows what stands now, the event what stood before, and clauses are asked anew. What it brought about
    stays: that has its own verbs.
    """
    errand = _open_errand(errand_id, by)
    actor, procedure = people_access.actor(by), rules.procedure_of(errand)
    asked = procedure.steps[step]
    people_access.require(actor is not None and access.may_take(actor, errand.community_id, asked))
    taken = errand.taken.filter(step=step).order_by("times").last()
    if taken is None:
        raise ErrandRefused(_("This step was not taken yet."))
    # What was signed stays signed.
    fields = [name for name in asked.asks if procedure.asks[name].kind != "signature"]
    stays = {name: value for name, value in errand.values.items() if name not in fields}
    corrected = stays | {name: calc.kept(values[name]) for name in fields if name in values}
    changed = [name for name in fields if corrected.get(name) != errand.values.get(name)]
    if not changed:
        raise ErrandRefused(_("Nothing is different from what stands there."))
    refuse_missing(procedure, step, corrected, Said(papers=asked.papers, is_told=True))
    texts = {"reason": why, "fields": _changes(procedure, changed, errand.values, corrected)}
    taken.values = {name: value for name, value in taken.values.items() if name not in changed}
    taken.values |= {name: corrected[name] for name in changed if name in corrected}
    taken.save(update_fields=["values"])
    errand.values = corrected
    errand.save(update_fields=["values"])
    facts = facts_of(procedure, changed, corrected)
    duty_actions.record("errand.corrected", subject(errand), by=by, facts=facts, texts=texts)
    return errand


@transaction.atomic
def withdraw_errand(errand_id: int, *, by: Act, why: str) -> Errand:
    """The applicant takes it back, or it was entered by mistake; what was due for it is due no more.

    Refused while anything that it gave out or took in is not settled: nobody would look after that.
    """
    errand = _open_errand(errand_id, by)
    refuse_unsettled(errand, by.at)
    errand.state, errand.ended_at = State.WITHDRAWN, by.at
    errand.save(update_fields=["state", "ended_at"])
    facts = {"procedure": errand.procedure}
    duty_actions.record("errand.withdrawn", subject(errand), by=by, facts=facts, texts={"reason": why})
    return errand


def _changes(procedure: Procedure, fields: Sequence[str], old: Values, new: Values) -> str:
    """What each field held and holds now, a line for each; numbers masked, as whoever sees the errand reads it."""

    def told(name: str, values: Values) -> str:
        return shown(procedure.asks[name], values.get(name), may_call=False) or "–"

    lines = (headed(name_of(procedure.asks[name], name), f"{told(name, old)} → {told(name, new)}") for name in fields)
    return "\n".join(lines)


def refuse_unsettled(errand: Errand, now: datetime) -> None:
    """Refuse to end an errand that comes to nothing while anything that it gave out or took in is not settled."""
    if out := _still_out(errand, now):
        said = _("Not settled yet: %(things)s. Pay back, revoke or take back first what stands under “Brought about”.")
        raise ErrandRefused(said % {"things": listed(out)})


def _still_out(errand: Errand, now: datetime) -> list[str]:
    """What came of an errand and is not settled."""
    out: set[tuple[str, int]] = set()
    for kind, (rows, id_) in _unsettled(errand, now).items():
        ids = errand.outcomes.filter(kind=kind).values("subject_id")
        out |= {(kind, found) for found in rows.filter(**{f"{id_}__in": ids}).values_list(id_, flat=True)}
    subjects = vocabulary().subjects
    came = errand.outcomes.order_by("id")
    return [f"{in_language(subjects[one.kind].text)} {one.label}" for one in came if (one.kind, one.subject_id) in out]


def _unsettled(errand: Errand, now: datetime) -> dict[str, tuple[QuerySet[Any], str]]:
    """By kind of what comes of errands: money held or owed, passes that hold, things handed over; by which column."""
    held = (Deposit.State.HELD, Deposit.State.APPROVED)
    return {
        "deposit": (Deposit.objects.filter(state__in=held), "id"),
        "entry": (Charge.objects.filter(settlement=None, is_void=False), "entry_id"),
        "pass": (Pass.objects.filter(closed_at=None, valid_until__gte=now), "id"),
        "thing": (handouts_of(errand), "thing_id"),
    }


def _open_errand(errand_id: int, by: Act) -> Errand:
    errand, actor = locked(errand_id), people_access.actor(by)
    if actor is None or not access.may_correct(actor, errand):
        raise PermissionDenied
    if errand.state != State.OPEN:
        raise ErrandRefused(_("This errand is %(state)s.") % {"state": errand.get_state_display()})
    return errand
