"""Work orders, whom they go to, how they were signed, and the counter of their numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kefu.cases.models import Case
from kefu.estate.forgetting import Forgets
from kefu.people.models import Community, Post, User


class Side(models.TextChoices):
    """Where a receiver stands."""

    INSIDE = "inside", _("department of the house")
    OUTSIDE = "outside", _("outside body")


class Receiver(models.Model):
    """Whom orders go to: an inside department or an outside body.

    `user`, or else whoever holds `post`, answers for it: inside as the department itself, outside as the one of us who
    is in touch with it. `is_for_superiors`: only supervisors and managers have it on their list (S3).
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="receivers", db_index=False)
    name = models.CharField(max_length=60)
    side = models.CharField(max_length=8, choices=Side, default=Side.INSIDE)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.CharField(max_length=80, blank=True)
    is_for_superiors = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "name"], name="receiver_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="receiver_has_a_name"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="receiver_side_is_known"),
            models.CheckConstraint(condition=Q(user=None) | Q(post=None), name="receiver_is_answered_for_once"),
        ]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """Where an order stands."""

    ISSUED = "issued", _("issued")
    CONFIRMED = "confirmed", _("confirmed")
    ANSWERED = "answered", _("answered")
    FINISHED = "finished", _("finished")
    CLOSED = "closed", _("closed")


class WorkOrder(models.Model):
    """One order. Its history is in the ledger, its duties in `duties`; the row is what lists, pages and papers show.

    `handler` acts for the receiver; None where nobody of the program answers for it.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="work_orders", db_index=False)
    number = models.CharField(max_length=32)
    receiver = models.ForeignKey(Receiver, models.PROTECT, related_name="orders", db_index=False)
    sender = models.ForeignKey(User, models.PROTECT, related_name="sent_orders", db_index=False)
    handler = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="handled_orders", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="work_orders")
    # The date that stands on the slip; some rulebooks ask for one.
    dated_on = models.DateField(null=True, blank=True)
    customer_number = models.CharField(max_length=40, blank=True)
    matter = models.TextField()
    contact = models.CharField(max_length=80, blank=True)
    is_routine = models.BooleanField(default=True)
    # Who agreed that another department's people are asked for help with what is not routine (S0).
    consented_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    is_written_asked = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State, default=State.ISSUED)
    answer = models.TextField(blank=True)
    result = models.TextField(blank=True)
    urged = models.IntegerField(default=0)
    issued_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # When the customer was advised to go to the department directly.
    advised_at = models.DateTimeField(null=True, blank=True)
    # Issued by mistake: closed, and counted nowhere.
    is_withdrawn = models.BooleanField(default=False)
    # The earliest due time of its open duties, for lists: what its standing says, brought over by a trigger.
    next_due_at = models.DateTimeField(null=True, editable=False)

    forgets: ClassVar = (
        Forgets(
            blank=("contact",), person="case__person", phone="contact", open=~Q(state="closed"), subject="work-order"
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="order_number_is_its_own"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="order_is_closed_at_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="order_state_is_known"),
            models.CheckConstraint(condition=~Q(matter=""), name="order_has_a_matter"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(state="closed"), name="order_is_closed_when_withdrawn"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "id"], name="orders_in_order_of_arrival"),
            models.Index(fields=["community", "id"], condition=~Q(state="closed"), name="order_open"),
            models.Index(fields=["community", "state", "id"], name="order_in_state"),
            models.Index(fields=["receiver", "id"], name="order_of_receiver"),
            models.Index(
                fields=["receiver", "id"], condition=~Q(state__in=["finished", "closed"]), name="order_waiting"
            ),
            models.Index(fields=["sender", "id"], condition=~Q(state="closed"), name="order_sent"),
            models.Index(
                fields=["community", "customer_number"], condition=~Q(customer_number=""), name="order_of_customer"
            ),
            models.Index(fields=["community", "contact"], condition=~Q(contact=""), name="order_of_contact"),
            models.Index(fields=["handler", "id"], condition=~Q(state="closed"), name="order_handled"),
            models.Index(
                fields=["community", "next_due_at", "id"], condition=Q(next_due_at__isnull=False), name="order_due"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Place(models.TextChoices):
    """What a signature on an order says."""

    SENT = "sent", _("Sender")
    RECEIVED = "received", _("Received by")
    DONE = "done", _("Completion confirmed by")


class Signature(models.Model):
    """A signature made on a screen, or photographed; the picture lies on the disk by its digest."""

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="signatures", db_index=False)
    place = models.CharField(max_length=16, choices=Place)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "place"], name="order_signed_once_in_a_place"),
            models.CheckConstraint(condition=Q(place__in=Place.values), name="signature_place_is_known"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="signature_digest_is_sha256"),
            models.CheckConstraint(condition=~Q(name=""), name="signature_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class OrderCounter(models.Model):
    """The last number given in a community's year."""

    community = models.ForeignKey(Community, models.CASCADE)
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "year"], name="one_order_counter_per_year")
        ]
