"""Cases, and the counter of their numbers."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from kefu.estate.forgetting import Forgets
from kefu.estate.models import Person, Unit
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.lib.media import PICTURES
from kefu.lib.money import to_the_cent
from kefu.people.models import Community, User


class Kind(models.TextChoices):
    """What is asked for; the values are the vocabulary's."""

    ENQUIRY = "enquiry", _("enquiry")
    COMPLAINT = "complaint", _("complaint")
    SUGGESTION = "suggestion", _("suggestion")
    REPAIR = "repair", _("repair")
    REQUEST = "request", _("request for help")
    PRAISE = "praise", _("praise")
    REPORT = "report", _("upward report")
    COMMISSION = "commission", _("commission of a service")
    FAULT = "fault", _("fault of the service")


class Severity(models.TextChoices):
    """How grave a complaint is."""

    MAJOR = "major", _("major")
    GENERAL = "general", _("general")


class Grade(models.TextChoices):
    """Which level must be able to settle a complaint (S3)."""

    LOW = "low", _("low")
    MIDDLE = "middle", _("middle")
    HIGH = "high", _("high")


class About(models.TextChoices):
    """What a complaint is about."""

    BUILDING = "building", _("quality of building or facilities")
    SERVICE = "service", _("service")
    STAFF = "staff", _("manner or appearance of staff")
    DEPARTMENTS = "departments", _("friction between departments")
    BILL = "bill", _("bill")
    OTHER = "other", _("other")


class RepairItem(models.TextChoices):
    """What is to be repaired; each has its own time (S4)."""

    DOOR_WINDOW_GLASS = "door-window-glass", _("doors, windows and glass of public areas")
    LIGHTING_ORDINARY = "lighting-ordinary", _("lighting, ordinary fault")
    LIGHTING_OTHER = "lighting-other", _("lighting, other fault")
    PLASTER_PAINT = "plaster-paint", _("plaster and paint")
    STEPS_PAVING = "steps-paving", _("steps and paving")
    INFORMATION_PLATFORM = "information-platform", _("information platform")
    OTHER = "other", _("other")


class RepairWay(models.TextChoices):
    """Whose repair it is (S4)."""

    PRIVATE = "private", _("inside the home")
    WARRANTY = "warranty", _("under the builder's warranty")
    PUBLIC = "public", _("public area")


class Channel(models.TextChoices):
    """How it came in."""

    PHONE = "phone", _("phone")
    COUNTER = "counter", _("counter")
    LETTER = "letter", _("letter")
    EMAIL = "email", _("e-mail")
    CHAT = "chat", _("online chat")
    WEB = "web", _("web page")
    WECHAT = "wechat", _("WeChat")
    PAYMENT_APP = "payment-app", _("payment-app window")
    OPINION_BOOK = "opinion-book", _("opinion book")
    VISIT = "visit", _("home visit")
    EVENT = "event", _("community event")
    SURVEY = "survey", _("survey")
    INSPECTION = "inspection", _("inspection")
    SOCIAL = "social", _("social media")


class State(models.TextChoices):
    """Where a case stands. That it was revisited is a fact, demanded where a clause says so."""

    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    IN_HAND = "in-hand", _("in hand")
    RESOLVED = "resolved", _("resolved")
    CLOSED = "closed", _("closed")


# Cases that figures count, as conditions of a filter: neither withdrawn nor merged into another.
KEPT: Mapping[str, Any] = {"is_withdrawn": False, "merged_into": None}


