"""What is read about cards, keys and parking spaces, by the page that shows it."""

import re
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, QuerySet

from kefu.cases.timeline import Happened, history
from kefu.custody import access
from kefu.custody.actions import Holder, subject
from kefu.custody.calc import typed_number
from kefu.custody.models import Handout, Load, Registration, Thing
from kefu.duties import queries as duty_queries
from kefu.duties.explaining import Told, told
from kefu.estate import queries as estate_queries
from kefu.estate.models import Unit
from kefu.people import queries as people_queries
from kefu.people.models import User

# So many handouts, and entries on a card, are shown of a thing; so many things beside a household.
SHOWN = 20
_ADDRESS = re.compile(r"(?:https?://\S*)?/custody/(\d{1,18})/?")


def held_of_unit(unit_id: int) -> list[Handout]:
    """What a household has of us now, and which keys it left with us; in order of their numbers."""
    return list(_now().filter(unit=unit_id).order_by("thing__kind", "thing__sorts_as", "id"))


def held_of_person(person_id: int) -> list[Handout]:
    """What a resident has of us now, and which keys they left with us."""
    return list(_now().filter(person=person_id).order_by("thing__kind", "thing__sorts_as", "id"))


def holders(things: Iterable[int]) -> dict[int, list[Handout]]:
    """Who has these things now, or left them with us, by the things' ids."""
    found: dict[int, list[Handout]] = {}
    for handout in Handout.objects.filter(thing__in=list(things), back_at=None).select_related("unit").order_by("id"):
        found.setdefault(handout.thing_id, []).append(handout)
    return found


def handouts(thing: Thing) -> list[Handout]:
    """With whom a thing was, the last first; one more than is shown."""
    of = thing.handouts.select_related("unit", "person", "user", "out_by", "back_to")
    return list(of.order_by("-id")[: SHOWN + 1])


def loads(thing: Thing) -> list[Load]:
    """What was entered on a card, the last first."""
    return list(thing.loads.select_related("by").order_by("-id")[:SHOWN])


def duties(thing: Thing) -> list[Told]:
    """A thing's duties with their clauses and how each due time came about."""
    return told(list(duty_queries.duties_on(subject(thing))), people_queries.names)


def events(thing: Thing, duties: Sequence[Told]) -> list[Happened]:
    """What happened to a thing, the last first."""
    return history("thing", thing.pk, frozenset(), duties)


def scanned(viewer: User, typed: str) -> list[Thing]:
    """The things that a number means, typed or scanned, or the address that the code of a paper holds."""
    if found := _ADDRESS.fullmatch(typed.strip()):
        return list(access.visible_to(viewer).filter(pk=found[1]))
    number = typed_number(typed)
    return list(access.visible_to(viewer).filter(number=number, retired_at=None)[:2]) if number else []


def registered(made: Registration) -> Sequence[Thing]:
    """What was registered together, in order."""
    return list(made.things.order_by("sorts_as", "id"))


def holder_called(community_id: int, place: str, name: str) -> Holder | None:
    """Who is meant by a home and a name; None where there is no such home. Without a home: the name alone."""
    if not place:
        return Holder(name)
    unit, person = estate_queries.home_called(community_id, place, name, "")
    if unit is None:
        unit = Unit.objects.filter(community=community_id, code=place).first()
    return None if unit is None else Holder(name, unit, person)


def residents_of(unit: Unit | None) -> list[str]:
    """Who belongs to a home now, by name, the owner first."""
    if unit is None:
        return []
    now, _before = estate_queries.residencies(unit)
    return list(dict.fromkeys(one.person.name for one in now))


def matters(viewer: User, ids: Iterable[int]) -> dict[int, str]:
    """What things are and who has them, by their ids, as far as somebody may see them."""
    wanted = set(ids)
    if not wanted:
        return {}
    open_ones = Prefetch("handouts", Handout.objects.filter(back_at=None).order_by("-direction"), to_attr="now")
    found = access.visible_to(viewer).filter(id__in=wanted).prefetch_related(open_ones)
    return {one.pk: " · ".join([one.get_kind_display(), *(held.name for held in one.now)]) for one in found}


def _now() -> QuerySet[Handout]:
    return Handout.objects.filter(back_at=None).select_related("thing", "person", "unit")
