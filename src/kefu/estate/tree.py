"""The estate as a tree: buildings, entrances, floors, units; and what stands there beside homes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Sum

from kefu.estate.calc import sort_key
from kefu.estate.models import Area, AreaKind, Building, Unit, Use
from kefu.people.models import Community


@dataclass
class Branch:
    """A part of the estate: how many units of each use are in it, and how large they are together."""

    name: str
    id: int = 0
    floor: int | None = None
    units: int = 0
    square_metres: Decimal = Decimal(0)
    uses: dict[str, int] = field(default_factory=dict)
    below: "list[Branch]" = field(default_factory=list)

    def count(self, use: str, units: int, size: Decimal | None) -> None:
        """Take in so many units of a use."""
        self.units += units
        self.square_metres += size or 0
        self.uses[use] = self.uses.get(use, 0) + units

    @property
    def others(self) -> list[tuple[str, int]]:
        """The uses other than homes with the number of units of each."""
        return [(str(use.label), self.uses[use]) for use in Use if use != Use.HOME and use in self.uses]


@dataclass(frozen=True)
class Tree:
    """A whole estate; `areas` by what they are."""

    whole: Branch
    areas: Sequence[tuple[str, Sequence[Area]]]


def tree_of(community: Community, opened: Building | None = None) -> Tree:
    """Down to the entrances, in the opened building down to the floors; in as many statements whatever its size."""
    whole = Branch(community.name)
    buildings = {one.pk: Branch(one.name, one.pk) for one in Building.objects.filter(community=community)}
    entrances: dict[tuple[int, str], Branch] = {}
    floors: dict[tuple[int, str, int | None], Branch] = {}
    counted = Unit.objects.filter(community=community).values_list("building_id", "entrance", "floor", "use")
    for building_id, entrance, floor, use, units, size in counted.annotate(
        Count("id"), Sum("square_metres")
    ).order_by():
        at = building_id, entrance
        entrances.setdefault(at, Branch(entrance, building_id))
        branches = [whole, buildings[building_id], entrances[at]]
        if opened is not None and building_id == opened.pk:
            branches.append(floors.setdefault((*at, floor), Branch("", building_id, floor)))
        for branch in branches:
            branch.count(use, units, size)
    for (building_id, _), branch in sorted(entrances.items(), key=lambda one: sort_key(one[0][1])):
        buildings[building_id].below.append(branch)
    for (building_id, entrance, _), branch in sorted(floors.items(), key=lambda one: -(one[0][2] or 0)):
        entrances[building_id, entrance].below.append(branch)
    whole.below = sorted(buildings.values(), key=lambda one: sort_key(one.name))
    return Tree(whole, _areas(community))


def _areas(community: Community) -> list[tuple[str, list[Area]]]:
    found = list(Area.objects.filter(community=community, retired_at=None).order_by("name", "id"))
    by_kind = {kind: [area for area in found if area.kind == kind] for kind in AreaKind}
    return [(str(kind.label), areas) for kind, areas in by_kind.items() if areas]
