"""What the desk keeps of its own: how far clauses were kept on days long past, counted once a night.

A reading of the duties, made anew at any time; nothing is decided by it.
"""

from django.db import models


class Tally(models.Model):
    """How a clause's duties that fell due on a day ended. Days are those of the community's time."""

    community_id = models.BigIntegerField()
    clause = models.TextField()
    day = models.DateField()
    on_time = models.IntegerField()
    recorded_late = models.IntegerField()
    late = models.IntegerField()
    missed = models.IntegerField()
    breached = models.IntegerField()
    waived = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community_id", "clause", "day"), name="one_tally_per_clause_and_day"),
        )


class Counting(models.Model):
    """Up to which day a community's duties were counted, and when; what fell due later is read from the duties."""

    community_id = models.BigIntegerField(unique=True)
    until = models.DateField()
    at = models.DateTimeField()
