"""What stands on the receipt of a handout, in the reader's language."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.custody.models import Direction, End, Handout
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.ui import storing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PAPERS = Path(__file__).parent / "papers"
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def receipt(handout: Handout, address: str, reader: User, now: datetime) -> bytes:
    """The receipt of a handout; `address` is what its code opens on a phone."""
    thing = handout.thing
    is_back = handout.end == End.BACK
    pictures = {name: held for name in ("out", "back") if (held := _picture(handout, name))}
    files = {f"{side}.{ending}": held for side, (ending, held) in pictures.items()}
    named = {side: f"{side}.{ending}" for side, (ending, _held) in pictures.items()}
    taker, giver = _parties(handout)
    ended, ended_by = _endings(handout)
    said = {
        "language": (get_language() or "zh")[:2],
        "title": _title(handout),
        "community": thing.community.name,
        "printed": _("Printed %(at)s · %(name)s") % {"at": _moment(now), "name": reader.name},
        "number": _("No. %(number)s") % {"number": thing.number},
        "date": _moment(handout.out_at),
        "cells": [
            (_("Kind of thing"), f"{thing.get_kind_display()} {thing.number}"),
            (_("Home"), handout.unit.code if handout.unit else "–"),
            (taker, handout.name),
            (giver, handout.out_by.name if handout.out_by else "–"),
            *_terms(handout),
            (ended, _moment(handout.back_at) if is_back else ""),
            (ended_by, handout.back_from),
        ],
        "places": [
            _place(taker, handout.name if "out" in named else "", _moment(handout.out_at), named.get("out")),
            _place(_("For the office"), "", "", None),
            _place(
                ended_by,
                handout.back_from if "back" in named else "",
                _moment(handout.back_at),
                named.get("back"),
            ),
        ],
    }
    return paper(_PAPERS / "receipt.typ", said, {"qr.svg": qr_code(address), **files}, now)


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
            (_("Until"), _moment(handout.due_at) or _("without an end")),
            (_("Where it is"), handout.thing.place),
        ]
    return [
        (_("For what"), handout.purpose),
        (_("To be back by"), _moment(handout.due_at) or "–"),
    ]


def _place(label: "StrOrPromise", who: str, at: str, picture: str | None) -> dict[str, Any]:
    return {"label": str(label), "who": who, "at": at if picture else "", "picture": picture}


def _picture(handout: Handout, side: str) -> tuple[str, bytes] | None:
    """A signature's kind and what it holds; None if there is none, or it is gone from the disk."""
    digest, kind = getattr(handout, f"{side}_digest"), getattr(handout, f"{side}_type")
    if kind not in _ENDINGS:
        return None
    try:
        with storing.open_kept(digest) as file:
            return _ENDINGS[kind], file.read()
    except FileNotFoundError:
        return None


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{localtime(at):%Y-%m-%d %H:%M}"
