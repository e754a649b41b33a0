"""What stands on the papers of orders and repairs, in the reader's language."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.cases import storing
from kefu.cases.models import Case
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.workorders import queries
from kefu.workorders.models import Place, Signature, WorkOrder

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PAPERS = Path(__file__).parent / "papers"
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def order(order: WorkOrder, address: str, reader: User, now: datetime) -> bytes:
    """The form of an order; `address` is what its code opens on a phone."""
    signed = {one.place: one for one in queries.signatures(order)}
    pictures = {_file(one): held for one in signed.values() if (held := _held(one)) is not None}
    places = [_place(place.label, signed.get(place.value), pictures) for place in Place]
    said = {
        **_head(_("Work order"), order.community.name, reader, now),
        "number": _("No. %(number)s") % {"number": order.number},
        "date": _day(order.dated_on),
        "cells": _cells(
            (_("Sender"), order.sender.name),
            (_("Receiver"), order.receiver.name),
            (_("Handler"), order.handler.name if order.handler else ""),
            (_("Receiver's contact"), order.receiver.contact),
            (_("Customer number"), order.customer_number),
            (_("Customer's contact"), order.contact),
            (_("For the case"), order.case.number if order.case else "–"),
            (_("Answer asked for"), _("in writing") if order.is_written_asked else _("in any way")),
        ),
        "rooms": [
            (_("What is asked for"), order.matter, 45),
            (_("Answer"), order.answer, 60),
            (_("What was done"), order.result, 55),
        ],
        "places": places,
    }
    return paper(_PAPERS / "order.typ", said, {"qr.svg": qr_code(address), **pictures}, now)


def repair_slip(case: Case, address: str, reader: User, now: datetime) -> bytes:
    """The slip with which somebody goes to repair; what was found and used is written on it by hand."""
    said = {
        **_head(_("Repair slip"), case.community.name, reader, now),
        "number": _("No. %(number)s") % {"number": case.number},
        "date": _moment(case.received_at),
        "cells": _cells(
            (_("Where"), case.place),
            (_("Whose repair"), _way(case)),
            (_("Reported by"), case.caller),
            (_("Contact"), case.contact),
            (_("Agreed time"), _moment(queries.agreed_visit(case)) or case.convenient_time),
            (_("Goes there"), case.handler.name if case.handler else ""),
        ),
        "rooms": [(_("What is reported"), case.matter, 8), (_("What was found and done"), "", 12)],
        "materials": [_("Material used"), _("Quantity"), _("Price"), _("Amount")],
        "ends": _cells((_("Came at"), ""), (_("Finished at"), ""), (_("Charge"), ""), (_("Warranty until"), "")),
        "places": [_place(label, None, {}) for label in (_("Repaired by"), _("Customer"), _("Checked by engineering"))],
    }
    return paper(_PAPERS / "slip.typ", said, {"qr.svg": qr_code(address)}, now)


def _head(title: str, community: str, reader: User, now: datetime) -> dict[str, Any]:
    return {
        "language": (get_language() or "zh")[:2],
        "title": title,
        "community": community,
        "printed": _("Printed %(at)s · %(name)s") % {"at": _moment(now), "name": reader.name},
    }


def _cells(*cells: tuple[str, str]) -> list[tuple[str, str]]:
    return list(cells)


def _place(label: "StrOrPromise", signed: Signature | None, pictures: dict[str, bytes]) -> dict[str, str | None]:
    if signed is None:
        return {"label": str(label), "who": "", "at": "", "picture": None}
    file = _file(signed)
    at = _moment(signed.signed_at)
    return {"label": str(label), "who": signed.name, "at": at, "picture": file if file in pictures else None}


def _file(signed: Signature) -> str:
    """Under which name a paper shows a signature."""
    return f"{signed.place}.{_ENDINGS[signed.media_type]}"


def _held(signed: Signature) -> bytes | None:
    """The picture of a signature; None if it is gone from the disk."""
    try:
        with storing.open_kept(signed.digest) as file:
            return file.read()
    except FileNotFoundError:
        return None


def _way(case: Case) -> str:
    said = case.get_repair_way_display() if case.repair_way else ""
    return " · ".join(filter(None, (said, _("emergency") if case.is_urgent else "")))


def _day(day: date | None) -> str:
    return "" if day is None else formats.date_format(day)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{localtime(at):%Y-%m-%d %H:%M}"
