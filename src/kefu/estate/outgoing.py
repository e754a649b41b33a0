"""The estate as a file that can be read in again: a row for each who belongs to a unit, one for a unit without any."""

from collections.abc import Iterator, Sequence

from kefu.estate import queries
from kefu.estate.models import Capacity, IdKind, Person, Sex, Unit, Use
from kefu.estate.rows import CAPACITIES, HEADINGS, ID_KINDS, SEXES, USES
from kefu.lib.xlsx import Cell, Column, Sheet
from kefu.people.models import Community
from kefu.ui.paging import parts

_COLUMNS = (
    *("building", "entrance", "floor", "room", "use", "square_metres", "name", "sex", "phone"),
    *("id_kind", "id_number", "address", "capacity"),
)
_WIDE = {"name": 14, "phone": 28, "id_number": 24, "address": 30}


class Rows(Iterator[Sequence[Cell]]):
    """The rows, counted as they pass."""

    def __init__(self, community: Community, *, shows_numbers: bool) -> None:
        self.count = 0
        self._shows_numbers = shows_numbers
        self._rows = self._all(community)

    def __next__(self) -> Sequence[Cell]:
        row = next(self._rows)
        self.count += 1
        return row

    def _all(self, community: Community) -> Iterator[Sequence[Cell]]:
        for units in parts(queries.units_of(community), ("sorts_as", "id")):
            for unit in units:
                held = queries.living(unit)
                for one in held:
                    yield (*_unit(unit), *self._person(one.person), _WORDS_OF_CAPACITY[one.capacity])
                if not held:
                    yield (*_unit(unit), "", "", "", "", "", "", "")

    def _person(self, person: Person) -> tuple[Cell, ...]:
        phones = person.phones if self._shows_numbers else person.masked_phones
        number = person.number if self._shows_numbers else person.masked_number
        kind = _WORDS_OF_KIND[person.id_kind] if number else ""
        address = person.address if self._shows_numbers else ""
        return person.name, _WORDS_OF_SEX[person.sex], "/".join(phones), kind, number, address


def sheet(rows: Rows) -> Sheet:
    """The sheet of these rows, headed as offices head it."""
    columns = [Column(HEADINGS[name][0], _WIDE.get(name, 10)) for name in _COLUMNS]
    return Sheet("业主名册", columns, rows)


def _unit(unit: Unit) -> tuple[Cell, ...]:
    size = "" if unit.square_metres is None else f"{unit.square_metres:f}"
    floor = "" if unit.floor is None else str(unit.floor)
    return unit.building.name, unit.entrance, floor, unit.code, _WORDS_OF_USE[unit.use], size


def _first(words: dict[str, str], value: str) -> str:
    """The first word of an office for a value of ours."""
    return next((word for word, said in words.items() if said == value and word), "")


_WORDS_OF_USE = {use.value: _first(USES, use) for use in Use}
_WORDS_OF_CAPACITY = {capacity.value: _first(CAPACITIES, capacity) for capacity in Capacity}
_WORDS_OF_SEX = {"": "", **{sex.value: _first(SEXES, sex) for sex in Sex}}
_WORDS_OF_KIND = {"": "", **{kind.value: _first(ID_KINDS, kind) for kind in IdKind}}
