"""What is done about builder's defects and a month's repairs: one function per verb, each recording one event."""

from collections.abc import Callable, Mapping, Set
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import actions as case_actions
from kefu.cases.calc import OPEN
from kefu.cases.calc import VERBS as CASE_VERBS
from kefu.cases.models import Case
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.repairs import access, sums
from kefu.repairs.models import Defect

State = Defect.State


class Verb(NamedTuple):
    """A verb on a defect: what it records, from which states it leads where."""

    event: str
    allowed_in: Set[str]
    leads_to: str


VERBS = {
    "return": Verb("defect.returned", {State.SENT}, State.RETURNED),
    "chase": Verb("defect.chased", {State.SENT}, State.SENT),
    "verify": Verb("defect.verified", {State.RETURNED}, State.VERIFIED),
    "reject": Verb("defect.rejected", {State.RETURNED}, State.SENT),
    "close": Verb("defect.closed", {State.VERIFIED}, State.CLOSED),
    "withdraw": Verb("defect.withdrawn", {State.SENT, State.RETURNED, State.VERIFIED}, State.WITHDRAWN),
}


class DefectRefused(Refused):
    """The act would be wrong: why."""


class SumRefused(Refused):
    """The month cannot be counted or collected: why."""


def subject(defect: Defect) -> Subject:
    """A defect as the subject of events."""
    return Subject("defect", defect.pk, defect.community_id, str(defect))


@transaction.atomic
def send_defect(defect: Defect, *, by: Act) -> Defect:
    """Report a defect to the contractor; `defect` is not saved yet. The repair that it is of is passed on by it."""
    _require(by, defect.community_id, "send")
    defect.sent_at, defect.sent_by_id = by.at, by.actor_id or 0
    if defect.case_id is not None:
        defect.case = Case.objects.select_for_update(of=("self",)).get(id=defect.case_id)
        _refuse_case(defect.case, defect)
    defect.save(force_insert=True)
    facts = {"defect.form": defect.form, "defect.times": 1}
    if defect.case_id is not None:
        facts["link.to"] = str(defect.case_id)
    texts = {"matter": defect.matter, "contractor": defect.contractor}
    duty_actions.record("defect.sent", subject(defect), by=by, facts=facts, texts=texts)
    if defect.case is not None and defect.case.state in OPEN:
        case_actions.forward_case(defect.case.pk, by=by.following(1), to=defect.contractor)
    return defect


def return_defect(defect_id: int, *, by: Act, said: str) -> Defect:
    """The contractor has sent it back; `said`: what was done."""
    return _do("return", defect_id, by, said, lambda _old: {"returned_at": by.at, "work": said})


def chase_defect(defect_id: int, *, by: Act, said: str = "") -> Defect:
    """Nothing came back: the contractor is reminded."""
    return _do("chase", defect_id, by, said)


def verify_defect(defect_id: int, *, by: Act, said: str = "") -> Defect:
    """Engineering finds the work sound; so is the repair that was passed on."""
    return _verdict("verify", defect_id, by, said, lambda _old: {"verified_at": by.at})


def reject_defect(defect_id: int, *, by: Act, said: str) -> Defect:
    """Engineering finds the work not sound: it goes out again, once more counted."""
    return _verdict("reject", defect_id, by, said, lambda old: {"returned_at": None, "times": old.times + 1})


def close_defect(defect_id: int, *, by: Act, said: str = "") -> Defect:
    """It is mended and verified, and whoever lives there knows."""
    return _do("close", defect_id, by, said, lambda _old: {"closed_at": by.at})


def withdraw_defect(defect_id: int, *, by: Act, said: str) -> Defect:
    """It was no defect of the builder's, or was sent by mistake; it counts nowhere."""
    return _do("withdraw", defect_id, by, said, lambda _old: {"closed_at": by.at})


@transaction.atomic
def count_repairs(community_id: int, month: date, *, by: Act) -> None:
    """Say that a month's repairs were summed up and counted (S4)."""
    for number, department in enumerate(_departments(community_id, sums.COUNTED, month, by)):
        facts = {"month": f"{month:%Y-%m}"}
        duty_actions.record("department.repairs-counted", department, by=by.following(number), facts=facts)


@transaction.atomic
def collect_damage(community_id: int, month: date, *, by: Act) -> None:
    """Say that the damage collected in a month goes into its campaign of repairs (S4)."""
    for number, department in enumerate(_departments(community_id, sums.COLLECTED, month, by)):
        facts = {"month": f"{month:%Y-%m}"}
        duty_actions.record("department.damage-collected", department, by=by.following(number), facts=facts)


def _departments(community_id: int, kind: str, month: date, by: Act) -> list[Subject]:
    """The departments of a community, locked with it, for whom this was not yet done for the month."""
    community = Community.objects.select_for_update(no_key=True).get(id=community_id)
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_sum_up(actor, community_id))
    if month > community.day(by.at):
        raise SumRefused(_("This month has not begun yet. Choose an earlier one."))
    if sums.done_for(community, kind, month) is not None:
        raise SumRefused(_("This was said of this month already."))
    found = list(community.departments_now.order_by("id"))
    if not found:
        raise SumRefused(_("This community has no department yet. Found one first, on the community's page."))
    return [Subject("department", one.pk, one.community_id, one.name) for one in found]


def _refuse_case(case: Case, defect: Defect) -> None:
    if case.community_id != defect.community_id or case.kind != "repair":
        raise DefectRefused(_("Only a repair of this community can be passed on to the contractor."))
    if case.closed_at is not None:
        raise DefectRefused(_("This repair is closed. Reopen it first if it has come back."))
    if case.defects.exclude(state__in=(State.CLOSED, State.WITHDRAWN)).exists():
        raise DefectRefused(_("This repair is with the contractor already; see it on the page of the case."))


def _verdict(verb: str, defect_id: int, by: Act, said: str, fields: Callable[[Defect], Mapping[str, Any]]) -> Defect:
    """What engineering says of the work, it says of the repair that was passed on, too."""
    with transaction.atomic():
        defect = _do(verb, defect_id, by, said, fields)
        if defect.case is not None and defect.case.state in CASE_VERBS["verify"].allowed_in:
            is_sound = verb == "verify"
            case_actions.verify_case(defect.case.pk, by=by.following(1), is_sound=is_sound, note=said)
        return defect


@transaction.atomic
def _do(
    verb: str, defect_id: int, by: Act, said: str, fields: Callable[[Defect], Mapping[str, Any]] = lambda _old: {}
) -> Defect:
    defect = Defect.objects.select_for_update(of=("self",)).select_related("case").get(id=defect_id)
    _require(by, defect.community_id, verb)
    allowed = VERBS[verb]
    if defect.state not in allowed.allowed_in:
        raise DefectRefused(
            _("This cannot be done while the defect is: %(state)s.") % {"state": defect.get_state_display()}
        )
    changed = {"state": allowed.leads_to, **fields(defect)}
    for name, value in changed.items():
        setattr(defect, name, value)
    defect.save(update_fields=list(changed))
    facts = {"defect.times": defect.times}
    duty_actions.record(allowed.event, subject(defect), by=by, facts=facts, texts={"note": said} if said else {})
    return defect


def _require(by: Act, community_id: int, verb: str) -> None:
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_do(actor, community_id, verb))
