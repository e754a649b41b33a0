"""Windows: set up, opened by whoever sits down there, closed, given up."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.people.models import Community, User
from kefu.reception.actions.acting import ReceptionRefused, record, require_arranging, require_receiving
from kefu.reception.models import State, Ticket, Window

# At most so many of former days are cleared away when a window opens; the next opening clears the rest.
_MOST_CLEARED = 200


@transaction.atomic
def add_window(community_id: int, *, by: Act, name: str, purposes: Sequence[str] = ()) -> Window:
    """Set up a window; without purposes it serves whatever people come for."""
    Community.objects.select_for_update().get(id=community_id)
    require_arranging(by, community_id)
    if Window.objects.filter(community=community_id, name=name, retired_at=None).exists():
        raise ReceptionRefused(_("There is a window of this name already."), "name")
    window = Window.objects.create(community_id=community_id, name=name, purposes=list(purposes))
    duty_actions.record("window.added", subject(window), by=by, texts={"name": name})
    return window


@transaction.atomic
def open_window(window_id: int, *, by: Act) -> Window:
    """Sit down at a window; numbers of former days that nobody called are gone."""
    window = _locked(window_id)
    require_receiving(by, window.community_id)
    if window.retired_at is not None:
        raise ReceptionRefused(_("It was given up before."))
    if window.clerk_id is not None:
        raise ReceptionRefused(_("Somebody sits at this window."))
    # One after the other: who opens two windows at once sits at one.
    User.objects.select_for_update(no_key=True).filter(pk=by.actor_id or 0).first()
    elsewhere = Window.objects.filter(clerk=by.actor_id).first()
    if elsewhere is not None:
        raise ReceptionRefused(_("You sit at %(window)s. Close it first.") % {"window": elsewhere.name})
    window.clerk_id = by.actor_id
    window.save(update_fields=["clerk"])
    duty_actions.record("window.opened", subject(window), by=by)
    _clear_former(window, window.community.day(by.at), by)
    return window


@transaction.atomic
def close_window(window_id: int, *, by: Act) -> Window:
    """Get up from a window; who arranges windows may close one that somebody left open."""
    window = _locked(window_id)
    if window.clerk_id is None:
        raise ReceptionRefused(_("Nobody sits at this window."))
    if window.clerk_id != by.actor_id:
        require_arranging(by, window.community_id)
    busy = Ticket.objects.filter(window=window, state=State.CALLED).first()
    if busy is not None:
        raise ReceptionRefused(_("%(ticket)s is called here still: say first how it ended.") % {"ticket": str(busy)})
    window.clerk = None
    window.save(update_fields=["clerk"])
    duty_actions.record("window.closed", subject(window), by=by)
    return window


@transaction.atomic
def retire_window(window_id: int, *, by: Act) -> Window:
    """Give a window up; its tickets stay, and who was sent there may be called at any."""
    window = _locked(window_id)
    require_arranging(by, window.community_id)
    if window.retired_at is not None or window.clerk_id is not None:
        raise ReceptionRefused(_("Somebody sits at this window.") if window.clerk_id else _("It was given up before."))
    window.retired_at = by.at
    window.save(update_fields=["retired_at"])
    Ticket.objects.filter(community=window.community_id, state=State.WAITING, only_at=window).update(only_at=None)
    duty_actions.record("window.retired", subject(window), by=by)
    return window


def subject(window: Window) -> Subject:
    """A window as the subject of events."""
    return Subject("window", window.pk, window.community_id, window.name)


def _clear_former(window: Window, today: date, by: Act) -> None:
    """The numbers of former days start anew each day: who waits still has left."""
    former = Ticket.objects.filter(community=window.community_id, state=State.WAITING, day__lt=today)
    for number, ticket in enumerate(former.select_for_update(skip_locked=True).order_by("id")[:_MOST_CLEARED], 1):
        ticket.state = State.LEFT
        ticket.save(update_fields=["state"])
        record("ticket.left", ticket, by.following(number))


def _locked(window_id: int) -> Window:
    return Window.objects.select_for_update(of=("self",)).select_related("community").get(id=window_id)
