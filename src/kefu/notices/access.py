"""Who is told what, and who may tell."""

from django.db.models import QuerySet

from kefu.notices.models import Announcement, Notice
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User

TELLING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})


def notices_of(viewer: User) -> QuerySet[Notice]:
    """What somebody was told; what was withdrawn is gone."""
    return Notice.objects.filter(user=viewer, announcement__withdrawn_at=None)


def announcements_visible_to(viewer: User) -> QuerySet[Announcement]:
    """What was said in the communities in which somebody may say something."""
    return Announcement.objects.filter(community__in=tells_in(viewer))


def tells_in(user: User) -> QuerySet[Community]:
    """The communities in which somebody may say something to all."""
    return Community.objects.all() if user.is_administrator else people_access.communities_where(user, TELLING)


def may_tell(user: User, community_id: int) -> bool:
    """Whether somebody may say something to all staff of this community."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & TELLING)
