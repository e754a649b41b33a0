"""What is on its way to people: steps and reminders. Who tells them lies above."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from kefu.duties.models import Duty, Step


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
    found = Step.objects.filter(sent_at=None).order_by("id").values_list(*named)
    return [
        Unsent(id_, duty_id, level, to_id, community_id, acknowledged_at is None and end == Duty.End.OPEN)
        for id_, duty_id, level, to_id, community_id, acknowledged_at, end in found
    ]


def mark_sent(step_ids: Iterable[int], at: datetime) -> None:
    """These steps were told, or were passed by the time they could be."""
    Step.objects.filter(id__in=step_ids, sent_at=None).update(sent_at=at)


def reminded(now: datetime) -> QuerySet[Duty]:
    """The open duties of whose due time, still to come, the program has reminded."""
    return Duty.objects.filter(end="", reminded_at__isnull=False, due_at__gt=now)
