"""How an order is issued: to whom it goes, who handles it there, its number."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, ForbiddenError
from kefu.notices import actions as notice_actions
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.numbering import next_of_year
from kefu.workorders import access
from kefu.workorders.actions.acting import OrderRefused, subject, told
from kefu.workorders.calc import order_number
from kefu.workorders.models import OrderCounter, Side, WorkOrder

_SAID = ("matter", "contact", "customer_number")


@transaction.atomic
def issue_order(order: WorkOrder, *, by: Act) -> WorkOrder:
    """Send a department, or a body outside, an order (S4); whoever answers for it there handles it.

    `order` is not saved yet: its receiver and what it says are given, the rest is found here.
    """
    actor = people_access.actor(by)
    if actor is None or not access.may_issue(actor, order.community_id):
        raise PermissionDenied
    _refuse_strangers(order, actor)
    order.sender, order.issued_at, order.handler_id = actor, by.at, _handler(order, actor)
    order.number = order_number(*next_of_year(OrderCounter, order.community, by.at))
    order.save(force_insert=True)
    texts = {"receiver": order.receiver.name, **{name: text for name in _SAID if (text := getattr(order, name))}}
    try:
        done = duty_actions.record(
            "order.issued", subject(order), by=by, facts=_facts(order), texts=texts, verb="issue_order"
        )
    except ForbiddenError as forbidden:
        raise OrderRefused(*told(forbidden.refusals)) from forbidden
    if order.handler_id is not None:
        notice_actions.tell_given(order.handler_id, done.event, order.number)
    return order


def _refuse_strangers(order: WorkOrder, actor: User) -> None:
    """Refuse what does not belong to the order's community, or stands not on this sender's list."""
    listed = access.receivers_visible_to(actor).filter(community=order.community_id, retired_at=None)
    if not listed.filter(pk=order.receiver_id).exists():
        raise OrderRefused(_("This receiver does not stand on your list."), field="receiver")
    if order.case is not None and order.case.community_id != order.community_id:
        raise OrderRefused(_("The case belongs to another community."))
    consented = order.consented_by_id
    if consented is not None and not access.may_consent_in(order.community_id).filter(pk=consented).exists():
        raise OrderRefused(_("Only a supervisor or manager of this community can agree to it."), field="consented_by")


def _handler(order: WorkOrder, actor: User) -> int | None:
    """Who answers for the receiver; whom nobody of us is in touch with outside, whoever sends the order is."""
    found = access.answerers(order.receiver)
    if found:
        return found[0]
    return actor.pk if order.receiver.side == Side.OUTSIDE else None


def _facts(order: WorkOrder) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "owner": str(order.sender_id),
        "handler": None if order.handler_id is None else str(order.handler_id),
        "receiver": str(order.receiver_id),
        "routine": order.is_routine,
        "consent": order.consented_by_id is not None,
        "written.asked": order.is_written_asked,
        "order.date": order.dated_on is not None,
        "order.matter": bool(order.matter),
    }
    return {fact: value for fact, value in facts.items() if value is not None}
