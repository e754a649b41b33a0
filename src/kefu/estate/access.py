"""Who may see and keep an estate."""

from django.db.models import QuerySet

from kefu.estate.models import Area, Building, EstateImport, Person, Residency, Unit
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User

KEEPING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})


def buildings_visible_to(viewer: User) -> QuerySet[Building]:
    """The buildings of the communities that somebody belongs to."""
    return Building.objects.filter(community__in=people_access.communities_visible_to(viewer))


def units_visible_to(viewer: User) -> QuerySet[Unit]:
    """The units of the communities that somebody belongs to."""
    return Unit.objects.filter(community__in=people_access.communities_visible_to(viewer))


def persons_visible_to(viewer: User) -> QuerySet[Person]:
    """The residents of the communities that somebody belongs to."""
    return Person.objects.filter(community__in=people_access.communities_visible_to(viewer))


def residencies_visible_to(viewer: User) -> QuerySet[Residency]:
    """Who lives and lived where in the communities that somebody belongs to."""
    return Residency.objects.filter(unit__community__in=people_access.communities_visible_to(viewer))


def areas_visible_to(viewer: User) -> QuerySet[Area]:
    """The areas of the communities that somebody belongs to."""
    return Area.objects.filter(community__in=people_access.communities_visible_to(viewer))


def imports_kept_by(viewer: User) -> QuerySet[EstateImport]:
    """The files that somebody may look at and import."""
    return EstateImport.objects.filter(community__in=keeps(viewer))


def keeps(user: User) -> QuerySet[Community]:
    """The communities whose estate somebody keeps."""
    return Community.objects.all() if user.is_administrator else people_access.communities_where(user, KEEPING)


def may_keep(user: User, community_id: int) -> bool:
    """Whether somebody may change the estate of this community."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & KEEPING)
