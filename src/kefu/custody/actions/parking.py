"""Parking spaces: assigned to a household's car, released."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.custody.actions.acting import (
    CustodyRefused,
    Holder,
    Terms,
    begun,
    belongs,
    finish,
    hand_out,
    holder_facts,
    take_back,
)
from kefu.custody.calc import is_usual_plate, typed_plate
from kefu.custody.models import Thing
from kefu.duties.acts import Act
from kefu.duties.binding import instant


@dataclass(frozen=True)
class Vehicle:
    """A car: its plate as typed, what it is. `is_unusual`: the clerk confirms a plate of another shape."""

    plate: str
    model: str = ""
    is_unusual: bool = False


@transaction.atomic
def assign_parking(thing_id: int, *, by: Act, to: Holder, vehicle: Vehicle, until: datetime | None = None) -> Thing:
    """A household's car has this space from now on; `until` None: without an end."""
    space = begun("assign-parking", thing_id, by)
    plate = typed_plate(vehicle.plate)
    if not plate:
        raise CustodyRefused(_("Type the plate."), field="plate")
    if not vehicle.is_unusual and not is_usual_plate(plate):
        raise CustodyRefused(
            _("%(plate)s has not the shape of a plate. Correct it, or confirm that it is so.") % {"plate": plate},
            field="plate",
        )
    hand_out(space, to, Terms(due_at=until, plate=plate, vehicle=vehicle.model), by)
    facts = {"holder.belongs": belongs(to), **holder_facts(to)}
    if until is not None:
        facts["return.due"] = instant(until)
    return finish("assign-parking", space, by, facts, {"name": to.name, "plate": plate, "vehicle": vehicle.model})


@transaction.atomic
def release_parking(thing_id: int, *, by: Act, note: str = "") -> Thing:
    """The space is free again."""
    space = begun("release-parking", thing_id, by)
    handout = take_back(space, by)
    return finish("release-parking", space, by, {}, {"name": handout.name, "note": note})
