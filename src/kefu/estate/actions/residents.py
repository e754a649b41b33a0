"""Adding and changing residents, moving in and out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.actions.refusing import (
    EstateRefused,
    locked_community,
    person_subject,
    require_registrar,
    unit_subject,
    words,
)
from kefu.estate.calc import person_keys
from kefu.estate.models import IdKind, Person, PersonKey, Residency, Sex, Unit
from kefu.lib import identity
from kefu.people.sealing import Sealed, keyring

# What is kept of a person beside name, numbers and sex, and which of it goes into the ledger as text.
ABOUT = (
    *("born_on", "address", "preferences", "needs", "customer_class"),
    *("occupation", "education", "personality"),
)
_TOLD = ("address", "preferences", "needs")


@dataclass(frozen=True)
class Paper:
    """What says who somebody is; both blank: nothing does any more."""

    kind: str = ""
    number: str = ""


@dataclass(frozen=True)
class Called:
    """How somebody is called and reached, and what else is said of them. `paper` None: as it was.

    `about`: columns of `ABOUT` with what they hold from now on; the others stay.
    """

    name: str
    phones: Sequence[str] = ()
    sex: str = ""
    paper: Paper | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


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
    """Somebody has another name, other numbers, or something else is known of them."""
    locked_community(Person.objects.values_list("community_id", flat=True).get(id=person_id), by)
    person = Person.objects.select_for_update().get(id=person_id)
    if person.forgotten_at is not None:
        raise EstateRefused(_("Their personal data were deleted. Add them anew if they are back."))
    before = person.id_index
    _call(person, called)
    person.save()
    rewrite_keys([person])
    facts = {"paper.changed": True} if before != person.id_index else {}
    duty_actions.record("resident.changed", person_subject(person), by=by, facts=facts, texts=_texts(called))
    return person


@transaction.atomic
def move_in(unit_id: int, *, by: Act, name: str, phone: str, capacity: str) -> Residency:
    """Somebody belongs to a unit from now on; who is known by name and number is not made anew."""
    unit = Unit.objects.get(id=unit_id)
    locked_community(unit.community_id, by, require_registrar)
    called = Called(name, [phone] if phone else [])
    person = _of_unit(unit, called) or _known(unit.community_id, name, phone)
    has_left = person is not None and not person.residencies.filter(until=None).exists()
    person = person or _made(unit.community_id, called)
    if Residency.objects.filter(person=person, unit=unit, capacity=capacity, until=None).exists():
        raise EstateRefused(_("%(name)s belongs to this unit already.") % {"name": name})
    residency = Residency.objects.create(person=person, unit=unit, capacity=capacity, since=by.at)
    facts = {"resident": str(person.pk), "capacity": capacity}
    duty_actions.record("unit.moved-in", unit_subject(unit), by=by, facts=facts, texts=_texts(called))
    if has_left:
        duty_actions.record("resident.returned", person_subject(person), by=by.following(1))
    return residency


@transaction.atomic
def move_out(residency_id: int, *, by: Act) -> Residency:
    """Somebody belongs to a unit no longer; that they did stays. With their last unit the time of keeping begins."""
    # The community first: of two who end somebody's last two residencies, one sees that it is the last.
    where = Residency.objects.values_list("unit__community_id", flat=True).get(id=residency_id)
    locked_community(where, by, require_registrar)
    residency = Residency.objects.select_for_update(of=("self",)).select_related("unit", "person").get(id=residency_id)
    if residency.until is not None:
        raise EstateRefused(_("This was ended before."))
    residency.until = by.at
    residency.save(update_fields=["until"])
    facts = {"resident": str(residency.person_id), "capacity": residency.capacity}
    duty_actions.record("unit.moved-out", unit_subject(residency.unit), by=by, facts=facts)
    person = residency.person
    if not person.residencies.filter(until=None).exists():
        duty_actions.record("resident.left", person_subject(person), by=by.following(1))
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


def give_paper(person: Person, paper: Paper) -> None:
    """Let the person be who a paper says; what an identity card says of birth and sex is known with it."""
    number = identity.normal(paper.number, paper.kind)
    person.id_kind, person.id_number = paper.kind if number else "", Sealed.of(number)
    person.id_index = keyring().index(number) if number else ""
    if paper.kind == IdKind.CARD and identity.is_card(number):
        person.born_on = identity.born_on(number)
        person.sex = Sex.MAN if identity.is_man(number) else Sex.WOMAN


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
    for name, value in called.about.items():
        if name not in ABOUT:
            raise ValueError(name)
        setattr(person, name, value)
    if called.paper is not None:
        _refuse_another_with(person, called.paper)
        give_paper(person, called.paper)


def _refuse_another_with(person: Person, paper: Paper) -> None:
    """A number belongs to one person of a community."""
    number = identity.normal(paper.number, paper.kind)
    if not number:
        return
    found = Person.objects.filter(community=person.community_id, id_index__in=keyring().indexes(number))
    other = found.exclude(pk=person.pk).order_by("id").first()
    if other is not None:
        raise EstateRefused(_("This number belongs to %(name)s already.") % {"name": other.name}, "id_number")


def _texts(called: Called) -> dict[str, str]:
    """What is told of somebody; the number of a paper never is."""
    told = {name: str(called.about.get(name) or "") for name in _TOLD}
    return words(name=called.name, phone=", ".join(called.phones), **told)
