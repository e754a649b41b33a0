"""Recording what happens: one call, one transaction, by which every verb of every domain changes anything.

`record` locks the subject's head, appends the event, lets the rulebook decide and writes duties and steps. What the
passing of time had brought by then is recorded first, so that the clock's delay changes no duty (CORE 1).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from kefu.duties.acts import Act, AlreadyDone, StaleError, Subject
from kefu.duties.binding import CHANGEABLE, duty_fields, instant, moment_of, standing_fields, state_of, step_row
from kefu.duties.governing import rules_of
from kefu.duties.models import Duty, PostHolder, Standing, Step
from kefu.events import queries as event_queries
from kefu.events.actions import Chain, Happening
from kefu.events.models import Event
from kefu.lib.worktime import Instant
from kefu.rulebook.deciding import decide
from kefu.rulebook.model import Changes
from kefu.rulebook.model import Event as RuleEvent
from kefu.rulebook.model import Step as RuleStep
from kefu.rulebook.passing import advance
from kefu.rulebook.rules import Rules


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
) -> Recorded:
    """Append an event and carry out what the rulebook makes of it. Within the caller's transaction.

    `facts` are ids, codes, numbers and times (seconds); words and personal data are `texts`. Raises `StaleError` when
    the subject has moved on since the form was shown, `AlreadyDone` when this request was carried out before.
    """
    recorded_at = by.recorded_at or by.at
    if by.at > recorded_at:
        raise ValueError(f"{kind} would happen after it is recorded")
    account = _Account(subject)
    before = event_queries.answered(by.request_key)
    if before is not None:
        raise AlreadyDone(before)
    if by.expect is not None and by.expect != account.chain.seq:
        # What time alone has brought since changes nothing that somebody typed.
        since = event_queries.history(subject.kind, subject.id).filter(seq__gt=by.expect, actor_id__isnull=False)
        if since:
            raise StaleError(subject, list(since))
    account.let_pass(instant(recorded_at), recorded_at)
    happening = Happening(kind, by.at, recorded_at, by.actor_id, by.is_staff, facts or {}, texts or {}, by.request_key)
    recorded = account.add(happening)
    account.write()
    return recorded


def let_time_pass(standing: Standing, now: datetime) -> int:
    """Record what time has brought to a subject by `now`; how many events that were. In a transaction of its own."""
    with transaction.atomic():
        subject = Subject(standing.subject_kind, standing.subject_id, standing.community_id, standing.label)
        account = _Account(subject)
        count = account.let_pass(instant(now), now)
        if count:
            account.write()
        return count


class _Account:
    """One subject, its chain locked, with its state. What happens to it is written by `write`, all at once."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.chain = Chain(subject.kind, subject.id)
        self.rules: Rules | None = rules_of(subject.community_id)
        self.standing = Standing.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()
        self.rows = {(row.clause, row.occurrence): row for row in self._open()}
        self.changed: dict[tuple[str, str], Duty] = {}
        self.steps: list[RuleStep] = []
        self.state = state_of(subject, self.standing, list(self.rows.values()), self.chain.seq)

    def let_pass(self, until: Instant, now: datetime) -> int:
        """Record what the passing of time has brought before a moment; how many events that were."""
        if self.rules is None or self.state.next_at is None:
            return 0
        count = 0
        for event, changes in advance(self.state, until, self.rules):
            at = moment_of(event.at)
            self.chain.append(self.subject.community_id, Happening(event.kind, at, max(now, at), facts=event.facts))
            self._carry_out(changes)
            count += 1
        return count

    def add(self, happening: Happening) -> Recorded:
        """Record one event that happened."""
        event = self.chain.append(self.subject.community_id, happening)
        if self.rules is None:
            return Recorded(event, None)
        actor = None if happening.actor_id is None else str(happening.actor_id)
        at, recorded_at = instant(happening.happened_at), instant(happening.recorded_at)
        told = RuleEvent(happening.kind, at, happening.facts, actor, happening.is_staff, recorded_at)
        changes = decide(self.state, told, self.rules)
        self._carry_out(changes)
        return Recorded(event, changes)

    def write(self) -> None:
        """Write events, duties, steps and the standing."""
        self.chain.write()
        if self.rules is None:
            return
        new = [row for row in self.changed.values() if row.pk is None]
        known = [row for row in self.changed.values() if row.pk is not None]
        if known:  # first: one that ended makes room for the next of its clause
            Duty.objects.bulk_update(known, CHANGEABLE)
        Duty.objects.bulk_create(new)
        rows = [step_row(step, self.rows[step.clause, step.occurrence].pk) for step in self.steps]
        if rows:
            Step.objects.bulk_create(rows)
        self._write_standing()

    def _open(self) -> Iterable[Duty]:
        if self.standing is None:
            return ()
        return Duty.objects.filter(subject_kind=self.subject.kind, subject_id=self.subject.id, end="").order_by("id")

    def _carry_out(self, changes: Changes) -> None:
        self.state = changes.after
        self.steps += changes.steps
        for change in changes.duties:
            key, fields = (change.duty.clause, change.duty.occurrence), duty_fields(change.duty)
            row = self.rows.get(key)
            if row is None:
                row = Duty(**self._named()) if change.what == "open" else self._ended(key)
            for name, value in fields.items():
                setattr(row, name, value)
            self.rows[key] = self.changed[key] = row

    def _ended(self, key: tuple[str, str]) -> Duty:
        """A duty missed before, which an act recorded late still mends."""
        subject = self.subject
        return Duty.objects.get(subject_kind=subject.kind, subject_id=subject.id, clause=key[0], occurrence=key[1])

    def _named(self) -> dict[str, Any]:
        subject = self.subject
        return {
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "community_id": subject.community_id,
            "label": subject.label,
        }

    def _write_standing(self) -> None:
        subject = self.subject
        named = {"subject_kind": subject.kind, "subject_id": subject.id, "community_id": subject.community_id}
        standing = self.standing or Standing(**named)
        for name, value in {**standing_fields(self.state), "label": subject.label}.items():
            setattr(standing, name, value)
        standing.save()


@transaction.atomic
def acknowledge_step(step_id: int, *, by: Act) -> Recorded:
    """Take note of an escalation: no further level is told."""
    step = Step.objects.select_related("duty").get(id=step_id)
    duty = step.duty
    facts = {"clause": duty.clause, "occurrence": duty.occurrence, "level": step.level}
    recorded = record("step.acknowledged", subject_of(duty), by=by, facts=facts)
    Step.objects.filter(id=step_id, acknowledged_at=None).update(acknowledged_at=by.at, acknowledged_by_id=by.actor_id)
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
