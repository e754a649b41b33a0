"""The estate of the sample: six buildings of two entrances, twenty-five floors, four homes on each: 1,200 in all."""

from collections.abc import Iterator

from kefu.estate.calc import EstateRow
from kefu.sample.matters import GIVEN, SURNAMES
from kefu.sample.office import Chance

BUILDINGS, ENTRANCES, FLOORS, DOORS = 6, 2, 25, 4
AREAS = (
    ("东门岗亭", "gate"),
    ("西门岗亭", "gate"),
    ("地下车库", "garage"),
    ("中心花园", "outdoors"),
    ("儿童活动区", "outdoors"),
    ("消防水泵房", "equipment"),
    ("配电室", "equipment"),
    *((f"{number}号楼大堂", "hall") for number in range(1, BUILDINGS + 1)),
)


def rows() -> list[EstateRow]:
    """Every home with who belongs to it; some stand empty, some are let."""
    return list(_rows())


def code(building: int, entrance: int, floor: int, door: int) -> str:
    """How a home is called."""
    return f"{building}-{entrance}-{floor}{door:02d}"


def _rows() -> Iterator[EstateRow]:
    for building in range(1, BUILDINGS + 1):
        for entrance in range(1, ENTRANCES + 1):
            for floor in range(1, FLOORS + 1):
                for door in range(1, DOORS + 1):
                    yield from _home(building, entrance, floor, door)


def _home(building: int, entrance: int, floor: int, door: int) -> Iterator[EstateRow]:
    called = code(building, entrance, floor, door)
    chance = Chance(f"home {called}")

    def row(name: str, phone: str, capacity: str) -> EstateRow:
        return EstateRow(f"{building}号楼", str(entrance), floor, called, "home", name, phone, capacity)

    if chance.is_so(0.06):
        yield row("", "", "owner")
        return
    surname = chance.choice(SURNAMES)
    yield row(surname + chance.choice(GIVEN), _phone(chance), "owner")
    if chance.is_so(0.35):
        yield row(surname + chance.choice(GIVEN), _phone(chance), "family")
    if chance.is_so(0.15):
        yield row(chance.choice(SURNAMES) + chance.choice(GIVEN), _phone(chance), "tenant")


def _phone(chance: Chance) -> str:
    return f"13{chance.choice('5789')}{chance.randrange(10**8):08d}"
