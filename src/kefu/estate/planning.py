"""What rows of a file would bring to an estate as it is now: new, changed, known. Nothing is written.

A large estate has some hundred thousand of each kind, so they are held here as narrow things of our own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Generic, TypeVar

from kefu.estate.calc import EstateRow, building_key, name_key, number_key
from kefu.estate.models import Building, IdKind, Person, Residency, Sex, Unit, Use
from kefu.estate.rows import MOST_PHONES
from kefu.lib import identity
from kefu.people.sealing import keyring

_AT_ONCE = 5_000


@dataclass(frozen=True)
class Tally:
    """How many of one kind are new, how many change, how many are known as they are."""

    new: int = 0
    changed: int = 0
    known: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.new + other.new, self.changed + other.changed, self.known + other.known)


@dataclass(frozen=True)
class Counts:
    """What an import brings; `known`: how many of its rows bring nothing."""

    buildings: Tally = Tally()
    units: Tally = Tally()
    persons: Tally = Tally()
    residencies: Tally = Tally()
    known: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.buildings + other.buildings,
            self.units + other.units,
            self.persons + other.persons,
            self.residencies + other.residencies,
            self.known + other.known,
        )

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


@dataclass(slots=True, eq=False)
class Thing:
    """What is there has an id."""

    id: int | None = field(default=None, kw_only=True)


@dataclass(slots=True, eq=False)
class ABuilding(Thing):
    """A building."""

    name: str


@dataclass(slots=True, eq=False)
class AUnit(Thing):
    """A unit of a building."""

    building: ABuilding
    code: str
    entrance: str
    floor: int | None
    use: str
    square_metres: Decimal | None


@dataclass(slots=True, eq=False)
class APerson(Thing):
    """A person. `id_number` is what a row says anew; what is there already stays sealed, and is known by its index."""

    name: str
    phones: tuple[str, ...] = ()
    sex: str = ""
    id_kind: str = ""
    id_index: str = ""
    address: str = ""
    id_number: str = ""


@dataclass(slots=True, eq=False)
class ALiving(Thing):
    """Somebody belongs to a unit."""

    person: APerson
    unit: AUnit
    capacity: str


Found = TypeVar("Found", bound=Thing)


class Kind(Generic[Found]):
    """What the rows say of one kind of thing."""

    def __init__(self) -> None:
        self.new: list[Found] = []
        self._known: set[int] = set()
        self._changed: dict[int, Found] = {}

    @property
    def changed(self) -> list[Found]:
        """What is there and changes."""
        return list(self._changed.values())

    @property
    def tally(self) -> Tally:
        """How many there are of each."""
        return Tally(len(self.new), len(self._changed), len(self._known) - len(self._changed))

    def add(self, thing: Found) -> Found:
        """A new one."""
        self.new.append(thing)
        return thing

    def meet(self, thing: Found, *, changes: bool = False) -> bool:
        """One that is there; whether it changes. Another row of the same file may have brought it."""
        if thing.id is None:
            return False
        self._known.add(thing.id)
        if changes:
            self._changed[thing.id] = thing
        return changes


class Plan:
    """What an import of these rows would bring to a community as it is now."""

    def __init__(self, community_id: int, rows: Iterable[EstateRow]) -> None:
        self.community_id = community_id
        self.buildings: Kind[ABuilding] = Kind()
        self.units: Kind[AUnit] = Kind()
        self.persons: Kind[APerson] = Kind()
        self.residencies: Kind[ALiving] = Kind()
        self._buildings: dict[str, ABuilding] = {}
        self._units: dict[str, AUnit] = {}
        self._called: dict[tuple[str, str], APerson] = {}
        self._living: dict[tuple[str, str], APerson] = {}
        self._numbered: dict[str, APerson] = {}
        self._held: dict[tuple[int, str, str], ALiving] = {}
        self._look()
        stay = {living.person.id for living in self._held.values()}
        known = sum(not self._add(row) for row in rows)
        # Persons who are known, and belonged to no unit until now.
        self.housed_anew = {one.person.id for one in self.residencies.new if one.person.id is not None} - stay
        self.counts = Counts(self.buildings.tally, self.units.tally, self.persons.tally, self.residencies.tally, known)

    def _look(self) -> None:
        """What is there."""
        here = self.community_id
        found = Building.objects.filter(community=here).values_list("id", "name")
        buildings = {id_: ABuilding(name, id=id_) for id_, name in found}
        self._buildings = {building_key(building.name): building for building in buildings.values()}
        names = ("id", "building_id", "code", "entrance", "floor", "use", "square_metres")
        units = {
            id_: AUnit(buildings[building_id], *rest, id=id_)
            for id_, building_id, *rest in Unit.objects.filter(community=here).values_list(*names).iterator(_AT_ONCE)
        }
        self._units = {unit.code: unit for unit in units.values()}
        # All of them are held on to, as they are told apart by identity.
        self._persons = _persons(here)
        for person in self._persons.values():
            self._remember(person)
        live = Residency.objects.filter(unit__community=here, until=None).order_by("id")
        for id_, person_id, unit_id, capacity in live.values_list("id", "person_id", "unit_id", "capacity").iterator(
            _AT_ONCE
        ):
            person, unit = self._persons[person_id], units[unit_id]
            self._living.setdefault((unit.code, name_key(person.name)), person)
            self._held[id(person), unit.code, capacity] = ALiving(person, unit, capacity, id=id_)

    def _add(self, row: EstateRow) -> bool:
        """Take a row in; whether it brings anything."""
        unit, brings_unit = self._unit(row)
        if not row.name:
            return brings_unit
        person, brings_person = self._person(row)
        return self._residency(row, unit, person) or brings_unit or brings_person

    def _unit(self, row: EstateRow) -> tuple[AUnit, bool]:
        unit = self._units.get(row.code)
        building = self._buildings.get(building_key(row.building)) if unit is None else unit.building
        if building is None:
            building = self.buildings.add(ABuilding(row.building))
            self._buildings[building_key(row.building)] = building
        self.buildings.meet(building)
        if unit is not None:
            return unit, self.units.meet(unit, changes=_put_right(unit, row))
        size = Decimal(row.square_metres) if row.square_metres else None
        unit = self.units.add(AUnit(building, row.code, row.entrance, row.floor, row.use or Use.HOME.value, size))
        self._units[row.code] = unit
        return unit, True

    def _person(self, row: EstateRow) -> tuple[APerson, bool]:
        """Who is meant: who has this number of a paper, who of this name belongs to the unit, else who is known by name
        and telephone.

        A name alone is no one: two neighbours may have it.
        """
        name = name_key(row.name)
        person = self._with_number(row, name) or self._by_name(row, name)
        is_new = person is None
        if person is None:
            person = self.persons.add(APerson(row.name))
        changes = self._give_number(person, row) | _reach(person, row)
        self._remember(person)
        self._living.setdefault((row.code, name), person)
        return person, self.persons.meet(person, changes=changes) or is_new

    def _with_number(self, row: EstateRow, name: str) -> APerson | None:
        if not row.id_number:
            return None
        found = filter(None, map(self._numbered.get, keyring().indexes(row.id_number)))
        return next((person for person in found if name_key(person.name) == name), None)

    def _by_name(self, row: EstateRow, name: str) -> APerson | None:
        """Who has another number of a paper than the row says is somebody else."""
        known = [self._living.get((row.code, name)), *(self._called.get((name, number_key(one))) for one in row.phones)]
        numbers = set(keyring().indexes(row.id_number)) if row.id_number else set()
        return next((one for one in known if one and (not numbers or one.id_index in {"", *numbers})), None)

    def _give_number(self, person: APerson, row: EstateRow) -> bool:
        """Let the person have the number of their paper, unless it is another's; whether that is new."""
        if not row.id_number or person.id_index:
            return False
        indexes = keyring().indexes(row.id_number)
        if any(index in self._numbered for index in indexes):
            return False
        person.id_kind, person.id_number, person.id_index = row.id_kind, row.id_number, indexes[0]
        return True

    def _residency(self, row: EstateRow, unit: AUnit, person: APerson) -> bool:
        place = id(person), row.code, row.capacity
        if place in self._held:
            self.residencies.meet(self._held[place])
            return False
        self._held[place] = self.residencies.add(ALiving(person, unit, row.capacity))
        return True

    def _remember(self, person: APerson) -> None:
        for phone in person.phones:
            self._called.setdefault((name_key(person.name), number_key(phone)), person)
        if person.id_index:
            self._numbered.setdefault(person.id_index, person)


