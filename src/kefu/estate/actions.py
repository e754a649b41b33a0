"""What is done with an estate: one function per verb, each recording one event."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.estate import access
from kefu.estate.calc import EstateRow, person_keys, plain_code, sort_key
from kefu.estate.models import Area, Building, EstateImport, Person, PersonKey, Residency, Unit
from kefu.people import access as people_access
from kefu.people.models import Community

_AT_ONCE = 2000


class EstateRefused(Refused):
    """What is asked for would leave the estate in a wrong state."""


@dataclass(frozen=True)
class Counts:
    """What an import brings: how many of each are new, and how many rows are known already."""

    buildings: int
    units: int
    persons: int
    residencies: int
    known: int


@transaction.atomic
def open_area(community_id: int, *, by: Act, name: str, kind: str) -> Area:
    """An area is looked after from now on; series of the rulebook begin."""
    _require_keeper(community_id, by)
    Community.objects.select_for_update().get(id=community_id)
    if Area.objects.filter(community=community_id, name=name, retired_at=None).exists():
        raise EstateRefused(_("There is an area of this name already."))
    area = Area.objects.create(community_id=community_id, name=name, kind=kind, opened_at=by.at)
    duty_actions.record("area.opened", _area(area), by=by, texts={"name": name})
    return area


@transaction.atomic
def retire_area(area_id: int, *, by: Act) -> Area:
    """An area is looked after no longer; what was due there is due no more."""
    area = Area.objects.select_for_update().get(id=area_id)
    _require_keeper(area.community_id, by)
    if area.retired_at is not None:
        raise EstateRefused(_("This area is looked after no longer."))
    area.retired_at = by.at
    area.save(update_fields=["retired_at"])
    duty_actions.record("area.retired", _area(area), by=by)
    return area


@transaction.atomic
def change_person(person_id: int, *, by: Act, name: str, phone: str) -> Person:
    """Somebody has another name or number."""
    person = Person.objects.select_for_update().get(id=person_id)
    _require_keeper(person.community_id, by)
    person.name, person.phone = name, phone
    person.save(update_fields=["name", "phone"])
    PersonKey.objects.filter(person=person).delete()
    PersonKey.objects.bulk_create(_keys([person]))
    subject = Subject("resident", person.pk, person.community_id, person.name)
    duty_actions.record("resident.changed", subject, by=by, texts=_words(name=name, phone=phone))
    return person


@transaction.atomic
def move_in(unit_id: int, *, by: Act, name: str, phone: str, capacity: str) -> Residency:
    """Somebody belongs to a unit from now on; who is known by name and number is not made anew."""
    unit = Unit.objects.select_for_update().get(id=unit_id)
    _require_keeper(unit.community_id, by)
    person, is_new = Person.objects.get_or_create(community_id=unit.community_id, name=name, phone=phone)
    if is_new:
        PersonKey.objects.bulk_create(_keys([person]))
    if Residency.objects.filter(person=person, unit=unit, capacity=capacity, until=None).exists():
        raise EstateRefused(_("%(name)s belongs to this unit already.") % {"name": name})
    residency = Residency.objects.create(person=person, unit=unit, capacity=capacity, since=by.at)
    facts = {"resident": str(person.pk), "capacity": capacity}
    duty_actions.record("unit.moved-in", _unit(unit), by=by, facts=facts, texts=_words(name=name, phone=phone))
    return residency


@transaction.atomic
def move_out(residency_id: int, *, by: Act) -> Residency:
    """Somebody belongs to a unit no longer; that they did stays."""
    residency = Residency.objects.select_for_update(of=("self",)).select_related("unit").get(id=residency_id)
    _require_keeper(residency.unit.community_id, by)
    if residency.until is not None:
        raise EstateRefused(_("This was ended before."))
    residency.until = by.at
    residency.save(update_fields=["until"])
    facts = {"resident": str(residency.person_id), "capacity": residency.capacity}
    duty_actions.record("unit.moved-out", _unit(residency.unit), by=by, facts=facts)
    return residency


@transaction.atomic
def import_file(import_id: int, *, by: Act) -> Counts:
    """Import a file that was looked at, once."""
    found = EstateImport.objects.select_for_update().get(id=import_id)
    if found.imported_at is not None:
        raise EstateRefused(_("This file was imported before."))
    counts = import_estate(found.community_id, [EstateRow(*row) for row in found.rows], by=by)
    found.imported_at = by.at
    found.save(update_fields=["imported_at"])
    return counts


@transaction.atomic
def import_estate(community_id: int, rows: Sequence[EstateRow], *, by: Act) -> Counts:
    """Bring in buildings, units, residents; what is there already is left as it is, so a file may come again."""
    _require_keeper(community_id, by)
    community = Community.objects.select_for_update().get(id=community_id)
    plan = Plan(community_id, rows)
    plan.write()
    subject = Subject("community", community.pk, community.pk, community.name)
    duty_actions.record("estate.imported", subject, by=by, facts=vars(plan.counts))
    return plan.counts


class Plan:
    """What an import of these rows would bring to a community as it is now."""

    def __init__(self, community_id: int, rows: Sequence[EstateRow]) -> None:
        self._community_id = community_id
        self._buildings = {b.name: b for b in Building.objects.filter(community=community_id)}
        self._units = {u.code: u for u in Unit.objects.filter(community=community_id)}
        persons = Person.objects.filter(community=community_id).order_by("-id")
        self._persons = {(p.name, p.phone): p for p in persons}
        live = Residency.objects.filter(unit__community=community_id, until=None)
        held = {(p, u, c) for p, u, c in live.values_list("person_id", "unit_id", "capacity")}
        self._new: dict[str, list[Any]] = {"buildings": [], "units": [], "persons": [], "residencies": []}
        placed: set[tuple[int, int, str]] = set()
        for row in rows:
            unit = self._unit(row)
            if not row.name:
                continue
            person = self._person(row)
            is_held = (person.pk, unit.pk, row.capacity) in held
            # Rows that are not written yet have no id: they are told apart as objects.
            key = (id(person), id(unit), row.capacity)
            if not is_held and key not in placed:
                placed.add(key)
                self._new["residencies"].append(Residency(person=person, unit=unit, capacity=row.capacity))
        made = {name: len(found) for name, found in self._new.items()}
        self.counts = Counts(**made, known=len(rows) - max(made["units"], made["residencies"]))

    def write(self) -> None:
        """Write what is new."""
        Building.objects.bulk_create(self._new["buildings"])
        _create(Unit, self._new["units"], "building")
        Person.objects.bulk_create(self._new["persons"], batch_size=_AT_ONCE)
        PersonKey.objects.bulk_create(_keys(self._new["persons"]), batch_size=_AT_ONCE)
        _create(Residency, self._new["residencies"], "person", "unit")

    def _unit(self, row: EstateRow) -> Unit:
        unit = self._units.get(row.code)
        if unit is None:
            building = self._buildings.get(row.building)
            if building is None:
                building = Building(community_id=self._community_id, name=row.building)
                self._buildings[row.building] = building
                self._new["buildings"].append(building)
            unit = Unit(
                community_id=self._community_id,
                building=building,
                entrance=row.entrance,
                floor=row.floor,
                code=row.code,
                plain=plain_code(row.code),
                sorts_as=sort_key(row.code),
                use=row.use,
            )
            self._units[row.code] = unit
            self._new["units"].append(unit)
        return unit

    def _person(self, row: EstateRow) -> Person:
        key = row.name, row.phone
        if key not in self._persons:
            self._persons[key] = Person(community_id=self._community_id, name=row.name, phone=row.phone)
            self._new["persons"].append(self._persons[key])
        return self._persons[key]


def _create(model: Any, rows: Iterable[Any], *relations: str) -> None:
    """Write rows whose relations have got their ids meanwhile."""
    listed = list(rows)
    for row in listed:
        for name in relations:
            setattr(row, name, getattr(row, name))
    model.objects.bulk_create(listed, batch_size=_AT_ONCE)


def _keys(persons: Iterable[Person]) -> list[PersonKey]:
    return [
        PersonKey(person=person, community_id=person.community_id, key=key)
        for person in persons
        for key in sorted(person_keys(person.name, person.phone))
    ]


def keep_file(community_id: int, *, by: Act, name: str, rows: Sequence[EstateRow], faults: Any) -> int:
    """Keep what was read of a file until it is confirmed; nothing of the estate is written."""
    _require_keeper(community_id, by)
    kept = EstateImport.objects.create(
        community_id=community_id,
        file_name=name,
        rows=json.loads(json.dumps(rows)),
        faults=json.loads(json.dumps(faults)),
        uploaded_by_id=by.actor_id or 0,
        uploaded_at=by.at,
    )
    return kept.pk


def _require_keeper(community_id: int, by: Act) -> None:
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_keep(actor, community_id))


def _area(area: Area) -> Subject:
    return Subject("area", area.pk, area.community_id, area.name)


def _unit(unit: Unit) -> Subject:
    return Subject("unit", unit.pk, unit.community_id, unit.code)


def _words(**said: str) -> dict[str, str]:
    return {name: text for name, text in said.items() if text}
