"""Who may see and do what with cards, keys and parking spaces."""

from django.db.models import QuerySet

from kefu.cases.access import LEADING
from kefu.custody.models import Handout, Registration, Thing
from kefu.people import access as people_access
from kefu.people.models import Role, User

# Who hands out and takes back; the others of the community look, and engineers borrow.
HANDING = LEADING | {Role.AGENT}


def visible_to(viewer: User) -> QuerySet[Thing]:
    """The things of the communities that somebody belongs to."""
    return Thing.objects.filter(community__in=people_access.communities_visible_to(viewer))


def handouts_visible_to(viewer: User) -> QuerySet[Handout]:
    """The handouts of the things that somebody may see."""
    return Handout.objects.filter(thing__in=visible_to(viewer))


def registrations_visible_to(viewer: User) -> QuerySet[Registration]:
    """What was registered together, where somebody belongs."""
    return Registration.objects.filter(community__in=people_access.communities_visible_to(viewer))


def borrowers_in(community_id: int) -> QuerySet[User]:
    """The colleagues who may borrow a key of a community."""
    return people_access.staff_in([community_id])


def may_hand(user: User, community_id: int) -> bool:
    """Whether somebody may register, hand out and take back in this community."""
    return bool(people_access.roles_in(user, community_id) & HANDING)


def may_hand_anywhere(user: User) -> bool:
    """Whether somebody may do so in any community."""
    return people_access.holds_anywhere(user, HANDING)