def _persons(community_id: int) -> dict[int, APerson]:
    """The persons of a community by id, in that order; who was forgotten is nobody any more."""
    names = ("id", "name", "phone", "other_phones", "sex", "id_kind", "id_index", "address")
    found = (
        Person.objects.filter(community=community_id, forgotten_at=None)
        .order_by("id")
        .values_list(*names)
        .iterator(_AT_ONCE)
    )
    return {
        id_: APerson(name, (phone, *others) if phone else (), *rest, id=id_)
        for id_, name, phone, others, *rest in found
    }


def _put_right(unit: AUnit, row: EstateRow) -> bool:
    """Let the unit be as the row says, where it says anything; whether that changes it."""
    changes = False
    if row.entrance and building_key(row.entrance) != building_key(unit.entrance):
        unit.entrance, changes = row.entrance, True
    if row.floor not in (None, unit.floor):
        unit.floor, changes = row.floor, True
    if row.use not in ("", unit.use):
        unit.use, changes = row.use, True
    if row.square_metres and Decimal(row.square_metres) != unit.square_metres:
        unit.square_metres, changes = Decimal(row.square_metres), True
    return changes


def _reach(person: APerson, row: EstateRow) -> bool:
    """Let the person be reached as the row says. A number that is known is not forgotten; whether anything changes."""
    known = {number_key(phone) for phone in person.phones}
    has_other_phone = any(number_key(phone) not in known for phone in row.phones)
    if has_other_phone:
        phones = {number_key(phone): phone for phone in (*row.phones, *person.phones)}
        person.phones = tuple(islice(phones.values(), MOST_PHONES))
    sex = row.sex or person.sex or _sex_of(row)
    address = row.address or person.address
    is_changed = has_other_phone or (sex, address) != (person.sex, person.address)
    person.sex, person.address = sex, address
    return is_changed


def _sex_of(row: EstateRow) -> str:
    if row.id_kind != IdKind.CARD or not row.id_number:
        return ""
    return Sex.MAN.value if identity.is_man(row.id_number) else Sex.WOMAN.value


def parts_of(rows: Iterable[EstateRow], size: int = _AT_ONCE) -> Iterator[list[EstateRow]]:
    """The rows, so many at a time."""
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part
