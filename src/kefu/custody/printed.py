"""What stands on the receipt of a handout, in the reader's language."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from kefu.custody.models import Direction, End, Handout
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.ui import papers
from kefu.ui.papers import moment

_PAPERS = Path(__file__).parent / "papers"


def receipt(handout: Handout, address: str, reader: User, now: datetime) -> bytes:
    """The receipt of a handout; `address` is what its code opens on a phone."""
    thing = handout.thing
    is_back = handout.end == End.BACK
    files = {side: _picture(handout, side) for side in ("out", "back")}
    named = {side: next(iter(held)) for side, held in files.items() if held}
    taker, giver = _parties(handout)
    ended, ended_by = _endings(handout)
    said = {
        **papers.head(_title(handout), thing.community.name, reader.name, now),
        "number": _("No. %(number)s") % {"number": thing.number},
        "date": moment(handout.out_at),
        "cells": [
            (_("Kind of thing"), f"{thing.get_kind_display()} {thing.number}"),
            (_("Home"), handout.unit.code if handout.unit else "–"),
            (taker, handout.name),
            (giver, handout.out_by.name if handout.out_by else "–"),
            *_terms(handout),
            (ended, moment(handout.back_at) if is_back else ""),
            (ended_by, handout.back_from),
        ],
        "places": [
            _place(taker, handout.name, moment(handout.out_at), named.get("out")),
            papers.place(_("For the office")),
            _place(ended_by, handout.back_from, moment(handout.back_at), named.get("back")),
        ],
    }
    return paper(_PAPERS / "receipt.typ", said, {"qr.svg": qr_code(address), **files["out"], **files["back"]}, now)


def _title(handout: Handout) -> str:
    if handout.direction == Direction.LEFT:
        return _("Receipt for a key left with us")
    titles = {
        "key": _("Receipt for a key that was lent"),
        "card": _("Receipt for a card"),
        "parking": _("Assignment of a parking space"),
    }
    return titles[handout.thing.kind]


def _endings(handout: Handout) -> tuple[str, str]:
    """What its end is called, and who brings it about: a key left with us is taken back by the household."""
    if handout.direction == Direction.LEFT:
        return _("Taken back"), _("Taken back by")
    return _("Brought back"), _("Brought back by")


def _parties(handout: Handout) -> tuple[str, str]:
    """What the two who deal with each other are called."""
    if handout.direction == Direction.LEFT:
        return _("Left by"), _("Received by")
    return _("Who gets it"), _("Handed out by")


def _terms(handout: Handout) -> list[tuple[str, str]]:
    if handout.thing.kind == "parking":
        return [
            (_("Plate"), handout.plate),
            (_("Car"), handout.vehicle),
            (_("Until"), moment(handout.due_at) or _("without an end")),
            (_("Where it is"), handout.thing.place),
        ]
    return [
        (_("For what"), handout.purpose),
        (_("To be back by"), moment(handout.due_at) or "–"),
    ]


def _place(label: str, who: str, at: str, picture: str | None) -> dict[str, str | None]:
    """Where one side signs; who and when stand there once they have."""
    return papers.place(label, who, at, picture) if picture else papers.place(label)


def _picture(handout: Handout, side: str) -> dict[str, bytes]:
    return papers.signature(side, getattr(handout, f"{side}_digest"), getattr(handout, f"{side}_type"))
