"""Who may see errands, begin them, and take which step: the rulebook says which roles take a step."""

from collections.abc import Iterable

from django.db.models import QuerySet

from kefu.cases import access as case_access
from kefu.counter.models import Errand
from kefu.estate import access as estate_access
from kefu.lib.identity import masked_phone
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User
from kefu.rulebook.procedures import Procedure, Step

CORRECTING = case_access.LEADING | {Role.AGENT}


def visible_to(viewer: User) -> QuerySet[Errand]:
    """The errands of the communities that somebody belongs to."""
    return Errand.objects.filter(community__in=people_access.communities_visible_to(viewer))


def begins_in(user: User) -> QuerySet[Community]:
    """The communities where somebody stands at the counter, or might."""
    return people_access.communities_where(user, CORRECTING | {Role.CASHIER, Role.ENGINEER})


def may_call(user: User, errand: Errand) -> bool:
    """Whether somebody reads the numbers that were given for an errand: who calls residents, or took it in."""
    return estate_access.calls_in(user, errand.community_id, errand.opened_by_id)


def phone_for(user: User, errand: Errand) -> str:
    """By what number who came is reached, masked for whoever need not call."""
    return errand.phone if may_call(user, errand) else masked_phone(errand.phone)


def may_take(user: User, community_id: int, step: Step) -> bool:
    """Whether somebody has a role that takes this step."""
    return bool(people_access.roles_in(user, community_id) & {Role(role) for role in step.by})


def may_begin(user: User, community_id: int, procedure: Procedure) -> bool:
    """Whether somebody takes the first step of a procedure."""
    return may_take(user, community_id, procedure.steps[procedure.first])


def may_correct(user: User, errand: Errand) -> bool:
    """Whether somebody may put an entry right, or withdraw the errand."""
    return bool(people_access.roles_in(user, errand.community_id) & CORRECTING)


def takers(user: User, community_id: int, procedure: Procedure, steps: Iterable[str]) -> frozenset[str]:
    """Which of these steps somebody takes."""
    return frozenset(name for name in steps if may_take(user, community_id, procedure.steps[name]))
