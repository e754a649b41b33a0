"""The books of a community: accounts, entries with their lines, receipts; deposits and charges on top of them.

A line's amount is above zero for a debit and below it for a credit; the lines of an entry sum to zero, which a trigger
proves as the transaction ends. Entries, lines and receipts are never changed: what was wrong is booked back.
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kefu.estate.forgetting import Forgets
from kefu.estate.models import Person, Unit
from kefu.people.models import Community, User

ZERO = Decimal(0)


class Way(models.TextChoices):
    """How money passes the window; the values are the vocabulary's."""

    CASH = "cash", _("cash")
    TRANSFER = "transfer", _("bank transfer")
    CARD = "card", _("bank card")
    WECHAT = "wechat", _("WeChat Pay")
    ALIPAY = "alipay", _("Alipay")


class AccountKind(models.TextChoices):
    """What an account counts; of each kind a community has one, of receivables each home."""

    CASH = "cash", _("cash in hand")
    BANK = "bank", _("money at the bank")
    DEPOSITS = "deposits", _("deposits held")
    INCOME = "income", _("income from fees")
    DEDUCTIONS = "deductions", _("income from deductions")
    RECEIVABLE = "receivable", _("owed by a home")


class Books(models.Model):
    """The books of a community. The row is locked by whoever books: what follows is one after the other.

    `owed`: what all homes owe together, kept by the trigger that keeps the balances.
    """

    community = models.OneToOneField(Community, models.PROTECT, primary_key=True, related_name="books")
    last_receipt = models.PositiveIntegerField(default=0)
    owed = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)

    def __str__(self) -> str:
        return str(self.community)


class Account(models.Model):
    """An account. `balance` is the sum of its lines, kept by a trigger as they are written.

    `opened_at`: when a home became a customer; for homes alone.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="accounts", db_index=False)
    kind = models.CharField(max_length=12, choices=AccountKind)
    unit = models.OneToOneField(Unit, models.PROTECT, null=True, blank=True, related_name="account")
    balance = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "kind"], condition=Q(unit=None), name="one_account_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="account_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="receivable", unit__isnull=False) | (~Q(kind="receivable") & Q(unit=None)),
                name="account_of_a_home_is_receivable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit or ''}".strip()


class Entry(models.Model):
    """Something that was booked: when, by whom, what for; `reverses` is the entry that it books back."""

    class Kind(models.TextChoices):
        """What an entry is for."""

        DEPOSIT = "deposit", _("deposit taken")
        REFUND = "refund", _("deposit refunded")
        FEE = "fee", _("fee taken")
        CHARGE = "charge", _("charged to a home")
        SETTLEMENT = "settlement", _("charges settled")
        REVERSAL = "reversal", _("counter-entry")

    community = models.ForeignKey(Community, models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="entries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    # Books, receipts and who paid are kept as the law on accounting records has it.
    forgets: ClassVar = ()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="entry_says_what_for"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses=None)),
                name="entry_reverses_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "-booked_at", "-id"], name="entries_newest")]

    def __str__(self) -> str:
        return self.words


class Line(models.Model):
    """A line of an entry. It repeats when it was booked, so that an account is read by one index."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines", db_index=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    booked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(amount=0), name="line_moves_something")]
        indexes: ClassVar = [models.Index(fields=["account", "-booked_at", "-id"], name="lines_of_account_newest")]


class Receipt(models.Model):
    """The paper for money that came in. Its numbers have no gaps in a community."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="receipts", db_index=False)
    number = models.PositiveIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="receipt")
    payer = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    way = models.CharField(max_length=10, choices=Way)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="receipt_number_is_its_own"),
            models.CheckConstraint(condition=Q(number__gt=0) & Q(amount__gt=0), name="receipt_is_for_money"),
            models.CheckConstraint(condition=~Q(payer=""), name="receipt_names_the_payer"),
        ]

    def __str__(self) -> str:
        return f"{self.number:07d}"


class Deposit(models.Model):
    """Money held for somebody. What is deducted is approved by one; another pays out the rest, at most once."""

    class State(models.TextChoices):
        """How far a deposit is."""

        HELD = "held", _("held")
        APPROVED = "approved", _("refund approved")
        REFUNDED = "refunded", _("refunded")
        VOID = "void", _("booked back")

    class Purpose(models.TextChoices):
        """What a deposit is for; the values are the vocabulary's."""

        RENOVATION = "renovation", _("renovation")
        PASS = "pass", _("pass")
        CARD = "card", _("card")
        KEY = "key", _("key")
        PARKING = "parking", _("parking")
        LOAN = "loan", _("things lent")
        OTHER = "other", _("other")

    community = models.ForeignKey(Community, models.PROTECT, related_name="deposits", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="deposits")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="deposits")
    payer = models.CharField(max_length=80)
    purpose = models.CharField(max_length=12, choices=Purpose)
    note = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    taken_at = models.DateTimeField()
    taken_by_entry = models.OneToOneField(Entry, models.PROTECT, related_name="deposit_taken")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    refunded_at = models.DateTimeField(null=True, blank=True)
    refunded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    refunded = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    refunded_by_entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="deposit_refunded"
    )

    forgets: ClassVar = (Forgets(open=Q(state__in=(State.HELD, State.APPROVED))),)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_is_money"),
            models.CheckConstraint(condition=~Q(payer=""), name="deposit_names_the_payer"),
            models.CheckConstraint(
                condition=Q(state__in=["held", "void"], approved_at=None, approved_by=None)
                | Q(state__in=["approved", "refunded"], approved_at__isnull=False, approved_by__isnull=False),
                name="deposit_refund_is_approved",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="refunded", refunded_at__isnull=False, refunded_by__isnull=False, refunded__gte=0)
                    & Q(refunded__lte=F("amount"), refunded_by_entry__isnull=False)
                )
                | (~Q(state="refunded") & Q(refunded_at=None, refunded_by=None, refunded=None, refunded_by_entry=None)),
                name="deposit_is_refunded_wholly",
            ),
            models.CheckConstraint(
                condition=Q(refunded_by=None) | ~Q(refunded_by=F("approved_by")), name="deposit_refund_has_four_eyes"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["community", "-taken_at", "-id"], name="deposits_newest"),
            models.Index(fields=["community", "state", "-taken_at", "-id"], name="deposits_in_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.unit or self.payer}"


class Deduction(models.Model):
    """What is kept of a deposit, and why. Together with the refund it makes up the deposit."""

    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="deductions")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(reason=""), name="deduction_has_a_reason")
        ]

    def __str__(self) -> str:
        return self.reason


class Charge(models.Model):
    """What a home is to pay for something; paid as a whole by one settlement. `is_void`: it was booked back."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="charges", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="charges", db_index=False)
    item = models.CharField(max_length=80)
    note = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="charge")
    settlement = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="settled_charges")
    is_void = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(item=""), name="charge_is_for_something"),
            models.CheckConstraint(condition=Q(is_void=False) | Q(settlement=None), name="void_charge_is_not_paid"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-id"], name="charges_of_home_newest"),
            models.Index(fields=["unit", "id"], condition=Q(settlement=None, is_void=False), name="charges_open"),
        ]

    def __str__(self) -> str:
        return self.item
