"""What is read about an estate, by the page or the question that asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from kefu.estate.calc import name_key, plain_code, sort_key, typed_code
from kefu.estate.models import Area, Building, EstateImport, Person, PersonKey, Residency, Unit
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.ui.paging import Asked, Page, page

PAGE_SIZE = 60
LATEST = 10
_LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True)
class Household:
    """A unit with who belongs to it now; without a unit: one who lives in none."""

    unit: Unit | None
    residents: tuple[Residency, ...]
    person: Person | None = None

    @property
    def first(self) -> Person | None:
        """Who is named first: whom the look-up found, else the owner."""
        return self.person or next((one.person for one in self.residents), None)


def households(viewer: User, typed: str, *, limit: int = 8, community_id: int | None = None) -> list[Household]:
    """The households that somebody means by a unit, a phone number, a name, its sounds or its initials."""
    communities = _communities(viewer, community_id)
    if not communities or not name_key(typed):
        return []
    units = list(_units_called(communities, typed)[:limit])
    persons = _persons_called(communities, typed, limit)
    live = Residency.objects.filter(person__in=persons, until=None).order_by("unit_id", "id")
    of_person: dict[int, list[int]] = {}
    for person_id, unit_id in live.values_list("person_id", "unit_id"):
        of_person.setdefault(person_id, []).append(unit_id)
    by_id = _with_residents({unit.pk for unit in units}.union(*of_person.values()))
    found = [_household(by_id[unit.pk]) for unit in units]
    for person in persons:
        homes = of_person.get(person.pk, [])
        found += [_household(by_id[unit_id], person) for unit_id in homes] or [Household(None, (), person)]
    return found[:limit]


def home_called(community_id: int, place: str, caller: str, contact: str) -> tuple[Unit | None, Person | None]:
    """The unit that is written exactly so, and who of those belonging to it now has that name or that number."""
    code = typed_code(place)
    if code is None:
        return None, None
    unit = Unit.objects.filter(community=community_id, code=code).prefetch_related(_now()).first()
    if unit is None:
        return None, None
    residents = [one.person for one in _household(unit).residents]
    called = [one for one in residents if caller == one.name or (contact and contact in (one.phone, *one.other_phones))]
    return unit, called[0] if len(called) == 1 else None


def units(within: Community | Building, asked: Asked) -> Page[Unit]:
    """A page of the units of a community, or of one building, in order, each with its residents in `now`."""
    name = "building" if isinstance(within, Building) else "community"
    found = Unit.objects.filter(**{name: within})
    return page(found.prefetch_related(_now()), ("sorts_as", "id"), asked, PAGE_SIZE)


def buildings(community: Community) -> Sequence[Building]:
    """The buildings of a community with the number of their units in `count`."""
    found = list(Building.objects.filter(community=community).annotate(count=Count("units")))
    return sorted(found, key=lambda building: sort_key(building.name))


def areas(community: Community) -> Sequence[Area]:
    """The areas of a community that are looked after now."""
    return list(Area.objects.filter(community=community, retired_at=None).order_by("kind", "name"))


def residencies(unit: Unit) -> tuple[list[Residency], list[Residency]]:
    """Who belongs to a unit now, and who did before, the last first."""
    found = list(Residency.objects.filter(unit=unit).select_related("person").order_by("-id"))
    return [one for one in found if one.until is None][::-1], [one for one in found if one.until is not None]


def homes_of(person: Person) -> Sequence[Residency]:
    """Where somebody lives and lived, the last first."""
    return list(Residency.objects.filter(person=person).select_related("unit").order_by("-until", "-id"))


def imports(community: Community) -> Sequence[EstateImport]:
    """The files of a community that were read last, without what is in them."""
    return list(EstateImport.objects.filter(community=community).defer("rows", "faults").order_by("-id")[:LATEST])


def all_units(community_id: int) -> QuerySet[Unit]:
    """All units of a community by code, each with its residents in `now`."""
    return Unit.objects.filter(community=community_id).order_by("code", "id").prefetch_related(_now())


def _communities(viewer: User, community_id: int | None) -> list[int]:
    visible = people_access.communities_visible_to(viewer)
    chosen = visible if community_id is None else visible.filter(id=community_id)
    return list(chosen.values_list("id", flat=True))


def _units_called(communities: Sequence[int], typed: str) -> QuerySet[Unit]:
    code, plain = typed_code(typed), plain_code(typed)
    # A word without any digit is nobody's unit.
    if not any(sign.isdigit() for sign in plain):
        return Unit.objects.none()
    found = Unit.objects.filter(community__in=communities, plain__gte=plain, plain__lt=plain + _LAST_SIGN)
    # 3-2-12 is not 32-1-2, though both are 3212.
    return (found if code is None else found.filter(code__istartswith=code)).order_by("plain", "id")


def _persons_called(communities: Sequence[int], typed: str, limit: int) -> list[Person]:
    key = name_key(typed)
    keys = PersonKey.objects.filter(community__in=communities, key__gte=key, key__lt=key + _LAST_SIGN)
    ids: dict[int, None] = {}
    for person_id in keys.order_by("key", "person_id").values_list("person_id", flat=True)[: limit * 4]:
        ids.setdefault(person_id)
    persons = Person.objects.in_bulk(list(ids)[:limit])
    return [persons[id_] for id_ in list(ids)[:limit]]


def _with_residents(ids: Iterable[int]) -> dict[int, Unit]:
    return {unit.pk: unit for unit in Unit.objects.filter(id__in=list(ids)).prefetch_related(_now())}


def _now() -> "Prefetch[str]":
    live = Residency.objects.filter(until=None).select_related("person").order_by("id")
    return Prefetch("residencies", live, to_attr="now")


def _household(unit: Unit, person: Person | None = None) -> Household:
    return Household(unit, tuple(unit.now), person)  # type: ignore[attr-defined]
