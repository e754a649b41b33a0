"""Who may see and do what at the hotline."""

from django.db.models import Q, QuerySet

from kefu.cases import access as case_access
from kefu.hotline.models import Call, Draw, Exchange, Hearing, Slip
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User

# Who answers calls and writes down what came of them: who takes cases.
ANSWERING = case_access.RECEIVING
# Who listens to recordings, and says whether words were out of place (S0).
LISTENING = frozenset({Role.SUPERVISOR, Role.MANAGER})
# Who connects exchanges.
CONNECTING = frozenset({Role.MANAGER, Role.ADMIN})


def visible_to(viewer: User) -> QuerySet[Call]:
    """The calls of the communities that somebody belongs to."""
    visible = people_access.belongs_to(viewer)
    return Call.objects.all() if visible is None else Call.objects.filter(community__in=visible)


def answers_in(user: User) -> QuerySet[Community]:
    """Where somebody answers calls."""
    return people_access.communities_where(user, ANSWERING)


def may_answer(user: User, community_id: int) -> bool:
    """Whether somebody may write down calls of this community and what came of them."""
    return bool(people_access.roles_in(user, community_id) & ANSWERING)


def may_pass_on(user: User, community_id: int) -> bool:
    """Whether somebody may write down a case of a call in this community and pass it on, in one act."""
    held = people_access.roles_in(user, community_id)
    return may_answer(user, community_id) and case_access.allows(held, "forward")


def may_listen(user: User, community_id: int) -> bool:
    """Whether somebody may draw and hear recordings, and judge what was said."""
    return bool(people_access.roles_in(user, community_id) & LISTENING)


def may_connect(user: User, community_id: int) -> bool:
    """Whether somebody may let exchanges report calls."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & CONNECTING)


def connects_anywhere(user: User) -> bool:
    """Whether somebody lets exchanges report anywhere."""
    return user.is_administrator or people_access.holds_anywhere(user, CONNECTING)


def exchanges_visible_to(viewer: User) -> QuerySet[Exchange]:
    """The exchanges of the communities that somebody belongs to."""
    return Exchange.objects.filter(community__in=people_access.communities_visible_to(viewer))


def slips_visible_to(viewer: User) -> QuerySet[Slip]:
    """What was found where somebody judges it, and what they said themselves."""
    return Slip.objects.filter(Q(community__in=listens_in(viewer)) | Q(user=viewer))


def listens_in(user: User) -> list[int]:
    """Where somebody draws recordings and judges what was said."""
    return [id_ for id_, held in user.roles.items() if held & LISTENING]


def draws_visible_to(viewer: User) -> QuerySet[Draw]:
    """The draws of the departments where somebody listens."""
    return Draw.objects.filter(department__community__in=listens_in(viewer))


def hearings_visible_to(viewer: User) -> QuerySet[Hearing]:
    """The recordings that were drawn there."""
    return Hearing.objects.filter(draw__in=draws_visible_to(viewer))
