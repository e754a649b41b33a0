"""Recording what happens: one call, one transaction, by which every verb of every domain changes anything.

`record` locks the subject's head, appends the event, lets the rulebook decide and writes duties and steps. What the
passing of time had brought by then is recorded first, so that the clock's delay changes no duty (CORE 1).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties.accounts import Account, account_of, write
from kefu.duties.acts import Act, AlreadyDone, ForbiddenError, Refused, StaleError, Subject
from kefu.duties.binding import instant
from kefu.duties.models import Duty, PostHolder, Standing, Step
from kefu.events import queries as event_queries
from kefu.events.actions import Happening
from kefu.events.models import Event
from kefu.rulebook.model import Changes
from kefu.rulebook.refusing import refusals


class Recorded(NamedTuple):
    """The event that was written, and what it brought about."""

    event: Event
    changes: Changes | None


def record(
    kind: str,
    subject: Subject,
    *,
    by: Act,
    facts: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    verb: str | None = None,
) -> Recorded:
    """Append an event and carry out what the rulebook makes of it. Within the caller's transaction.

    `facts` are ids, codes, numbers and times (seconds); words and personal data are `texts`. Raises `StaleError` when
    the subject has moved on since the form was shown, `AlreadyDone` when this request was carried out before,
    `ForbiddenError` when requirement clauses forbid the `verb` that this is.
    """
    recorded_at = by.recorded_at or by.at
    if by.at > recorded_at:
        raise ValueError(f"{kind} would happen after it is recorded")
    account = account_of(subject)
    before = event_queries.answered(by.request_key)
    if before is not None:
        raise AlreadyDone(before)
    if by.expect is not None and by.expect != account.chain.seq:
        # What time alone has brought since changes nothing that somebody typed.
        since = event_queries.history(subject.kind, subject.id).filter(seq__gt=by.expect, actor_id__isnull=False)
        if since:
            raise StaleError(subject, list(since))
    account.let_pass(instant(recorded_at), recorded_at)
    if verb is not None and account.rules is not None:
        found = refusals(account.state, verb, facts or {}, account.rules, instant(by.at))
        if found:
            raise ForbiddenError(found)
    happening = Happening(kind, by.at, recorded_at, by.actor_id, by.is_staff, facts or {}, texts or {}, by.request_key)
    event, changes = account.add(happening)
    write([account])
    if changes is not None and kind != "step.acknowledged":
        _stop_steps(account, changes, by)
    return Recorded(Event(**event), changes)


def _stop_steps(account: Account, changes: Changes, by: Act) -> None:
    """Whoever takes a subject over has taken note of all that was escalated of it: nobody else is asked to (CORE 6)."""
    ids = [account.ids[duty.clause, duty.occurrence] for what, duty in changes.duties if what == "acknowledge"]
    if ids:
        found = Step.objects.filter(duty_id__in=ids, acknowledged_at=None)
        found.update(acknowledged_at=by.at, acknowledged_by_id=by.actor_id)


def relabel(subject: Subject) -> None:
    """Call a subject by another label wherever it stands: what it was called is to be known no more."""
    for model in (Duty, Standing):
        model.objects.filter(subject_kind=subject.kind, subject_id=subject.id).update(label=subject.label)


@transaction.atomic
def acknowledge_step(step_id: int, *, by: Act) -> Recorded:
    """Take note of an escalation: no further level is told."""
    step = Step.objects.select_related("duty").get(id=step_id)
    duty = step.duty
    facts = {"clause": duty.clause, "occurrence": duty.occurrence, "level": step.level}
    recorded = record("step.acknowledged", subject_of(duty), by=by, facts=facts)
    noted = {"acknowledged_at": by.at, "acknowledged_by_id": by.actor_id}
    if not Step.objects.filter(id=step_id, acknowledged_at=None, duty__end="").update(**noted):
        raise Refused(_("Nothing is left to take note of: it was done meanwhile."))
    return recorded


def attest_duty(duty_id: int, *, by: Act, note: str) -> Recorded:
    """End a duty that no other event ends: its bearer, or who stands above, says that it was done."""
    return _act_on("duty.attested", duty_id, by, {}, {"note": note} if note else {})


def waive_duty(duty_id: int, *, by: Act, why: str) -> Recorded:
    """Let a duty go, with the reason: it counts neither as kept nor as broken."""
    return _act_on("duty.waived", duty_id, by, {}, {"reason": why})


def move_duty(duty_id: int, *, by: Act, bearer_id: int) -> Recorded:
    """Give a duty to another bearer; its due time stays."""
    return _act_on("duty.moved", duty_id, by, {"bearer": str(bearer_id)}, {})


def reissue_duty(duty_id: int, *, by: Act, due_at: datetime, why: str) -> Recorded:
    """Give a duty another due time by a recorded act, which keeps the old one too."""
    old = Duty.objects.values_list("due_at", flat=True).get(id=duty_id)
    facts = {"due_at": instant(due_at), "due_at.old": None if old is None else instant(old)}
    return _act_on("duty.reissued", duty_id, by, facts, {"reason": why})


@transaction.atomic
def _act_on(kind: str, duty_id: int, by: Act, facts: Mapping[str, Any], texts: Mapping[str, str]) -> Recorded:
    duty = Duty.objects.get(id=duty_id)
    named = {"clause": duty.clause, "occurrence": duty.occurrence}
    return record(kind, subject_of(duty), by=by, facts={**named, **facts}, texts=texts)


def subject_of(duty: Duty) -> Subject:
    """The subject of a duty."""
    return Subject(duty.subject_kind, duty.subject_id, duty.community_id, duty.label)


def appoint_holder(community_id: int, post: str, person_id: int, since: datetime) -> PostHolder:
    """From now on this person holds the post."""
    return PostHolder.objects.create(community_id=community_id, post=post, person_id=person_id, since=since)


def end_holder(community_id: int, post: str, person_id: int, until: datetime) -> None:
    """The person holds the post no longer."""
    held = PostHolder.objects.filter(community_id=community_id, post=post, person_id=person_id, until=None)
    held.update(until=until)
