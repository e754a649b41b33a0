"""Passes and slips on paper, in the reader's language, with the code that the gate reads."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kefu.gate.models import Kind, Pass
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.ui import papers
from kefu.ui.papers import moment

_PAPERS = Path(__file__).parent / "papers"


def slip(of: Pass, code: str, reader: User, now: datetime) -> bytes:
    """What is handed out: a worker's or resident's pass, a visitor's slip, a goods release with its items."""
    said = {
        **papers.head(_title(of), of.community.name, reader.name, now),
        "number": _("No. %(number)s") % {"number": of.number},
        "date": moment(of.issued_at),
        "cells": [pair for pair in _cells(of) if pair[1]],
        "goods": _goods(of),
        "rules": _rules(of),
        "places": [papers.place(label, who) for label, who in _places(of)],
    }
    return paper(_PAPERS / "pass.typ", said, {"qr.svg": qr_code(code)}, now)


def _title(of: Pass) -> str:
    return {
        Kind.WORKER: _("Pass for renovation work"),
        Kind.RESIDENT: _("Resident's pass"),
        Kind.VISITOR: _("Visitor's slip"),
        Kind.GOODS: _("Goods release"),
    }[Kind(of.kind)]


def _cells(of: Pass) -> list[tuple[str, str]]:
    return [
        (_("Name"), of.holder),
        (_("Home"), of.unit.code if of.unit else ""),
        (_("Company"), of.company),
        (_("Comes to see"), of.host),
        (_("What is worked on") if of.kind == Kind.WORKER else _("Purpose"), of.purpose),
        (_("Number plate"), of.plate),
        (_("Valid from"), moment(of.valid_from)),
        (_("Valid until"), moment(of.valid_until)),
    ]


def _goods(of: Pass) -> dict[str, Any] | None:
    """The table of the goods: what the guard ticks when it goes out."""
    if of.kind != Kind.GOODS:
        return None
    return {"heads": [_("No."), _("Goods"), _("Compared")], "rows": of.items}


def _rules(of: Pass) -> str:
    return {
        Kind.WORKER: _("Worn in sight on the estate. Handed in when the work is done."),
        Kind.RESIDENT: _("Not given to anybody else. Handed in on moving out."),
        Kind.VISITOR: _("Shown and handed in at the gate on leaving."),
        Kind.GOODS: _("Shown at the gate, compared with the goods and handed in. It counts once."),
    }[Kind(of.kind)]


def _places(of: Pass) -> list[tuple[str, str]]:
    holder = _("Host") if of.kind == Kind.VISITOR else _("Holder")
    return [(_("Issued by"), of.issued_by.name), (holder, ""), (_("Guard at the gate"), "")]
