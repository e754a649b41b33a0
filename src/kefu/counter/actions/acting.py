"""What all verbs on an errand share."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kefu.counter import calc
from kefu.counter.calc import Standing, Values
from kefu.counter.models import Errand
from kefu.counter.words import words
from kefu.duties.acts import Refused, Subject
from kefu.duties.binding import instant
from kefu.rulebook.procedures import Procedure
from kefu.ui.punctuation import listed
from kefu.ui.storing import Kept


class ErrandRefused(Refused):
    """The step would be wrong: a message for each reason, and the field at fault if it is one's."""

    def __init__(self, *messages: str, field: str = "") -> None:
        super().__init__(" ".join(messages), field)
        self.messages = messages


@dataclass(frozen=True)
class Said:
    """What was typed for a step: values by the names of fields, the papers that were seen, copies made of some.

    `is_told`: that the applicant was told what the step tells.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    papers: Sequence[str] = ()
    copies: Mapping[str, Kept] = field(default_factory=dict)
    is_told: bool = False


def subject(errand: Errand) -> Subject:
    """An errand as the subject of events."""
    return Subject("errand", errand.pk, errand.community_id, errand.number)


def locked(errand_id: int) -> Errand:
    """An errand with what it concerns, its row locked until the transaction ends."""
    rows = Errand.objects.select_for_update(of=("self",))
    return rows.select_related("community", "unit", "person").get(id=errand_id)


def refuse_missing(procedure: Procedure, step: str, values: Values, said: Said) -> None:
    """Refuse a step as long as anything that it asks for was not given."""
    if missing := calc.missing(procedure, step, values, said.papers, is_told=said.is_told):
        raise ErrandRefused(_("Still missing: %(names)s.") % {"names": listed(map(words, missing))})


def facts_of(procedure: Procedure, fields: Collection[str], values: Values) -> dict[str, Any]:
    """What events say of these fields, so that clauses can ask for it; None of what holds nothing any more."""
    asks = {name: procedure.asks[name] for name in fields if procedure.asks[name].fact}
    read = [(ask.fact, calc.read(ask.kind, values.get(name))) for name, ask in asks.items()]
    said = [(fact, instant(value) if isinstance(value, datetime) else value) for fact, value in read if fact]
    return {**{fact: None for fact, _none in said}, **{fact: value for fact, value in said if value is not None}}


def standing(errand: Errand) -> Standing:
    """How far an errand is."""
    times: dict[str, int] = {}
    for step in errand.taken.values_list("step", flat=True):
        times[step] = times.get(step, 0) + 1
    return Standing(times, errand.values, errand.is_stopped)
