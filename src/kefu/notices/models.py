"""What is told to whom, and that they took note."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kefu.duties.models import Step
from kefu.people.models import Community, User


class Announcement(models.Model):
    """Something said to all staff of a community."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="announcements")
    title = models.CharField(max_length=120)
    words = models.TextField()
    must_acknowledge = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(title=""), name="announcement_has_a_title")]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """Something told to one person: an announcement, or escalations (`count` of them in one message)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    announcement = models.ForeignKey(Announcement, models.PROTECT, null=True, related_name="notices")
    count = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["announcement", "user"], name="told_once_of_an_announcement"),
            models.CheckConstraint(
                condition=Q(announcement__isnull=False, count=0) | Q(announcement=None, count__gt=0),
                name="notice_is_of_one_thing",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notices_of_user"),
            models.Index(fields=["user"], condition=Q(seen_at=None), name="notices_not_seen"),
        ]


class SentStep(models.Model):
    """That an escalation was sent, by which notice; None for a level that was passed by the time it could be sent."""

    step = models.OneToOneField(Step, models.PROTECT, primary_key=True, related_name="sent")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="steps")
