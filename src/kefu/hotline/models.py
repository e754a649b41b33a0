"""Calls, the exchanges that report them, recordings drawn and heard, words found out of place."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.estate.forgetting import Forgets
from kefu.people.models import Community, Department, User


class Direction(models.TextChoices):
    """Who called; the values are the vocabulary's."""

    IN = "in", _("incoming")
    OUT = "out", _("outgoing")


class Disposition(models.TextChoices):
    """What became of a call that needs no case; the values are the vocabulary's."""

    ANSWERED = "answered", _("answered at once")
    PASSED_ON = "passed-on", _("message passed on")
    REFERRED = "referred", _("referred elsewhere")
    CALLED_BACK = "called-back", _("called back")
    NOT_REACHED = "not-reached", _("called back, nobody there")
    WRONG_NUMBER = "wrong-number", _("wrong number")
    SILENT = "silent", _("nobody spoke")
    NUISANCE = "nuisance", _("nuisance call")


class Exchange(models.Model):
    """A telephone exchange that reports calls. Its token is kept nowhere, only its digest."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="exchanges")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(dropped_at=None), name="exchange_named_once"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="exchange_digest_is_sha256"),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(dropped_at__gte=F("added_at")), name="exchange_is_dropped_later"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """A call: when it rang, was answered, ended; by whom; and the case or disposition that it led to.

    `key`: what the exchange knows it by; blank for one written down by hand. `number`: the other side's.
    """

    # Has indexes below that begin with it.
    community = models.ForeignKey(Community, models.PROTECT, related_name="calls", db_index=False)
    key = models.CharField(max_length=64, blank=True)
    line = models.CharField(max_length=40, blank=True)
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    number = models.CharField(max_length=32, blank=True)
    agent = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="calls", db_index=False)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    rings = models.SmallIntegerField(null=True, blank=True)
    # An address at the recorder, or the recorder's own name for it.
    recording = models.CharField(max_length=500, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="calls")
    disposition = models.CharField(max_length=16, choices=Disposition, blank=True)
    summary = models.TextField(blank=True)
    logged_at = models.DateTimeField(null=True, blank=True)

    forgets: ClassVar = (Forgets(blank=("number",), person="case__person", phone="number", subject="call"),)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "key"], condition=~Q(key=""), name="call_is_known_by_its_key"),
            models.CheckConstraint(
                condition=Q(logged_at=None, case=None, disposition="")
                | (Q(logged_at__isnull=False) & (Q(case=None) ^ Q(disposition=""))),
                name="call_is_logged_with_a_case_or_a_disposition",
            ),
            models.CheckConstraint(
                condition=(Q(answered_at=None) | Q(answered_at__gte=F("started_at")))
                & (Q(ended_at=None) | Q(ended_at__gte=F("started_at")))
                & (Q(ended_at=None) | Q(answered_at=None) | Q(ended_at__gte=F("answered_at"))),
                name="call_goes_forward_in_time",
            ),
            models.CheckConstraint(condition=Q(rings=None) | Q(rings__gte=0), name="call_rings_are_counted"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-started_at", "-id"], name="call_newest"),
            models.Index(
                fields=["community", "-started_at", "-id"],
                condition=Q(logged_at=None, ended_at__isnull=False),
                name="call_to_log",
            ),
            models.Index(fields=["community", "-id"], condition=Q(ended_at=None), name="call_under_way"),
            models.Index(fields=["community", "number", "-started_at"], condition=~Q(number=""), name="call_of_number"),
            models.Index(fields=["agent", "-started_at", "-id"], name="call_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.pk}"

    @property
    def is_missed(self) -> bool:
        """Whether it ended before anybody answered."""
        return self.ended_at is not None and self.answered_at is None


class SlipState(models.TextChoices):
    """What became of something that should not have been said."""

    FOUND = "found", _("to be looked at")
    CONFIRMED = "confirmed", _("slip confirmed")
    DISMISSED = "dismissed", _("no slip")


class Slip(models.Model):
    """Something that should not stand in what somebody wrote, found afterwards; a supervisor says whether it is so.

    `event_id`: the event whose text it stands in, which keeps the text. `points`: what the rulebook's phrase had
    when it was found; nothing is deducted by the program.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="slips", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="slips", db_index=False)
    event_id = models.BigIntegerField()
    # Of which of the event's texts, and where its sign stands in it.
    text = models.CharField(max_length=40)
    start = models.IntegerField()
    phrase = models.CharField(max_length=80)
    said = models.CharField(max_length=200)
    better = models.CharField(max_length=200, blank=True)
    points = models.FloatField()
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SlipState, default=SlipState.FOUND)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            # With it, the same text may be looked through again.
            models.UniqueConstraint(fields=["event_id", "text", "start"], name="slip_is_found_once"),
            models.CheckConstraint(
                condition=Q(state="found", judged_at=None) | (~Q(state="found") & Q(judged_at__isnull=False)),
                name="slip_is_judged_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "state", "-id"], name="slips_by_state"),
            models.Index(fields=["user", "state", "-id"], name="slips_of_user"),
        ]

    def __str__(self) -> str:
        return self.said


class Draw(models.Model):
    """Recordings drawn at random from a department's calls of some days: so many of each agent's, by a kept seed.

    `recordings`: from how many they were drawn.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="draws", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    each = models.SmallIntegerField()
    recordings = models.IntegerField()
    seed = models.CharField(max_length=32)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="draw_looks_at_days"),
            models.CheckConstraint(condition=Q(each__gt=0), name="draw_is_of_some"),
        ]
        indexes: ClassVar = [models.Index(fields=["department", "-id"], name="draws_newest")]

    def __str__(self) -> str:
        return f"{self.department.name} {self.pk}"


class Hearing(models.Model):
    """A recording that was drawn, and what who listened to it says: a mark from 1 to 5, and a note."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="hearings", db_index=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="hearings")
    heard_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    heard_at = models.DateTimeField(null=True, blank=True)
    mark = models.SmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "call"], name="recording_is_drawn_once"),
            models.CheckConstraint(
                condition=Q(heard_at=None, mark=None) | Q(heard_at__isnull=False, mark__gte=1, mark__lte=5),
                name="who_heard_it_marks_it",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["draw", "id"], name="hearings_of_draw")]

    def __str__(self) -> str:
        return f"{self.draw_id}: {self.call_id}"
