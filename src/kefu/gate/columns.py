"""The lists of passes and of passages: their columns."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.gate.models import CLOSED, Pass, Passage, State
from kefu.gate.queries import ORDERS
from kefu.ui.lists import Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import moment


def _link(one: Pass) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("gate:pass", args=[one.pk]), one.number)


def _state(one: Pass) -> SafeString:
    kind = "accent" if one.state == State.INSIDE else "" if one.state in CLOSED else "accent"
    return mark(one.get_state_display(), kind)


def _unit(one: Pass) -> str:
    return one.unit.code if one.unit else ""


PASSES: RecordList[Pass] = RecordList(
    "passes",
    gettext_lazy("Passes"),
    (
        Column("number", gettext_lazy("Number"), _link, lambda one: one.number, width=14),
        Column(
            "kind",
            pgettext_lazy("of a pass", "Kind"),
            lambda one: one.get_kind_display(),
            lambda one: one.get_kind_display(),
            width=14,
        ),
        Column(
            "holder",
            gettext_lazy("Holder"),
            lambda one: beside(one.holder, one.company),
            lambda one: one.holder,
            width=20,
        ),
        Column("state", gettext_lazy("State"), _state, lambda one: one.get_state_display(), width=12),
        Column("unit", gettext_lazy("Home"), lambda one: beside(_unit(one)), _unit, width=12),
        Column("host", gettext_lazy("Comes to see"), lambda one: beside(one.host), lambda one: one.host, width=14),
        Column("plate", gettext_lazy("Number plate"), lambda one: beside(one.plate), lambda one: one.plate, width=12),
        Column("company", gettext_lazy("Company"), None, lambda one: one.company, width=20),
        Column("phone", gettext_lazy("Phone"), None, lambda one: one.masked_phone, width=14),
        Column("what", gettext_lazy("Goods"), None, lambda one: one.what, width=40),
        Column("purpose", gettext_lazy("Purpose"), None, lambda one: one.purpose, width=30),
        Column(
            "until",
            gettext_lazy("Valid until"),
            lambda one: moment(one.valid_until),
            lambda one: one.valid_until,
            kind="moment",
            width=17,
        ),
        Column(
            "issued",
            pgettext_lazy("a pass", "Issued"),
            lambda one: moment(one.issued_at),
            lambda one: one.issued_at,
            ("newest", "oldest"),
            kind="moment",
            width=17,
        ),
        Column(
            "by",
            gettext_lazy("Issued by"),
            lambda one: one.issued_by.name,
            lambda one: one.issued_by.name,
            is_default=False,
        ),
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


def _passed_by(one: Passage) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("gate:pass", args=[one.of.pk]), one.of.holder)


PASSAGES: RecordList[Passage] = RecordList(
    "passages",
    gettext_lazy("Log of the gates"),
    (
        Column("holder", gettext_lazy("Holder"), _passed_by, lambda one: one.of.holder, width=20),
        Column(
            "at",
            gettext_lazy("When"),
            lambda one: moment(one.at),
            lambda one: one.at,
            ("newest", "oldest"),
            kind="moment",
            width=17,
        ),
        Column(
            "direction",
            gettext_lazy("Passed"),
            lambda one: one.get_direction_display(),
            lambda one: one.get_direction_display(),
            width=14,
        ),
        Column(
            "kind",
            pgettext_lazy("of a pass", "Kind"),
            lambda one: one.of.get_kind_display(),
            lambda one: one.of.get_kind_display(),
            width=14,
        ),
        Column("number", gettext_lazy("Number"), lambda one: one.of.number, lambda one: one.of.number, width=14),
        Column("unit", gettext_lazy("Home"), lambda one: beside(_unit(one.of)), lambda one: _unit(one.of), width=12),
        Column(
            "host", gettext_lazy("Comes to see"), lambda one: beside(one.of.host), lambda one: one.of.host, width=14
        ),
        Column("gate", gettext_lazy("Gate"), lambda one: beside(one.gate), lambda one: one.gate, width=12),
        Column("by", gettext_lazy("Guard"), lambda one: one.by.name, lambda one: one.by.name, width=12),
        Column(
            "recorded",
            gettext_lazy("Sent from the phone"),
            lambda one: beside(moment(one.recorded_at) if one.is_told_later else ""),
            lambda one: one.recorded_at,
            is_default=False,
            kind="moment",
            width=17,
        ),
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
