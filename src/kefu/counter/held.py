"""What a household holds, to choose from in a field: residents, cards, keys, spaces, passes."""

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Model

from kefu.custody.models import Handout, Kind, Thing
from kefu.estate.models import Person, Residency, Unit
from kefu.gate.models import CLOSED, Pass
from kefu.gate.models import Kind as PassKind

Choices = Sequence[tuple[int, str]]


def _residents(unit: Unit) -> Choices:
    living = Residency.objects.filter(unit=unit, until=None).select_related("person").order_by("id")
    return [(one.person_id, f"{one.person.name} · {one.get_capacity_display()}") for one in living]


def _things(kind: str) -> Callable[[Unit], Choices]:
    def of(unit: Unit) -> Choices:
        out = Handout.objects.filter(unit=unit, thing__kind=kind, back_at=None).order_by("thing__sorts_as", "id")
        return [(one.thing_id, f"{one.thing.number} · {one.name}") for one in out.select_related("thing")]

    return of


def _passes(unit: Unit) -> Choices:
    """Those that are to be handed in: a visit is over by itself."""
    held = Pass.objects.filter(unit=unit, kind__in=(PassKind.WORKER, PassKind.RESIDENT))
    found = held.exclude(state__in=CLOSED).order_by("-issued_at", "-id")
    return [(one.pk, str(one)) for one in found]


_HELD: Mapping[str, Callable[[Unit], Choices]] = {
    "resident": _residents,
    "card": _things(Kind.CARD),
    "key": _things(Kind.KEY),
    "space": _things(Kind.PARKING),
    "pass": _passes,
}


_MODELS: Mapping[str, type[Model]] = {"resident": Person, "card": Thing, "key": Thing, "space": Thing, "pass": Pass}


def held(kind: str, unit: Unit | None, chosen: int | None = None) -> Choices:
    """What may be chosen, by id, with how it is called; nothing where no household is meant.

    `chosen`: what was chosen before, which may be chosen again wherever it is by now.
    """
    choices = list(_HELD[kind](unit)) if unit is not None else []
    if chosen is not None and chosen not in dict(choices):
        choices.append((chosen, called(kind, chosen)))
    return choices


def called(kind: str, id_: int) -> str:
    """How what was chosen is called, whoever holds it by now."""
    return str(_MODELS[kind]._default_manager.filter(pk=id_).first() or id_)
