"""Cards, keys and parking spaces, to whom each was handed out, who left a key with us, what was entered on a card."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.estate.forgetting import Forgets
from kefu.estate.models import Person, Unit
from kefu.people.models import Community, User


class Kind(models.TextChoices):
    """What is handed out."""

    CARD = "card", _("card")
    KEY = "key", _("key")
    PARKING = "parking", _("parking space")


class State(models.TextChoices):
    """Where a thing is."""

    KEPT = "kept", _("with us")
    OUT = "out", _("handed out")
    LOST = "lost", _("lost")
    RETIRED = "retired", _("no longer in use")


class Registration(models.Model):
    """Things that were registered together, so that they can be taken back together."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="registration_kind_is_known"),
        ]


class Thing(models.Model):
    """A card, a key or a parking space. Its history is in the ledger; the row is what lists and pages show.

    `unit`: the home that it opens or belongs to; `place`: where it hangs, lies or is. `due_at`: when it should be back
    while it is out, as the open handout says.
    """

    # The indexes below begin with it.
    community = models.ForeignKey(Community, models.PROTECT, related_name="things", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    # Sorted and found by code point whatever the server's language is.
    number = models.CharField(max_length=40, db_collation="C")
    # The number with its digits at one width: K-9 stands before K-10.
    sorts_as = models.CharField(max_length=120, db_collation="C")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="things")
    place = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.KEPT)
    due_at = models.DateTimeField(null=True, blank=True)
    # When the access system was told to refuse a lost card.
    blocked_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, blank=True, related_name="things")
    # The card that was given for this one when it was lost.
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "kind", "number"], condition=~Q(state="retired"), name="thing_number_is_its_own"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="thing_has_a_number"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="thing_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="thing_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False) | (~Q(state="retired") & Q(retired_at=None)),
                name="thing_is_retired_at_a_time",
            ),
            models.CheckConstraint(condition=Q(due_at=None) | Q(state="out"), name="thing_is_due_while_it_is_out"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "sorts_as", "id"], name="things_in_order"),
            models.Index(fields=["community", "state", "sorts_as", "id"], name="things_in_state"),
            models.Index(fields=["community", "-id"], name="things_newest"),
            models.Index(fields=["community", "due_at", "id"], condition=Q(due_at__isnull=False), name="things_due"),
            models.Index(fields=["number", "id"], condition=~Q(state="retired"), name="thing_by_number_anywhere"),
        ]

    def __str__(self) -> str:
        return self.number


class Direction(models.TextChoices):
    """Which way a thing went: from us to its holder, or from a household to us."""

    OUT = "out", _("handed out by us")
    LEFT = "left", _("left with us")


class End(models.TextChoices):
    """How a handout ended; blank while it is open."""

    BACK = "back", _("brought back")
    LOST = "lost", _("was lost")
    MOVED = "moved", _("went over to another holder")


_DIGEST = r"^[0-9a-f]{64}$"


class Handout(models.Model):
    """A thing is with somebody, from when to when; or a household left its key with us. Rows are ended and kept.

    `person` and `user` where the holder is known to the program; `name` always. The signatures are those of whoever
    took it and of whoever brought or took it back, by the digests of their pictures.
    """

    thing = models.ForeignKey(Thing, models.PROTECT, related_name="handouts", db_index=False)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.OUT)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="handouts", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="handouts", db_index=False)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="handouts", db_index=False)
    purpose = models.CharField(max_length=200, blank=True)
    plate = models.CharField(max_length=16, blank=True)
    vehicle = models.CharField(max_length=60, blank=True)
    out_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    out_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    out_digest = models.CharField(max_length=64, blank=True)
    out_type = models.CharField(max_length=100, blank=True)
    # Who brought it back, or took back what was left with us; and who of us saw to it.
    back_at = models.DateTimeField(null=True, blank=True)
    back_from = models.CharField(max_length=60, blank=True)
    back_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    back_digest = models.CharField(max_length=64, blank=True)
    back_type = models.CharField(max_length=100, blank=True)
    end = models.CharField(max_length=8, choices=End, blank=True)

    forgets: ClassVar = (
        Forgets(name="name", blank=("plate", "vehicle"), open=Q(back_at=None), subject="thing", subject_id="thing_id"),
        Forgets(name="back_from", person="", subject="thing", subject_id="thing_id"),
    )

    class Meta:
        constraints: ClassVar = [
            # What nobody may do twice: whatever two clerks press, one row is written.
            models.UniqueConstraint(
                fields=["thing", "direction"], condition=Q(back_at=None), name="one_open_handout_of_a_thing"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="handout_names_the_holder"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="handout_direction_is_known"),
            models.CheckConstraint(
                condition=Q(back_at=None, end="") | Q(back_at__gte=F("out_at"), end__in=End.values),
                name="handout_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(out_digest="") | Q(out_digest__regex=_DIGEST), name="handout_digest_is_sha256"
            ),
            models.CheckConstraint(
                condition=Q(back_digest="") | Q(back_digest__regex=_DIGEST), name="handout_back_digest_is_sha256"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["thing", "id"], name="handouts_of_thing"),
            models.Index(fields=["unit", "id"], condition=Q(back_at=None), name="handouts_of_unit_now"),
            models.Index(fields=["person", "id"], condition=Q(back_at=None), name="handouts_of_person_now"),
            models.Index(fields=["user", "id"], condition=Q(back_at=None), name="handouts_of_user_now"),
            models.Index(fields=["name", "id"], condition=Q(back_at=None), name="handouts_of_name_now"),
            models.Index(
                fields=["plate", "id"], condition=Q(back_at=None) & ~Q(plate=""), name="handouts_of_plate_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing_id} {self.name}"


class Load(models.Model):
    """What was entered on a card: the doors and days that it opens, or what else its system keeps."""

    thing = models.ForeignKey(Thing, models.PROTECT, related_name="loads")
    what = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(what=""), name="load_says_what")]
