"""Who may see and do what with orders and with the directory of receivers."""

from django.db.models import Q, QuerySet

from kefu.cases import access as case_access
from kefu.cases.access import LEADING
from kefu.cases.models import Case, Kind
from kefu.estate import access as estate_access
from kefu.lib.identity import masked_contact
from kefu.people import access as people_access
from kefu.people.models import Community, Role, User
from kefu.workorders.calc import VERBS
from kefu.workorders.models import Receiver, Side, Signature, WorkOrder

SUPERIORS = frozenset({Role.SUPERVISOR, Role.MANAGER})
# Who follows the orders of the department that sends them; who else may send one; the others look.
FOLLOWING = LEADING | {Role.AGENT}
ISSUING = FOLLOWING | {Role.ENGINEER, Role.CASHIER}
KEEPING = SUPERIORS | {Role.ADMIN}
# Whose list has all receivers.
KNOWING = KEEPING | {Role.AUDITOR}


def visible_to(viewer: User) -> QuerySet[WorkOrder]:
    """The orders of the communities that somebody belongs to."""
    return WorkOrder.objects.filter(community__in=people_access.communities_visible_to(viewer))


def signatures_visible_to(viewer: User) -> QuerySet[Signature]:
    """The signatures on the orders that somebody may see."""
    return Signature.objects.filter(order__in=visible_to(viewer))


def cases_visible_to(viewer: User) -> QuerySet[Case]:
    """The cases for which somebody may see, or issue, orders."""
    return case_access.visible_to(viewer)


def repairs_visible_to(viewer: User) -> QuerySet[Case]:
    """The repairs that somebody may see: they have a slip."""
    return case_access.visible_to(viewer).filter(kind=Kind.REPAIR)


def receivers_visible_to(viewer: User) -> QuerySet[Receiver]:
    """The directories of the communities that somebody belongs to, as far as they stand on this viewer's list."""
    found = Receiver.objects.filter(community__in=people_access.communities_visible_to(viewer))
    if viewer.is_administrator:
        return found
    knows = [id_ for id_, roles in viewer.roles.items() if roles & KNOWING]
    return found.filter(Q(is_for_superiors=False) | Q(community__in=knows))


def keeps(user: User) -> QuerySet[Community]:
    """The communities whose directory somebody keeps."""
    return Community.objects.all() if user.is_administrator else people_access.communities_where(user, KEEPING)


def may_keep(user: User, community_id: int) -> bool:
    """Whether somebody may change the directory of this community."""
    return user.is_administrator or bool(people_access.roles_in(user, community_id) & KEEPING)


def may_issue(user: User, community_id: int) -> bool:
    """Whether somebody may issue orders in this community."""
    return bool(people_access.roles_in(user, community_id) & ISSUING)


def may_issue_anywhere(user: User) -> bool:
    """Whether somebody may issue orders in any community."""
    return people_access.holds_anywhere(user, ISSUING)


def may_do(user: User, order: WorkOrder, verb: str) -> bool:
    """Whether somebody may do this to this order."""
    return verb in verbs_of(user, order)


def contact_for(user: User, order: WorkOrder) -> str:
    """By what the customer is reached; masked for whoever neither calls residents nor has the order."""
    has_it = estate_access.calls_in(user, order.community_id, order.sender_id, order.handler_id)
    return order.contact if has_it or user.pk in answerers(order.receiver) else masked_contact(order.contact)


def verbs_of(user: User, order: WorkOrder) -> frozenset[str]:
    """What somebody may do to an order by the side on which they stand; who received it does not close it.

    What an outside body did, or a department for which nobody answers in the program, is written down by who sent it.
    """
    answers, roles = answerers(order.receiver), people_access.roles_in(user, order.community_id)
    belongs = bool(roles) or user.community_id == order.community_id
    is_receiving = belongs and (user.pk == order.handler_id or user.pk in answers)
    is_handled = bool(answers) or (order.handler is not None and order.handler.is_active)
    is_silent = order.receiver.side == Side.OUTSIDE or not is_handled
    is_sender = user.pk == order.sender_id
    follows = bool(roles & FOLLOWING) or (is_sender and bool(roles & ISSUING))
    receives = is_receiving or (is_silent and follows)
    sends = follows and (is_sender or is_silent or not is_receiving)
    sides = {"receiver": receives, "sender": sends, "either": receives or sends}
    allowed = frozenset(name for name, verb in VERBS.items() if sides[verb.side])
    return allowed if is_sender or roles & LEADING else allowed - {"withdraw"}


def answerers(receiver: Receiver) -> list[int]:
    """Who answers for a receiver now, by their ids, the longest holder of its post first."""
    if receiver.user_id is not None:
        return [receiver.user_id] if receiver.user is not None and receiver.user.is_active else []
    if receiver.post_id is None:
        return []
    held = User.objects.filter(is_active=True, appointments__post=receiver.post_id, appointments__until=None)
    return list(held.order_by("appointments__since", "id").values_list("id", flat=True))


def may_consent_in(community_id: int) -> QuerySet[User]:
    """Who may agree to help with what is not routine: the managers and supervisors of a community (S0)."""
    return people_access.staff_in([community_id], SUPERIORS)
