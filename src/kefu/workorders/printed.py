"""What stands on the papers of orders and repairs, in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from kefu.cases import access as case_access
from kefu.cases.models import Case, Material
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.ui import papers
from kefu.ui.papers import moment
from kefu.workorders import access, queries
from kefu.workorders.models import Place, Signature, WorkOrder

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PAPERS = Path(__file__).parent / "papers"


def order(order: WorkOrder, address: str, reader: User, now: datetime) -> bytes:
    """The form of an order; `address` is what its code opens on a phone."""
    signed = {one.place: one for one in queries.signatures(order)}
    pictures = {place: papers.signature(place, one.digest, one.media_type) for place, one in signed.items()}
    places = [_place(place.label, signed.get(place.value), pictures.get(place.value)) for place in Place]
    said = {
        **papers.head(_("Work order"), order.community.name, reader.name, now),
        "number": _("No. %(number)s") % {"number": order.number},
        "date": _day(order.dated_on),
        "cells": _cells(
            (_("Sender"), order.sender.name),
            (_("Receiver"), order.receiver.name),
            (_("Handler"), order.handler.name if order.handler else ""),
            (_("Receiver's contact"), order.receiver.contact),
            (_("Customer number"), order.customer_number),
            (_("Customer's contact"), access.contact_for(reader, order)),
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
    return paper(_PAPERS / "order.typ", said, {"qr.svg": qr_code(address), **_together(pictures.values())}, now)


def repair_slip(case: Case, address: str, reader: User, now: datetime) -> bytes:
    """The slip with which somebody goes to repair: what was said on the spot stands on it, the rest is for the pen."""
    arrived, result, work = queries.last_visit(case)
    signed = work.signature if work and work.signature and work.signature.removed_at is None else None
    picture = {} if signed is None else papers.signature("customer", signed.digest, signed.media_type)
    said = {
        **papers.head(_("Repair slip"), case.community.name, reader.name, now),
        "number": _("No. %(number)s") % {"number": case.number},
        "date": moment(case.received_at),
        "cells": _cells(
            (_("Where"), case.place),
            (_("Whose repair"), _way(case)),
            (_("Reported by"), case.caller),
            (_("Contact"), case_access.contact_for(reader, case)),
            (_("Agreed time"), moment(queries.agreed_visit(case)) or case.convenient_time),
            (_("Goes there"), case.handler.name if case.handler else ""),
        ),
        "rooms": [(_("What is reported"), case.matter, 8), (_("What was found and done"), result, 12)],
        "materials": [_("Material used"), _("Quantity"), _("Price"), _("Amount")],
        "used": [] if work is None else [_used(one) for one in work.materials.all()],
        "ends": _cells(
            (_("Came at"), moment(arrived)),
            (_("Finished at"), moment(work.done_at if work else None)),
            (_("Charge"), _yuan(work.charge if work else None)),
            (_("Warranty until"), _day(work.warranty_until if work else None)),
        ),
        "places": [
            papers.place(_("Repaired by"), work.done_by.name if work else ""),
            papers.place(_("Customer"), work.signed_by if work else "", picture=next(iter(picture), None)),
            papers.place(_("Checked by engineering")),
        ],
    }
    return paper(_PAPERS / "slip.typ", said, {"qr.svg": qr_code(address), **picture}, now)


def _yuan(amount: Decimal | None) -> str:
    """An amount as the slip shows it; blank where none was said."""
    return "" if amount is None else _("%(amount)s yuan") % {"amount": amount}


def _used(one: Material) -> list[str]:
    """A line of the slip's table."""
    return [one.item, f"{one.quantity.normalize():f} {one.unit}", str(one.price), str(one.amount)]


def _cells(*cells: tuple[str, str]) -> list[tuple[str, str]]:
    return list(cells)


def _place(
    label: "StrOrPromise", signed: Signature | None, picture: Mapping[str, bytes] | None
) -> dict[str, str | None]:
    if signed is None:
        return papers.place(label)
    return papers.place(label, signed.name, moment(signed.signed_at), next(iter(picture or ()), None))


def _together(pictures: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    return {name: held for one in pictures for name, held in one.items()}


def _way(case: Case) -> str:
    said = case.get_repair_way_display() if case.repair_way else ""
    return " · ".join(filter(None, (said, _("emergency") if case.is_urgent else "")))


def _day(day: date | None) -> str:
    return "" if day is None else formats.date_format(day)
