"""Whether an audit would say of a subject's ledger what the program did with it."""

from datetime import datetime

from django.db import connection

from kefu.duties.acts import Subject
from kefu.duties.binding import AS_LIST, duty_of, instant
from kefu.duties.governing import rules_of
from kefu.events.models import Event as Entry
from kefu.rulebook.model import Duty, Event, State
from kefu.rulebook.passing import advance, live_through

# What the passing of time brings: an audit works it out.
OF_TIME = ("duty.reminded", "duty.breached", "step.unacknowledged", "period.ended")


def duties_of(subject: Subject) -> list[Duty]:
    """All duties that a subject ever had, as the core knows them."""
    with connection.cursor() as cursor:
        about = "subject_kind = %s and subject_id = %s"
        cursor.execute(f"select {AS_LIST} from duties_duty where {about}", [subject.kind, subject.id])
        return [duty_of(fields) for (fields,) in cursor.fetchall()]


def history_of(subject: Subject) -> list[Event]:
    """What was done, as the ledger has it."""
    entries = Entry.objects.filter(subject_kind=subject.kind, subject_id=subject.id).exclude(kind__in=OF_TIME)
    return [
        Event(
            entry.kind,
            instant(entry.happened_at),
            entry.facts,
            None if entry.actor_id is None else str(entry.actor_id),
            entry.is_staff,
            instant(entry.recorded_at),
        )
        for entry in entries.order_by("seq")
    ]


def assert_audit_agrees(subject: Subject, until: datetime) -> None:
    """The audit's loop makes of a subject's ledger the very duties that it had, all looked at by the clock at `until`."""
    rules = rules_of(subject.community_id)
    assert rules is not None
    parts = list(live_through(State(str(subject.id)), history_of(subject), rules))
    parts += advance(parts[-1][1].after, instant(until), rules)
    audited = {(c.duty.clause, c.duty.occurrence): c.duty for _, changes in parts for c in changes.duties}
    assert audited
    assert {(duty.clause, duty.occurrence): duty for duty in duties_of(subject)} == audited
