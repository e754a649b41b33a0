"""Calls written down by hand, and what came of each."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.hotline import access
from kefu.hotline.actions.acting import (
    HotlineRefused,
    acting,
    record_answered,
    record_ended,
    record_logged,
    record_offered,
)
from kefu.hotline.actions.manners import look_through
from kefu.hotline.models import Call
from kefu.people import access as people_access


@dataclass(frozen=True)
class Dealt:
    """What a call led to: a case, or a disposition; and what was said, in short."""

    case: Case | None = None
    disposition: str = ""
    summary: str = ""


@dataclass(frozen=True)
class NewCall:
    """A call as somebody wrote it down; answered by them unless `answered_at` is None."""

    started_at: datetime
    ended_at: datetime
    answered_at: datetime | None
    number: str = ""
    line: str = ""
    direction: str = "in"
    rings: int | None = None
    recording: str = ""


@transaction.atomic
def note_call(community_id: int, new: NewCall, dealt: Dealt, *, by: Act) -> Call:
    """Write down a call that one had, with what came of it; without either it waits on the list."""
    _require(by, community_id)
    if new.ended_at > by.at:
        raise HotlineRefused(_("This lies in the future."), "came_at")
    call = Call(community_id=community_id, **vars(new))
    call.agent_id = by.actor_id if new.answered_at is not None else None
    call.save(force_insert=True)
    # A request's key stands for its first event only.
    record_offered(call, replace(acting(None, call.started_at, by.at), request_key=by.request_key))
    if call.answered_at is not None:
        record_answered(call, acting(by.actor_id, call.answered_at, by.at))
    record_ended(call, acting(by.actor_id, call.ended_at or by.at, by.at))
    if dealt.case is not None or dealt.disposition:
        deal(call, dealt, Act(by.actor_id, by.at))
    elif dealt.summary:
        call.summary = dealt.summary
        call.save(update_fields=["summary"])
    return call


@transaction.atomic
def log_call(call_id: int, dealt: Dealt, *, by: Act) -> Call:
    """Say what a call led to; what was said before is replaced, and stays in the ledger."""
    call = Call.objects.select_for_update().get(id=call_id)
    _require(by, call.community_id)
    if dealt.case is None and not dealt.disposition:
        raise HotlineRefused(_("Name the case, or say what became of the call."), "number_of_case")
    deal(call, dealt, by)
    return call


def deal(call: Call, dealt: Dealt, by: Act) -> None:
    """Note what a call led to, and look through the words."""
    if dealt.case is not None and dealt.case.community_id != call.community_id:
        raise HotlineRefused(_("No case of this community has this number."), "number_of_case")
    call.case, call.logged_at = dealt.case, by.at
    call.disposition = "" if dealt.case is not None else dealt.disposition
    call.summary = dealt.summary
    call.save(update_fields=["case", "disposition", "summary", "logged_at"])
    look_through(call.community_id, [record_logged(call, by)], by.at)


def _require(by: Act, community_id: int) -> None:
    actor = people_access.actor(by)
    if actor is None or not access.may_answer(actor, community_id):
        raise PermissionDenied
