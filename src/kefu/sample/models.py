"""The state of the sample: how far it is filled, and how its cast sign in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kefu.people.models import Community


class Sample(models.Model):
    """The one sample of an installation. `passwords` are those of its cast, by the name to sign in with.

    They are kept readable for the page that shows them to who sits at the machine itself, and are drawn anew for each
    installation, so that a sample that others can reach opens to nobody else.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    community = models.OneToOneField(Community, models.PROTECT, null=True)
    passwords = models.JSONField(default=dict)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    filled_until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_sample")]

    @property
    def share(self) -> int:
        """How much of the history is there, in per cent."""
        return round(100 * (self.filled_until - self.begins_at) / (self.ends_at - self.begins_at))

    @property
    def is_full(self) -> bool:
        """Whether all of the history is there."""
        return self.filled_until >= self.ends_at

    def __str__(self) -> str:
        return "sample"
