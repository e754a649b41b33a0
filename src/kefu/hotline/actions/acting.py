"""What the verbs share: whom they are about, and why they are refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Refused, Subject
from kefu.events.models import Event
from kefu.hotline.models import Call


class HotlineRefused(Refused):
    """The act would be wrong: why, and the field at fault."""


def subject(call: Call) -> Subject:
    """A call as the subject of events; its label says no number."""
    return Subject("call", call.pk, call.community_id, f"{call.started_at:%Y%m%d}-{call.pk}")


def record_offered(call: Call, by: Act) -> None:
    """It rang."""
    texts = {name: text for name in ("number", "line") if (text := getattr(call, name))}
    facts = {"call.direction": call.direction}
    duty_actions.record("call.offered", subject(call), by=by, facts=facts, texts=texts)


def record_answered(call: Call, by: Act) -> None:
    """Somebody answered; the number of rings counts towards the target."""
    facts: Mapping[str, Any] = {} if call.rings is None else {"rings": call.rings}
    duty_actions.record("call.answered", subject(call), by=by, facts=facts)


def record_ended(call: Call, by: Act) -> None:
    """It is over."""
    duty_actions.record("call.ended", subject(call), by=by)


def record_logged(call: Call, by: Act) -> Event:
    """It led to a case, or to something else."""
    facts: dict[str, Any] = {"linked": True}
    if call.case_id is not None:
        facts["link.to"] = str(call.case_id)
    else:
        facts["call.disposition"] = call.disposition
    texts = {"summary": call.summary} if call.summary else {}
    return duty_actions.record("call.logged", subject(call), by=by, facts=facts, texts=texts).event


def acting(actor_id: int | None, at: datetime, now: datetime) -> Act:
    """Something that somebody did (None: nobody of ours), told now."""
    return Act(actor_id, min(at, now), recorded_at=now, is_staff=actor_id is not None)
