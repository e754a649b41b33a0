"""Cards: issued to whom, what was entered on them, lost, blocked, replaced, returned."""

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.custody.actions.acting import (
    UNSIGNED,
    CustodyRefused,
    Holder,
    Signing,
    Terms,
    begun,
    belongs,
    finish,
    hand_out,
    holder_facts,
    take_back,
)
from kefu.custody.calc import CARD, OUT, typed_number
from kefu.custody.models import Direction, End, Handout, Load, Thing
from kefu.duties.acts import Act


@transaction.atomic
def issue_card(thing_id: int, *, by: Act, to: Holder, reason: str = "", signed: Signing = UNSIGNED) -> Thing:
    """Somebody gets a card; the rulebook may ask that they belong to the unit, or for the reason."""
    return _issued(begun("issue-card", thing_id, by), to, reason, signed, by)


@transaction.atomic
def load_card(thing_id: int, *, by: Act, what: str) -> Thing:
    """Data were entered on the card: which doors it opens, until when (S3)."""
    card = begun("load-card", thing_id, by)
    Load.objects.create(thing=card, what=what, at=by.at, by_id=by.actor_id)
    return finish("load-card", card, by, {}, {"note": what})


@transaction.atomic
def return_card(thing_id: int, *, by: Act, name: str = "", signed: Signing = UNSIGNED) -> Thing:
    """The card is with us again; `name`: who brought it, where that is not its holder."""
    card = begun("return-card", thing_id, by)
    handout = take_back(card, by, name=name, signed=signed)
    return finish("return-card", card, by, signed.facts(), {"name": handout.back_from})


@transaction.atomic
def lose_card(thing_id: int, *, by: Act, note: str = "") -> Thing:
    """The card is lost; it must be blocked at once."""
    card = begun("lose-card", thing_id, by)
    held = take_back(card, by, end=End.LOST).name if card.state == OUT else ""
    card.blocked_at = None
    return finish("lose-card", card, by, {}, {"name": held, "note": note})


@transaction.atomic
def block_card(thing_id: int, *, by: Act, note: str = "") -> Thing:
    """The access system refuses the card from now on."""
    card = begun("block-card", thing_id, by)
    card.blocked_at = by.at
    return finish("block-card", card, by, {}, {"note": note})


@transaction.atomic
def replace_card(thing_id: int, *, by: Act, number: str, signed: Signing = UNSIGNED) -> Thing:
    """Whoever lost this card gets the card of that number, which lies with us; the lost one is blocked for good.

    Returns the new card.
    """
    old = begun("replace-card", thing_id, by)
    lost = old.handouts.filter(direction=Direction.OUT).order_by("-id").first()
    if lost is None or lost.end != End.LOST:
        raise CustodyRefused(_("Nobody had this card when it was lost."))
    found = Thing.objects.filter(community=old.community_id, kind=CARD, number=typed_number(number), retired_at=None)
    new_id = found.values_list("id", flat=True).first()
    if new_id is None:
        raise CustodyRefused(_("There is no card of this number. Register it first."), field="number")
    new = begun("issue-card", new_id, by)
    old.replaced_by, old.blocked_at = new, old.blocked_at or by.at
    finish("replace-card", old, by, {}, {"name": new.number})
    return _issued(new, _holder(lost), _("for the lost card %(number)s") % {"number": old.number}, signed, _next(by))


def _issued(card: Thing, to: Holder, reason: str, signed: Signing, by: Act) -> Thing:
    hand_out(card, to, Terms(purpose=reason), by, signed)
    # The card belongs to the home from now on, and its readers are set for it.
    card.unit = to.unit or card.unit
    facts = {"holder.belongs": belongs(to), "reason.said": bool(reason), **holder_facts(to), **signed.facts()}
    return finish("issue-card", card, by, facts, {"name": to.name, "reason": reason})


def _holder(handout: Handout) -> Holder:
    return Holder(handout.name, handout.unit, handout.person, handout.user)


def _next(by: Act) -> Act:
    """The second event of one form."""
    return by.following(1)
