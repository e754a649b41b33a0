"""Who may see and do what with defects and the month's repairs."""

from django.db.models import QuerySet

from kefu.cases import access as case_access
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User
from kefu.repairs.models import Defect

# Engineering, and those who lead it.
_VERIFYING = frozenset({Role.ENGINEER, Role.SUPERVISOR, Role.MANAGER})
_MAY = {
    "verify": _VERIFYING,
    "reject": _VERIFYING,
    "withdraw": case_access.LEADING,
}


def visible_to(viewer: User) -> QuerySet[Defect]:
    """The defects of the communities that somebody belongs to."""
    return Defect.objects.filter(community__in=people_access.communities_visible_to(viewer))


def sends_in(user: User) -> QuerySet[Community]:
    """The communities in which somebody may send defects: where they work on cases."""
    return people_access.communities_where(user, case_access.WORKING)


def may_do(user: User, community_id: int, verb: str) -> bool:
    """Whether somebody may do this to a community's defects."""
    return bool(people_access.roles_in(user, community_id) & _MAY.get(verb, case_access.WORKING))


def may_sum_up(user: User, community_id: int) -> bool:
    """Whether somebody says that a month's repairs were counted, or collected for the campaign."""
    return bool(people_access.roles_in(user, community_id) & case_access.LEADING)
