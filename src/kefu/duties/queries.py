"""What is read about duties, by the page or the question that asks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, QuerySet

from kefu import clock
from kefu.duties.accounts import NOTHING, kept_of
from kefu.duties.acts import Subject
from kefu.duties.binding import instant, state_of
from kefu.duties.governing import rules_of
from kefu.duties.models import Duty, Standing, Step
from kefu.events.models import Event, LedgerHead
from kefu.rulebook.model import Refusal
from kefu.rulebook.refusing import refusals as refusals_by_rules


def refusals(subject: Subject, verb: str, facts: Mapping[str, Any]) -> list[Refusal]:
    """The requirement clauses in force that forbid a verb on a subject now, with what is missing for each."""
    rules = rules_of(subject.community_id)
    if rules is None:
        return []
    key = subject.kind, subject.id
    standing = kept_of([key]).get(key, NOTHING).standing
    return refusals_by_rules(state_of(subject, standing, [], 0), verb, facts, rules, instant(clock.now()))


def seq_of(subject: Subject) -> int:
    """The number of a subject's last event; 0 before the first."""
    found = LedgerHead.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return found.values_list("seq", flat=True).first() or 0


def seqs_of(subject_kind: str, ids: Iterable[int]) -> dict[int, int]:
    """The number of each subject's last event."""
    found = LedgerHead.objects.filter(subject_kind=subject_kind, subject_id__in=list(ids))
    return dict(found.values_list("subject_id", "seq"))


def first_due(subject_kind: str, ids: Iterable[int]) -> dict[int, Duty]:
    """The open duty of each of these that is due first; one whose clock stands still gives way to any other."""
    found = Duty.objects.filter(subject_kind=subject_kind, subject_id__in=list(ids), end="")
    # The soonest comes last, and stays.
    return {duty.subject_id: duty for duty in found.order_by("-due_at", "-id")}


def is_paused(subject: Subject) -> bool:
    """Whether the subject's clock stands still."""
    found = Standing.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return found.exclude(pause=None).exists()


def actors_of(subject: Subject, kind: str) -> list[int | None]:
    """Who did this to the subject, each time it was done."""
    found = Event.objects.filter(subject_kind=subject.kind, subject_id=subject.id, kind=kind)
    return list(found.order_by("seq").values_list("actor_id", flat=True))


def duties_on(subject: Subject) -> QuerySet[Duty]:
    """All duties of a subject, those that are open first, then the last ended ones."""
    found = Duty.objects.filter(subject_kind=subject.kind, subject_id=subject.id).prefetch_related("steps")
    return found.order_by(F("ended_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "id")


def open_duties_of(person_id: int) -> QuerySet[Duty]:
    """The open duties that somebody bears."""
    return Duty.objects.filter(bearer_id=person_id, end="")


def open_duties_in(community_id: int) -> QuerySet[Duty]:
    """The open duties of a community."""
    return Duty.objects.filter(community_id=community_id, end="")


def waiting_steps(person_id: int) -> QuerySet[Step]:
    """The escalations that somebody has not taken note of, whose duties are still open, the longest waiting first."""
    found = Step.objects.filter(to_id=person_id, is_waiting=True, acknowledged_at=None)
    return found.select_related("duty").order_by("at", "id")


def noted_steps(person_id: int) -> QuerySet[Step]:
    """The escalations that somebody took note of, of duties that others have yet to do, the oldest first."""
    found = Step.objects.filter(acknowledged_by_id=person_id, is_waiting=True, acknowledged_at__isnull=False)
    return found.exclude(duty__bearer_id=person_id).select_related("duty").order_by("at", "id")
