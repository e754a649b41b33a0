"""Draws of cases for revisits: kept with their seed, so that each can be drawn again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kefu.people.models import Community, User


class Draw(models.Model):
    """A share of the cases settled in a period, drawn at random by a clause; who has the seed draws the same again.

    `population`: the cases among which it was drawn; `drawn`: those that were, in the order in which they were.
    """

    # The constraint's index begins with it.
    community = models.ForeignKey(Community, models.PROTECT, related_name="draws", db_index=False)
    clause = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField()
    per_cent = models.FloatField()
    seed = models.CharField(max_length=32)
    population = ArrayField(models.BigIntegerField())
    drawn = ArrayField(models.BigIntegerField())
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "clause", "since"], name="drawn_once_for_a_period"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="draw_is_of_a_period"),
            models.CheckConstraint(condition=Q(population__contains=F("drawn")), name="drawn_from_its_population"),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "-id"], name="revisit_draws_newest")]

    def __str__(self) -> str:
        return f"{self.clause} {self.since}"
