"""Keys: left with us by a household and given back to it; lent for a purpose until a time, and brought back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kefu.custody.actions.acting import (
    UNSIGNED,
    CustodyRefused,
    Holder,
    Signing,
    Terms,
    begun,
    close,
    finish,
    hand_out,
    holder_facts,
    open_handout,
    picture,
    refuse_strangers,
    require_hand,
    subject,
    take_back,
)
from kefu.custody.calc import KEY, OUT, typed_number
from kefu.custody.models import Direction, End, Handout, Thing
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act
from kefu.duties.binding import instant
from kefu.estate.calc import sort_key


@dataclass(frozen=True)
class LeftKey:
    """A key as a household leaves it: the number of its tag, from whom, for what, where it hangs."""

    number: str
    giver: Holder
    purpose: str = ""
    place: str = ""


@dataclass(frozen=True)
class Loan:
    """For what a key is lent, and until when."""

    purpose: str
    due_at: datetime


@transaction.atomic
def leave_key(community_id: int, left: LeftKey, *, by: Act, signed: Signing = UNSIGNED) -> Thing:
    """A household leaves its key with us, and gets a receipt (S3)."""
    require_hand(community_id, by)
    giver, number = left.giver, typed_number(left.number)
    refuse_strangers(giver, community_id)
    key = Thing(community_id=community_id, kind=KEY, number=number, sorts_as=sort_key(number), place=left.place)
    key.unit = giver.unit
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError as error:
        raise CustodyRefused(_("A key of this number is here already."), field="number") from error
    Handout.objects.create(
        thing=key,
        direction=Direction.LEFT,
        name=giver.name,
        unit=giver.unit,
        person=giver.person,
        purpose=left.purpose,
        out_at=by.at,
        out_by_id=by.actor_id,
        **picture("out", signed),
    )
    texts = {name: text for name, text in (("name", giver.name), ("purpose", left.purpose)) if text}
    facts = {**holder_facts(giver), **signed.facts()}
    duty_actions.record("key.left", subject(key), by=by, facts=facts, texts=texts)
    return key


@transaction.atomic
def lend_key(thing_id: int, *, by: Act, to: Holder, loan: Loan, signed: Signing = UNSIGNED) -> Thing:
    """Somebody borrows a key until a time; a colleague is told by the ladder when it is not back."""
    key = begun("lend-key", thing_id, by)
    hand_out(key, to, Terms(loan.purpose, loan.due_at), by, signed)
    facts = {
        "owner": str(by.actor_id) if by.actor_id else None,
        "handler": str(to.user.pk) if to.user else None,
        "return.due": instant(loan.due_at),
        "purpose.said": bool(loan.purpose),
        "holder.named": bool(to.name),
        **holder_facts(to),
        **signed.facts(),
    }
    said = {name: value for name, value in facts.items() if value is not None}
    return finish("lend-key", key, by, said, {"name": to.name, "purpose": loan.purpose})


@transaction.atomic
def return_key(thing_id: int, *, by: Act, name: str = "", signed: Signing = UNSIGNED) -> Thing:
    """The borrower brings the key back; `name`: who brought it, where that is somebody else."""
    key = begun("return-key", thing_id, by)
    handout = take_back(key, by, name=name, signed=signed)
    return finish("return-key", key, by, signed.facts(), {"name": handout.back_from})


@transaction.atomic
def give_back_key(thing_id: int, *, by: Act, name: str = "", signed: Signing = UNSIGNED) -> Thing:
    """The household takes its key back; we have it no longer, and its number is free."""
    key = begun("give-back-key", thing_id, by)
    left = open_handout(key, Direction.LEFT)
    if left is None:  # begun() refuses it
        raise CustodyRefused(_("This key was not left with us by a household."))
    close(left, by, name=name, signed=signed)
    return finish("give-back-key", key, by, signed.facts(), {"name": left.back_from})


@transaction.atomic
def lose_key(thing_id: int, *, by: Act, note: str = "") -> Thing:
    """The key is lost, by who had it or by us."""
    key = begun("lose-key", thing_id, by)
    held = take_back(key, by, end=End.LOST).name if key.state == OUT else ""
    return finish("lose-key", key, by, {}, {"name": held, "note": note})
