"""What all verbs on a thing do: lock the row, refuse, change, record; how handouts begin and end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kefu.custody import access
from kefu.custody.calc import KEPT, OUT, VERBS
from kefu.custody.models import Direction, End, Handout, Thing
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, ForbiddenError, Refused, Subject
from kefu.duties.explaining import refused
from kefu.estate.models import Person, Residency, Unit
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.ui.storing import Kept


class CustodyRefused(Refused):
    """The act would be wrong; a message for each reason, with the clause that forbids it where one does."""

    def __init__(self, *messages: str, field: str = "") -> None:
        super().__init__(" ".join(messages), field)
        self.messages = messages


@dataclass(frozen=True)
class Holder:
    """Who gets a thing: the name, and the home, the resident or the colleague where they are known."""

    name: str
    unit: Unit | None = None
    person: Person | None = None
    user: User | None = None


@dataclass(frozen=True)
class Signing:
    """How it was signed for: on the screen, on paper, or not at all."""

    picture: Kept | None = None
    on_paper: bool = False

    @property
    def is_done(self) -> bool:
        """Whether there is a signature."""
        return self.picture is not None or self.on_paper

    def facts(self) -> dict[str, Any]:
        """What the event says of it."""
        said: dict[str, Any] = {"holder.signed": self.is_done}
        if self.picture is not None:
            digest, size, kind, _name = self.picture
            said |= {"file.digest": digest, "file.size": size, "file.type": kind}
        return said


UNSIGNED = Signing()


@dataclass(frozen=True)
class Terms:
    """For what, until when and for which car a thing is handed out."""

    purpose: str = ""
    due_at: datetime | None = None
    plate: str = ""
    vehicle: str = ""


def subject(thing: Thing) -> Subject:
    """A thing as the subject of events."""
    return Subject("thing", thing.pk, thing.community_id, thing.number)


def begun(verb: str, thing_id: int, by: Act) -> Thing:
    """The thing, its row locked until the transaction ends, if the actor may do this with it now."""
    thing = Thing.objects.select_for_update(of=("self",)).select_related("community", "unit").get(id=thing_id)
    require_hand(thing.community_id, by)
    if reason := refusal(thing, verb):
        raise CustodyRefused(reason)
    return thing


def require_hand(community_id: int, by: Act) -> None:
    """Raise `PermissionDenied` unless the actor hands out and takes back in this community."""
    actor = people_access.actor(by)
    if actor is not None and not access.may_hand(actor, community_id):
        raise PermissionDenied


def refusal(thing: Thing, verb: str) -> str:
    """Why what the thing is, or where it is, refuses the verb; blank if it does not. Says who has it."""
    word = VERBS[verb]
    if thing.kind not in word.kinds:
        return _("This cannot be done with a %(kind)s.") % {"kind": thing.get_kind_display()}
    if thing.state not in word.allowed_in:
        return _who_has(thing) or _("This cannot be done: it is %(state)s.") % {"state": thing.get_state_display()}
    if verb == "block-card" and thing.blocked_at is not None:
        return _("The card is blocked already.")
    if verb == "give-back-key" and open_handout(thing, Direction.LEFT) is None:
        return _("This key was not left with us by a household.")
    if verb == "retire" and thing.state == KEPT and open_handout(thing, Direction.LEFT) is not None:
        return _("This key belongs to a household. Give it back to them.")
    return ""


def finish(verb: str, thing: Thing, by: Act, facts: Mapping[str, Any], texts: Mapping[str, str]) -> Thing:
    """Bring the thing into the state that the verb leads to, and record it."""
    word = VERBS[verb]
    thing.state = word.leads_to or thing.state
    if thing.state != OUT:
        thing.due_at = None
    if thing.state == "retired":
        thing.retired_at = by.at
    thing.save(update_fields=["state", "unit", "due_at", "blocked_at", "retired_at", "replaced_by"])
    said = {name: text for name, text in texts.items() if text}
    try:
        duty_actions.record(word.event, subject(thing), by=by, facts=facts, texts=said, verb=word.requires)
    except ForbiddenError as forbidden:
        raise CustodyRefused(*(refused(one) for one in forbidden.refusals)) from forbidden
    return thing


def hand_out(thing: Thing, to: Holder, terms: Terms, by: Act, signed: Signing = UNSIGNED) -> Handout:
    """The thing is with this holder from now on. Its row is locked."""
    _refuse_holder(thing, to, terms, by)
    thing.due_at = terms.due_at
    return Handout.objects.create(
        thing=thing,
        name=to.name,
        unit=to.unit,
        person=to.person,
        user=to.user,
        out_at=by.at,
        out_by_id=by.actor_id,
        **vars(terms),
        **picture("out", signed),
    )


def take_back(thing: Thing, by: Act, *, end: str = End.BACK, name: str = "", signed: Signing = UNSIGNED) -> Handout:
    """Nobody has the thing any more. Its row is locked, and it is out."""
    handout = open_handout(thing)
    if handout is None:
        raise CustodyRefused(_("Nobody has it."))
    return close(handout, by, end=end, name=name, signed=signed)


def close(handout: Handout, by: Act, *, end: str = End.BACK, name: str = "", signed: Signing = UNSIGNED) -> Handout:
    """End an open handout."""
    handout.back_at, handout.back_to_id, handout.end = by.at, by.actor_id, end
    handout.back_from = name or (handout.name if end == End.BACK else "")
    for field, value in picture("back", signed).items():
        setattr(handout, field, value)
    handout.save(update_fields=["back_at", "back_to", "end", "back_from", "back_digest", "back_type"])
    return handout


def open_handout(thing: Thing, direction: str = Direction.OUT) -> Handout | None:
    """Who has the thing now, or who left it with us."""
    return thing.handouts.filter(back_at=None, direction=direction).first()


def refuse_strangers(to: Holder, community_id: int) -> None:
    """Refuse a home, or a resident, of another community."""
    homes = {one.community_id for one in (to.unit, to.person) if one is not None}
    if homes - {community_id}:
        raise CustodyRefused(_("This household belongs to another community."), field="unit")


def picture(side: str, signed: Signing) -> dict[str, str]:
    """The signature as a handout's columns hold it; `side`: that of `out` or `back`."""
    if signed.picture is None:
        return {}
    return {f"{side}_digest": signed.picture.digest, f"{side}_type": signed.picture.media_type}


