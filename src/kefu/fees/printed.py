"""What stands on a receipt, in the reader's language; the amount also in Chinese capitals."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from kefu.fees.models import Receipt
from kefu.fees.templatetags.fees import yuan
from kefu.lib.money import capitals
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.ui import papers

_PAPERS = Path(__file__).parent / "papers"


def receipt(found: Receipt, address: str, reader: User, now: datetime) -> bytes:
    """The receipt of an entry; `address` is what its code opens. One that was booked back says that it is void."""
    entry = found.entry
    said = {
        **papers.head(_("Receipt"), found.community.name, reader.name, now),
        "number": _("No. %(number)s") % {"number": found},
        "date": papers.moment(entry.booked_at),
        "void": _("VOID: booked back") if hasattr(entry, "reversed_by") else "",
        "cells": [
            (_("Paid by"), found.payer),
            (_("Home"), entry.unit.code if entry.unit else "–"),
            (_("Way of payment"), found.get_way_display()),
            (_("Kind"), entry.get_kind_display()),
        ],
        "rooms": [
            (_("What for"), entry.words, 8),
            (_("Amount in words"), f"人民币{capitals(found.amount)}", 6),
            (_("Amount in figures"), f"¥{yuan(found.amount)}", 6),
        ],
        "places": [papers.place(_("Cashier"), entry.booked_by.name), papers.place(_("Paid by"), found.payer)],
    }
    return paper(_PAPERS / "receipt.typ", said, {"qr.svg": qr_code(address)}, now)
