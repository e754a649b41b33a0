"""What is told to whom, and that they took note."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kefu.duties.models import Duty, Step
from kefu.events.models import Event
from kefu.people.models import Community, User


class Announcement(models.Model):
    """Something said by a person to staff of a community; `addressed` names to whom, blank: to all of them."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="announcements")
    title = models.CharField(max_length=120)
    words = models.TextField()
    addressed = models.TextField(blank=True)
    must_acknowledge = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="announcements")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="announcement_says_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "-id"], name="announcements_newest")]

    def __str__(self) -> str:
        return self.title


# What a notice of each kind is of; all else of it stays empty.
_OF = {
    "step": ("step",),
    "reminder": ("duty", "reminded_at"),
    "summary": ("count",),
    "given": ("event",),
    "announcement": ("announcement",),
}


def _is_of_one_thing() -> Q:
    named = [name for names in _OF.values() for name in names]
    allowed = [Q(kind=kind, **{f"{name}__isnull": name not in names for name in named}) for kind, names in _OF.items()]
    return reduce(or_, allowed) & (Q(count=None) | Q(count__gt=0))


class Notice(models.Model):
    """Something told to one person: of a step of an escalation, of a duty that is due soon, of many steps at once, of
    what was given to them, or an announcement. Whether a step was taken note of is said by the step alone.
    """

    class Kind(models.TextChoices):
        """What a notice is of."""

        STEP = "step"
        REMINDER = "reminder"
        SUMMARY = "summary"
        GIVEN = "given"
        ANNOUNCEMENT = "announcement"

    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=16, choices=Kind)
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="notices")
    # Of a reminder: the duty, and when the program reminded of it.
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="notices")
    reminded_at = models.DateTimeField(null=True)
    # Of a summary: how many escalations it stands for.
    count = models.IntegerField(null=True)
    # Of what was given: the event by which it was, and what its subject is called.
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+", db_index=False)
    label = models.TextField(blank=True)
    announcement = models.ForeignKey(Announcement, models.PROTECT, null=True, related_name="notices")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "user"], name="told_once_of_a_step"),
            models.UniqueConstraint(fields=["duty", "reminded_at"], name="told_once_of_a_reminder"),
            models.UniqueConstraint(fields=["announcement", "user"], name="told_once_of_an_announcement"),
            models.UniqueConstraint(fields=["event", "user"], name="told_once_of_an_event"),
            models.CheckConstraint(condition=_is_of_one_thing(), name="notice_is_of_one_thing"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(announcement__isnull=False), name="announcements_are_acknowledged"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notices_of_user"),
            models.Index(fields=["user", "id"], condition=Q(seen_at=None), name="notices_not_seen"),
        ]
