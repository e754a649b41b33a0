"""What is on its way to people: steps and reminders. Who tells them lies above."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kefu.duties.models import Duty, Standing, Step
from kefu.events.rows import update_rows


class Unsent(NamedTuple):
    """A step of which nobody was told yet. `is_waiting`: whether there is still something to take note of."""

    step_id: int
    duty_id: int
    level: int
    to_id: int | None
    community_id: int
    is_waiting: bool


def unsent_steps() -> list[Unsent]:
    """The steps of which nobody was told yet, the oldest first."""
    named = ("id", "duty_id", "level", "to_id", "duty__community_id", "acknowledged_at", "duty__end")
    found = Step.objects.filter(sent_at=None, is_imported=False).order_by("id").values_list(*named)
    return [
        Unsent(id_, duty_id, level, to_id, community_id, acknowledged_at is None and end == Duty.End.OPEN)
        for id_, duty_id, level, to_id, community_id, acknowledged_at, end in found
    ]


def mark_sent(step_ids: Iterable[int], at: datetime) -> None:
    """These steps were told, or were passed by the time they could be."""
    Step.objects.filter(id__in=step_ids, sent_at=None).update(sent_at=at)


def untold_reminders(now: datetime) -> QuerySet[Duty]:
    """The open duties of whose due time, still to come, the program has reminded without anybody being told yet."""
    return _UNTOLD.filter(due_at__gt=now).order_by("due_at", "id")


def mark_told(duties: Iterable[Duty]) -> None:
    """Of these reminders somebody was told, or nobody is to be: their subject is quiet."""
    rows = [{"id": duty.pk, "reminder_told_at": duty.reminded_at} for duty in duties]
    update_rows(Duty, rows)


def quiet_among(duties: Iterable[Duty], now: datetime) -> set[int]:
    """Which of these duties are of imported subjects that ring nobody yet, by their ids."""
    ids = [duty.pk for duty in duties]
    quiet = Standing.objects.filter(
        subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id"), quiet_until__gt=now
    )
    return set(Duty.objects.filter(id__in=ids).filter(Exists(quiet)).values_list("id", flat=True)) if ids else set()


_UNTOLD = Duty.objects.filter(
    Q(reminder_told_at=None) | ~Q(reminder_told_at=F("reminded_at")),
    end="",
    reminded_at__isnull=False,
    bearer_id__isnull=False,
)
