"""Passes of those who come and go, slips for goods, and each passage through a gate."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kefu.estate.forgetting import Forgets
from kefu.estate.models import Person, Unit
from kefu.lib.identity import masked_phone
from kefu.people.models import Community, User


class Kind(models.TextChoices):
    """What a pass is for; the values are the vocabulary's."""

    WORKER = "worker", _("worker's pass")
    RESIDENT = "resident", _("resident's pass")
    VISITOR = "visitor", _("visitor")
    GOODS = "goods", _("goods release")


class State(models.TextChoices):
    """How far a pass is. That its time is over is worked out, not kept."""

    ISSUED = "issued", pgettext_lazy("a pass", "issued")
    INSIDE = "inside", _("inside")
    LEFT = "left", pgettext_lazy("a pass", "left")
    HANDED_IN = "handed-in", _("handed in")
    USED = "used", _("used")
    REVOKED = "revoked", _("revoked")


CLOSED = (State.HANDED_IN, State.USED, State.REVOKED)


class Pass(models.Model):
    """A pass, a visit, or a slip with which goods go out; its history is in the ledger.

    `code`: what its QR code says, which nobody can guess. `what`: the goods, one in each line. `host`: whom a visitor
    comes to see, `host_person` the same where the household file knows them. `called_in_at`: since when it must be
    handed in.
    """

    # The indexes below begin with it.
    community = models.ForeignKey(Community, models.PROTECT, related_name="passes", db_index=False)
    number = models.CharField(max_length=16)
    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ISSUED)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="passes")
    host_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    holder = models.CharField(max_length=60)
    phone = models.CharField(max_length=32, blank=True)
    company = models.CharField(max_length=120, blank=True)
    what = models.TextField(blank=True)
    plate = models.CharField(max_length=16, blank=True)
    host = models.CharField(max_length=60, blank=True)
    is_host_told = models.BooleanField(default=False)
    purpose = models.CharField(max_length=200, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    called_in_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    forgets: ClassVar = (
        Forgets(name="host", person="host_person", open=Q(state=State.INSIDE), subject="pass"),
        Forgets(name="holder", blank=("phone", "plate"), person="", phone="phone", subject="pass"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="pass_number_is_its_own"),
            models.CheckConstraint(condition=~Q(holder="") & ~Q(code=""), name="pass_says_whose_it_is"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="pass_lasts_some_time"),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False) | (~Q(state__in=CLOSED) & Q(closed_at=None)),
                name="pass_is_closed_at_a_time",
            ),
            # Goods go out once and never stay; nobody's pass is used up.
            models.CheckConstraint(
                condition=Q(kind=Kind.GOODS, state__in=[State.ISSUED, State.USED, State.REVOKED])
                | (~Q(kind=Kind.GOODS) & ~Q(state=State.USED)),
                name="pass_state_suits_its_kind",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-issued_at", "-id"], name="passes_newest"),
            models.Index(fields=["community", "valid_until"], condition=Q(closed_at=None), name="passes_open"),
            models.Index(fields=["community", "closed_at"], condition=~Q(closed_at=None), name="passes_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.holder}"

    @property
    def masked_phone(self) -> str:
        """The number as others may see it."""
        return masked_phone(self.phone)

    @property
    def items(self) -> list[str]:
        """The goods, one by one."""
        return [line.strip() for line in self.what.splitlines() if line.strip()]

    def is_over(self, at: datetime) -> bool:
        """Whether its time has run out."""
        return self.closed_at is None and at > self.valid_until


class Direction(models.TextChoices):
    """Which way something passed a gate."""

    IN = "in", _("in")
    OUT = "out", _("out")
    GOODS = "goods", _("goods out")
    REFUSED = "refused", _("goods turned back")


class Passage(models.Model):
    """Somebody, or goods, passed a gate, or goods were turned back. `is_open`: who went in by it is inside still.

    `at` is when it happened; a phone without a connection tells it later, at `recorded_at`.
    """

    # The index below begins with it.
    community = models.ForeignKey(Community, models.PROTECT, related_name="passages", db_index=False)
    of = models.ForeignKey(Pass, models.PROTECT, related_name="passages")
    gate = models.CharField(max_length=60, blank=True)
    direction = models.CharField(max_length=8, choices=Direction)
    is_open = models.BooleanField(default=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of"], condition=Q(direction="goods"), name="goods_go_out_once"),
            models.UniqueConstraint(fields=["of"], condition=Q(is_open=True), name="inside_once_at_a_time"),
            models.CheckConstraint(condition=Q(is_open=False) | Q(direction="in"), name="open_passage_goes_in"),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "-at", "-id"], name="passages_newest")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.direction}"

    @property
    def is_told_later(self) -> bool:
        """Whether a phone kept it before it was sent."""
        return self.recorded_at > self.at


class PassCounter(models.Model):
    """The last number given in a community's year."""

    community = models.ForeignKey(Community, models.CASCADE)
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "year"], name="one_pass_counter_per_year")
        ]