def belongs(to: Holder) -> bool:
    """Whether the holder belongs to the home that they are said to be of."""
    if to.person is None or to.unit is None:
        return False
    return Residency.objects.filter(person=to.person, unit=to.unit, until=None).exists()


def holder_facts(to: Holder) -> dict[str, Any]:
    """Who gets it, as an event says it."""
    return {"resident": str(to.person.pk)} if to.person else {}


def _who_has(thing: Thing) -> str:
    """Who was faster, as a refused clerk is told."""
    handout = open_handout(thing) if thing.state == OUT else None
    if handout is None:
        last = thing.handouts.order_by("-id").first() if thing.state == KEPT else None
        if last is None or last.back_at is None:
            return ""
        told = _("It is with us already: %(name)s brought it back at %(at)s.")
        return told % {"name": last.back_from or last.name, "at": f"{localtime(last.back_at):%Y-%m-%d %H:%M}"}
    said = {"name": handout.name, "at": f"{localtime(handout.out_at):%Y-%m-%d %H:%M}"}
    return _("It is handed out: %(name)s has it since %(at)s.") % said


def _refuse_holder(thing: Thing, to: Holder, terms: Terms, by: Act) -> None:
    """Refuse who is of another community or has no name, and a time that has passed."""
    refuse_strangers(to, thing.community_id)
    if to.user is not None and not access.borrowers_in(thing.community_id).filter(pk=to.user.pk).exists():
        raise CustodyRefused(_("This colleague does not work here."), field="user")
    if not to.name:
        raise CustodyRefused(_("Say who gets it."), field="name")
    if terms.due_at is not None and terms.due_at <= by.at:
        raise CustodyRefused(_("This time has passed already."), field="due_at")
