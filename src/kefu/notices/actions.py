"""Telling people, and their taking note: one function per verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties import sending
from kefu.duties.acts import Act, Refused, Subject
from kefu.duties.clock import clock_held
from kefu.duties.models import Step
from kefu.duties.sending import Unsent
from kefu.events.models import Event
from kefu.notices import access, calc, queries
from kefu.notices.models import Announcement, Notice
from kefu.notices.queries import EVERYBODY, Audience
from kefu.people import access as people_access
from kefu.people.models import User

Kind = Notice.Kind


class NoticeRefused(Refused):
    """What is asked for would say something wrong, or nothing."""


@dataclass(frozen=True)
class NewAnnouncement:
    """What is to be said, where and to whom; `addressed` names them, blank: all staff of the community."""

    community_id: int
    title: str
    words: str
    must_acknowledge: bool = False
    audience: Audience = EVERYBODY
    addressed: str = ""


def send_notices(now: datetime) -> int:
    """Tell people of the steps and reminders that have come since; how many notices that were.

    Any number of workers may run it: one does the work. It waits until the clock has done its own, so that what a
    standstill has brought is told at once.
    """
    with clock_held() as is_ours:
        return _send(now) if is_ours else 0


@transaction.atomic
def _send(now: datetime) -> int:
    made = [*_of_steps(now), *_of_reminders(now)]
    Notice.objects.bulk_create(made, batch_size=1_000)
    return len(made)


def _of_steps(now: datetime) -> list[Notice]:
    """Each duty is told once, at the level that it has reached by now; to whom many come, in one message."""
    unsent = sending.unsent_steps()
    if not unsent:
        return []
    sending.mark_sent([step.step_id for step in unsent], now)
    steps = calc.reached(unsent)
    there = queries.present(step.to_id for step in steps)
    stand_ins = queries.administrators(step.community_id for step in steps if step.to_id not in there)
    told = calc.by_receiver(steps, there, stand_ins)
    return [_of(user_id, part, now) for user_id, mine in told.items() for part in calc.messages(mine)]


def _of(user_id: int, steps: Sequence[Unsent], now: datetime) -> Notice:
    if len(steps) == 1:
        return Notice(user_id=user_id, kind=Kind.STEP, step_id=steps[0].step_id, made_at=now)
    return Notice(user_id=user_id, kind=Kind.SUMMARY, count=len(steps), made_at=now)


def _of_reminders(now: datetime) -> list[Notice]:
    """Each reminder goes to whoever bears the duty now."""
    duties = list(sending.untold_reminders(now))
    quiet = sending.quiet_among(duties, now)
    there = queries.present(duty.bearer_id for duty in duties)
    # Where its bearer is not there, whoever bears the duty next is still to be told.
    sending.mark_told(duty for duty in duties if duty.pk in quiet or duty.bearer_id in there)
    return [
        Notice(user_id=duty.bearer_id, kind=Kind.REMINDER, duty=duty, reminded_at=duty.reminded_at, made_at=now)
        for duty in duties
        if duty.bearer_id in there and duty.pk not in quiet
    ]


def tell_given(user_id: int, event: Event, label: str) -> None:
    """Tell somebody of what was given to them, or came of what they gave, by this event; nobody of their own act."""
    if event.actor_id != user_id:
        Notice.objects.create(user_id=user_id, kind=Kind.GIVEN, event=event, label=label, made_at=event.recorded_at)


@transaction.atomic
def publish(new: NewAnnouncement, *, by: Act) -> Announcement:
    """Say something to staff of a community."""
    actor = _actor(by)
    people_access.require(access.may_tell(actor, new.community_id))
    readers = [id_ for id_ in queries.readers_of(new.community_id, new.audience) if id_ != actor.pk]
    if not readers:
        raise NoticeRefused(_("Nobody would be told: nobody holds what you have chosen. Choose others."))
    said = Announcement.objects.create(
        community_id=new.community_id,
        title=new.title,
        words=new.words,
        addressed=new.addressed,
        must_acknowledge=new.must_acknowledge,
        made_by=actor,
        made_at=by.at,
    )
    notices = [Notice(user_id=id_, kind=Kind.ANNOUNCEMENT, announcement=said, made_at=by.at) for id_ in readers]
    Notice.objects.bulk_create(notices)
    texts = {"title": new.title, "words": new.words, **({"addressed": new.addressed} if new.addressed else {})}
    duty_actions.record("notice.published", _subject(said), by=by, facts={"readers": len(readers)}, texts=texts)
    return said


@transaction.atomic
def withdraw(announcement_id: int, *, by: Act) -> Announcement:
    """Take back what was said."""
    said = Announcement.objects.select_for_update().get(id=announcement_id)
    people_access.require(access.announcements_visible_to(_actor(by)).filter(id=said.pk).exists())
    if said.withdrawn_at is not None:
        raise NoticeRefused(_("This was withdrawn before."))
    said.withdrawn_at = by.at
    said.save(update_fields=["withdrawn_at"])
    duty_actions.record("notice.withdrawn", _subject(said), by=by)
    return said


@transaction.atomic
def acknowledge(notice_id: int, *, by: Act) -> None:
    """Its reader takes note of a notice: of an announcement that asks for it, or of the escalation that it is of."""
    step_id = Notice.objects.values_list("step", flat=True).get(id=notice_id, user=by.actor_id)
    if step_id is not None:
        acknowledge_step(step_id, by=by)
        return
    notice = Notice.objects.select_for_update(of=("self",)).select_related("announcement").get(id=notice_id)
    said = notice.announcement
    if said is None or not said.must_acknowledge or said.withdrawn_at is not None:
        raise NoticeRefused(_("Nobody asks you to take note of this."))
    if notice.acknowledged_at is not None:
        raise NoticeRefused(_("You have taken note of this before."))
    notice.acknowledged_at = by.at
    notice.seen_at = notice.seen_at or by.at
    notice.save(update_fields=["acknowledged_at", "seen_at"])
    duty_actions.record("notice.acknowledged", _subject(said), by=by)


@transaction.atomic
def acknowledge_step(step_id: int, *, by: Act) -> None:
    """Take note of an escalation, be it from my day or from the notice of it: no further level is told."""
    # Without a lock: whoever ends the duty has its history first, and these rows after it.
    step = Step.objects.select_related("duty").get(id=step_id)
    actor = _actor(by)
    people_access.require(access.steps_of(actor).filter(id=step.pk).exists())
    if step.acknowledged_at is not None:
        raise NoticeRefused(_("This was taken note of before."))
    if step.duty.end:
        raise NoticeRefused(_("This duty has ended meanwhile: nothing is left to take note of."))
    duty_actions.acknowledge_step(step.pk, by=by)
    Notice.objects.filter(user=actor, step=step, seen_at=None).update(seen_at=by.at)


def see(user_id: int, upto: int, *, at: datetime) -> None:
    """Somebody has looked at what they were told, up to this notice: a mark of their own, and no event."""
    Notice.objects.filter(user=user_id, seen_at=None, id__lte=upto).update(seen_at=at)


def _actor(by: Act) -> User:
    """Who acts: a person, for the program says nothing of its own and takes note of nothing."""
    actor = people_access.actor(by)
    if actor is None:
        raise PermissionDenied
    return actor


def _subject(said: Announcement) -> Subject:
    return Subject("notice", said.pk, said.community_id, said.title)
