"""Words looked through afterwards: what should not stand there is listed, and a supervisor says whether it is so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.events.models import Event
from kefu.hotline import access, rules
from kefu.hotline.actions.acting import HotlineRefused
from kefu.hotline.models import Slip, SlipState
from kefu.people import access as people_access
from kefu.rulebook.clauses import Rulebook

# Which text of which event goes to customers, or sums up what they were told; whether it was said on the phone.
LOOKED_AT = {"call.logged": ("summary", True), "case.answered": ("answer", False)}


def look_through(community_id: int, events: Iterable[Event], now: datetime) -> int:
    """List what should not stand in what these events say; what was found before stays as it is. How many are new."""
    book = rules.book_in_force(community_id, now)
    found = [slip for event in events for slip in _slips(event, community_id, book)]
    before = Slip.objects.filter(event_id__in={slip.event_id for slip in found}).count()
    Slip.objects.bulk_create(found, ignore_conflicts=True)
    return Slip.objects.filter(event_id__in={slip.event_id for slip in found}).count() - before


def _slips(event: Event, community_id: int, book: Rulebook | None) -> list[Slip]:
    name, on_phone = LOOKED_AT[event.kind]
    words = next((text.text for text in event.texts.all() if text.name == name and text.text), "")
    if event.actor_id is None or not event.is_staff:
        return []
    return [
        Slip(
            community_id=community_id,
            user_id=event.actor_id,
            event_id=event.pk,
            text=name,
            start=one.found.start,
            phrase=one.found.phrase,
            said=one.found.said[:200],
            better=one.found.better[:200],
            points=one.found.points,
            written_at=event.happened_at,
        )
        for one in rules.slips(book, words, on_phone=on_phone)
    ]


@transaction.atomic
def confirm_slip(slip_id: int, *, by: Act, note: str = "") -> Slip:
    """Say that it should not have been said: an observation with the phrase and its points, which deducts nothing."""
    slip = _judged(slip_id, SlipState.CONFIRMED, by, note)
    duty_actions.record("staff.slip-confirmed", _subject(slip), by=by, facts=_facts(slip), texts=_texts(slip))
    return slip


@transaction.atomic
def dismiss_slip(slip_id: int, *, by: Act, note: str = "") -> Slip:
    """Say that there is nothing wrong with it."""
    slip = _judged(slip_id, SlipState.DISMISSED, by, note)
    duty_actions.record("staff.slip-dismissed", _subject(slip), by=by, facts=_facts(slip), texts=_texts(slip))
    return slip


def _judged(slip_id: int, state: SlipState, by: Act, note: str) -> Slip:
    slip = Slip.objects.select_for_update(of=("self",)).select_related("user").get(id=slip_id)
    actor = people_access.actor(by)
    if actor is None or not access.may_listen(actor, slip.community_id):
        raise PermissionDenied
    if slip.user_id == actor.pk:
        raise HotlineRefused(_("Nobody judges their own words. Ask another supervisor."))
    if slip.state == state:
        raise HotlineRefused(_("This was said of it before."))
    slip.state, slip.judged_by, slip.judged_at, slip.note = state, actor, by.at, note
    slip.save(update_fields=["state", "judged_by", "judged_at", "note"])
    return slip


def _subject(slip: Slip) -> Subject:
    return Subject("staff", slip.user_id, slip.user.community_id, slip.user.name)


def _facts(slip: Slip) -> dict[str, Any]:
    return {"phrase": slip.phrase, "points": slip.points, "observer": str(slip.judged_by_id)}


def _texts(slip: Slip) -> dict[str, str]:
    return {"said": slip.said, **({"note": slip.note} if slip.note else {})}
