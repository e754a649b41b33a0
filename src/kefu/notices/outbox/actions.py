"""Writing messages, sending them, sending them again: each delivery is claimed before it is sent, and noted after."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.notices import access
from kefu.notices.models import Attempt, Delivery, Message, Trouble
from kefu.notices.outbox import calc
from kefu.notices.outbox.channels import channel, quiet_hours
from kefu.notices.outbox.letters import Letter, Outcome, Result, SettingError, failed
from kefu.people import access as people_access

State = Delivery.State
# What may be sent again by hand; what is doubtful only where somebody chooses it.
STUCK = frozenset({State.FAILED, State.UNSENT})
AGAIN = STUCK | {State.DOUBTFUL}
NO_PROVIDER = Outcome(Result.FAILED)


class MessageRefused(Refused):
    """The message would reach nobody, or nothing of it is left to send."""


@dataclass(frozen=True)
class Recipient:
    """To whom: the way, the address, and how they are called."""

    way: str
    address: str
    name: str = ""


@dataclass(frozen=True)
class NewMessage:
    """A message to be; `short` is what text messages say, blank: the subject. `about`: the thing that it is of."""

    community_id: int
    purpose: str
    subject: str
    text: str
    to: Sequence[Recipient]
    short: str = ""
    about: Subject | None = None
    is_urgent: bool = False


@dataclass(frozen=True)
class _Claim:
    """A delivery that is being sent by this process alone."""

    id: int
    number: int
    way: str
    letter: Letter


def write_message(new: NewMessage, *, by: Act) -> Message:
    """Somebody writes a message by hand."""
    actor = people_access.actor(by)
    people_access.require(actor is not None and access.may_tell(actor, new.community_id))
    return post(new, by=by)


@transaction.atomic
def post(new: NewMessage, *, by: Act) -> Message:
    """Put a message into the outbox, once for each address; whoever calls it has asked whether the actor may."""
    to: dict[tuple[str, str], Recipient] = {}
    for one in new.to:
        to.setdefault((one.way, calc.plain_address(one.way, one.address)), one)
    if not to:
        raise MessageRefused(_("Nobody would get it: there is no address."))
    about = new.about
    message = Message.objects.create(
        community_id=new.community_id,
        purpose=new.purpose,
        subject=new.subject,
        text=new.text,
        short=new.short,
        about_kind=about.kind if about else "",
        about_id=about.id if about else None,
        about_label=about.label if about else "",
        is_urgent=new.is_urgent,
        made_by=people_access.actor(by),
        made_at=by.at,
    )
    leaves = _leaves_at(message, by.at)
    Delivery.objects.bulk_create(
        Delivery(
            message=message,
            community_id=message.community_id,
            way=way,
            address=address,
            name=one.name,
            left=calc.TRIES,
            next_try_at=leaves,
        )
        for (way, address), one in to.items()
    )
    texts = {"subject": new.subject, "text": new.text}
    duty_actions.record("message.written", _subject(message), by=by, facts={"readers": len(to)}, texts=texts)
    return message


@transaction.atomic
def retry_message(message_id: int, *, by: Act, chosen: Collection[int] = ()) -> Message:
    """Send again what failed or had no provider; what may have arrived only where it is `chosen`, by its id."""
    message = Message.objects.select_for_update(of=("self",)).select_related("community").get(id=message_id)
    actor = people_access.actor(by)
    people_access.require(actor is not None and access.may_tell(actor, message.community_id))
    stuck = message.deliveries.select_for_update().filter(state__in=AGAIN if chosen else STUCK)
    found = list(stuck.filter(id__in=chosen) if chosen else stuck)
    if not found:
        raise MessageRefused(_("Nothing of this waits to be sent again: it was sent, or is on its way."))
    for delivery in found:
        delivery.is_perhaps_twice |= delivery.state == State.DOUBTFUL
        delivery.state, delivery.left, delivery.trouble, delivery.said = State.WAITING, calc.TRIES, "", ""
        delivery.next_try_at = _leaves_at(message, by.at)
    Delivery.objects.bulk_update(found, ["is_perhaps_twice", "state", "left", "trouble", "said", "next_try_at"])
    duty_actions.record("message.retried", _subject(message), by=by, facts={"readers": len(found)})
    return message


def send_next(now: Callable[[], datetime]) -> bool:
    """Send the delivery that has waited longest; whether there was one. Any number of workers may run it."""
    claim = _claim(now())
    if claim is None:
        return False
    try:
        by = channel(claim.way)
    except SettingError as error:
        _note(claim, failed(str(error), Trouble.SETTING), now())
        return True
    _note(claim, NO_PROVIDER if by is None else by.send(claim.letter, now()), now())
    return True


def give_up_stopped(now: datetime) -> int:
    """Whoever claimed these is gone: nobody knows whether they were sent, and they are not sent again by themselves."""
    gone = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now - calc.STOPPED_AFTER)
    return gone.update(state=State.DOUBTFUL, claimed_at=None, trouble=Trouble.STOPPED)


@transaction.atomic
def _claim(now: datetime) -> _Claim | None:
    """The next delivery, from now on this process's own. In quiet hours what is not urgent is put off."""
    found = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("message__community")
    for delivery in found.filter(state=State.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")[:20]:
        leaves = _leaves_at(delivery.message, now)
        if leaves > now:
            delivery.next_try_at = leaves
            delivery.save(update_fields=["next_try_at"])
            continue
        delivery.state, delivery.next_try_at, delivery.claimed_at = State.SENDING, None, now
        delivery.tries, delivery.left = delivery.tries + 1, delivery.left - 1
        delivery.save(update_fields=["state", "next_try_at", "claimed_at", "tries", "left"])
        Attempt.objects.create(delivery=delivery, number=delivery.tries, begun_at=now)
        return _Claim(delivery.pk, delivery.tries, delivery.way, _letter(delivery))
    return None


def _letter(delivery: Delivery) -> Letter:
    message = delivery.message
    short = message.short or message.subject
    return Letter(str(delivery.pk), delivery.address, message.subject, message.text, short)


@transaction.atomic
def _note(claim: _Claim, outcome: Outcome, now: datetime) -> None:
    """Note what came of a try. Also of one that was given up as stopped meanwhile: what is known now is better."""
    Attempt.objects.filter(delivery=claim.id, number=claim.number).update(
        ended_at=now, trouble=outcome.trouble, said=outcome.said
    )
    found = Delivery.objects.select_for_update(of=("self",)).select_related("message__community")
    mine = {"id": claim.id, "tries": claim.number, "state__in": (State.SENDING, State.DOUBTFUL)}
    delivery = found.filter(**mine).first()
    if delivery is None:
        return
    delivery.state, delivery.claimed_at = _state_after(delivery, outcome), None
    delivery.trouble, delivery.said, delivery.reference = outcome.trouble, outcome.said, outcome.reference
    if delivery.state == State.SENT:
        delivery.sent_at = now
    pause = calc.pause_before(delivery.left)
    if delivery.state == State.WAITING and pause is not None:
        delivery.next_try_at = _leaves_at(delivery.message, now + pause)
    delivery.save()


def _state_after(delivery: Delivery, outcome: Outcome) -> str:
    match outcome.result:
        case Result.SENT:
            return State.SENT
        case Result.UNCLEAR:
            return State.DOUBTFUL
        case Result.AGAIN if delivery.left > 0:
            return State.WAITING
        case _:
            return State.UNSENT if outcome is NO_PROVIDER else State.FAILED


def _leaves_at(message: Message, at: datetime) -> datetime:
    return at if message.is_urgent else calc.leaves_at(at, quiet_hours(), message.community.zone)


def _subject(message: Message) -> Subject:
    return Subject("message", message.pk, message.community_id, message.subject)
