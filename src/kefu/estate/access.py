"""Who may see and keep an estate."""

from django.db.models import QuerySet

from kefu.estate.models import Area, Building, EstateImport, FilePaper, HouseholdFile, Person, Residency, Unit
from kefu.lib.identity import masked_contact
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User

KEEPING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})
# Who writes down who moves in and out, and keeps their files: who keeps the estate, and whoever is at the window.
REGISTERING = KEEPING | {Role.AGENT}
# Who talks with residents may look at what is masked of them; who watches over that sees who looked.
SHOWING = frozenset({Role.AGENT, Role.CASHIER, Role.LEAD, Role.SUPERVISOR, Role.MANAGER})
WATCHING = frozenset({Role.SUPERVISOR, Role.MANAGER, Role.AUDITOR, Role.ADMIN})


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


def may_mend(viewer: User, kept: EstateImport) -> bool:
    """Whether somebody may see the rows of a file that cannot be used: these may be of any estate its sender keeps."""
    sender = User.objects.filter(pk=kept.uploaded_by_id).first()
    return sender is not None and not keeps(sender).exclude(pk__in=keeps(viewer)).exists()


def keeps(user: User) -> QuerySet[Community]:
    """The communities whose estate somebody keeps."""
    return Community.objects.all() if user.is_administrator else people_access.communities_where(user, KEEPING)


def may_keep(user: User, community_id: int) -> bool:
    """Whether somebody may change the estate of this community."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & KEEPING)


def may_register(user: User, community_id: int) -> bool:
    """Whether somebody may write down who belongs to the units of this community, and keep their files."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & REGISTERING)


def files_visible_to(viewer: User) -> QuerySet[HouseholdFile]:
    """The household files of the communities that somebody belongs to."""
    return HouseholdFile.objects.filter(unit__community__in=people_access.communities_visible_to(viewer))


def papers_visible_to(viewer: User) -> QuerySet[FilePaper]:
    """The papers of those files, removed ones too."""
    return FilePaper.objects.filter(file__in=files_visible_to(viewer))


def may_show(user: User, community_id: int) -> bool:
    """Whether somebody may look at what is masked of the residents of this community, with a reason."""
    return user.is_administrator or calls_in(user, community_id)


def calls_in(user: User, community_id: int, *having: int | None) -> bool:
    """Whether a number that was given for a matter is somebody's to read: who calls residents of this community, or is
    one of those `having` the matter in hand."""
    return user.pk in having or bool(people_access.roles_in(user, community_id) & SHOWING)


def contact_for(user: User, community_id: int, contact: str, *having: int | None) -> str:
    """By what somebody is reached, masked for whoever need not call (`calls_in`)."""
    return contact if calls_in(user, community_id, *having) else masked_contact(contact)


def calls_everywhere(user: User) -> bool:
    """Whether somebody calls residents in each community that they see."""
    seen = people_access.belongs_to(user)
    return seen is not None and all(calls_in(user, community_id) for community_id in seen)


def may_watch(user: User, community_id: int) -> bool:
    """Whether somebody sees who looked at what is masked, and when and why."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & WATCHING)
