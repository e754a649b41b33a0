"""What the rulebook says of procedures, and what was typed, in the language of who reads."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kefu.counter import calc, held
from kefu.duties.explaining import in_language
from kefu.lib.identity import masked_phone
from kefu.lib.text import Text
from kefu.rulebook.procedures import HELD, Ask, Procedure
from kefu.rulebook.shapes import Says
from kefu.rulebook.showing import called
from kefu.ui.punctuation import listed


def words(says: Says | None) -> str:
    """What something says; blank where it says nothing."""
    return "" if says is None else in_language(Text(says.zh, says.en))


def name_of(part: object, id_: str) -> str:
    """How a part of a procedure is called; by its id where it is not there."""
    return in_language(called(part, id_))


def step_name(procedure: Procedure, step: str) -> str:
    """How a step is called."""
    return name_of(procedure.steps.get(step), step)


def shown(ask: Ask, value: Any, *, may_call: bool) -> str:
    """A kept value as people read it; `may_call`: whether the reader sees telephone numbers whole."""
    value = calc.read(ask.kind, value)
    if value is None:
        return ""
    if ask.kind == "choice":
        return words(ask.values.get(value)) or str(value)
    if ask.kind in HELD:
        return held.called(ask.kind, value)
    if ask.kind == "phone" and not may_call:
        return masked_phone(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dict):
        return _("signed")
    return listed(value) if isinstance(value, list) else str(value)
