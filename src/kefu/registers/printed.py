"""What stands on the papers of registers and revisits, in the reader's language."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kefu.cases import access as case_access
from kefu.estate import access as estate_access
from kefu.lib.papers import paper, qr_code
from kefu.lib.text import percent
from kefu.people.models import Community, User
from kefu.registers.calc import Period
from kefu.registers.declared import Item, Register
from kefu.registers.figures import Group
from kefu.registers.lines import Revisit, text_of
from kefu.registers.words import FIGURES, OUTCOMES, fact_of, figures_said, outcome_said
from kefu.ui import papers
from kefu.ui.lists import Selection
from kefu.ui.paging import FIRST, page
from kefu.ui.papers import moment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PAPERS = Path(__file__).parent / "papers"
# So many lines are some hundred sheets and a few seconds of work; whoever wants more takes the Excel file.
MOST_LINES = 1_000
# So many signs of a word stand in one line of a form's field, and of what goes over its whole width.
_OF_FIELD, _OF_ROOM = 24, 60


class TooManyLinesError(Exception):
    """More lines than one paper holds."""


def register(
    declared: Register[Item],
    selection: Selection[Item],
    about: tuple[Community, Period, str],
    reader: User,
    now: datetime,
) -> tuple[bytes, int]:
    """The paper of a register, and how many lines it has; `about`: of whom, when, and how customers are called.

    Raises `TooManyLinesError`.
    """
    community, period, customer = about
    found = page(selection.rows, selection.keys, FIRST, MOST_LINES)
    if found.next is not None:
        raise TooManyLinesError
    listed = declared.listed_as(customer, may_call=estate_access.calls_in(reader, community.pk))
    columns = [column for key in declared.printed for column in listed.columns if column.key == key]
    items = selection.items(found.rows)
    said = {
        **papers.head(str(listed.title), community.name, reader.name, now),
        "period": str(period),
        "count": ngettext("%(n)d entry", "%(n)d entries", len(items)) % {"n": len(items)},
        "heads": [_breakable(str(column.label), column.width) for column in columns],
        "widths": [column.width for column in columns],
        "rows": [[_cell(column.said(item), column.width) for column in columns if column.said] for item in items],
        "empty": _("No entry in this period."),
        "places": places(declared.signed),
    }
    return paper(_PAPERS / "register.typ", said, {}, now), len(items)


def revisit(asked: Sequence[Revisit], customer: str, address: str, reader: User, now: datetime) -> bytes:
    """The form of a revisit, the last of these attempts.

    `customer`: how the rulebook calls customers; `address`: what the form's code opens on a phone.
    """
    *before, this = asked
    case, facts, settled = this.case, this.event.facts, this.settled
    within = facts.get("within-rules")
    picture = _signature(this)
    cells = [
        (capfirst(customer), case.caller),
        (_("Contact"), case_access.contact_for(reader, case)),
        (_("Where"), case.place),
        (_("Kind"), case.get_kind_display()),
        (_("Settled by"), this.doer),
        (_("Settled at"), "" if settled is None else moment(settled.happened_at)),
        (_("Who asked"), this.by),
        (_("Way of asking"), fact_of(this.event, "revisit.by")),
        (_("Call reference"), this.call),
        (_("Was the work within the rules?"), "" if within is None else _("yes") if within else _("no")),
    ]
    rooms = [
        (_("Matter"), case.matter, 14),
        (_("How it was settled"), "" if settled is None else text_of(settled, "result"), 14),
        (_("Outcome"), _ticked(this), 6),
        (_("What the customer said"), this.opinion, 30),
        (_("Attempts before"), "\n".join(map(_attempt, before)) or "–", 6),
        (_("Signature"), _signed(facts), 6),
    ]
    said = {
        **papers.head(_("Revisit record"), case.community.name, reader.name, now),
        "number": _("No. %(number)s") % {"number": case.number},
        "date": moment(this.event.happened_at),
        "cells": [(label, _breakable(words, _OF_FIELD)) for label, words in cells],
        "rooms": [(label, _breakable(words, _OF_ROOM), height) for label, words, height in rooms],
        "places": [_by_customer(this, picture), *places((_("Who asked"), _("Looked over by")))],
    }
    return paper(_PAPERS / "revisit.typ", said, {"qr.svg": qr_code(address), **picture}, now)


def statistics(
    community: Community, period: Period, tables: Iterable[tuple[str, Sequence[Group]]], reader: User, now: datetime
) -> bytes:
    """The paper of a period's revisits and services, a line for each group of each table."""
    said = {
        **papers.head(_("Revisit and service statistics"), community.name, reader.name, now),
        "period": str(period),
        "heads": [capfirst(str(label)) for label, _kind in FIGURES.values()],
        "tables": [(title, [_figures(group) for group in groups]) for title, groups in tables if groups],
        "places": places((_("Drawn up by"), _("Head of department"), _("Received by the appraisal group"))),
    }
    return paper(_PAPERS / "statistics.typ", said, {}, now)


def places(labels: "Iterable[StrOrPromise]") -> list[dict[str, str | None]]:
    """Lines to sign on by hand."""
    return [papers.place(label) for label in labels]


def _signature(asked: Revisit) -> dict[str, bytes]:
    """The picture by which a revisit was signed, by its name on the paper; none if it was removed or is gone."""
    kept = asked.case.files.filter(digest=asked.event.facts.get("file.digest"), removed_at=None).first()
    return {} if kept is None else papers.signature("signature", kept.digest, kept.media_type)


def _by_customer(asked: Revisit, picture: Mapping[str, bytes]) -> dict[str, str | None]:
    """Where the customer signs, or has signed on the screen."""
    name = next(iter(picture), None)
    at = moment(asked.event.happened_at)
    return papers.place(_("Customer"), asked.case.caller, at, name) if name else papers.place(_("Customer"))


def _figures(group: Group) -> list[str]:
    """The figures of a group in words."""
    said = figures_said(group).items()
    return [group.name, *(percent(value) if FIGURES[name][1] == "share" else _figure(value) for name, value in said)]


def _figure(value: float | None) -> str:
    return "" if value is None else str(value)


def _ticked(asked: Revisit) -> str:
    """All that can come of a revisit, with what came of this one filled in."""
    offered = [outcome for outcome in OUTCOMES if outcome != "reached" or asked.outcome == "reached"]
    return "   ".join(f"{'■' if one == asked.outcome else '□'} {OUTCOMES[one]}" for one in offered)


def _attempt(asked: Revisit) -> str:
    way = fact_of(asked.event, "revisit.by")
    return " · ".join(filter(None, (moment(asked.event.happened_at), way, outcome_said(asked.event), asked.by)))


def _signed(facts: Mapping[str, Any]) -> str:
    return _("signed by the customer") if facts.get("revisit.signed") else _("not signed")


def _cell(value: Any, width: float) -> str:
    """A value in a column that is so many signs wide."""
    if value is None:
        return ""
    return moment(value) if isinstance(value, datetime) else _breakable(str(value), width)


def _breakable(text: str, width: float) -> str:
    """The text with places within each word that is wider than a line: it is broken where the line is full."""
    return re.sub(rf"[!-~]{{{int(width)},}}", lambda found: "\u200b".join(found[0]), text)
