"""The tables of the engine. Communities, persons and subjects are plain ids: their tables lie above (DESIGN 2)."""

from django.db import models
from django.db.models import F, Q


class Standing(models.Model):
    """All of a subject's state that a decision depends on, save its open duties: `rulebook.State` in a row.

    `next_at`: when the passing of time next brings something. `next_due_at`: the earliest due time of its open duties,
    for lists. `facts`, `seen`, `pause`, `runs` are JSON. `quiet_until`: a subject of an import, whose escalations and
    reminders before that moment ring nobody.
    """

    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    label = models.TextField()
    version = models.TextField()
    facts = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    pause = models.JSONField(null=True)
    runs = models.JSONField(default=list)
    seq = models.IntegerField()
    next_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    quiet_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="one_standing_per_subject"),)
        indexes = (
            models.Index(fields=("next_at", "id"), condition=Q(next_at__isnull=False), name="standing_next"),
            models.Index(
                fields=("community_id", "quiet_until"), condition=Q(quiet_until__isnull=False), name="standing_quiet"
            ),
        )


class Duty(models.Model):
    """One duty of one subject; open while `end` is blank. Its key is (clause, subject, occurrence)."""

    class End(models.TextChoices):
        """How a duty ended."""

        OPEN = ""
        DONE = "done"
        WAIVED = "waived"
        CANCELLED = "cancelled"
        MISSED = "missed"

    clause = models.TextField()
    version = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    occurrence = models.TextField()
    community_id = models.BigIntegerField()
    label = models.TextField()
    is_series = models.BooleanField(default=False)
    opened_by = models.IntegerField()
    bearer_as = models.TextField(null=True)
    bearer_post = models.TextField(null=True)
    bearer_id = models.BigIntegerField(null=True)
    start_at = models.DateTimeField()
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # Of which reminder its bearer was told; the engine knows nothing of it.
    reminder_told_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stops = models.JSONField(default=list)
    level = models.IntegerField(default=0)
    acknowledge_by = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    end = models.TextField(choices=End, default=End.OPEN, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.IntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subject_kind", "subject_id", "clause", "occurrence"), name="one_duty_per_occurrence"
            ),
            models.UniqueConstraint(
                fields=("subject_kind", "subject_id", "clause"),
                condition=Q(end="", is_series=False),
                name="one_open_duty_per_deadline",
            ),
            models.CheckConstraint(
                condition=Q(end="", ended_at=None, ended_by=None)
                | (~Q(end="") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="ended_duties_say_when",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(due_at=None) | ~Q(end=""), name="paused_duties_have_no_due_time"
            ),
        )
        indexes = (
            models.Index(fields=("bearer_id", "due_at", "id"), condition=Q(end=""), name="open_by_bearer"),
            models.Index(fields=("community_id", "due_at", "id"), condition=Q(end=""), name="open_by_community"),
            models.Index(
                fields=("community_id", "clause", "due_at", "id"),
                include=("breached_at",),
                condition=Q(end=""),
                name="open_by_clause",
            ),
            # How far a clause is kept is read from this index alone.
            models.Index(
                fields=("community_id", "clause", "due_at"),
                include=("end", "ended_at", "breached_at"),
                name="kept_by_clause",
            ),
            models.Index(
                fields=("community_id", "clause", "-breached_at", "-id"),
                condition=Q(breached_at__isnull=False),
                name="breaches_of_clause",
            ),
            # What hangs on the wall.
            models.Index(
                fields=("community_id", "due_at", "id"),
                condition=Q(end="", acknowledged_at=None, level__gt=0),
                name="unanswered_by_community",
            ),
            models.Index(
                fields=("community_id", "due_at", "id"),
                condition=Q(end="", bearer_as=None),
                name="open_borne_by_nobody",
            ),
            models.Index(
                fields=("due_at", "id"),
                condition=Q(end="", reminded_at__isnull=False, bearer_id__isnull=False)
                & (Q(reminder_told_at=None) | ~Q(reminder_told_at=F("reminded_at"))),
                name="reminders_to_tell",
            ),
        )


class Step(models.Model):
    """One step of a duty's escalation: recorded once, delivered at least once; `sent_at` is None until then.

    `is_waiting`: whether its duty still waits to be done; of an imported one nobody is told, and nothing waits.
    """

    # The constraint's index begins with it.
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="steps", db_index=False)
    level = models.IntegerField()
    to_as = models.TextField(null=True)
    to_post = models.TextField(null=True)
    to_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    passed_over = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.BigIntegerField(null=True)
    is_waiting = models.BooleanField(default=True)
    is_imported = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("duty", "level"), name="one_step_per_level"),)
        indexes = (
            models.Index(
                fields=("to_id", "at", "id"),
                condition=Q(is_waiting=True, acknowledged_at=None),
                name="steps_to_take_note_of",
            ),
            # With nobody to ask for, an index that begins with whom gives no order.
            models.Index(
                fields=("at", "id"),
                condition=Q(is_waiting=True, to_id=None, acknowledged_at=None),
                name="steps_left_to_nobody",
            ),
            models.Index(
                fields=("acknowledged_by_id", "at", "id"),
                condition=Q(is_waiting=True, acknowledged_at__isnull=False),
                name="steps_taken_note_of",
            ),
            models.Index(fields=("id",), condition=Q(sent_at=None, is_imported=False), name="steps_not_sent"),
        )


class PostHolder(models.Model):
    """Who holds a post of a community, from when to when: written by `people`, read by the engine."""

    community_id = models.BigIntegerField()
    post = models.TextField()
    person_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="held_forward_in_time"),
            models.UniqueConstraint(
                fields=("community_id", "post", "person_id"), condition=Q(until=None), name="held_once_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("community_id", "post", "since"), name="holders_of_post"),)


class Adoption(models.Model):
    """A version of a rulebook in force in a community from a day on. `source` is the file as it was adopted."""

    community_id = models.BigIntegerField()
    rulebook = models.TextField()
    version = models.TextField()
    source = models.TextField()
    adopted_at = models.DateTimeField()
    adopted_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("community_id", "version"), name="one_adoption_per_version"),)


class CalendarYear(models.Model):
    """The arrangement of one year for a community's calendar: single days closed and opened. The newest one holds.

    `closed_hours`: hours of single days in which the office is closed, as {day: ["14:00-16:00"]}. `is_official`:
    whether the authorities' arrangement is among it, and not days of the department's own alone.
    """

    community_id = models.BigIntegerField()
    calendar = models.TextField()
    year = models.IntegerField()
    closed = models.JSONField(default=list)
    opened = models.JSONField(default=list)
    closed_hours = models.JSONField(default=dict)
    is_official = models.BooleanField(default=True)
    adopted_at = models.DateTimeField()
    adopted_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=("community_id", "calendar", "year", "-id"), name="arrangement_of_year"),)
