"""What all verbs on an order do: lock the row, may the actor?, refusals, change, record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties import queries as duty_queries
from kefu.duties.acts import Act, ForbiddenError, Refused, Subject
from kefu.duties.explaining import refused
from kefu.notices import actions as notice_actions
from kefu.people import access as people_access
from kefu.rulebook.model import Refusal
from kefu.workorders import access
from kefu.workorders.calc import VERBS
from kefu.workorders.models import WorkOrder


class OrderRefused(Refused):
    """The act would be wrong; a message for each reason, with the clause that forbids it where one does."""

    def __init__(self, *messages: str, field: str = "") -> None:
        super().__init__(" ".join(messages), field)
        self.messages = messages


@dataclass(frozen=True)
class Doing:
    """What a verb brings along: facts of its event, words, the fields of the row that change with it.

    `tells`: who is told of it.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    tells: int | None = None


def subject(order: WorkOrder) -> Subject:
    """An order as the subject of events."""
    return Subject("work-order", order.pk, order.community_id, order.number)


def refusals(order: WorkOrder, verb: str, facts: Mapping[str, Any] | None = None) -> list[str]:
    """Why the verb is refused now: by the state of the order, or by clauses; the action itself asks the same."""
    if reason := _refused_by_state(order, verb):
        return [reason]
    required = VERBS[verb].requires
    return told(duty_queries.refusals(subject(order), required, facts or {})) if required else []


def told(found: Sequence[Refusal]) -> list[str]:
    """What the clauses that forbid an act say."""
    return [refused(one) for one in found]


def locked(order_id: int) -> WorkOrder:
    """An order with whom it concerns, its row locked until the transaction ends."""
    rows = WorkOrder.objects.select_for_update(of=("self",))
    return rows.select_related("community", "receiver__user", "handler").get(id=order_id)


@transaction.atomic
def act(verb: str, order_id: int, by: Act, doing: Doing) -> WorkOrder:
    """Lock the row → may the actor? → refusals → change → record."""
    order = locked(order_id)
    actor = people_access.actor(by)
    if actor is not None and not access.may_do(actor, order, verb):
        raise PermissionDenied
    if reason := _refused_by_state(order, verb):
        raise OrderRefused(reason)
    for name, value in doing.fields.items():
        setattr(order, name, value)
    allowed = VERBS[verb]
    order.state = allowed.leads_to or order.state
    order.save(update_fields=["state", *doing.fields])
    try:
        done = duty_actions.record(
            allowed.event, subject(order), by=by, facts=doing.facts, texts=doing.texts, verb=allowed.requires
        )
    except ForbiddenError as forbidden:
        raise OrderRefused(*told(forbidden.refusals)) from forbidden
    if doing.tells is not None:
        notice_actions.tell_given(doing.tells, done.event, order.number)
    return order


def _refused_by_state(order: WorkOrder, verb: str) -> str:
    """Why the state of the order refuses the verb; blank if it does not."""
    if order.is_withdrawn:
        return _("This order was withdrawn. Issue a new one.")
    if order.state not in VERBS[verb].allowed_in:
        return _("This cannot be done while the order is %(state)s.") % {"state": order.get_state_display()}
    return ""
