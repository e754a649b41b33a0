"""Adding and changing residents, moving in and out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.actions.refusing import (
    EstateRefused,
    locked_community,
    person_subject,
    require_keeper,
    unit_subject,
    words,
)
from kefu.estate.calc import person_keys
from kefu.estate.models import Person, PersonKey, Residency, Unit


@dataclass(frozen=True)
class Called:
    """How somebody is called and reached; the first number is the one to call first."""

    name: str
    phones: Sequence[str] = ()
    sex: str = ""


@transaction.atomic
def add_person(community_id: int, called: Called, *, by: Act) -> Person:
    """Somebody has to do with the estate and belongs to no unit yet."""
    locked_community(community_id, by)
    if called.phones and _known(community_id, called.name, called.phones[0]) is not None:
        raise EstateRefused(_("%(name)s is known by this number already.") % {"name": called.name}, "name")
    person = _made(community_id, called)
    duty_actions.record("resident.added", person_subject(person), by=by, texts=_texts(called))
    return person


@transaction.atomic
def change_person(person_id: int, called: Called, *, by: Act) -> Person:
    """Somebody has another name or other numbers."""
    locked_community(Person.objects.values_list("community_id", flat=True).get(id=person_id), by)
    person = Person.objects.select_for_update().get(id=person_id)
    _call(person, called)
    person.save(update_fields=["name", "phone", "other_phones", "sex"])
    rewrite_keys([person])
    duty_actions.record("resident.changed", person_subject(person), by=by, texts=_texts(called))
    return person


@transaction.atomic
def move_in(unit_id: int, *, by: Act, name: str, phone: str, capacity: str) -> Residency:
    """Somebody belongs to a unit from now on; who is known by name and number is not made anew."""
    unit = Unit.objects.get(id=unit_id)
    locked_community(unit.community_id, by)
    called = Called(name, [phone] if phone else [])
    person = _of_unit(unit, called) or _known(unit.community_id, name, phone) or _made(unit.community_id, called)
    if Residency.objects.filter(person=person, unit=unit, capacity=capacity, until=None).exists():
        raise EstateRefused(_("%(name)s belongs to this unit already.") % {"name": name})
    residency = Residency.objects.create(person=person, unit=unit, capacity=capacity, since=by.at)
    facts = {"resident": str(person.pk), "capacity": capacity}
    duty_actions.record("unit.moved-in", unit_subject(unit), by=by, facts=facts, texts=_texts(called))
    return residency


@transaction.atomic
def move_out(residency_id: int, *, by: Act) -> Residency:
    """Somebody belongs to a unit no longer; that they did stays."""
    residency = Residency.objects.select_for_update(of=("self",)).select_related("unit").get(id=residency_id)
    require_keeper(residency.unit.community_id, by)
    if residency.until is not None:
        raise EstateRefused(_("This was ended before."))
    residency.until = by.at
    residency.save(update_fields=["until"])
    facts = {"resident": str(residency.person_id), "capacity": residency.capacity}
    duty_actions.record("unit.moved-out", unit_subject(residency.unit), by=by, facts=facts)
    return residency


def keys_of(persons: Iterable[Person]) -> list[PersonKey]:
    """What these persons are found by, to be written."""
    return [
        PersonKey(person=person, community_id=person.community_id, key=key)
        for person in persons
        for key in sorted(person_keys(person.name, person.phones))
    ]


def rewrite_keys(persons: Sequence[Person], batch_size: int | None = None) -> None:
    """Persons who have changed are found by what they are called now."""
    PersonKey.objects.filter(person__in=persons).delete()
    PersonKey.objects.bulk_create(keys_of(persons), batch_size=batch_size)


def _known(community_id: int, name: str, phone: str) -> Person | None:
    """Who is known by name and number. A name alone is no one: others may have it too."""
    if not phone:
        return None
    return Person.objects.filter(community=community_id, name=name, phone=phone).order_by("id").first()


def _of_unit(unit: Unit, called: Called) -> Person | None:
    """Who of this name belongs to the unit already, in another capacity, where no other number is said."""
    found = Person.objects.filter(residencies__unit=unit, residencies__until=None, name=called.name).order_by("id")
    return next((person for person in found if not called.phones or called.phones[0] in person.phones), None)


def _made(community_id: int, called: Called) -> Person:
    person = Person(community_id=community_id)
    _call(person, called)
    person.save(force_insert=True)
    PersonKey.objects.bulk_create(keys_of([person]))
    return person


def _call(person: Person, called: Called) -> None:
    person.name, person.sex = called.name, called.sex
    person.phone, person.other_phones = next(iter(called.phones), ""), list(called.phones[1:])


def _texts(called: Called) -> dict[str, str]:
    return words(name=called.name, phone=", ".join(called.phones))
