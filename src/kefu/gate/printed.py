"""Passes and slips on paper, in the reader's language, with the code that the gate reads."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.gate.models import Kind, Pass
from kefu.lib import papers
from kefu.people.models import User

_PAPERS = Path(__file__).parent / "papers"


def slip(of: Pass, code: str, reader: User, now: datetime) -> bytes:
    """What is handed out: a worker's or resident's pass, a visitor's slip, a goods release with its items."""
    said = {
        "language": (get_language() or "zh")[:2],
        "title": _title(of),
        "community": of.community.name,
        "number": _("No. %(number)s") % {"number": of.number},
        "date": _moment(of.issued_at),
        "printed": _("Printed %(at)s · %(name)s") % {"at": _moment(now), "name": reader.name},
        "cells": [pair for pair in _cells(of) if pair[1]],
        "goods": _goods(of),
        "rules": _rules(of),
        "places": [{"label": label, "who": who, "at": "", "picture": None} for label, who in _places(of)],
    }
    return papers.paper(_PAPERS / "pass.typ", said, {"qr.svg": papers.qr_code(code)}, now)


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
        (_("Valid from"), _moment(of.valid_from)),
        (_("Valid until"), _moment(of.valid_until)),
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


def _moment(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"
