"""Adding buildings and units, opening and retiring areas."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.estate.actions.refusing import EstateRefused, locked_community, require_keeper, unit_subject
from kefu.estate.calc import LONGEST_CODE, building_key, plain_code, sort_key, unit_code
from kefu.estate.models import Area, Building, Unit, Use


@dataclass(frozen=True)
class NewUnit:
    """A unit to be added."""

    room: str
    entrance: str = ""
    floor: int | None = None
    use: str = Use.HOME.value
    square_metres: Decimal | None = None


@transaction.atomic
def add_building(community_id: int, *, by: Act, name: str) -> Building:
    """A building is part of the estate."""
    locked_community(community_id, by)
    names = Building.objects.filter(community=community_id).values_list("name", flat=True)
    if building_key(name) in map(building_key, names):
        raise EstateRefused(_("There is a building of this name already."), "name")
    building = Building.objects.create(community_id=community_id, name=name)
    subject = Subject("building", building.pk, community_id, building.name)
    duty_actions.record("building.added", subject, by=by)
    return building


@transaction.atomic
def add_unit(building_id: int, new: NewUnit, *, by: Act) -> Unit:
    """A unit is part of a building. It is called by building, entrance and room."""
    building = Building.objects.get(id=building_id)
    locked_community(building.community_id, by)
    code = unit_code(building.name, new.entrance, new.room)
    if not plain_code(new.room) or len(code) > LONGEST_CODE:
        raise EstateRefused(_("This is no unit. Type its number, 1201."), "room")
    if Unit.objects.filter(community=building.community_id, code=code).exists():
        raise EstateRefused(_("The unit %(code)s is there already.") % {"code": code}, "room")
    unit = Unit(community_id=building.community_id, building=building, entrance=new.entrance, floor=new.floor)
    unit.use, unit.square_metres = new.use, new.square_metres
    unit.code, unit.plain, unit.sorts_as = code, plain_code(code), sort_key(code)
    unit.save(force_insert=True)
    duty_actions.record("unit.added", unit_subject(unit), by=by, facts={"use": new.use})
    return unit


@transaction.atomic
def open_area(community_id: int, *, by: Act, name: str, kind: str) -> Area:
    """An area is looked after from now on; series of the rulebook begin."""
    locked_community(community_id, by)
    if Area.objects.filter(community=community_id, name=name, retired_at=None).exists():
        raise EstateRefused(_("There is an area of this name already."), "name")
    area = Area.objects.create(community_id=community_id, name=name, kind=kind, opened_at=by.at)
    duty_actions.record("area.opened", _area(area), by=by, texts={"name": name})
    return area


@transaction.atomic
def retire_area(area_id: int, *, by: Act) -> Area:
    """An area is looked after no longer; what was due there is due no more."""
    area = Area.objects.select_for_update().get(id=area_id)
    require_keeper(area.community_id, by)
    if area.retired_at is not None:
        raise EstateRefused(_("This area is looked after no longer."))
    area.retired_at = by.at
    area.save(update_fields=["retired_at"])
    duty_actions.record("area.retired", _area(area), by=by)
    return area


def _area(area: Area) -> Subject:
    return Subject("area", area.pk, area.community_id, area.name)
