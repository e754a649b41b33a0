"""Who may see and do what on the desk's pages: duties, rulebooks, calendars."""

from django.db.models import QuerySet

from kefu.duties.models import Duty
from kefu.people import access as people_access
from kefu.people.models import Role, User

GOVERNING = frozenset({Role.MANAGER, Role.ADMIN})
ABOVE = frozenset({Role.SUPERVISOR, Role.MANAGER})
# Who may do what to a duty; its bearer may also attest it.
RIGHTS = {
    "attest": ABOVE,
    "move": ABOVE,
    "waive": frozenset({Role.MANAGER}),
    "reissue": frozenset({Role.MANAGER}),
}


def duties_visible_to(viewer: User) -> QuerySet[Duty]:
    """The duties of the communities that somebody belongs to."""
    return Duty.objects.filter(community_id__in=people_access.communities_visible_to(viewer).values("id"))


def duty_verbs(user: User, duty: Duty) -> list[str]:
    """What somebody may do to a duty by their posts, and as its bearer."""
    roles = people_access.roles_in(user, duty.community_id)
    return [
        verb for verb, allowed in RIGHTS.items() if roles & allowed or (verb == "attest" and duty.bearer_id == user.pk)
    ]


def may_act_on(user: User, duty: Duty, verb: str) -> bool:
    """Whether somebody may do this to a duty."""
    return verb in duty_verbs(user, duty)


def may_govern(user: User, community_id: int) -> bool:
    """Whether somebody brings rulebooks and calendars into force here: the head of department."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & GOVERNING)


def may_look_after(user: User) -> bool:
    """Whether somebody looks after the installation itself."""
    return user.is_administrator
