"""Who may see and do what with surveys, opinions and voices outside."""

from django.db.models import QuerySet

from kefu.cases import access as cases_access
from kefu.feedback.models import Feed, Home, Opinion, Response, Sheet, Survey, Voice
from kefu.people import access as people_access
from kefu.people.models import Appointment, Community, Role, User

# Who prepares surveys and sums them up.
LEADING = frozenset({Role.LEAD, Role.SUPERVISOR, Role.MANAGER})
# Who visits households, phones them, and reads what is said outside.
ASKING = cases_access.RECEIVING
READING = ASKING | LEADING


def surveys_visible_to(viewer: User) -> QuerySet[Survey]:
    """The surveys of the communities that somebody belongs to."""
    visible = people_access.belongs_to(viewer)
    return Survey.objects.all() if visible is None else Survey.objects.filter(community__in=visible)


def homes_visible_to(viewer: User) -> QuerySet[Home]:
    """The households that were drawn in these surveys."""
    return Home.objects.filter(survey__in=surveys_visible_to(viewer))


def responses_visible_to(viewer: User) -> QuerySet[Response]:
    """The forms that were filled in, where somebody of the service centre reads them: they may bear name and phone."""
    return Response.objects.filter(survey__community__in=people_access.communities_where(viewer, READING))


def sheets_visible_to(viewer: User) -> QuerySet[Sheet]:
    """The opinions on their way to departments."""
    return Sheet.objects.filter(survey__in=surveys_visible_to(viewer))


def opinions_visible_to(viewer: User) -> QuerySet[Opinion]:
    """The single opinions of these."""
    return Opinion.objects.filter(sheet__in=sheets_visible_to(viewer))


def voices_visible_to(viewer: User) -> QuerySet[Voice]:
    """What was said outside of the communities that somebody belongs to."""
    visible = people_access.belongs_to(viewer)
    return Voice.objects.all() if visible is None else Voice.objects.filter(community__in=visible)


def feeds_visible_to(viewer: User) -> QuerySet[Feed]:
    """The addresses that are read for these communities."""
    return Feed.objects.filter(community__in=people_access.communities_visible_to(viewer))


def leads_in(user: User) -> QuerySet[Community]:
    """Where somebody may hold surveys."""
    return people_access.communities_where(user, LEADING)


def may_read(user: User, community_id: int) -> bool:
    """Whether somebody may read filled-in forms of this community."""
    return bool(people_access.roles_in(user, community_id) & READING)


def may_lead(user: User, community_id: int) -> bool:
    """Whether somebody may hold surveys in this community, and send opinions on."""
    return bool(people_access.roles_in(user, community_id) & LEADING)


def asks_in(user: User) -> QuerySet[Community]:
    """Where somebody may ask households and note voices."""
    return people_access.communities_where(user, ASKING)


def may_ask(user: User, community_id: int) -> bool:
    """Whether somebody may visit households, enter their answers, revisit them, and note voices."""
    return bool(people_access.roles_in(user, community_id) & ASKING)


def may_do(user: User, sheet: Sheet, verb: str) -> bool:
    """Whether somebody may do this to a sheet: who leads sends and tells, the department may do the rest too."""
    if may_lead(user, sheet.survey.community_id):
        return True
    held = Appointment.objects.filter(user=user, until=None, post__department=sheet.department_id)
    return verb in ("receive", "answer", "change") and held.exists()
