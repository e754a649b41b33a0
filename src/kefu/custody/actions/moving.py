"""When a home goes to another owner, what belongs to it goes over to them on the day."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kefu.custody.actions.acting import CustodyRefused, close, require_hand, subject
from kefu.custody.models import End, Handout, Thing
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.models import Person, Residency, Unit


@transaction.atomic
def move_things(unit_id: int, to_person_id: int, *, by: Act) -> list[Thing]:
    """Cards, keys left with us and parking spaces of a unit are the new owner's; one event for each thing.

    Keys that somebody borrowed stay with the borrower, and what tenants hold who go on living there stays theirs.
    """
    unit, person = Unit.objects.get(id=unit_id), Person.objects.get(id=to_person_id)
    require_hand(unit.community_id, by)
    if person.community_id != unit.community_id:
        raise CustodyRefused(_("This household belongs to another community."))
    ids = _of_household(unit_id).values_list("thing_id", flat=True)
    # Locked in one order, as every verb locks the thing before its handouts.
    things = list(Thing.objects.select_for_update().filter(id__in=list(ids)).order_by("id"))
    moved: list[Thing] = []
    for thing in things:
        held = list(_of_household(unit_id).filter(thing=thing))
        for handout in held:
            _move(handout, person, by)
        if held:
            facts = {"resident": str(person.pk)}
            texts = {"name": person.name}
            duty_actions.record("thing.moved", subject(thing), by=by.following(len(moved)), facts=facts, texts=texts)
            moved.append(thing)
    return moved


def _of_household(unit_id: int) -> QuerySet[Handout]:
    """What the household of a unit has, or has left with us, but for what is theirs who live there now."""
    living = Residency.objects.filter(unit=unit_id, until=None).values("person")
    held = Handout.objects.filter(unit=unit_id, back_at=None).exclude(thing__kind="key", direction="out")
    return held.exclude(person__in=living)


def _move(handout: Handout, person: Person, by: Act) -> None:
    close(handout, by, end=End.MOVED)
    Handout.objects.create(
        thing_id=handout.thing_id,
        direction=handout.direction,
        person=person,
        name=person.name,
        unit_id=handout.unit_id,
        purpose=handout.purpose,
        plate=handout.plate,
        vehicle=handout.vehicle,
        out_at=by.at,
        due_at=handout.due_at,
        out_by_id=by.actor_id,
    )
