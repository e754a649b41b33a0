"""Things come into our keeping, one or many at once, and go out of use; what was lost is found."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kefu.custody.actions.acting import CustodyRefused, begun, close, finish, open_handout, require_hand, subject
from kefu.custody.calc import KEPT, LONGEST_NUMBER, MOST_AT_ONCE, Verb, typed_number
from kefu.custody.models import Direction, End, Registration, Thing
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.estate.calc import sort_key
from kefu.estate.models import Unit

_REGISTERED = {
    "card": Verb("card.registered", frozenset({"card"}), frozenset()),
    "key": Verb("key.registered", frozenset({"key"}), frozenset()),
    "parking": Verb("parking.registered", frozenset({"parking"}), frozenset()),
}


@dataclass(frozen=True)
class NewThings:
    """Things of one kind by their numbers, the home that they belong to, where they hang, lie or are."""

    kind: str
    numbers: Sequence[str]
    unit: Unit | None = None
    place: str = ""


@transaction.atomic
def register_things(community_id: int, new: NewThings, *, by: Act) -> Registration:
    """They are with us from now on, all or none; each number is used once of a kind, until it is out of use."""
    require_hand(community_id, by)
    numbers = list(dict.fromkeys(filter(None, map(typed_number, new.numbers))))
    _refuse_wrong(community_id, numbers, new)
    made = Registration.objects.create(community_id=community_id, kind=new.kind, made_by_id=by.actor_id, made_at=by.at)
    try:
        with transaction.atomic():
            things = Thing.objects.bulk_create(
                Thing(
                    community_id=community_id,
                    kind=new.kind,
                    number=number,
                    sorts_as=sort_key(number),
                    unit=new.unit,
                    place=new.place,
                    registration=made,
                )
                for number in numbers
            )
    except IntegrityError as error:
        raise CustodyRefused(_("Somebody registered one of these numbers just now."), field="first") from error
    for count, thing in enumerate(things):
        duty_actions.record(_REGISTERED[new.kind].event, subject(thing), by=by.following(count))
    return made


@transaction.atomic
def undo_registration(registration_id: int, *, by: Act) -> Registration:
    """What was registered by mistake is out of use again, if nothing was done with it since."""
    made = Registration.objects.select_for_update().get(id=registration_id)
    require_hand(made.community_id, by)
    if made.undone_at is not None:
        raise CustodyRefused(_("This was undone before."))
    things = list(made.things.select_for_update().order_by("id"))
    if any(thing.state != KEPT for thing in things) or made.things.exclude(handouts=None).exists():
        raise CustodyRefused(_("Some of these were handed out since. Take the others out of use one by one."))
    made.undone_at = by.at
    made.save(update_fields=["undone_at"])
    for count, thing in enumerate(things):
        finish("retire", thing, by.following(count), {}, {"reason": _("registered by mistake")})
    return made


@transaction.atomic
def retire_thing(thing_id: int, *, by: Act, why: str) -> Thing:
    """It is used no longer; its number is free. With a lost key ends that its household left it with us."""
    thing = begun("retire", thing_id, by)
    left = open_handout(thing, Direction.LEFT)
    if left is not None:
        close(left, by, end=End.LOST)
    return finish("retire", thing, by, {}, {"reason": why})


@transaction.atomic
def find_thing(thing_id: int, *, by: Act, note: str = "") -> Thing:
    """What was lost is found, and lies with us."""
    thing = begun("find", thing_id, by)
    thing.blocked_at = None
    return finish("find", thing, by, {}, {"note": note})


def known(community_id: int, kind: str, numbers: Sequence[str]) -> list[str]:
    """Which of these numbers are in use."""
    used = Thing.objects.filter(community=community_id, kind=kind, number__in=numbers, retired_at=None)
    return list(used.order_by("sorts_as").values_list("number", flat=True))


def _refuse_wrong(community_id: int, numbers: Sequence[str], new: NewThings) -> None:
    if not numbers or new.kind not in _REGISTERED:
        raise CustodyRefused(_("Type a number."), field="first")
    if len(numbers) > MOST_AT_ONCE:
        raise CustodyRefused(_("At most %(n)s are registered at once.") % {"n": MOST_AT_ONCE}, field="first")
    if any(len(number) > LONGEST_NUMBER for number in numbers):
        raise CustodyRefused(_("A number has at most %(n)s signs.") % {"n": LONGEST_NUMBER}, field="first")
    if new.unit is not None and new.unit.community_id != community_id:
        raise CustodyRefused(_("This household belongs to another community."), field="unit")
    if used := known(community_id, new.kind, numbers):
        raise CustodyRefused(_("In use already: %(numbers)s.") % {"numbers": ", ".join(used[:8])}, field="first")
