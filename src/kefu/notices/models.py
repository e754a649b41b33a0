"""What is told to whom, and that they took note; messages that leave the program, and how each delivery went."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kefu.duties.models import Duty, Step
from kefu.estate.forgetting import Forgets
from kefu.events.models import Event
from kefu.lib.identity import masked_phone
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


class Purpose(models.TextChoices):
    """What a message is for."""

    WORD = "word", _("a word by hand")
    OPINION = "opinion", _("what came of an opinion")
    SURVEY = "survey", _("invitation to a survey")


class Way(models.TextChoices):
    """How a message leaves the program."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    CHAT = "chat", _("staff chat")


class Trouble(models.TextChoices):
    """Why a delivery did not go as it should."""

    UNREACHABLE = "unreachable", _("the provider could not be reached")
    NO_ANSWER = "no-answer", _("it was sent, and no answer came")
    BUSY = "busy", _("the provider could not take it just now")
    REFUSED = "refused", _("the provider refused it")
    SETTING = "setting", _("the setting of the provider is wrong")
    STOPPED = "stopped", _("the program stopped while it was being sent")


class Message(models.Model):
    """Something that leaves the program. `about`: the subject of events that it is of; `short`: what a text message
    says, which has room for little. What goes out in quiet hours is urgent.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="messages")
    purpose = models.CharField(max_length=12, choices=Purpose)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    short = models.CharField(max_length=70, blank=True)
    about_kind = models.CharField(max_length=16, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    about_label = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(about_kind="", about_id=None) | (~Q(about_kind="") & Q(about_id__isnull=False)),
                name="message_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """A message to one address. Who sends it claims it first, so that nobody gets it twice; where the program stopped
    between sending and noting, or no answer came, it is doubtful, and only a person sends it again.

    `left`: how often it is still tried by itself. `is_perhaps_twice`: it was tried again after it may have arrived.
    """

    class State(models.TextChoices):
        """How a delivery stands."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNSENT = "unsent", _("not sent: no provider")
        DOUBTFUL = "doubtful", _("perhaps sent")

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries", db_index=False)
    # The message's, for lists.
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=8, choices=Way)
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.SmallIntegerField(default=0)
    left = models.SmallIntegerField()
    next_try_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # What the provider calls it.
    reference = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    # The provider's words.
    said = models.TextField(blank=True)
    is_perhaps_twice = models.BooleanField(default=False)

    forgets: ClassVar = (
        Forgets(name="name", numbered=("address",), person="", unit="", phone="address"),
        # A message written by hand names nobody.
        Forgets(numbered=("address",), person="", phone="address"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "way", "address"], name="delivered_to_an_address_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_try_at__isnull=False) | (~Q(state="waiting") & Q(next_try_at=None)),
                name="waiting_deliveries_have_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", claimed_at__isnull=False) | (~Q(state="sending") & Q(claimed_at=None)),
                name="deliveries_are_claimed_to_be_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="sent_deliveries_say_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-id"], name="deliveries_newest"),
            models.Index(fields=["community", "state", "-id"], name="deliveries_by_state"),
            models.Index(fields=["next_try_at", "id"], condition=Q(state="waiting"), name="deliveries_to_send"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="deliveries_being_sent"),
        ]

    @property
    def masked_address(self) -> str:
        """To where it goes, so that nobody can call."""
        return masked_phone(self.address) if self.way == Way.SMS else self.address


class Attempt(models.Model):
    """One try to deliver: when it began, and how it ended; blank: nobody knows."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts", db_index=False)
    number = models.SmallIntegerField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    said = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["delivery", "number"], name="tried_once_at_a_time")]
