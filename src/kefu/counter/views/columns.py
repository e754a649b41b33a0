"""The list of errands: its columns, on the page and in a file."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.counter.lists import ORDERS, Row
from kefu.ui.lists import NOTHING, Column, RecordList, beside, mark
from kefu.ui.templatetags.ui import due, moment


def _number(row: Row) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("counter:errand", args=[row.errand.pk]), row.errand.number)


def _state(row: Row) -> SafeString:
    return beside(row.errand.get_state_display(), mark(_("stopped"), "warn") if row.errand.is_stopped else "")


def _due(row: Row) -> SafeString:
    if row.errand.next_due_at is None:
        return NOTHING
    return beside(due(row.errand.next_due_at), mark(_("overdue"), "warn") if row.is_overdue else "")


def _procedure(row: Row) -> str:
    return row.procedure


def _applicant(row: Row) -> str:
    return row.errand.applicant


def _unit(row: Row) -> str:
    return row.errand.unit.code if row.errand.unit else ""


ERRANDS: RecordList[Row] = RecordList(
    "errands",
    gettext_lazy("Counter"),
    (
        Column(
            "number", gettext_lazy("Number"), _number, lambda row: row.errand.number, ("newest", "oldest"), width=14
        ),
        Column("procedure", gettext_lazy("Procedure"), _procedure, _procedure, width=20),
        Column("unit", gettext_lazy("Unit"), lambda row: beside(_unit(row)), _unit, width=12),
        Column("applicant", gettext_lazy("Who comes"), _applicant, _applicant, width=14),
        Column("state", gettext_lazy("State"), _state, lambda row: row.errand.get_state_display(), width=14),
        Column(
            "next", gettext_lazy("Next step"), lambda row: beside(row.next_step), lambda row: row.next_step, width=24
        ),
        Column("due", gettext_lazy("Due"), _due, lambda row: row.errand.next_due_at, ("due",), kind="moment", width=17),
        Column(
            "opened",
            gettext_lazy("Taken in"),
            lambda row: moment(row.errand.opened_at) or NOTHING,
            lambda row: row.errand.opened_at,
            kind="moment",
            width=17,
        ),
        Column("clerk", gettext_lazy("Taken in by"), None, lambda row: row.errand.opened_by.name, is_default=False),
        Column("community", gettext_lazy("Community"), None, lambda row: row.errand.community.name, is_default=False),
    ),
    ORDERS,
    lambda row: row.errand.pk,
)
