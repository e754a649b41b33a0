"""Incidents, the cases that came of each, and claims."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.estate.forgetting import Forgets
from kefu.estate.models import Person, Unit
from kefu.people.models import Community, User


class Incident(models.Model):
    """Something that befell many at once, a flooded basement say; its history is in the ledger."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="incidents", db_index=False)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="incident_has_a_title"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="incident_closed_later"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "-happened_at", "-id"], name="incident_newest")]

    def __str__(self) -> str:
        return self.title


class IncidentCase(models.Model):
    """A case that came of an incident; of one alone."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="members")
    case = models.OneToOneField(Case, models.PROTECT, related_name="membership")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.case_id}"


class Way(models.TextChoices):
    """How a loss is made good (S0)."""

    GOODS = "goods", _("goods in replacement")
    MONEY = "money", _("money")


class Claim(models.Model):
    """What one household claims for an incident; amounts in yuan.

    `items`: what was lost, a line each. `counted`: the loss as it was found at the owner's home. `agreed`: what both
    sides settled on, and how it is made good (`way`; `goods`: which).
    """

    class State(models.TextChoices):
        """How far a claim is."""

        MADE = "made", _("made")
        COUNTED = "counted", _("loss counted")
        AGREED = "agreed", _("agreed")
        SETTLED = "settled", _("settled")
        DROPPED = "dropped", _("dropped")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="claims")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="claims")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="claims")
    place = models.CharField(max_length=200, blank=True)
    claimant = models.CharField(max_length=80)
    contact = models.CharField(max_length=80, blank=True)
    items = models.TextField()
    claimed = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    counted = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    agreed = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    goods = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.MADE)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    forgets: ClassVar = (
        Forgets(
            name="claimant",
            blank=("contact",),
            phone="contact",
            open=~Q(state__in=(State.SETTLED, State.DROPPED)),
            subject="incident",
            subject_id="incident_id",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(items="") & ~Q(claimant=""), name="claim_says_who_and_what"),
            models.CheckConstraint(
                condition=Q(claimed=None) | Q(claimed__gte=0), name="claim_asks_for_no_less_than_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state="counted") | Q(counted__isnull=False), name="claim_counted_says_how_much"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "settled"]) | (Q(agreed__isnull=False) & ~Q(way="")),
                name="claim_agreed_says_on_what",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False) | (~Q(state="settled") & Q(settled_at=None)),
                name="claim_settled_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant}: {self.items[:20]}"
