"""The lists of deposits and of an account's lines: their columns."""

from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from kefu.fees.models import Deposit, Line
from kefu.fees.queries import ORDERS
from kefu.fees.templatetags.fees import yuan
from kefu.ui.lists import Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import moment

_OPEN = (Deposit.State.HELD, Deposit.State.APPROVED)


def _deposit(one: Deposit) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("fees:deposit", args=[one.pk]), one.get_purpose_display())


def _state(one: Deposit) -> SafeString:
    return mark(one.get_state_display(), "accent" if one.state in _OPEN else "")


def _home(one: Deposit) -> SafeString:
    if one.unit is None:
        return beside("")
    return format_html('<a href="{}">{}</a>', reverse("fees:household", args=[one.unit.pk]), one.unit.code)


def _number(amount: Decimal | None) -> float | None:
    """An amount for Excel, whose numbers keep fifteen digits."""
    return None if amount is None else float(amount)


DEPOSITS: RecordList[Deposit] = RecordList(
    "deposits",
    gettext_lazy("Deposits"),
    (
        Column("purpose", gettext_lazy("What for"), _deposit, lambda one: one.get_purpose_display()),
        Column("state", gettext_lazy("State"), _state, lambda one: one.get_state_display(), width=14),
        Column(
            "amount",
            gettext_lazy("Amount, yuan"),
            lambda one: yuan(one.amount),
            lambda one: _number(one.amount),
            kind="decimal",
            width=14,
        ),
        Column("home", gettext_lazy("Home"), _home, lambda one: one.unit.code if one.unit else "", width=14),
        Column("payer", gettext_lazy("Paid by"), lambda one: one.payer, lambda one: one.payer, width=16),
        Column(
            "taken",
            gettext_lazy("Taken"),
            lambda one: moment(one.taken_at),
            lambda one: one.taken_at,
            ("newest", "oldest"),
            kind="moment",
            width=17,
        ),
        Column(
            "approved",
            gettext_lazy("Refund approved"),
            lambda one: beside(moment(one.approved_at)),
            lambda one: one.approved_at,
            is_default=False,
            kind="moment",
            width=17,
        ),
        Column(
            "refunded",
            gettext_lazy("Refunded"),
            lambda one: beside(moment(one.refunded_at)),
            lambda one: one.refunded_at,
            kind="moment",
            width=17,
        ),
        Column(
            "paid-out",
            gettext_lazy("Paid out, yuan"),
            lambda one: beside("" if one.refunded is None else yuan(one.refunded)),
            lambda one: _number(one.refunded),
            is_default=False,
            kind="decimal",
            width=14,
        ),
        Column(
            "approved-by",
            gettext_lazy("Approved by"),
            None,
            lambda one: one.approved_by.name if one.approved_by else "",
        ),
        Column(
            "refunded-by",
            gettext_lazy("Paid out by"),
            None,
            lambda one: one.refunded_by.name if one.refunded_by else "",
        ),
        Column("note", gettext_lazy("Note"), lambda one: beside(one.note), lambda one: one.note, is_default=False),
        Column(
            "community",
            gettext_lazy("Community"),
            lambda one: one.community.name,
            lambda one: one.community.name,
            is_default=False,
        ),
    ),
    ORDERS,
    lambda one: one.pk,
)


def _entry(one: Line) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("fees:entry", args=[one.entry_id]), one.entry.words)


LINES: RecordList[Line] = RecordList(
    "account-lines",
    gettext_lazy("Lines of the account"),
    (
        Column("words", gettext_lazy("What for"), _entry, lambda one: one.entry.words, width=30),
        Column(
            "kind",
            gettext_lazy("Kind"),
            lambda one: one.entry.get_kind_display(),
            lambda one: one.entry.get_kind_display(),
            width=14,
        ),
        Column(
            "booked",
            gettext_lazy("Booked"),
            lambda one: moment(one.booked_at),
            lambda one: one.booked_at,
            ("newest", "oldest"),
            kind="moment",
            width=17,
        ),
        Column(
            "debit",
            gettext_lazy("Debit, yuan"),
            lambda one: beside(yuan(one.amount) if one.amount > 0 else ""),
            lambda one: _number(one.amount) if one.amount > 0 else None,
            kind="decimal",
            width=14,
        ),
        Column(
            "credit",
            gettext_lazy("Credit, yuan"),
            lambda one: beside(yuan(-one.amount) if one.amount < 0 else ""),
            lambda one: _number(-one.amount) if one.amount < 0 else None,
            kind="decimal",
            width=14,
        ),
        Column(
            "home",
            gettext_lazy("Home"),
            lambda one: beside(one.entry.unit.code if one.entry.unit else ""),
            lambda one: one.entry.unit.code if one.entry.unit else "",
            width=14,
        ),
        Column(
            "by",
            gettext_lazy("Booked by"),
            lambda one: one.entry.booked_by.name,
            lambda one: one.entry.booked_by.name,
            width=14,
        ),
        Column("number", gettext_lazy("Entry"), None, lambda one: one.entry_id, kind="number"),
    ),
    ORDERS,
    lambda one: one.pk,
)
