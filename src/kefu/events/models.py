"""The tables of the ledger: events in chains by subject, their words, and the seals over all chains.

Facts are kept as the very text that was hashed: PostgreSQL's jsonb would order keys and numbers its own way.
"""

import json
from typing import Any

from django.db import models
from django.db.models import Q


class LedgerHead(models.Model):
    """The end of one subject's chain. Locked by every append: that gives a subject's events their order."""

    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    seq = models.IntegerField(default=0)
    hash = models.BinaryField(default=b"")
    is_sealed = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="one_head_per_subject"),)
        indexes = (models.Index(fields=("id",), condition=Q(is_sealed=False), name="unsealed_heads"),)


class Event(models.Model):
    """What happened to a subject: the `seq`th of its events. `actor_id` is None for the program itself."""

    subject_kind = models.TextField()
    subject_id = models.BigIntegerField()
    seq = models.IntegerField()
    kind = models.TextField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    is_staff = models.BooleanField(default=True)
    community_id = models.BigIntegerField(null=True)
    facts_text = models.TextField(default="{}")
    request_key = models.TextField(default="")
    hash = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subject_kind", "subject_id", "seq"), name="one_event_per_place"),
            models.UniqueConstraint(
                fields=("request_key",), condition=~Q(request_key=""), name="one_event_per_request"
            ),
            models.CheckConstraint(condition=Q(seq__gt=0), name="events_count_from_one"),
        )
        indexes = (
            models.Index(fields=("community_id", "-id"), name="events_of_community"),
            # The record of revisits by day; a plain word of the vocabulary's, as the kinds of events are.
            models.Index(
                fields=("community_id", "-happened_at", "-id"),
                condition=Q(kind="case.revisited"),
                name="revisits_of_community",
            ),
        )

    @property
    def facts(self) -> dict[str, Any]:
        """Ids, codes, numbers and times by the vocabulary's names."""
        found: dict[str, Any] = json.loads(self.facts_text)
        return found


class EventText(models.Model):
    """Words or personal data of an event. The chain holds `digest`: erased by law, it still holds."""

    # The constraint's index begins with it.
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="texts", db_index=False)
    name = models.TextField()
    digest = models.BinaryField()
    salt = models.BinaryField(null=True)
    text = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_why = models.TextField(default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("event", "name"), name="one_text_per_name"),
            models.CheckConstraint(
                condition=Q(erased_at=None, salt__isnull=False, text__isnull=False)
                | Q(erased_at__isnull=False, salt=None, text=None),
                name="a_text_is_there_or_erased",
            ),
        )


class Seal(models.Model):
    """A hash over all heads that moved since the seal before; `heads` is the list as hashed: kind, id, seq, hash."""

    made_at = models.DateTimeField()
    heads = models.TextField()
    hash = models.BinaryField()
