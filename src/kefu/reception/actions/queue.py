"""The queue: numbers are taken, called, served. A window's row, then a ticket's, is locked; nobody waits for a lock."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kefu.duties.acts import Act
from kefu.duties.governing import book_on
from kefu.people.models import Community
from kefu.reception import rules
from kefu.reception.actions.acting import (
    NewTicket,
    ReceptionRefused,
    Served,
    locked,
    new_ticket,
    record,
    require_receiving,
)
from kefu.reception.calc import seconds
from kefu.reception.models import State, Ticket, Window

# In which states something can be done with a ticket.
VERBS: dict[str, frozenset[str]] = {
    "recall": frozenset({State.CALLED}),
    "pass": frozenset({State.CALLED}),
    "serve": frozenset({State.CALLED}),
    "move": frozenset({State.CALLED}),
    "call": frozenset({State.WAITING, State.NO_SHOW}),
    "leave": frozenset({State.WAITING}),
    "identify": frozenset({State.WAITING, State.CALLED}),
}
_NEXT_NUMBER = """
    insert into reception_numberroll (community_id, day, letter, last) values (%s, %s, %s, 1)
    on conflict (community_id, day, letter) do update set last = reception_numberroll.last + 1
    returning last
"""


@transaction.atomic
def take_ticket(community_id: int, new: NewTicket, *, by: Act) -> Ticket:
    """Give somebody the next number of the day; a device gives it for the program."""
    community = Community.objects.get(id=community_id)
    require_receiving(by, community_id)
    ticket, letter = new_ticket(community, new, by.at)
    ticket.number = _next_number(community_id, ticket.day, letter)
    ticket.save(force_insert=True)
    facts = {"purpose": ticket.purpose, "ticket.number": ticket.number, "came-by": ticket.came_by}
    record("ticket.taken", ticket, by, facts, "name", "phone", "matter")
    return ticket


def _next_number(community_id: int, day: date, letter: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [community_id, day, letter])
        (last,) = cursor.fetchone() or (0,)
    return f"{letter}{last:03d}"


@transaction.atomic
def call_next(window_id: int, *, by: Act) -> Ticket:
    """Call who has waited longest among those that the window serves; two who press at once call two."""
    window = _free_window(window_id, by)
    waiting = Ticket.objects.filter(
        Q(only_at=None) | Q(only_at=window),
        community=window.community_id,
        day=window.community.day(by.at),
        state=State.WAITING,
    )
    if window.purposes:
        waiting = waiting.filter(Q(purpose__in=window.purposes) | Q(only_at=window))
    ticket = waiting.select_for_update(skip_locked=True).order_by("taken_at", "id").first()
    if ticket is None:
        raise ReceptionRefused(_("Nobody waits for this window."))
    return _call(ticket, window, by)


@transaction.atomic
def call_ticket(ticket_id: int, *, by: Act, window_id: int) -> Ticket:
    """Call this number before its turn, or one that did not come when it was called."""
    window = _free_window(window_id, by)
    ticket = locked(ticket_id, by, VERBS["call"])
    if ticket.community_id != window.community_id:
        raise ReceptionRefused(_("This window is another community's."))
    return _call(ticket, window, by)


def _call(ticket: Ticket, window: Window, by: Act) -> Ticket:
    if ticket.state == State.WAITING:
        ticket.waited += seconds(by.at, ticket.queued_at)
    ticket.state, ticket.called_at = State.CALLED, by.at
    ticket.window, ticket.clerk_id = window, by.actor_id
    ticket.save(update_fields=["state", "called_at", "window", "clerk", "waited"])
    facts = {
        "purpose": ticket.purpose,
        "came-by": ticket.came_by,
        "window": str(window.pk),
        "waited": ticket.waited,
    }
    record("ticket.called", ticket, by, facts)
    return ticket


@transaction.atomic
def recall_ticket(ticket_id: int, *, by: Act) -> Ticket:
    """Call the number once more."""
    ticket = locked(ticket_id, by, VERBS["recall"])
    record("ticket.recalled", ticket, by)
    return ticket


@transaction.atomic
def pass_ticket(ticket_id: int, *, by: Act) -> Ticket:
    """Nobody came when the number was called; it can still be called by its number."""
    ticket = locked(ticket_id, by, VERBS["pass"])
    ticket.state = State.NO_SHOW
    ticket.save(update_fields=["state"])
    record("ticket.passed", ticket, by)
    return ticket


@transaction.atomic
def serve_ticket(ticket_id: int, *, by: Act, served: Served) -> Ticket:
    """Whoever was called has been received: how it ended."""
    ticket = locked(ticket_id, by, VERBS["serve"])
    return end_service(ticket, served, by)


def end_service(ticket: Ticket, served: Served, by: Act) -> Ticket:
    """Write down how it ended; the ticket is locked, or of this transaction."""
    if not served.result:
        raise ReceptionRefused(_("Say how it ended."), "result")
    if served.case is not None and served.case.community_id != ticket.community_id:
        raise ReceptionRefused(_("No case of this community has this number."), "number_of_case")
    ticket.state, ticket.served_at = State.SERVED, by.at
    ticket.served += seconds(by.at, ticket.called_at or by.at)
    ticket.result, ticket.coordination, ticket.is_pending, ticket.case = served
    ticket.save(update_fields=["state", "served_at", "served", "result", "coordination", "is_pending", "case"])
    facts = {
        "served": ticket.served,
        "coordinated": bool(ticket.coordination),
        "pending": ticket.is_pending,
        **({"link.to": str(ticket.case_id)} if ticket.case_id else {}),
    }
    record("ticket.served", ticket, by, facts, "result", "coordination")
    return ticket


@transaction.atomic
def move_ticket(ticket_id: int, *, by: Act, purpose: str, window_id: int | None = None) -> Ticket:
    """Send somebody on, for another matter or to another window; they keep their place by when they came."""
    # The window before the ticket, as whoever calls locks them; it is not given up meanwhile.
    target = None if window_id is None else Window.objects.select_for_update(of=("self",)).filter(id=window_id).first()
    ticket = locked(ticket_id, by, VERBS["move"])
    if purpose not in rules.purposes(book_on(ticket.community_id, ticket.day)):
        raise ReceptionRefused(_("Nobody is received for this here. Choose what it is about."), "purpose")
    is_there = target is not None and target.community_id == ticket.community_id and target.retired_at is None
    only_at = target if is_there else None
    if window_id is not None and only_at is None:
        raise ReceptionRefused(_("This window is not there any more."), "window")
    if purpose == ticket.purpose and only_at is None:
        raise ReceptionRefused(_("Choose another matter, or a window."), "purpose")
    ticket.served += seconds(by.at, ticket.called_at or by.at)
    ticket.state, ticket.purpose, ticket.queued_at, ticket.called_at = State.WAITING, purpose, by.at, None
    ticket.only_at, ticket.window, ticket.clerk = only_at, None, None
    ticket.save()
    facts = {"served": ticket.served, **({"window": str(only_at.pk)} if only_at else {})}
    record("ticket.moved", ticket, by, facts)
    return ticket


@transaction.atomic
def leave_ticket(ticket_id: int, *, by: Act) -> Ticket:
    """Whoever waited has gone."""
    ticket = locked(ticket_id, by, VERBS["leave"])
    ticket.state = State.LEFT
    ticket.save(update_fields=["state"])
    record("ticket.left", ticket, by)
    return ticket


def _free_window(window_id: int, by: Act) -> Window:
    """The window at which the actor sits, with nobody called there."""
    window = Window.objects.select_for_update(of=("self",)).select_related("community").get(id=window_id)
    require_receiving(by, window.community_id)
    if window.clerk_id is None or window.clerk_id != by.actor_id:
        raise PermissionDenied
    busy = Ticket.objects.filter(window=window, state=State.CALLED).first()
    if busy is not None:
        raise ReceptionRefused(_("%(ticket)s is called here still: say first how it ended.") % {"ticket": str(busy)})
    return window
