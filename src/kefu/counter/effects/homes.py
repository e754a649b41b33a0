"""Effects on households: who moves in, out, and whose the unit is."""

from kefu.counter.effects.doing import Came, Doing, Made
from kefu.custody import actions as custody
from kefu.estate import actions as estate
from kefu.estate.models import Capacity, Residency


def move_in(doing: Doing) -> Came:
    """Somebody belongs to the unit from now on, as the owner unless another capacity is said."""
    capacity = doing.told.get("capacity", Capacity.OWNER)
    phone = doing.told.get("phone", "")
    found = estate.move_in(doing.unit.pk, by=doing.by, name=doing.told["name"], phone=phone, capacity=capacity)
    return [Made("resident", found.person_id, found.person.name)]


def move_out(doing: Doing) -> Came:
    """Nobody belongs to the unit any longer."""
    for number, residency in enumerate(_living(doing)):
        estate.move_out(residency.pk, by=doing.by.following(number))
    return []


def hand_over_ownership(doing: Doing) -> Came:
    """Who owned the unit, with family and co-owners, no longer belongs to it; the new owner does. Tenants stay.

    Cards, keys left with us and parking go over on the day (S3).
    """
    leaving = [one for one in _living(doing) if one.capacity != Capacity.TENANT]
    for number, residency in enumerate(leaving):
        estate.move_out(residency.pk, by=doing.by.following(number))
    by, phone = doing.by.following(len(leaving)), doing.told.get("phone", "")
    found = estate.move_in(doing.unit.pk, by=by, name=doing.told["name"], phone=phone, capacity=Capacity.OWNER)
    custody.move_things(doing.unit.pk, found.person_id, by=doing.by.following(len(leaving) + 1))
    return [Made("resident", found.person_id, found.person.name)]


def _living(doing: Doing) -> list[Residency]:
    return list(Residency.objects.filter(unit=doing.unit, until=None).order_by("id"))


EFFECTS = {"move_in": move_in, "move_out": move_out, "hand_over_ownership": hand_over_ownership}
