"""Effects on cards, keys and parking spaces: each thing is with one holder at a time, as `custody` sees to."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kefu.counter.effects.doing import Came, Doing, Made
from kefu.counter.models import Errand
from kefu.custody import actions as custody
from kefu.custody import queries as custody_queries
from kefu.custody.actions import CustodyRefused, Holder, LeftKey, Loan, Signing, Vehicle
from kefu.custody.calc import typed_number
from kefu.custody.models import Handout, Kind, Thing
from kefu.estate.models import Person
from kefu.ui.storing import Kept

_BACK: dict[str, Callable[..., Thing]] = {
    Kind.CARD: custody.return_card,
    Kind.KEY: custody.give_back_key,
    Kind.PARKING: custody.release_parking,
}


def issue_card(doing: Doing) -> Came:
    """A resident gets the card of this number, which lies with us."""
    person = Person.objects.get(pk=doing.told["holder"])
    to = Holder(person.name, doing.unit, person)
    return _came(custody.issue_card(_called(doing, Kind.CARD), by=doing.by, to=to))


def load_card(doing: Doing) -> Came:
    """Data are entered on a card of the household."""
    return _came(custody.load_card(doing.told["card"], by=doing.by, what=doing.told["entry"]))


def replace_card(doing: Doing) -> Came:
    """A card of the household is lost: it is blocked, and another takes its place."""
    lost = doing.told["card"]
    custody.lose_card(lost, by=doing.by)
    return _came(custody.replace_card(lost, by=doing.by.following(1), number=doing.told["number"]))


def return_card(doing: Doing) -> Came:
    """A card of the household comes back."""
    return _came(custody.return_card(doing.told["card"], by=doing.by))


def leave_key(doing: Doing) -> Came:
    """The household leaves its key with us."""
    left = LeftKey(doing.told["number"], _applicant(doing), doing.told["purpose"])
    return _came(custody.leave_key(doing.errand.community_id, left, by=doing.by, signed=_signed(doing)))


def lend_key(doing: Doing) -> Came:
    """The applicant borrows the key of this number until a time."""
    loan = Loan(doing.told["purpose"], doing.told["until"])
    key = _called(doing, Kind.KEY)
    return _came(custody.lend_key(key, by=doing.by, to=_applicant(doing), loan=loan, signed=_signed(doing)))


def bring_back_key(doing: Doing) -> Came:
    """The key that this errand lent comes back."""
    custody.return_key(_key(doing), by=doing.by, signed=_signed(doing))
    return []


def give_back_key(doing: Doing) -> Came:
    """The household takes back the key that it left with this errand."""
    custody.give_back_key(_key(doing), by=doing.by, signed=_signed(doing))
    return []


def assign_space(doing: Doing) -> Came:
    """A car of the household has the space of this number."""
    vehicle = Vehicle(doing.told["plate"], doing.told.get("vehicle", ""))
    day = doing.told.get("until")
    until = None if day is None else doing.end_of(day)
    space = _called(doing, Kind.PARKING)
    return _came(custody.assign_parking(space, by=doing.by, to=_applicant(doing), vehicle=vehicle, until=until))


def release_space(doing: Doing) -> Came:
    """A space of the household is free again."""
    return _came(custody.release_parking(doing.told["space"], by=doing.by))


def take_things_back(doing: Doing) -> Came:
    """Whatever the household has of us comes back, and it gets back what it left with us."""
    for number, handout in enumerate(custody_queries.held_of_unit(doing.unit.pk)):
        if handout.thing.kind == Kind.KEY and handout.direction == "out":
            raise CustodyRefused(
                _("Key %(number)s is still lent to %(name)s.") % {"number": handout.thing.number, "name": handout.name}
            )
        _BACK[handout.thing.kind](handout.thing_id, by=doing.by.following(number))
    return []


def _called(doing: Doing, kind: str) -> int:
    """The thing of this number."""
    number = typed_number(doing.told["number"])
    found = Thing.objects.filter(community=doing.errand.community_id, kind=kind, number=number, retired_at=None)
    id_ = found.values_list("id", flat=True).first()
    if id_ is None:
        raise CustodyRefused(_("Nothing of the number %(number)s is registered.") % {"number": number}, field="number")
    return id_


def handouts_of(errand: Errand) -> QuerySet[Handout]:
    """What an errand handed over that is not back; a thing that went out again since is another errand's."""
    things = errand.outcomes.filter(kind="thing").values("subject_id")
    return Handout.objects.filter(thing__in=things, back_at=None, out_at__in=errand.taken.values("at"))


def _key(doing: Doing) -> int:
    """The key that this errand handed over."""
    found = handouts_of(doing.errand).filter(thing__kind=Kind.KEY).values_list("thing_id", flat=True).first()
    if found is None:
        raise CustodyRefused(_("No key of this errand is out any more."))
    return found


def _applicant(doing: Doing) -> Holder:
    return Holder(doing.errand.applicant, doing.errand.unit, doing.errand.person)


def _signed(doing: Doing) -> Signing:
    """The signature that the step asked for; it is on the disk, and its size was looked at when it came."""
    kept = doing.told.get("signature")
    return Signing(Kept(kept["digest"], kept["size"], kept["type"], "signature")) if kept else Signing()


def _came(thing: Thing) -> Came:
    return [Made("thing", thing.pk, thing.number)]


EFFECTS = {
    "issue_card": issue_card,
    "load_card": load_card,
    "replace_card": replace_card,
    "return_card": return_card,
    "leave_key": leave_key,
    "lend_key": lend_key,
    "bring_back_key": bring_back_key,
    "give_back_key": give_back_key,
    "assign_space": assign_space,
    "release_space": release_space,
    "take_things_back": take_things_back,
}
