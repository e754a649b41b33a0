"""What stands on the papers of orders and repairs, in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.cases.models import Case, Material
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.ui import storing
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
    """The slip with which somebody goes to repair: what was said on the spot stands on it, the rest is for the pen."""
    arrived, result, work = queries.last_visit(case)
    signed = work.signature if work and work.signature and work.signature.removed_at is None else None
    held = None if signed is None else _bytes(signed.digest)
    picture = f"customer.{_ENDINGS[signed.media_type]}" if signed and held else None
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
        "rooms": [(_("What is reported"), case.matter, 8), (_("What was found and done"), result, 12)],
        "materials": [_("Material used"), _("Quantity"), _("Price"), _("Amount")],
        "used": [] if work is None else [_used(one) for one in work.materials.all()],
        "ends": _cells(
            (_("Came at"), _moment(arrived)),
            (_("Finished at"), _moment(work.done_at if work else None)),
            (_("Charge"), _yuan(work.charge if work else None)),
            (_("Warranty until"), _day(work.warranty_until if work else None)),
        ),
        "places": [
            {**_place(_("Repaired by"), None, {}), "who": work.done_by.name if work else ""},
            {**_place(_("Customer"), None, {}), "who": work.signed_by if work else "", "picture": picture},
            _place(_("Checked by engineering"), None, {}),
        ],
    }
    pictures = {picture: held} if picture and held else {}
    return paper(_PAPERS / "slip.typ", said, {"qr.svg": qr_code(address), **pictures}, now)


def _yuan(amount: Decimal | None) -> str:
    """An amount as the slip shows it; blank where none was said."""
    return "" if amount is None else _("%(amount)s yuan") % {"amount": amount}


def _used(one: Material) -> list[str]:
    """A line of the slip's table."""
    return [one.item, f"{one.quantity.normalize():f} {one.unit}", str(one.price), str(one.amount)]


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
    return _bytes(signed.digest)


def _bytes(digest: str) -> bytes | None:
    try:
        with storing.open_kept(digest) as file:
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
