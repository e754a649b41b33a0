"""What is done about incidents and claims: one function per verb, each recording one event of the incident."""

from collections.abc import Mapping, Set
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kefu.cases.models import Case
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.incidents import access
from kefu.incidents.models import Claim, Incident, IncidentCase
from kefu.people import access as people_access

State = Claim.State


class Verb(NamedTuple):
    """A verb on a claim: what it records, from which states it leads where."""

    event: str
    allowed_in: Set[str]
    leads_to: str


CLAIM_VERBS = {
    "count": Verb("claim.counted", {State.MADE, State.COUNTED}, State.COUNTED),
    "agree": Verb("claim.agreed", {State.COUNTED, State.AGREED}, State.AGREED),
    "settle": Verb("claim.settled", {State.AGREED}, State.SETTLED),
    "drop": Verb("claim.dropped", {State.MADE, State.COUNTED, State.AGREED}, State.DROPPED),
}


class IncidentRefused(Refused):
    """The act would be wrong: why."""


def subject(incident: Incident) -> Subject:
    """An incident as the subject of events."""
    return Subject("incident", incident.pk, incident.community_id, incident.title)


@transaction.atomic
def open_incident(incident: Incident, *, by: Act, cases: tuple[Case, ...] = ()) -> Incident:
    """Say that something befell many; `incident` is not saved yet, `cases` are the first of it."""
    _require(by, incident.community_id)
    incident.opened_at, incident.opened_by_id = by.at, by.actor_id or 0
    incident.save(force_insert=True)
    duty_actions.record("incident.opened", subject(incident), by=by, texts={"title": incident.title})
    for number, case in enumerate(cases, 1):
        _join(incident, case, by.following(number))
    return incident


@transaction.atomic
def join_case(incident_id: int, *, by: Act, case: Case) -> Incident:
    """A case came of this incident, too."""
    incident = _locked(incident_id, by)
    _join(incident, case, by)
    return incident


def _join(incident: Incident, case: Case, by: Act) -> None:
    if case.community_id != incident.community_id:
        raise IncidentRefused(_("No case of this community has this number."), "number")
    member, is_new = IncidentCase.objects.get_or_create(case=case, defaults={"incident": incident})
    if not is_new:
        raise IncidentRefused(
            _("%(number)s belongs to “%(title)s” already.") % {"number": case.number, "title": member.incident.title},
            "number",
        )
    facts, texts = {"link.to": str(case.pk)}, {"number": case.number}
    duty_actions.record("incident.joined", subject(incident), by=by, facts=facts, texts=texts)


@transaction.atomic
def part_case(incident_id: int, *, by: Act, case: Case) -> Incident:
    """A case came of something else."""
    incident = _locked(incident_id, by)
    removed, _rows = IncidentCase.objects.filter(incident=incident, case=case).delete()
    if not removed:
        raise IncidentRefused(_("This case does not belong here any more."))
    facts, texts = {"link.to": str(case.pk)}, {"number": case.number}
    duty_actions.record("incident.parted", subject(incident), by=by, facts=facts, texts=texts)
    return incident


@transaction.atomic
def close_incident(incident_id: int, *, by: Act, summary: str) -> Incident:
    """Everything of it is settled; what is to be learnt of it."""
    incident = _locked(incident_id, by, is_leading=True)
    waiting = incident.claims.exclude(state__in=(State.SETTLED, State.DROPPED)).count()
    if waiting:
        said = ngettext("%(count)s claim is not settled yet.", "%(count)s claims are not settled yet.", waiting)
        raise IncidentRefused(said % {"count": waiting})
    incident.closed_at = by.at
    incident.save(update_fields=["closed_at"])
    duty_actions.record("incident.closed", subject(incident), by=by, texts={"summary": summary})
    return incident


@transaction.atomic
def make_claim(incident_id: int, *, by: Act, claim: Claim) -> Claim:
    """Write down what a household lost; `claim` is not saved yet."""
    incident = _locked(incident_id, by)
    claim.incident, claim.made_at = incident, by.at
    claim.save(force_insert=True)
    texts = {"claimant": claim.claimant, "items": claim.items}
    duty_actions.record("claim.made", subject(incident), by=by, facts=_facts(claim, claim.claimed), texts=texts)
    return claim


def count_claim(claim_id: int, *, by: Act, counted: Decimal, note: str = "") -> Claim:
    """Say how much was lost, as it was found at the owner's home (S0)."""
    return _do("count", claim_id, by, counted, {"counted": counted}, note)


def agree_claim(claim_id: int, *, by: Act, agreed: Decimal, way: str, goods: str = "", note: str = "") -> Claim:
    """Keep what both sides agreed on: goods in replacement or money, and how the talk went."""
    return _do("agree", claim_id, by, agreed, {"agreed": agreed, "way": way, "goods": goods}, note)


def settle_claim(claim_id: int, *, by: Act, note: str = "") -> Claim:
    """The goods were handed over, or the money paid."""
    return _do("settle", claim_id, by, None, {"settled_at": by.at}, note)


def drop_claim(claim_id: int, *, by: Act, why: str) -> Claim:
    """Nothing is claimed any more, or nothing is owed."""
    return _do("drop", claim_id, by, None, {}, why)


@transaction.atomic
def _do(verb: str, claim_id: int, by: Act, amount: Decimal | None, fields: Mapping[str, Any], note: str) -> Claim:
    claim = Claim.objects.select_for_update().get(id=claim_id)
    incident = _locked(claim.incident_id, by, is_leading=verb != "count")
    allowed = CLAIM_VERBS[verb]
    if claim.state not in allowed.allowed_in:
        raise IncidentRefused(
            _("This cannot be done while the claim is: %(state)s.") % {"state": claim.get_state_display()}
        )
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.state = allowed.leads_to
    claim.save(update_fields=["state", *fields])
    texts = {"claimant": claim.claimant, **({"note": note} if note else {})}
    duty_actions.record(allowed.event, subject(incident), by=by, facts=_facts(claim, amount), texts=texts)
    return claim


def _facts(claim: Claim, amount: Decimal | None) -> dict[str, Any]:
    """Of a claim what is no word: which, how much in yuan, how it is made good."""
    facts: dict[str, Any] = {"claim": str(claim.pk)}
    if amount is not None:
        facts["claim.yuan"] = int(amount) if amount == int(amount) else float(amount)
    return {**facts, "claim.way": claim.way} if claim.way else facts


def _locked(incident_id: int, by: Act, *, is_leading: bool = False) -> Incident:
    """The incident, if it is open and the actor may."""
    incident = Incident.objects.select_for_update().get(id=incident_id)
    _require(by, incident.community_id, is_leading=is_leading)
    if incident.closed_at is not None:
        raise IncidentRefused(_("This incident is closed."))
    return incident


def _require(by: Act, community_id: int, *, is_leading: bool = False) -> None:
    actor = people_access.actor(by)
    may = access.may_lead_in if is_leading else access.may_work_in
    if actor is not None and not may(actor, community_id):
        raise PermissionDenied
