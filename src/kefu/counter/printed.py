"""What stands on the printed forms of errands, in the reader's language."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kefu.counter import access
from kefu.counter.models import Errand, Taken
from kefu.counter.words import name_of, shown, words
from kefu.lib.papers import paper, qr_code
from kefu.people.models import User
from kefu.rulebook.procedures import Form, Procedure
from kefu.ui import papers

_PAPER = Path(__file__).parent / "papers" / "form.typ"
# Kinds of fields that need the whole width.
_WIDE = frozenset({"text", "lines"})


def form(errand: Errand, procedure: Procedure, name: str, address: str, reader: User, now: datetime) -> bytes:
    """A form of an errand; `address` is what its code opens on a phone."""
    form = procedure.forms[name]
    may_call = access.may_call(reader, errand)
    asks = {field: procedure.asks[field] for field in form.of}
    fields = [
        (name_of(ask, field), shown(ask, errand.values.get(field), may_call=may_call), ask.kind)
        for field, ask in asks.items()
        if ask.kind != "signature"
    ]
    pictures, places = _signed(errand, procedure, form)
    said = {
        **papers.head(name_of(form, name), errand.community.name, reader.name, now),
        "number": _("No. %(number)s") % {"number": errand.number},
        "date": f"{localtime(errand.opened_at):%Y-%m-%d}",
        "cells": [*_who(errand, reader), *((label, value) for label, value, kind in fields if kind not in _WIDE)],
        "rooms": [(label, value, 18) for label, value, kind in fields if kind in _WIDE],
        "papers": _papers(errand, procedure) if form.lists_papers else [],
        "words": words(form.text),
        "places": places,
    }
    return paper(_PAPER, said, {"qr.svg": qr_code(address), **pictures}, now)


def _who(errand: Errand, reader: User) -> list[tuple[str, str]]:
    """Whom the errand concerns; an even number of cells, as two stand in a row."""
    unit = errand.unit.code if errand.unit else "–"
    phone = access.phone_for(reader, errand)
    return [(_("Unit"), unit), (_("Applicant"), errand.applicant), (_("Phone number"), phone)]


def _papers(errand: Errand, procedure: Procedure) -> list[tuple[str, bool]]:
    """The papers of the procedure, each with whether it was seen."""
    seen = {name for names in Taken.objects.filter(errand=errand).values_list("papers", flat=True) for name in names}
    return [(name_of(one, name), name in seen) for name, one in procedure.papers.items()]


def _signed(errand: Errand, procedure: Procedure, form: Form) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """The pictures of signatures made on a screen, and the lines to sign on: those first, then the form's own."""
    pictures: dict[str, bytes] = {}
    places = []
    for field in form.of:
        ask, kept = procedure.asks[field], errand.values.get(field)
        if ask.kind != "signature":
            continue
        kept = kept if isinstance(kept, dict) else {}
        held = papers.signature(field.replace(".", "-"), kept.get("digest", ""), kept.get("type", ""))
        pictures |= held
        places.append(papers.place(name_of(ask, field), picture=next(iter(held), None)))
    places += [papers.place(words(says)) for says in form.signs]
    return pictures, places
