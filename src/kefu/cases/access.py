"""Who may see and do what with cases."""

from collections.abc import Collection

from django.db.models import QuerySet

from kefu.cases.models import Case, CaseFile
from kefu.estate import access as estate_access
from kefu.lib.identity import masked_contact
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User

# Who works on cases; the others look.
WORKING = frozenset({Role.AGENT, Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ENGINEER})
LEADING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER})
_OF_LEADERS = frozenset({"take-over", "withdraw", "check-entry"})
RECEIVING = frozenset({Role.AGENT, Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.CASHIER})


def visible_to(viewer: User) -> QuerySet[Case]:
    """The cases of the communities that somebody belongs to."""
    return Case.objects.filter(community__in=people_access.communities_visible_to(viewer))


def files_visible_to(viewer: User) -> QuerySet[CaseFile]:
    """The files of the cases that somebody may see, but for removed ones."""
    return CaseFile.objects.filter(case__in=visible_to(viewer), removed_at=None)


def may_call(user: User, case: Case) -> bool:
    """Whether somebody reads by which number a case's caller is reached: who calls residents, or has the case."""
    return estate_access.calls_in(user, case.community_id, case.owner_id, case.handler_id)


def contact_for(user: User, case: Case) -> str:
    """By what a case's caller is reached, masked for whoever need not call."""
    return case.contact if may_call(user, case) else masked_contact(case.contact)


def receives_in(user: User) -> QuerySet[Community]:
    """The communities in which somebody may take cases."""
    return people_access.communities_where(user, RECEIVING)


def may_receive_case(user: User, community_id: int) -> bool:
    """Whether somebody may take a case in this community."""
    return bool(people_access.roles_in(user, community_id) & RECEIVING)


def may_receive_anywhere(user: User) -> bool:
    """Whether somebody may take cases in any community."""
    return people_access.holds_anywhere(user, RECEIVING)


def may_work_anywhere(user: User) -> bool:
    """Whether somebody works on the cases of any community."""
    return people_access.holds_anywhere(user, WORKING)


def may_do(user: User, case: Case, verb: str) -> bool:
    """Whether somebody may do this to this case."""
    return allows(people_access.roles_in(user, case.community_id), verb)


def allows(roles: frozenset[Role], verb: str) -> bool:
    """Whether these roles may do this to a case; some is for those above the clerks."""
    return bool(roles & (LEADING if verb in _OF_LEADERS else WORKING))


def colleagues_in(communities: Collection[int]) -> QuerySet[User]:
    """Who may be given cases of these communities: who works on cases in one of them."""
    return people_access.staff_in(communities, WORKING)
