"""Windows, the tickets of who waits at them or was received, and the devices that give out and call numbers."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.cases.models import Case
from kefu.estate.forgetting import Forgets
from kefu.estate.models import Person, Unit
from kefu.people.models import Community, User


class CameBy(models.TextChoices):
    """How somebody came to be received."""

    NUMBER = "number", _("with a number")
    VISIT = "visit", _("without a number")
    PHONE = "phone", _("by phone")


class State(models.TextChoices):
    """How far a ticket is."""

    WAITING = "waiting", pgettext_lazy("a ticket", "waiting")
    CALLED = "called", _("called")
    SERVED = "served", pgettext_lazy("a ticket", "received")
    NO_SHOW = "no-show", _("did not come when called")
    LEFT = "left", _("left before being called")


class Window(models.Model):
    """A window; open while a clerk sits there. `purposes`: what it serves; none: whatever people come for."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="windows")
    name = models.CharField(max_length=40)
    purposes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    clerk = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(retired_at=None), name="window_named_once"
            ),
            models.UniqueConstraint(
                fields=["clerk"], condition=Q(clerk__isnull=False), name="clerk_sits_at_one_window"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="window_has_a_name"),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(clerk=None), name="nobody_sits_at_a_retired_window"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NumberRoll(models.Model):
    """The last number of a letter that was given out on a day; the row's lock makes every number one of its own."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "day", "letter"], name="one_roll_of_a_letter_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.letter}{self.last:03d}"


class Ticket(models.Model):
    """Somebody who came or called: for what, how long they waited and were served, how it ended.

    `number`: of the day; blank for who had none. `purpose`: a word of the rulebook's purposes. `only_at`: the window
    that they were sent to. `queued_at`: since when they wait now: since they came, or were sent on. `waited`, `served`:
    seconds of both kinds so far, which are never added up. `coordination`: with whom it had to be arranged.
    `is_pending`: the result is not known yet. `mark`: what they thought of it, from 1 to 5.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="tickets", db_index=False)
    day = models.DateField()
    number = models.CharField(max_length=8, blank=True)
    purpose = models.CharField(max_length=60)
    came_by = models.CharField(max_length=8, choices=CameBy, default=CameBy.NUMBER)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="tickets")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="tickets")
    matter = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    taken_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    waited = models.IntegerField(default=0)
    served = models.IntegerField(default=0)
    only_at = models.ForeignKey(Window, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    window = models.ForeignKey(Window, models.PROTECT, null=True, blank=True, related_name="tickets", db_index=False)
    clerk = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    coordination = models.CharField(max_length=400, blank=True)
    result = models.CharField(max_length=400, blank=True)
    is_pending = models.BooleanField(default=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="tickets")
    mark = models.SmallIntegerField(null=True, blank=True)
    revisited_at = models.DateTimeField(null=True, blank=True)

    forgets: ClassVar = (
        Forgets(
            name="name", blank=("phone",), phone="phone", open=Q(state__in=("waiting", "called")), subject="ticket"
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "day", "number"], condition=~Q(number=""), name="number_given_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["window"],
                condition=Q(state="called", window__isnull=False),
                name="window_calls_one_ticket",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="ticket_has_a_purpose"),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "served", "no-show"])
                | Q(called_at__isnull=False, clerk__isnull=False),
                name="ticket_called_at_a_time_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state="served", served_at__isnull=False) & ~Q(result=""))
                | (~Q(state="served") & Q(served_at=None)),
                name="ticket_served_with_a_result",
            ),
            models.CheckConstraint(condition=Q(called_at=None) | Q(called_at__gte=F("taken_at")), name="called_later"),
            models.CheckConstraint(
                condition=Q(served_at=None) | Q(served_at__gte=F("called_at")), name="served_after_the_call"
            ),
            models.CheckConstraint(condition=Q(mark=None) | Q(mark__gte=1, mark__lte=5), name="mark_from_1_to_5"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-taken_at", "-id"], name="tickets_newest"),
            models.Index(fields=["-taken_at", "-id"], name="tickets_newest_anywhere"),
            models.Index(
                fields=["community", "day", "taken_at", "id"], condition=Q(state="waiting"), name="tickets_waiting"
            ),
            models.Index(fields=["community", "day", "-called_at"], condition=Q(state="called"), name="tickets_called"),
            models.Index(fields=["window"], condition=Q(state="called"), name="ticket_at_window"),
            models.Index(fields=["community", "taken_at"], condition=Q(mark__isnull=False), name="tickets_with_a_mark"),
            models.Index(fields=["clerk", "-taken_at"], name="tickets_of_clerk"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.day:%m%d}-{self.pk}"


class Device(models.Model):
    """A screen without anybody signed in: it gives out numbers or shows those called, by an address nobody guesses."""

    class Kind(models.TextChoices):
        """What a device is for."""

        NUMBERS = "numbers", _("gives out numbers")
        SCREEN = "screen", _("shows who is called")

    community = models.ForeignKey(Community, models.PROTECT, related_name="devices")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="device_has_a_name")]

    def __str__(self) -> str:
        return self.name
