"""Who may see and do what with registers, revisits' forms and draws."""

from django.db.models import QuerySet

from kefu.cases import access as case_access
from kefu.cases.access import LEADING
from kefu.cases.models import Case
from kefu.people import access as people_access
from kefu.people.models import Role, User
from kefu.registers.models import Draw

_ANALYSING = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})


def cases_visible_to(viewer: User) -> QuerySet[Case]:
    """The cases whose revisits somebody may see."""
    return case_access.visible_to(viewer)


def draws_visible_to(viewer: User) -> QuerySet[Draw]:
    """The draws of the communities that somebody belongs to."""
    return Draw.objects.filter(community__in=people_access.communities_visible_to(viewer))


def may_analyse(user: User, community_id: int) -> bool:
    """Whether somebody may see what classes of customers need: who leads the service, not whoever serves them (S2)."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & _ANALYSING)


def may_draw(user: User, community_id: int) -> bool:
    """Whether somebody may draw cases for revisits in this community."""
    return bool(people_access.roles_in(user, community_id) & LEADING)
