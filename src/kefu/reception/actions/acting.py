"""What the verbs share: whom they are about, who may, and why they are refused."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kefu.cases.models import Case
from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.duties.governing import book_on
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.reception import access, rules
from kefu.reception.models import CameBy, Ticket


class ReceptionRefused(Refused):
    """The act would be wrong: why, and the field at fault."""


class NewTicket(NamedTuple):
    """Who comes or calls, and for what."""

    purpose: str
    came_by: str = CameBy.NUMBER
    name: str = ""
    phone: str = ""
    unit_id: int | None = None
    person_id: int | None = None
    matter: str = ""


class Served(NamedTuple):
    """How it ended: `coordination`: with whom it was arranged; `is_pending`: the result is still to come."""

    result: str
    coordination: str = ""
    is_pending: bool = False
    case: Case | None = None


def subject(ticket: Ticket) -> Subject:
    """A ticket as the subject of events; its label names nobody."""
    return Subject("ticket", ticket.pk, ticket.community_id, str(ticket))


def require_receiving(by: Act, community_id: int) -> None:
    """Raise `PermissionDenied` unless the actor receives people here; the program may."""
    actor = people_access.actor(by)
    if actor is not None and not access.may_receive(actor, community_id):
        raise PermissionDenied


def require_arranging(by: Act, community_id: int) -> None:
    """Raise `PermissionDenied` unless the actor sets up windows here; the program may."""
    actor = people_access.actor(by)
    if actor is not None and not access.may_arrange(actor, community_id):
        raise PermissionDenied


def new_ticket(community: Community, new: NewTicket, at: datetime) -> tuple[Ticket, str]:
    """A ticket that is not saved yet, and the letter of its purpose; refused where nobody comes for that."""
    day = community.day(at)
    offered = rules.purposes(book_on(community.pk, day))
    if new.purpose not in offered:
        raise ReceptionRefused(_("Nobody is received for this here. Choose what it is about."), "purpose")
    ticket = Ticket(community=community, day=day, taken_at=at, queued_at=at, **new._asdict())
    return ticket, offered[new.purpose].letter


def locked(ticket_id: int, by: Act, states: Collection[str]) -> Ticket:
    """The ticket, if the actor may and it is in one of these states."""
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("community").get(id=ticket_id)
    require_receiving(by, ticket.community_id)
    require_state(ticket, states)
    return ticket


def require_state(ticket: Ticket, states: Collection[str]) -> None:
    """Refuse what cannot be done with a ticket as it is."""
    if ticket.state not in states:
        said = _("%(ticket)s cannot be dealt with so: %(state)s.")
        raise ReceptionRefused(said % {"ticket": str(ticket), "state": ticket.get_state_display()})


def words_of(ticket: Ticket, *names: str) -> dict[str, str]:
    """What a ticket says under these names, for the ledger's texts; nothing of what is blank."""
    return {name: text for name in names if (text := getattr(ticket, name))}


def record(kind: str, ticket: Ticket, by: Act, facts: dict[str, Any] | None = None, *words: str) -> None:
    """Record what happened to a ticket."""
    duty_actions.record(kind, subject(ticket), by=by, facts=facts or {}, texts=words_of(ticket, *words))
