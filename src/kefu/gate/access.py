"""Who may see and do what at the gate."""

from django.db.models import QuerySet

from kefu.cases import access as case_access
from kefu.gate.models import Kind, Pass
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User

# Whoever stands at the gate, whatever the post is called there; who is at the window issues.
GUARDING = case_access.WORKING
ISSUING = case_access.RECEIVING
LEADING = case_access.LEADING
_MAY = {
    **dict.fromkeys(("enter", "leave", "release", "refuse", "hand-in", "tell-host"), GUARDING),
    **dict.fromkeys(("extend", "call-in"), ISSUING),
    "revoke": LEADING,
}


def visible_to(viewer: User) -> QuerySet[Pass]:
    """The passes of the communities that somebody belongs to."""
    return Pass.objects.filter(community__in=people_access.communities_visible_to(viewer))


def guarded_by(user: User) -> QuerySet[Community]:
    """The communities at whose gates somebody may stand."""
    return people_access.communities_where(user, GUARDING)


def guards_anywhere(user: User) -> bool:
    """Whether somebody may stand at any gate."""
    return people_access.holds_anywhere(user, GUARDING)


def issues_in(user: User, kind: str) -> QuerySet[Community]:
    """The communities in which somebody issues passes of a kind: visitors are registered at the gate, too."""
    return people_access.communities_where(user, _issuers(kind))


def may_issue(user: User, community_id: int, kind: str) -> bool:
    """Whether somebody may issue a pass of this kind in a community."""
    return bool(people_access.roles_in(user, community_id) & _issuers(kind))


def may_do(user: User, community_id: int, verb: str) -> bool:
    """Whether somebody may do this to a community's passes."""
    return bool(people_access.roles_in(user, community_id) & _MAY[verb])


def _issuers(kind: str) -> frozenset[Role]:
    return ISSUING | GUARDING if kind == Kind.VISITOR else ISSUING
