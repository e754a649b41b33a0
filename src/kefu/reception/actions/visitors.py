"""Whoever comes to the desk without a number, or calls: received at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties.acts import Act
from kefu.people.models import Community
from kefu.reception.actions.acting import NewTicket, ReceptionRefused, Served, new_ticket, record, require_receiving
from kefu.reception.actions.queue import end_service
from kefu.reception.models import CameBy, State, Ticket


@transaction.atomic
def receive_visitor(
    community_id: int, new: NewTicket, *, by: Act, served: Served | None = None, came_at: datetime | None = None
) -> Ticket:
    """Write down who came or called, and for what: called at once, and ended where it is said how.

    `came_at`: when they came, if it is written down later. Serving takes from then.
    """
    if by.actor_id is None or new.came_by == CameBy.NUMBER:
        raise ReceptionRefused(_("Somebody receives them, without a number."))
    community = Community.objects.get(id=community_id)
    require_receiving(by, community_id)
    at = by.at if came_at is None else min(came_at, by.at)
    ticket, _letter = new_ticket(community, new, at)
    ticket.state, ticket.called_at, ticket.clerk_id = State.CALLED, at, by.actor_id
    ticket.save(force_insert=True)
    facts = {"purpose": ticket.purpose, "came-by": ticket.came_by, "waited": 0}
    came = Act(by.actor_id, at, request_key=by.request_key, recorded_at=by.recorded_at or by.at)
    record("ticket.called", ticket, came, facts, "name", "phone", "matter")
    return ticket if served is None else end_service(ticket, served, by.following(1))
