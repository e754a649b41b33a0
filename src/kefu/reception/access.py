"""Who may see and do what at the front desk."""

from django.db.models import QuerySet

from kefu.cases import access as case_access
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User
from kefu.reception.models import Device, Ticket, Window
from kefu.reception.rules import Choice

# Who receives people at a window or the phone: who takes cases.
RECEIVING = case_access.RECEIVING
# Who sets up windows and devices.
ARRANGING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})


def visible_to(viewer: User) -> QuerySet[Ticket]:
    """The tickets of the communities that somebody belongs to."""
    visible = people_access.belongs_to(viewer)
    return Ticket.objects.all() if visible is None else Ticket.objects.filter(community__in=visible)


def windows_visible_to(viewer: User) -> QuerySet[Window]:
    """The windows of the communities that somebody belongs to."""
    return Window.objects.filter(community__in=people_access.communities_visible_to(viewer), retired_at=None)


def devices_visible_to(viewer: User) -> QuerySet[Device]:
    """The devices of the communities that somebody belongs to."""
    return Device.objects.filter(community__in=people_access.communities_visible_to(viewer))


def receives_in(user: User) -> QuerySet[Community]:
    """Where somebody receives people."""
    return people_access.communities_where(user, RECEIVING)


def may_receive_anywhere(user: User) -> bool:
    """Whether somebody receives people anywhere."""
    return people_access.holds_anywhere(user, RECEIVING)


def may_receive(user: User, community_id: int) -> bool:
    """Whether somebody may receive people in this community."""
    return bool(people_access.roles_in(user, community_id) & RECEIVING)


def may_begin(user: User, community_id: int, choice: Choice) -> bool:
    """Whether somebody may begin what people come for: at the counter who takes its first step, here who receives."""
    return not choice.takers or bool(people_access.roles_in(user, community_id) & choice.takers)


def may_arrange(user: User, community_id: int) -> bool:
    """Whether somebody may set up the windows and devices of this community."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & ARRANGING)


def followed(ticket_id: int | None) -> QuerySet[Ticket]:
    """The ticket that an address of its own names: whoever has it follows it."""
    return Ticket.objects.filter(pk=ticket_id or 0).select_related("community", "window")
