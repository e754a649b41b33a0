"""What is read about an estate, by the page or the question that asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localtime

from kefu.duties import queries as duty_queries
from kefu.duties.acts import Subject
from kefu.duties.governing import books_in
from kefu.estate.calc import name_key, plain_code, typed_code
from kefu.estate.models import Building, EstateImport, Look, Person, PersonKey, Residency, Unit
from kefu.lib import identity
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.people.sealing import keyring
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


def residencies(unit: Unit) -> tuple[list[Residency], list[Residency]]:
    """Who belongs to a unit now, and who did before, the last first."""
    found = list(Residency.objects.filter(unit=unit).select_related("person").order_by("-id"))
    return [one for one in found if one.until is None][::-1], [one for one in found if one.until is not None]


def homes_of(person: Person) -> Sequence[Residency]:
    """Where somebody lives and lived, the last first."""
    return list(Residency.objects.filter(person=person).select_related("unit").order_by("-until", "-id"))


def imports(community: Community) -> Sequence[EstateImport]:
    """The files of a community that were read last, without what is in them."""
    return list(EstateImport.objects.filter(community=community).order_by("-id")[:LATEST])


def kept_until(person: Person) -> datetime | None:
    """Until when the personal data of somebody who left are kept, by the clause that says so; None where none does."""
    subject = Subject("resident", person.pk, person.community_id, person.name)
    books = books_in([person.community_id])
    for duty in duty_queries.duties_on(subject).filter(end=""):
        book = books.get((person.community_id, duty.version))
        clause = book.timed(duty.clause) if book else None
        if clause is not None and "resident.forgotten" in clause.bring:
            return duty.due_at
    return None


def age(person: Person, now: datetime) -> int | None:
    """How old somebody is, in full years; None where their day of birth is not known."""
    return None if person.born_on is None else identity.age_on(person.born_on, localtime(now).date())


def looks_at(person: Person) -> Sequence[Look]:
    """Who looked last at what is masked of somebody."""
    return list(person.looks.select_related("by").order_by("-id")[:LATEST])


def looks(community: Community) -> QuerySet[Look]:
    """Who looked at what is masked in a community, the last first."""
    return Look.objects.filter(community=community).select_related("by", "person", "unit")


def units_of(community: Community) -> QuerySet[Unit]:
    """The units of a community with their buildings, each with its residents in `now`."""
    return Unit.objects.filter(community=community).select_related("building").prefetch_related(_now())


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
    """Who is called so, or has that number. Numbers count whole (a telephone's last four digits, too): what is found by
    a number's beginning could be guessed digit by digit."""
    ids = dict.fromkeys(_with_number(communities, typed, limit))
    key = name_key(typed)
    within = {"key": key} if key.isdigit() else {"key__gte": key, "key__lt": key + _LAST_SIGN}
    keys = PersonKey.objects.filter(community__in=communities, **within)
    for person_id in keys.order_by("key", "person_id").values_list("person_id", flat=True)[: limit * 4]:
        ids.setdefault(person_id)
    persons = Person.objects.in_bulk(list(ids)[:limit])
    return [persons[id_] for id_ in list(ids)[:limit]]


def _with_number(communities: Sequence[int], typed: str, limit: int) -> list[int]:
    """Who has exactly this number of a paper."""
    # Fifteen digits may be an old card's or a company's.
    numbers = {identity.normal(typed), identity.normal(typed, "other")}
    indexes = [index for number in filter(identity.is_paper, numbers) for index in keyring().indexes(number)]
    if not indexes:
        return []
    found = Person.objects.filter(id_index__in=indexes, community__in=communities)
    return list(found.order_by("id").values_list("id", flat=True)[:limit])


def _with_residents(ids: Iterable[int]) -> dict[int, Unit]:
    return {unit.pk: unit for unit in Unit.objects.filter(id__in=list(ids)).prefetch_related(_now())}


def _now() -> "Prefetch[str]":
    live = Residency.objects.filter(until=None).select_related("person").order_by("id")
    return Prefetch("residencies", live, to_attr="now")


def _household(unit: Unit, person: Person | None = None) -> Household:
    return Household(unit, tuple(living(unit)), person)


def living(unit: Unit) -> list[Residency]:
    """Who belongs to a unit now, as it was read with it."""
    now: list[Residency] = vars(unit)["now"]
    return now
