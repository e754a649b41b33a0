"""A caller who asks about the bill and has no charge on record: written down and passed on at once (S4)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases import actions as case_actions
from kefu.cases.models import Case, Channel, Kind
from kefu.duties.acts import Act
from kefu.hotline import access
from kefu.hotline.actions.acting import HotlineRefused
from kefu.hotline.actions.logging import Dealt, log_call
from kefu.hotline.models import Call
from kefu.people import access as people_access
from kefu.ui.punctuation import strung


@dataclass(frozen=True)
class NoCharge:
    """Who asked: the name, the customer number, where; and which department is told."""

    caller: str
    account: str
    place: str
    department: str


@transaction.atomic
def report_no_charge(call_id: int, said: NoCharge, *, by: Act) -> Call:
    """Take a case of it, pass it on to the business department, and log the call with it, in one act."""
    call = Call.objects.select_for_update(of=("self",)).select_related("community").get(id=call_id)
    actor = people_access.actor(by)
    if actor is None or not access.may_pass_on(actor, call.community_id):
        raise PermissionDenied
    if call.logged_at is not None:
        raise HotlineRefused(_("It was said already what this call led to."))
    matter = [_("Asked about the bill; no charge is on record."), _("Customer number %(n)s") % {"n": said.account}]
    case = Case(
        community=call.community,
        kind=Kind.ENQUIRY,
        channel=Channel.PHONE,
        matter=strung(matter if said.account else matter[:1]),
        caller=said.caller,
        contact=call.number,
        place=said.place,
    )
    # A request's key stands for its first event only: that of the call, which the page was of.
    alone = Act(by.actor_id, by.at)
    case_actions.receive_case(case, by=alone, facts={"no-charge-on-record": True})
    case_actions.forward_case(case.pk, by=alone, to=said.department)
    return log_call(call.pk, Dealt(case, "", call.summary), by=by)
