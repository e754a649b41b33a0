"""Who may see and do what with incidents."""

from django.db.models import QuerySet

from kefu.cases import access as case_access
from kefu.estate import access as estate_access
from kefu.incidents.models import Claim, Incident
from kefu.people import access as people_access
from kefu.people.models import Community, User


def visible_to(viewer: User) -> QuerySet[Incident]:
    """The incidents of the communities that somebody belongs to."""
    return Incident.objects.filter(community__in=people_access.communities_visible_to(viewer))


def claims_visible_to(viewer: User) -> QuerySet[Claim]:
    """The claims for the incidents that somebody may see."""
    return Claim.objects.filter(incident__in=visible_to(viewer))


def contact_for(user: User, incident: Incident, claim: Claim) -> str:
    """By what a claimant is reached; masked for who neither calls residents nor opened the incident."""
    return estate_access.contact_for(user, incident.community_id, claim.contact, incident.opened_by_id)


def may_work_in(user: User, community_id: int) -> bool:
    """Whether somebody works on the incidents of a community: who works on its cases."""
    return bool(people_access.roles_in(user, community_id) & case_access.WORKING)


def may_lead_in(user: User, community_id: int) -> bool:
    """Whether somebody agrees with claimants, and closes incidents: those above the clerks."""
    return bool(people_access.roles_in(user, community_id) & case_access.LEADING)


def works_in(user: User) -> QuerySet[Community]:
    """The communities in which somebody may open incidents."""
    return people_access.communities_where(user, case_access.WORKING)
