"""What the desk's pages change: duties one by one, and the rules in force, within the permission that people have.

The engine below knows no permission; these functions ask for it, call the engine, and refuse what has come to an end.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.desk import access, queries
from kefu.duties import actions as duty_actions
from kefu.duties import adopting, arranging
from kefu.duties.actions import Recorded
from kefu.duties.acts import Act, Refused
from kefu.duties.adopting import AdoptionRefused, Reissue
from kefu.duties.arranging import Arrangement
from kefu.duties.explaining import in_language, told
from kefu.duties.models import Adoption, CalendarYear, Duty
from kefu.people import access as people_access
from kefu.people.models import Community, User


class DutyRefused(Refused):
    """What is asked for would leave a duty in a wrong state."""


class GoverningRefused(Refused):
    """The rules cannot come into force so."""


@transaction.atomic
def attest_duty(duty_id: int, *, by: Act, note: str) -> None:
    """Its bearer, or who stands above, says that a duty is done which no page records."""
    duty = _permitted(duty_id, "attest", by)
    if not queries.may_attest(told([duty])[0]):
        raise DutyRefused(_("What ends this duty has a page of its own: do it there."))
    _require_effect(duty, duty_actions.attest_duty(duty_id, by=by, note=note))


@transaction.atomic
def waive_duty(duty_id: int, *, by: Act, why: str) -> None:
    """Let a duty go, with the reason."""
    duty = _permitted(duty_id, "waive", by)
    _require_effect(duty, duty_actions.waive_duty(duty_id, by=by, why=why))


@transaction.atomic
def move_duty(duty_id: int, *, by: Act, bearer: User) -> None:
    """Give a duty to a colleague; its due time stays."""
    duty = _permitted(duty_id, "move", by)
    if not people_access.staff_in([duty.community_id]).filter(pk=bearer.pk).exists():
        raise DutyRefused(_("This colleague holds no post in the community of the duty."), "bearer")
    if duty.bearer_id == bearer.pk:
        raise DutyRefused(_("This colleague bears the duty already."), "bearer")
    _require_effect(duty, duty_actions.move_duty(duty_id, by=by, bearer_id=bearer.pk))


@transaction.atomic
def reissue_duty(duty_id: int, *, by: Act, due_at: datetime, why: str) -> None:
    """Give a duty another due time, with the reason."""
    duty = _permitted(duty_id, "reissue", by)
    if due_at <= by.at:
        raise DutyRefused(_("The new time must lie in the future."), "due_at")
    if duty.breached_at is not None or (duty.due_at is not None and duty.due_at <= by.at):
        raise DutyRefused(_("The duty is past its time already: no later time mends a broken promise."))
    _require_effect(duty, duty_actions.reissue_duty(duty_id, by=by, due_at=due_at, why=why))


@transaction.atomic
def adopt_rulebook(community_id: int, source: str, *, since: date, by: Act) -> Adoption:
    """Bring a rulebook into force from a day on. Raises `Problems` for a file with errors."""
    _governed(community_id, by)
    try:
        return adopting.adopt_rulebook(community_id, source, since=since, by=by)
    except AdoptionRefused as refused:
        raise GoverningRefused(in_language(refused.text)) from refused


@transaction.atomic
def adopt_calendar_year(community_id: int, arrangement: Arrangement, *, by: Act, why: str = "") -> CalendarYear:
    """Bring a year's arrangement, or a day of it, into force."""
    _governed(community_id, by)
    try:
        return arranging.adopt_calendar_year(community_id, arrangement, by=by, why=why)
    except AdoptionRefused as refused:
        raise GoverningRefused(in_language(refused.text)) from refused


@transaction.atomic
def reissue_duties(community_id: int, chosen: Sequence[Reissue], *, by: Act, why: str) -> int:
    """Give the chosen duties their new due times: all of them or, when one has changed meanwhile, none."""
    _governed(community_id, by)
    now = {one.duty.pk: (one.old, one.new) for one in adopting.preview_reissue(community_id, now=by.at)}
    if not chosen or any(now.get(one.duty.pk) != (one.old, one.new) for one in chosen):
        raise GoverningRefused(_("Some of these duties have changed meanwhile. Look at the list as it is now."))
    # A request's key stands for its first event only.
    adopting.reissue_duties(chosen[:1], by=by, why=why)
    return 1 + adopting.reissue_duties(chosen[1:], by=replace(by, request_key=""), why=why)


def _permitted(duty_id: int, verb: str, by: Act) -> Duty:
    """The duty, if the actor may do this to it."""
    duty = Duty.objects.get(id=duty_id)
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_act_on(actor, duty, verb))
    return duty


def _require_effect(duty: Duty, recorded: Recorded) -> None:
    """Refuse, and so undo, an act on a duty that had ended before it."""
    changes = recorded.changes.duties if recorded.changes is not None else ()
    key = (duty.clause, duty.occurrence)
    if not any((change.duty.clause, change.duty.occurrence) == key for change in changes):
        raise DutyRefused(_("This duty has ended already; nothing was done."))


def _governed(community_id: int, by: Act) -> Community:
    """The community, locked, if the actor brings rules into force there."""
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_govern(actor, community_id))
    return Community.objects.select_for_update().get(id=community_id)
