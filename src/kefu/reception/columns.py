"""The list of tickets: its columns, on the page and in a file."""

from collections.abc import Mapping
from functools import partial

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.reception.models import State, Ticket
from kefu.reception.queries import ORDERS
from kefu.reception.rules import Choice, called
from kefu.ui.lists import Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import moment

_STATES: dict[str, str] = {State.WAITING: "warn", State.CALLED: "accent"}


def _ticket(row: Ticket) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("reception:ticket", args=[row.pk]), str(row))


def _purpose(choices: Mapping[str, Choice], row: Ticket) -> str:
    return called(choices, row.purpose)


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _state(row: Ticket) -> SafeString:
    if row.is_pending:
        return mark(_("result to be given"), "warn")
    return mark(row.get_state_display(), _STATES.get(row.state, ""))


def _case(row: Ticket) -> SafeString:
    if row.case is None:
        return beside("")
    return format_html('<a href="{}">{}</a>', reverse("cases:case", args=[row.case.pk]), row.case.number)


_BEFORE: tuple[Column[Ticket], ...] = (
    Column("number", gettext_lazy("Number"), _ticket, str, width=10),
    Column(
        "taken",
        gettext_lazy("Came at"),
        lambda row: moment(row.taken_at),
        lambda row: row.taken_at,
        kind="moment",
        width=17,
    ),
    Column(
        "came-by",
        gettext_lazy("Came by"),
        lambda row: row.get_came_by_display(),
        lambda row: str(row.get_came_by_display()),
    ),
)
_AFTER: tuple[Column[Ticket], ...] = (
    Column("name", gettext_lazy("Who"), lambda row: beside(row.name), lambda row: row.name),
    Column(
        "phone",
        gettext_lazy("Phone number"),
        lambda row: beside(row.phone),
        lambda row: row.phone,
        is_default=False,
        width=15,
    ),
    Column(
        "unit",
        gettext_lazy("Where"),
        lambda row: beside(row.unit.code if row.unit else ""),
        lambda row: row.unit.code if row.unit else "",
    ),
    Column(
        "matter",
        gettext_lazy("Matter"),
        lambda row: beside(row.matter[:40]),
        lambda row: row.matter,
        width=30,
    ),
    Column(
        "clerk",
        gettext_lazy("Clerk"),
        lambda row: beside(row.clerk.name if row.clerk else "", row.window.name if row.window else ""),
        lambda row: row.clerk.name if row.clerk else "",
    ),
    Column("waited", gettext_lazy("Waited"), lambda row: _minutes(row.waited)),
    Column("served", gettext_lazy("Served"), lambda row: _minutes(row.served)),
    Column("waited-seconds", gettext_lazy("Waited, seconds"), None, lambda row: row.waited, kind="number"),
    Column("served-seconds", gettext_lazy("Served, seconds"), None, lambda row: row.served, kind="number"),
    Column(
        "coordination",
        gettext_lazy("Arranged with"),
        lambda row: beside(row.coordination[:30]),
        lambda row: row.coordination,
        is_default=False,
        width=24,
    ),
    Column(
        "result",
        gettext_lazy("How it ended"),
        lambda row: beside(row.result[:40]),
        lambda row: row.result,
        width=30,
    ),
    Column("state", gettext_lazy("State"), _state, lambda row: str(row.get_state_display())),
    Column(
        "case",
        gettext_lazy("Case"),
        _case,
        lambda row: row.case.number if row.case else "",
        is_default=False,
        width=14,
    ),
    Column(
        "mark",
        gettext_lazy("Mark"),
        lambda row: beside("" if row.mark is None else str(row.mark)),
        lambda row: row.mark,
        kind="number",
    ),
)


def tickets(choices: Mapping[str, Choice]) -> RecordList[Ticket]:
    """The list, with purposes called as the rulebook calls them."""
    named = partial(_purpose, choices)
    purpose = Column("purpose", pgettext_lazy("a ticket", "What it is about"), named, named, width=16)
    return RecordList("tickets", gettext_lazy("Reception"), (*_BEFORE, purpose, *_AFTER), ORDERS, lambda row: row.pk)
