"""Effects that other people work on: repairs under warranty, ordered services."""

from itertools import chain
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kefu.cases import actions as cases
from kefu.cases.access import LEADING, may_receive_case
from kefu.cases.models import Case, Kind, RepairWay
from kefu.counter.effects.doing import Came, Doing, Made
from kefu.duties.acts import Refused
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.workorders import actions as orders
from kefu.workorders.actions import OrderRefused
from kefu.workorders.models import Receiver, WorkOrder


def report_defects(doing: Doing) -> Came:
    """Each defect that was found becomes a repair under warranty (S4)."""
    owner = _answering(doing)
    kind = {"kind": Kind.REPAIR, "repair_way": RepairWay.WARRANTY}
    found = [
        cases.receive_case(_case(doing, matter, owner=owner, **kind), by=doing.by.following(number))
        for number, matter in enumerate(doing.told["defects"])
    ]
    return [Made("case", case.pk, case.number) for case in found]


def order_service(doing: Doing) -> Came:
    """A charged service is worked on as a case, so that it is promised and done as one (S2, S4)."""
    case = _case(doing, doing.told["matter"], kind=Kind.REQUEST)
    if at := doing.told.get("at"):
        case.convenient_time = _("agreed: %(at)s") % {"at": f"{at:%Y-%m-%d %H:%M}"}
    received = cases.receive_case(case, by=doing.by)
    return [Made("case", received.pk, received.number)]


def issue_order(doing: Doing) -> Came:
    """Another department is asked in writing; it stands on the community's directory by this name."""
    receivers = Receiver.objects.filter(community=doing.errand.community_id, retired_at=None)
    receiver = receivers.filter(name=doing.told["receiver"]).first()
    if receiver is None:
        said = _("No receiver of work orders has the name “%(name)s”. Add it to the directory, or write its name.")
        raise OrderRefused(said % {"name": doing.told["receiver"]}, field="receiver")
    order = WorkOrder(community=doing.errand.community, receiver=receiver, matter=doing.told["matter"])
    order.dated_on, order.contact = (
        localtime(doing.by.at).date(),
        f"{doing.errand.applicant} {doing.errand.phone}".strip(),
    )
    issued = orders.issue_order(order, by=doing.by)
    return [Made("work-order", issued.pk, issued.number)]


def _answering(doing: Doing) -> User:
    """Who answers for what was found: who takes the step; instead of an engineer, who takes no cases, whoever took the
    errand in; and where they have another post by now, who leads here."""
    errand = doing.errand
    leading = people_access.staff_in([errand.community_id], LEADING)
    for one in chain((doing.actor, errand.opened_by), leading):
        if may_receive_case(one, errand.community_id):
            return one
    raise Refused(_("Nobody here takes cases, who could answer for the defects. Ask the manager to appoint somebody."))


def _case(doing: Doing, matter: str, **more: Any) -> Case:
    errand = doing.errand
    return Case(
        community=errand.community,
        unit=errand.unit,
        person=errand.person,
        channel="counter",
        caller=errand.applicant,
        contact=errand.phone,
        place=errand.unit.code if errand.unit else "",
        matter=matter,
        **more,
    )


EFFECTS = {"report_defects": report_defects, "order_service": order_service, "issue_order": issue_order}
