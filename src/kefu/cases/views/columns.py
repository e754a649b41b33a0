"""The list of cases: its columns, on the page and in a file."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.cases.lists import ORDERS, Row
from kefu.ui.lists import NOTHING, Column, RecordList, beside, mark, quiet
from kefu.ui.templatetags.ui import due, moment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MATTER = 60


def _number(row: Row) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("cases:case", args=[row.case.pk]), row.case.number)


def _matter(row: Row) -> str:
    return Truncator(row.case.matter).chars(_MATTER)


def _kind(row: Row) -> SafeString:
    return beside(row.case.get_kind_display(), mark(_("urgent"), "warn") if row.case.is_urgent else "")


def _severity(row: Row) -> str:
    return row.case.get_severity_display() if row.case.severity else ""


def _state(row: Row) -> SafeString:
    return beside(row.case.get_state_display(), mark(_("withdrawn")) if row.case.is_withdrawn else "")


def _due(row: Row) -> SafeString:
    if row.duty is None:
        return NOTHING
    if row.due_at is None:
        return mark(_("the clock stands still")) if row.duty.paused_at else NOTHING
    overdue = mark(_("overdue"), "warn") if row.is_overdue else ""
    return beside(due(row.due_at), overdue, quiet(row.clause))


def _handler(row: Row) -> str:
    return row.case.handler.name if row.case.handler else ""


def _owner(row: Row) -> str:
    return row.case.owner.name


def _community(row: Row) -> str:
    return row.case.community.name


def _channel(row: Row) -> str:
    return row.case.get_channel_display()


def _text(name: str, row: Row) -> str:
    said: str = getattr(row.case, name)
    return said


def _time(name: str, row: Row) -> datetime | None:
    at: datetime | None = getattr(row.case, name)
    return at


def _column(key: str, label: "StrOrPromise", width: float = 12) -> Column[Row]:
    """A column of what was written down, which people ask for if they want it."""
    return Column(key, label, lambda row: beside(_text(key, row)), partial(_text, key), is_default=False, width=width)


CASES: RecordList[Row] = RecordList(
    "cases",
    gettext_lazy("Cases"),
    (
        Column("number", gettext_lazy("Number"), _number, partial(_text, "number"), ("newest", "oldest"), width=14),
        Column("matter", gettext_lazy("Matter"), _matter, partial(_text, "matter"), width=60),
        Column("kind", gettext_lazy("Kind"), _kind, lambda row: row.case.get_kind_display()),
        Column("severity", gettext_lazy("Severity"), _severity, _severity),
        Column("about", gettext_lazy("What it is about"), None, lambda row: row.case.get_about_display(), width=16),
        _column("category", gettext_lazy("Category"), 16),
        Column("state", gettext_lazy("State"), _state, lambda row: row.case.get_state_display()),
        Column("due", gettext_lazy("Due"), _due, lambda row: row.due_at, ("due",), kind="moment", width=17),
        Column("clause", gettext_lazy("Clause"), None, lambda row: row.clause, width=40),
        Column("handler", gettext_lazy("Handler"), lambda row: beside(_handler(row)), _handler),
        Column("owner", gettext_lazy("Owner"), _owner, _owner, is_default=False),
        Column("community", gettext_lazy("Community"), _community, _community, is_default=False),
        Column(
            "received",
            gettext_lazy("Received"),
            lambda row: moment(row.case.received_at),
            partial(_time, "received_at"),
            ("received-last", "received"),
            is_default=False,
            kind="moment",
            width=17,
        ),
        Column("channel", gettext_lazy("Came by"), _channel, _channel, is_default=False),
        _column("place", gettext_lazy("Where"), 18),
        _column("caller", gettext_lazy("Who")),
        _column("contact", gettext_lazy("Contact"), 16),
        Column("settled", gettext_lazy("Settled"), None, partial(_time, "resolved_at"), kind="moment", width=17),
        Column("closed", gettext_lazy("Closed"), None, partial(_time, "closed_at"), kind="moment", width=17),
    ),
    ORDERS,
    lambda row: row.case.pk,
)
