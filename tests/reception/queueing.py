"""A window of the cast's with its clerk, numbers that are taken and called."""

from datetime import datetime

from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from kefu.reception import actions
from kefu.reception.actions import NewTicket
from kefu.reception.models import Ticket, Window
from tests.cases.test_cases import MORNING
from tests.cast import Cast


def window(cast: Cast, name: str = "一号窗口", who: str = "agent", at: datetime = MORNING) -> Window:
    """A window at which somebody sits."""
    made = actions.add_window(cast.community.pk, by=Act(cast.lead.pk, at), name=name)
    return actions.open_window(made.pk, by=Act(cast[who].pk, at))


def taken(cast: Cast, purpose: str = "pass", at: datetime = MORNING) -> Ticket:
    """A number that somebody took at the device."""
    return actions.take_ticket(cast.community.pk, NewTicket(purpose), by=Act(None, at, is_staff=False))


def kinds(ticket: Ticket) -> list[str]:
    """What happened to a ticket, but for what the clock recorded."""
    return [one.kind for one in event_queries.history("ticket", ticket.pk) if one.kind.startswith("ticket.")]
