"""Telling people, and their taking note: one function per verb."""

from collections import defaultdict
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.duties.models import Step
from kefu.notices import access, queries
from kefu.notices.models import Announcement, Notice, SentStep
from kefu.people import access as people_access
from kefu.people import queries as people_queries
from kefu.people.models import User

BATCH = 1_000
# More escalations at once than this come as one message (CORE 5, 6: after a standstill nobody is flooded).
FEW = 5


class NoticeRefused(Refused):
    """What is asked for would say something wrong."""


@transaction.atomic
def send_steps(now: datetime) -> int:
    """Tell everybody what was escalated to them; how many messages that were. Any number of workers may run it.

    Each duty is told once, at the level that it has reached by now.
    """
    steps = queries.unsent_steps(BATCH)
    reached: dict[int, Step] = {}
    for step in steps:
        known = reached.get(step.duty_id)
        reached[step.duty_id] = step if known is None or step.level >= known.level else known
    told: dict[int, list[Step]] = defaultdict(list)
    for step in reached.values():
        if not step.duty.end and step.acknowledged_at is None:
            for user_id in _receivers(step):
                told[user_id].append(step)
    sent = {step.pk: SentStep(step=step) for step in steps}
    messages = 0
    for user_id, mine in told.items():
        parts = [[step] for step in mine] if len(mine) <= FEW else [mine]
        for part in parts:
            notice = Notice.objects.create(user_id=user_id, count=len(part), made_at=now)
            messages += 1
            for step in part:
                sent[step.pk].notice = notice
    SentStep.objects.bulk_create(sent.values())
    return messages


def _receivers(step: Step) -> list[int]:
    if step.to_id is not None:
        return [step.to_id]
    return [user.pk for user in people_queries.administrators_of(step.duty.community_id)]


@transaction.atomic
def publish(community_id: int, *, by: Act, title: str, words: str, must_acknowledge: bool) -> Announcement:
    """Say something to all staff of a community."""
    actor = _require_teller(community_id, by)
    said = Announcement.objects.create(
        community_id=community_id,
        title=title,
        words=words,
        must_acknowledge=must_acknowledge,
        made_by=actor,
        made_at=by.at,
    )
    readers = [user.pk for user in people_queries.staff_of(community_id)]
    Notice.objects.bulk_create([Notice(user_id=id_, announcement=said, made_at=by.at) for id_ in readers])
    texts = {"title": title, "words": words}
    duty_actions.record("notice.published", _subject(said), by=by, facts={"readers": len(readers)}, texts=texts)
    return said


@transaction.atomic
def acknowledge(notice_id: int, *, by: Act) -> Notice:
    """Somebody says that they have read an announcement."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("announcement").get(id=notice_id)
    people_access.require(notice.user_id == by.actor_id)
    if notice.announcement is None or notice.acknowledged_at is not None:
        raise NoticeRefused(_("You have taken note of this before."))
    notice.acknowledged_at = by.at
    notice.seen_at = notice.seen_at or by.at
    notice.save(update_fields=["acknowledged_at", "seen_at"])
    duty_actions.record("notice.acknowledged", _subject(notice.announcement), by=by)
    return notice


@transaction.atomic
def withdraw(announcement_id: int, *, by: Act) -> Announcement:
    """Take back what was said to all."""
    said = Announcement.objects.select_for_update().get(id=announcement_id)
    _require_teller(said.community_id, by)
    if said.withdrawn_at is not None:
        raise NoticeRefused(_("This was withdrawn before."))
    said.withdrawn_at = by.at
    said.save(update_fields=["withdrawn_at"])
    duty_actions.record("notice.withdrawn", _subject(said), by=by)
    return said


def see_all(user_id: int, *, at: datetime) -> None:
    """Somebody has looked at what they were told: a mark of their own, and no event."""
    Notice.objects.filter(user=user_id, seen_at=None).update(seen_at=at)


def _require_teller(community_id: int, by: Act) -> User:
    actor = people_access.actor(by)
    if actor is None or not access.may_tell(actor, community_id):
        raise PermissionDenied
    return actor


def _subject(said: Announcement) -> Subject:
    return Subject("notice", said.pk, said.community_id, said.title)
