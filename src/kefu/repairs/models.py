"""Builder's defects, each on its way to the developer's contractor and back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.estate.models import Unit
from kefu.people.models import Community, User


class Form(models.TextChoices):
    """On which paper a defect is reported to the contractor (S0); the values are the vocabulary's."""

    SHEET = "sheet", _("contact sheet")
    DAILY = "daily", _("daily report of complaints")
    SLIP = "slip", _("complaint slip")


class Defect(models.Model):
    """A defect that the builder left, and how far it is; its history is in the ledger.

    `times`: how often it was sent out, once more for each time that engineering found it not sound. `work`: what the
    contractor did, as it came back last. `case`: the repair that was passed on so.
    """

    class State(models.TextChoices):
        """How far a defect is."""

        SENT = "sent", _("with the contractor")
        RETURNED = "returned", _("came back, to be verified")
        VERIFIED = "verified", _("sound, to be closed")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # The index below begins with it.
    community = models.ForeignKey(Community, models.PROTECT, related_name="defects", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="defects")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="defects")
    place = models.CharField(max_length=200, blank=True)
    matter = models.TextField()
    form = models.CharField(max_length=8, choices=Form)
    contractor = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.SENT)
    times = models.PositiveSmallIntegerField(default=1)
    work = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(matter="") & ~Q(contractor=""), name="defect_says_what_and_to_whom"),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "withdrawn"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "withdrawn"]) & Q(closed_at=None)),
                name="defect_is_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "verified", "closed"]) | Q(returned_at__isnull=False),
                name="defect_returned_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["verified", "closed"]) | Q(verified_at__isnull=False),
                name="defect_verified_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state__in=["closed", "withdrawn"]), name="one_open_defect_of_a_case"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "-sent_at", "-id"], name="defects_newest")]

    def __str__(self) -> str:
        return f"{self.place} {self.matter[:40]}".strip()
