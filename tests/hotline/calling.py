"""Calls of the cast's hotline: reported by an exchange, or written down at the phone."""

import json
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.test import Client

from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from kefu.hotline import actions
from kefu.hotline.models import Call
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast

CALL: dict[str, Any] = {
    "call": "0310-0001",
    "number": "139-0000-1111",
    "line": "96300",
    "agent": "zhangxm",
    "rings": 2,
    "started": "2026-03-10 09:20:00",
    "answered": "2026-03-10 09:20:08",
    "ended": "2026-03-10 09:24:10",
}


def token(cast: Cast, name: str = "总机") -> str:
    """The token of an exchange that is connected."""
    return actions.add_exchange(cast.community.pk, by=Act(cast.manager.pk, BEGAN), name=name)[1]


def report(bearer: str, said: dict[str, Any] | str, at: datetime = MORNING) -> tuple[int, dict[str, Any]]:
    """What an exchange is answered; `said` may be the body itself."""
    body = said if isinstance(said, str) else json.dumps(said)
    with time_machine.travel(at, tick=False):
        answer = Client(headers={"accept-language": "en", "authorization": f"Bearer {bearer}"}).post(
            "/calls/reports", body, content_type="application/json"
        )
    return answer.status_code, answer.json()


def called(cast: Cast, **more: Any) -> Call:
    """A call of the agent's that an exchange reported."""
    status, answer = report(token(cast, f"总机 {Call.objects.count()}"), {**CALL, **more})
    assert status == 201, answer
    return Call.objects.get(pk=answer["call"])


def post(cast: Cast, address: str, form: dict[str, Any] | None = None, who: str = "agent", minutes: float = 0) -> Any:
    """What a page answers a quarter of an hour after the call, or later."""
    with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
        return signed_in(cast, who).post(address, form or {})


def kinds(call: Call) -> list[str]:
    """What happened to a call."""
    return [event.kind for event in event_queries.history("call", call.pk)]
