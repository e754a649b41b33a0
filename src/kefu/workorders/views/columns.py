"""The list of orders: its columns, on the page and in a file."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.ui.lists import NOTHING, Column, RecordList, beside, mark, quiet
from kefu.ui.templatetags.ui import due, moment
from kefu.workorders.lists import ORDERS, Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MATTER = 60


def _number(row: Row) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("workorders:order", args=[row.order.pk]), row.order.number)


def _matter(row: Row) -> str:
    return Truncator(row.order.matter).chars(_MATTER)


def _state(row: Row) -> SafeString:
    order = row.order
    urged = mark(_("urged %(n)s×") % {"n": order.urged}, "warn") if order.urged and order.closed_at is None else ""
    return beside(order.get_state_display(), mark(_("withdrawn")) if order.is_withdrawn else "", urged)


def _due(row: Row) -> SafeString:
    if row.due_at is None:
        return NOTHING
    return beside(due(row.due_at), mark(_("overdue"), "warn") if row.is_overdue else "", quiet(row.clause))


def _receiver(row: Row) -> str:
    return row.order.receiver.name


def _handler(row: Row) -> str:
    return row.order.handler.name if row.order.handler else ""


def _sender(row: Row) -> str:
    return row.order.sender.name


def _community(row: Row) -> str:
    return row.order.community.name


def _text(name: str, row: Row) -> str:
    said: str = getattr(row.order, name)
    return said


def _time(name: str, row: Row) -> datetime | None:
    at: datetime | None = getattr(row.order, name)
    return at


def _column(key: str, label: "StrOrPromise", name: str, width: float = 16) -> Column[Row]:
    """A column of what was written down, which people ask for if they want it."""
    return Column(key, label, lambda row: beside(_text(name, row)), partial(_text, name), is_default=False, width=width)


def _moment(key: str, label: "StrOrPromise", name: str) -> Column[Row]:
    """A column of when something was done, which people ask for if they want it."""
    return Column(
        key,
        label,
        lambda row: moment(_time(name, row)) or NOTHING,
        partial(_time, name),
        is_default=False,
        kind="moment",
        width=17,
    )


WORK_ORDERS: RecordList[Row] = RecordList(
    "orders",
    gettext_lazy("Work orders"),
    (
        Column("number", gettext_lazy("Number"), _number, partial(_text, "number"), ("arrival", "newest"), width=14),
        Column("receiver", gettext_lazy("Receiver"), _receiver, _receiver),
        Column("matter", gettext_lazy("Matter"), _matter, partial(_text, "matter"), width=60),
        Column("state", gettext_lazy("State"), _state, lambda row: row.order.get_state_display(), width=18),
        Column("due", gettext_lazy("Due"), _due, lambda row: row.due_at, ("due",), kind="moment", width=17),
        Column("clause", gettext_lazy("Clause"), None, lambda row: row.clause, width=40),
        Column("sender", gettext_lazy("Sender"), _sender, _sender),
        Column("handler", gettext_lazy("Handler"), lambda row: beside(_handler(row)), _handler),
        Column("urged", gettext_lazy("Urged"), None, lambda row: row.order.urged, kind="number"),
        Column("community", gettext_lazy("Community"), _community, _community, is_default=False),
        _moment("issued", gettext_lazy("Issued"), "issued_at"),
        _moment("answered", gettext_lazy("Answered"), "answered_at"),
        _moment("finished", gettext_lazy("Finished"), "finished_at"),
        _moment("closed", gettext_lazy("Closed"), "closed_at"),
        _column("customer", gettext_lazy("Customer number"), "customer_number"),
        _column("contact", gettext_lazy("Contact"), "contact"),
        Column("answer", gettext_lazy("Answer"), None, partial(_text, "answer"), width=40),
    ),
    ORDERS,
    lambda row: row.order.pk,
)