class Case(models.Model):
    """One case. Its history is in the ledger, its duties in `duties`; the row is what lists and pages show."""

    # Both have indexes below that begin with them.
    community = models.ForeignKey(Community, models.PROTECT, related_name="cases", db_index=False)
    number = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cases")
    # The case in which the same matter was reported before (S4: nobody should have to raise it twice).
    repeats = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeated_by")
    # It was the same matter as this one, which goes on for both.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", db_index=False
    )
    kind = models.CharField(max_length=16, choices=Kind)
    severity = models.CharField(max_length=16, choices=Severity, blank=True)
    grade = models.CharField(max_length=16, choices=Grade, blank=True)
    about = models.CharField(max_length=16, choices=About, blank=True)
    # One of the rulebook's, by its id; of a register that was brought in, the register's own word.
    category = models.CharField(max_length=80, blank=True)
    repair_way = models.CharField(max_length=16, choices=RepairWay, blank=True)
    repair_item = models.CharField(max_length=32, choices=RepairItem, blank=True)
    is_urgent = models.BooleanField(default=False)
    # A superior must know within minutes (S3).
    is_special = models.BooleanField(default=False)
    channel = models.CharField(max_length=16, choices=Channel)
    matter = models.TextField()
    place = models.CharField(max_length=200, blank=True)
    happened = models.CharField(max_length=200, blank=True)
    people = models.CharField(max_length=200, blank=True)
    caller = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=80, blank=True)
    convenient_time = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.RECEIVED)
    owner = models.ForeignKey(User, models.PROTECT, related_name="owned_cases")
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="handled_cases")
    received_at = models.DateTimeField()
    # When it was written down, if later than it came in.
    recorded_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Taken by mistake: closed, and counted nowhere.
    is_withdrawn = models.BooleanField(default=False)
    # Whether what was last written is in the index of `search`.
    is_indexed = models.BooleanField(default=False)
    # The earliest due time of its open duties, for lists: what its standing says, brought over by a trigger.
    next_due_at = models.DateTimeField(null=True, editable=False)

    forgets: ClassVar = (
        Forgets(
            name="caller",
            blank=("contact",),
            phone="contact",
            open=~Q(state=State.CLOSED),
            subject="case",
            stale=("is_indexed",),
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="case_number_is_its_own"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="case_is_closed_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(matter=""), name="case_has_a_matter"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(state="closed"), name="case_is_closed_when_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None) | Q(recorded_at__gt=F("received_at")),
                name="case_is_recorded_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(state="closed") & ~Q(merged_into=F("id"))),
                name="case_is_closed_when_merged",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-id"], name="case_newest"),
            models.Index(fields=["owner", "-id"], condition=~Q(state="closed"), name="case_owned"),
            models.Index(fields=["unit", "-id"], condition=Q(unit__isnull=False), name="case_of_unit"),
            models.Index(fields=["community", "contact", "-id"], condition=~Q(contact=""), name="case_of_contact"),
            models.Index(fields=["community", "place", "-id"], condition=~Q(place=""), name="case_of_place"),
            models.Index(fields=["id"], condition=Q(is_indexed=False), name="case_to_index"),
            models.Index(fields=["handler", "-id"], condition=~Q(state="closed"), name="case_handled"),
            models.Index(fields=["community", "-id"], condition=~Q(state="closed"), name="case_open"),
            models.Index(
                fields=["community", "-id"], condition=~Q(state="closed") & Q(handler=None), name="case_unassigned"
            ),
            models.Index(
                fields=["-id", "received_at"],
                condition=~Q(state="closed") & Q(handler=None),
                name="case_unassigned_anywhere",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_absorbed"),
            models.Index(
                fields=["community", "-id"], condition=Q(repeats__isnull=False, kind="complaint"), name="case_second"
            ),
            models.Index(fields=["community", "kind", "-id"], name="case_of_kind"),
            models.Index(fields=["community", "-received_at", "-id"], name="case_received"),
            # With the state, closed cases are found among many newer open ones.
            models.Index(fields=["-received_at", "-id", "state"], name="case_received_in_state"),
            models.Index(fields=["community", "state"], condition=~Q(state="closed"), name="case_open_by_state"),
            models.Index(
                fields=["community", "resolved_at"], condition=Q(resolved_at__isnull=False), name="case_settled"
            ),
            models.Index(
                fields=["community", "-received_at", "-id"],
                condition=Q(channel="opinion-book"),
                name="case_in_opinion_book",
            ),
            models.Index(
                fields=["community", "next_due_at", "id"], condition=Q(next_due_at__isnull=False), name="case_due"
            ),
            # With the time of receipt, a period long past is told apart without looking at any case.
            models.Index(
                fields=["next_due_at", "id", "received_at"],
                condition=Q(next_due_at__isnull=False),
                name="case_due_anywhere",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def history(self) -> list[Event]:
        """All its events, the first one first, as they were when they were first asked for."""
        return list(event_queries.history("case", self.pk))


class Shows(models.TextChoices):
    """What a file of a repair shows."""

    BEFORE = "before", _("before the repair")
    AFTER = "after", _("after the repair")
    SIGNATURE = "signature", _("signature of the customer")


class CaseFile(models.Model):
    """A photo or paper of a case; what is in it lies on the disk by its digest. Removed ones keep their row."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    shows = models.CharField(max_length=16, choices=Shows, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="case_file_digest_is_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="case_file_is_not_empty"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("added_at")), name="case_file_removed_later"
            ),
            models.UniqueConstraint(fields=["case", "digest"], condition=Q(removed_at=None), name="case_file_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether browsers show it."""
        return self.media_type in PICTURES


class RepairWork(models.Model):
    """What was done on the spot, each time a repair was finished (R07): what it cost, how long it is under warranty."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="works")
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    done_at = models.DateTimeField()
    # In yuan; None where nothing was said, 0 where it is free.
    charge = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    warranty_until = models.DateField(null=True, blank=True)
    # Who signed for it, and the picture of that, by its digest.
    signed_by = models.CharField(max_length=60, blank=True)
    signature = models.ForeignKey(CaseFile, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    forgets: ClassVar = (Forgets(name="signed_by", person="", unit="case__unit"),)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(charge=None) | Q(charge__gte=0), name="repair_charge_is_not_negative"),
            models.CheckConstraint(condition=Q(signature=None) | ~Q(signed_by=""), name="repair_is_signed_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.done_at}"


class Material(models.Model):
    """What was used in a repair; the price is of one unit, in yuan."""

    work = models.ForeignKey(RepairWork, models.CASCADE, related_name="materials")
    item = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    unit = models.CharField(max_length=12)
    price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(item="") & ~Q(unit=""), name="material_has_a_name_and_unit"),
            models.CheckConstraint(condition=Q(quantity__gt=0, price__gte=0), name="material_is_of_some_amount"),
        ]

    def __str__(self) -> str:
        return self.item

    @property
    def amount(self) -> Decimal:
        """What all of it costs, in yuan."""
        return to_the_cent(self.quantity * self.price)


class LinkKind(models.TextChoices):
    """What a case has to do with another."""

    RELATED = "related", _("related to")
    CAUSED_BY = "caused-by", _("caused by")
    DUPLICATE_OF = "duplicate-of", _("duplicate of")
    SPLIT_FROM = "split-from", _("split from")


class CaseLink(models.Model):
    """Two cases of one community that have to do with each other: what `case` is to `other`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=16, choices=LinkKind)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_link_has_two_ends"),
            models.UniqueConstraint(Least("case", "other"), Greatest("case", "other"), name="case_linked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class CaseText(models.Model):
    """A case as it is found: `words` folded, `tsv` their grams and the community's term (see `search`)."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="text")
    community_id = models.BigIntegerField()
    words = models.TextField()
    tsv = SearchVectorField()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["tsv"], name="case_by_grams", fastupdate=True, gin_pending_list_limit=512),
            models.Index(fields=["community_id", "-case"], name="case_texts_newest"),
        ]


class CaseCounter(models.Model):
    """The last number given in a community's year."""

    community = models.ForeignKey(Community, models.CASCADE)
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "year"], name="one_counter_per_year")]
