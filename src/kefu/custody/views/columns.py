"""The list of cards, keys and parking spaces: its columns, on the page and in a file."""

from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.custody.lists import ORDERS, Row
from kefu.custody.models import Handout
from kefu.ui.lists import NOTHING, Column, RecordList, beside, mark, quiet
from kefu.ui.templatetags.ui import due, moment


def _number(row: Row) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("custody:thing", args=[row.thing.pk]), row.thing.number)


def _kind(row: Row) -> str:
    return row.thing.get_kind_display()


def _state(row: Row) -> SafeString:
    thing = row.thing
    is_unblocked = thing.kind == "card" and thing.state == "lost" and thing.blocked_at is None
    return beside(
        thing.get_state_display(),
        mark(_("not blocked yet"), "warn") if is_unblocked else "",
        quiet(_("left by %(name)s") % {"name": row.left.name}) if row.left else "",
    )


def _said(name: str, row: Row) -> str:
    """What the open handout says; for a key that hangs with us, nothing."""
    return str(getattr(row.out, name)) if row.out else ""


def _unit(row: Row) -> str:
    """Of which home its holder is, or which home it belongs to."""
    held: Handout | None = row.out or row.left
    unit = held.unit if held and held.unit else row.thing.unit
    return unit.code if unit else ""


def _out_at(row: Row) -> datetime | None:
    return row.out.out_at if row.out else None


def _due(row: Row) -> SafeString:
    if row.thing.due_at is None:
        return NOTHING
    return beside(due(row.thing.due_at), mark(_("overdue"), "warn") if row.is_overdue else "")


def _place(row: Row) -> str:
    return row.thing.place


def _community(row: Row) -> str:
    return row.thing.community.name


def _left(row: Row) -> str:
    return row.left.name if row.left else ""


THINGS: RecordList[Row] = RecordList(
    "custody",
    gettext_lazy("Cards and keys"),
    (
        Column("number", gettext_lazy("Number"), _number, lambda row: row.thing.number, ("number", "newest"), width=14),
        Column("kind", gettext_lazy("Kind of thing"), _kind, _kind),
        Column("state", gettext_lazy("State"), _state, lambda row: row.thing.get_state_display(), width=18),
        Column("holder", gettext_lazy("Who has it"), lambda row: beside(_said("name", row)), partial(_said, "name")),
        Column("home", gettext_lazy("Home"), lambda row: beside(_unit(row)), _unit),
        Column(
            "due", gettext_lazy("To be back by"), _due, lambda row: row.thing.due_at, ("due",), kind="moment", width=17
        ),
        Column(
            "out",
            pgettext_lazy("handed out", "Since"),
            lambda row: moment(_out_at(row)) or NOTHING,
            _out_at,
            is_default=False,
            kind="moment",
            width=17,
        ),
        Column(
            "purpose",
            gettext_lazy("For what"),
            lambda row: beside(_said("purpose", row)),
            partial(_said, "purpose"),
            width=30,
        ),
        Column("plate", gettext_lazy("Plate"), lambda row: beside(_said("plate", row)), partial(_said, "plate")),
        Column(
            "vehicle",
            gettext_lazy("Car"),
            lambda row: beside(_said("vehicle", row)),
            partial(_said, "vehicle"),
            is_default=False,
        ),
        Column("place", gettext_lazy("Where it is"), lambda row: beside(_place(row)), _place),
        Column("left", gettext_lazy("Left with us by"), None, _left),
        Column("community", gettext_lazy("Community"), _community, _community, is_default=False),
    ),
    ORDERS,
    lambda row: row.thing.pk,
)
