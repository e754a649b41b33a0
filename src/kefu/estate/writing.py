"""A plan written down, by COPY: a large estate comes in while one waits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from kefu.estate.calc import name_keys, phone_keys, plain_code, sort_key
from kefu.estate.models import Building, IdKind, Person, PersonKey, Residency, Unit
from kefu.estate.planning import APerson, Plan, Thing
from kefu.events.rows import copy_rows, reserve_ids, update_rows
from kefu.lib import identity
from kefu.lib.copying import lines
from kefu.people.sealing import Sealed, keyring

_AT_ONCE = 5_000
# Of what is written, as a share of the whole time: units, persons, what they are found by, who belongs where.
Tell = Callable[[int], None]
_UNIT = ("id", "community_id", "building_id", "entrance", "floor", "code", "plain", "sorts_as", "use", "square_metres")
_PERSON = (
    *("id", "community_id", "name", "phone", "other_phones", "sex", "id_kind", "id_number", "id_index", "born_on"),
    *("address", "preferences", "needs", "customer_class", "occupation", "education", "personality"),
)


def write(plan: Plan, tell: Tell = lambda _: None) -> None:
    """Write what is new and what changes. `tell` hears after each part how many things were written with it."""
    here = plan.community_id
    _copy(Building, ("id", "community_id", "name"), plan.buildings.new, lambda one: (one.id, here, one.name), tell)
    _copy(Unit, _UNIT, plan.units.new, lambda one: _unit(here, one), tell)
    for changed in _parts(plan.units.changed):
        update_rows(Unit, [_changed_unit(one) for one in changed])
    _copy(Person, _PERSON, plan.persons.new, lambda one: _person(here, one), tell)
    for added in _parts(plan.persons.new):
        _copy_keys(here, added)
        tell(len(added))
    for others in _parts(plan.persons.changed):
        update_rows(Person, [_changed_person(one) for one in others])
        numbered = [one for one in others if one.id_number]
        update_rows(Person, [_numbers(one) for one in numbered])
        # A passport says nothing of the day of birth, and takes none away.
        update_rows(Person, [{"id": one.id, "born_on": born} for one in numbered if (born := _paper(one)[2])])
        PersonKey.objects.filter(person__in=[one.id for one in others]).delete()
        _copy_keys(here, others)
    names = ("id", "person_id", "unit_id", "capacity", "since", "until")
    _copy(Residency, names, plan.residencies.new, lambda one: _living(one), tell)


def _living(one: Any) -> tuple[Any, ...]:
    return one.id, one.person.id, one.unit.id, one.capacity, None, None


def _copy(model: Any, names: Sequence[str], things: Sequence[Thing], row: Callable[[Any], Any], tell: Tell) -> None:
    """Give things their ids and write them."""
    for part in _parts(things):
        for thing, id_ in zip(part, reserve_ids(model, len(part)), strict=True):
            thing.id = id_
        copy_rows(model, names, "".join(lines(map(row, part))))
        tell(len(part))


def _copy_keys(here: int, persons: Sequence[APerson]) -> None:
    keys = [
        (person.id, here, key)
        for person in persons
        for key in sorted(_name_keys(person.name) | phone_keys(person.phones))
    ]
    if keys:
        copy_rows(PersonKey, ("person_id", "community_id", "key"), "".join(lines(keys)))


# Many people share a name, and its sounds take longer to find than all else.
_name_keys = lru_cache(maxsize=100_000)(name_keys)


def _unit(here: int, one: Any) -> tuple[Any, ...]:
    keys = plain_code(one.code), sort_key(one.code)
    size = None if one.square_metres is None else str(one.square_metres)
    return one.id, here, one.building.id, one.entrance, one.floor, one.code, *keys, one.use, size


def _changed_unit(one: Any) -> dict[str, Any]:
    size = None if one.square_metres is None else str(one.square_metres)
    return {"id": one.id, "entrance": one.entrance, "floor": one.floor, "use": one.use, "square_metres": size}


def _person(here: int, one: APerson) -> tuple[Any, ...]:
    first, others = _phones(one)
    sealed, index, born = _paper(one)
    kept = one.id, here, one.name, first, _array(others), one.sex, one.id_kind, sealed, index, born
    return *kept, one.address, "", "", "", "", "", ""


def _changed_person(one: APerson) -> dict[str, Any]:
    first, others = _phones(one)
    return {"id": one.id, "phone": first, "other_phones": others, "sex": one.sex, "address": one.address}


def _numbers(one: APerson) -> dict[str, Any]:
    sealed, index, _born = _paper(one)
    return {"id": one.id, "id_kind": one.id_kind, "id_number": sealed, "id_index": index}


def _paper(one: APerson) -> tuple[str, str, str | None]:
    """The number sealed, its index, the day of birth that it says."""
    if not one.id_number:
        return "", "", None
    born = identity.born_on(one.id_number) if one.id_kind == IdKind.CARD else None
    return str(Sealed.of(one.id_number)), keyring().index(one.id_number), born.isoformat() if born else None


def _phones(one: APerson) -> tuple[str, list[str]]:
    first, *others = one.phones or ("",)
    return first, others


def _array(texts: Iterable[str]) -> str:
    """Texts as an array of PostgreSQL. A telephone number has neither quotes nor backslashes."""
    return "{" + ",".join(f'"{text}"' for text in texts) + "}"


def _parts(things: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(things)
    while part := list(islice(left, _AT_ONCE)):
        yield part
