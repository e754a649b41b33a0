"""What rows of a file would bring to an estate as it is now: new, changed, known. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model

from kefu.estate.calc import EstateRow, building_key, name_key, number_key, plain_code, sort_key
from kefu.estate.models import Building, Person, Residency, Unit, Use
from kefu.estate.rows import MOST_PHONES

Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True)
class Tally:
    """How many of one kind are new, how many change, how many are known as they are."""

    new: int = 0
    changed: int = 0
    known: int = 0


@dataclass(frozen=True)
class Counts:
    """What an import brings; `known`: how many of its rows bring nothing."""

    buildings: Tally
    units: Tally
    persons: Tally
    residencies: Tally
    known: int

    def facts(self) -> dict[str, int]:
        """The figures as facts of the event."""
        return {
            "buildings": self.buildings.new,
            "units": self.units.new,
            "persons": self.persons.new,
            "residencies": self.residencies.new,
            "units.changed": self.units.changed,
            "persons.changed": self.persons.changed,
            "known": self.known,
        }


class Kind(Generic[Thing]):
    """What the rows say of one kind of thing. Things that are not written yet have no id: they are told by identity."""

    def __init__(self) -> None:
        self.new: list[Thing] = []
        self._known: dict[int, Thing] = {}
        self._changed: dict[int, Thing] = {}

    @property
    def changed(self) -> list[Thing]:
        """What is there and changes."""
        return list(self._changed.values())

    @property
    def tally(self) -> Tally:
        """How many there are of each."""
        return Tally(len(self.new), len(self._changed), len(self._known) - len(self._changed))

    def add(self, thing: Thing) -> Thing:
        """A new one."""
        self.new.append(thing)
        return thing

    def meet(self, thing: Thing, *, changes: bool = False) -> bool:
        """One that is there; whether it changes. Another row of the same file may have brought it."""
        if thing.pk is None:
            return False
        self._known[id(thing)] = thing
        if changes:
            self._changed[id(thing)] = thing
        return changes


class Plan:
    """What an import of these rows would bring to a community as it is now."""

    def __init__(self, community_id: int, rows: Sequence[EstateRow]) -> None:
        self._community_id = community_id
        self.buildings: Kind[Building] = Kind()
        self.units: Kind[Unit] = Kind()
        self.persons: Kind[Person] = Kind()
        self.residencies: Kind[Residency] = Kind()
        self._look()
        brings = [self._add(row) for row in rows]
        self.counts = Counts(
            self.buildings.tally, self.units.tally, self.persons.tally, self.residencies.tally, brings.count(False)
        )

    def _look(self) -> None:
        """What is there."""
        here = self._community_id
        buildings = {building.pk: building for building in Building.objects.filter(community=here)}
        self._buildings = {building_key(building.name): building for building in buildings.values()}
        self._units = {unit.code: unit for unit in Unit.objects.filter(community=here)}
        for unit in self._units.values():
            unit.building = buildings[unit.building_id]
        self._called: dict[tuple[str, str], Person] = {}
        self._living: dict[tuple[str, str], Person] = {}
        self._held: dict[tuple[int, str, str], Residency] = {}
        # All of them are held on to, as they are told apart by identity.
        self._persons = {person.pk: person for person in Person.objects.filter(community=here).order_by("id")}
        for person in self._persons.values():
            self._remember(person)
        codes = {unit.pk: unit.code for unit in self._units.values()}
        for held in Residency.objects.filter(unit__community=here, until=None):
            person, code = self._persons[held.person_id], codes[held.unit_id]
            self._living.setdefault((code, name_key(person.name)), person)
            self._held[id(person), code, held.capacity] = held

    def _add(self, row: EstateRow) -> bool:
        """Take a row in; whether it brings anything."""
        unit, brings_unit = self._unit(row)
        if not row.name:
            return brings_unit
        person, brings_person = self._person(row)
        return self._residency(row, unit, person) or brings_unit or brings_person

    def _unit(self, row: EstateRow) -> tuple[Unit, bool]:
        unit = self._units.get(row.code)
        building = self._buildings.get(building_key(row.building)) if unit is None else unit.building
        if building is None:
            building = self.buildings.add(Building(community_id=self._community_id, name=row.building))
            self._buildings[building_key(row.building)] = building
        self.buildings.meet(building)
        if unit is not None:
            return unit, self.units.meet(unit, changes=_put_right(unit, row))
        unit = self.units.add(Unit(community_id=self._community_id, building=building, code=row.code))
        unit.entrance, unit.floor, unit.use = row.entrance, row.floor, row.use or Use.HOME
        unit.plain, unit.sorts_as = plain_code(row.code), sort_key(row.code)
        self._units[row.code] = unit
        return unit, True

    def _person(self, row: EstateRow) -> tuple[Person, bool]:
        """Who is meant: who of this name belongs to the unit, else who is known by name and number.

        A name alone is no one: two neighbours may have it.
        """
        name = name_key(row.name)
        known = [self._called.get((name, number_key(phone))) for phone in row.phones]
        person = self._living.get((row.code, name)) or next(filter(None, known), None)
        is_new = person is None
        if person is None:
            person = self.persons.add(Person(community_id=self._community_id, name=row.name))
        changes = _reach(person, row)
        self._remember(person)
        self._living.setdefault((row.code, name), person)
        return person, self.persons.meet(person, changes=changes) or is_new

    def _residency(self, row: EstateRow, unit: Unit, person: Person) -> bool:
        place = id(person), row.code, row.capacity
        if place in self._held:
            self.residencies.meet(self._held[place])
            return False
        self._held[place] = self.residencies.add(Residency(person=person, unit=unit, capacity=row.capacity))
        return True

    def _remember(self, person: Person) -> None:
        for phone in person.phones:
            self._called.setdefault((name_key(person.name), number_key(phone)), person)


def _put_right(unit: Unit, row: EstateRow) -> bool:
    """Let the unit be as the row says, where it says anything; whether that changes it."""
    said = {"floor": row.floor, "use": row.use}
    if building_key(row.entrance) != building_key(unit.entrance):
        said["entrance"] = row.entrance
    different = {name: value for name, value in said.items() if value not in ("", None, getattr(unit, name))}
    for name, value in different.items():
        setattr(unit, name, value)
    return bool(different)


def _reach(person: Person, row: EstateRow) -> bool:
    """Let the person be reached as the row says. A number that is known is not forgotten; whether anything changes."""
    known = {number_key(phone) for phone in person.phones}
    has_other_phone = any(number_key(phone) not in known for phone in row.phones)
    if has_other_phone:
        phones = {number_key(phone): phone for phone in (*row.phones, *person.phones)}
        person.phone, *person.other_phones = list(phones.values())[:MOST_PHONES]
    has_other_sex = row.sex not in ("", person.sex)
    person.sex = row.sex or person.sex
    return has_other_phone or has_other_sex
