"""Who may see and do what with the money of a community."""

from django.db.models import QuerySet

from kefu.fees.models import Account, Deposit, Entry
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User

_SUPERIORS = frozenset({Role.SUPERVISOR, Role.MANAGER})
# Who looks at the books; agents see what a household owes and deposits, which they need at the window.
_READING = _SUPERIORS | {Role.LEAD, Role.CASHIER, Role.AUDITOR}
_LOOKING = _READING | {Role.AGENT}
_TAKING = frozenset({Role.CASHIER})
_CHARGING = _TAKING | _SUPERIORS | {Role.AGENT, Role.LEAD}
_MAY = {
    "take": _TAKING,
    "charge": _CHARGING,
    "approve": _SUPERIORS,
    "open": _CHARGING,
    "refund": _TAKING,
    "reverse": _SUPERIORS,
}


def deposits_visible_to(viewer: User) -> QuerySet[Deposit]:
    """The deposits of the communities that somebody belongs to."""
    return Deposit.objects.filter(community__in=people_access.communities_visible_to(viewer))


def deposits_looked_at_by(viewer: User) -> QuerySet[Deposit]:
    """The deposits of the communities in whose households' money somebody may look."""
    return Deposit.objects.filter(community__in=_looked_at_by(viewer))


def accounts_visible_to(viewer: User) -> QuerySet[Account]:
    """The accounts of the communities that somebody belongs to."""
    return Account.objects.filter(community__in=people_access.communities_visible_to(viewer))


def entries_visible_to(viewer: User) -> QuerySet[Entry]:
    """The entries of the communities that somebody belongs to."""
    return Entry.objects.filter(community__in=people_access.communities_visible_to(viewer))


def may_read(user: User, community_id: int) -> bool:
    """Whether somebody may look at the books of a community."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & _READING)


def may_read_anywhere(user: User) -> bool:
    """Whether somebody may look at the books of any community."""
    return user.is_administrator or people_access.holds_anywhere(user, _READING)


def may_look(user: User, community_id: int) -> bool:
    """Whether somebody may look at deposits and at what a household owes."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & _LOOKING)


def may_do(user: User, community_id: int, verb: str) -> bool:
    """Whether somebody may do this with the money of a community."""
    return bool(people_access.roles_in(user, community_id) & _MAY[verb])


def _looked_at_by(viewer: User) -> QuerySet[Community]:
    if viewer.is_administrator:
        return Community.objects.all()
    return people_access.communities_where(viewer, _LOOKING)
