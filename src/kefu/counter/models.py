"""Errands at the counter: what was asked for, the steps taken, the papers seen, what came of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kefu.estate.forgetting import Forgets
from kefu.estate.models import Person, Unit
from kefu.people.models import Community, User
from kefu.reception.models import Ticket


class State(models.TextChoices):
    """Where an errand stands."""

    OPEN = "open", _("being done")
    DONE = "done", _("finished")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Errand(models.Model):
    """What somebody comes to the counter for. Its history is in the ledger, its duties in `duties`.

    `procedure` is a name of the rulebook, done as the `version` in force at its beginning has it, whatever comes after.
    `values`: what its fields hold, by their names, as `calc.kept` writes them. `ticket`: with which number they came.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="errands", db_index=False)
    number = models.CharField(max_length=32)
    procedure = models.CharField(max_length=60)
    version = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="errands", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="errands")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, blank=True, related_name="errands")
    applicant = models.CharField(max_length=60)
    phone = models.CharField(max_length=32, blank=True)
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    is_stopped = models.BooleanField(default=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="opened_errands", db_index=False)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # The earliest due time of its open duties, for lists: what its standing says, brought over by a trigger.
    next_due_at = models.DateTimeField(null=True, editable=False)

    forgets: ClassVar = (
        Forgets(
            name="applicant",
            blank=("phone",),
            empty=("values", "taken__values"),
            texts=("fields",),
            phone="phone",
            open=Q(state=State.OPEN),
            subject="errand",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="errand_number_is_its_own"),
            models.CheckConstraint(condition=~Q(applicant=""), name="errand_has_an_applicant"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="errand_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="errand_ends_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-id"], name="errands_newest"),
            models.Index(fields=["community", "-id"], condition=Q(state="open"), name="errands_open"),
            models.Index(fields=["community", "procedure", "-id"], name="errands_of_procedure"),
            models.Index(fields=["unit", "-id"], condition=Q(unit__isnull=False), name="errands_of_unit"),
            models.Index(fields=["opened_by", "-id"], condition=Q(state="open"), name="errands_mine"),
            models.Index(
                fields=["community", "next_due_at", "id"], condition=Q(next_due_at__isnull=False), name="errand_due"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Taken(models.Model):
    """A step that was taken, the `times`th time, and what was said then, as it was put right since."""

    errand = models.ForeignKey(Errand, models.PROTECT, related_name="taken", db_index=False)
    step = models.CharField(max_length=60)
    times = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    values = models.JSONField(default=dict)
    papers = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            # Whatever two clerks press at the same moment, one of them took it.
            models.UniqueConstraint(fields=["errand", "step", "times"], name="step_taken_once"),
            models.CheckConstraint(condition=Q(times__gte=1), name="step_taken_at_least_once"),
        ]


class Outcome(models.Model):
    """What a step brought about: a deposit, a pass, a case, by the vocabulary's word for subjects and its id."""

    errand = models.ForeignKey(Errand, models.PROTECT, related_name="outcomes")
    step = models.CharField(max_length=60)
    kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "subject_id"], name="outcome_of_subject")]


class ErrandCounter(models.Model):
    """The last number given in a community's year."""

    community = models.ForeignKey(Community, models.CASCADE)
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "year"], name="one_errand_counter_per_year")
        ]
