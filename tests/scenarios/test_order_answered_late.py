"""A lift stands still, and another department keeps the desk waiting: a work order urged twice and answered late.

Tuesday 10 March 2026, half past nine: a resident calls, the desk asks the engineers by work order for an answer in writing.
The property rulebook gives them a working day to say that they have it and three days to answer. They do neither. What
follows is told day by day; at the end of the month it stands in the department's share of answers in time.
"""

import re
from datetime import datetime

import pytest
import time_machine

from kefu.duties.acts import Subject
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.workorders.models import WorkOrder
from tests.agreeing import assert_audit_agrees
from tests.cases.test_cases import received, signed_in
from tests.cast import HERE, Cast, make_cast
from tests.workorders.orders import acts, do, issued

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=HERE)


def march(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of that month."""
    return datetime(2026, 3, day, hour, minute, tzinfo=HERE)


def duty(order: WorkOrder, clause: str) -> Duty:
    """What a clause asks about the order."""
    return Duty.objects.get(subject_kind="work-order", subject_id=order.pk, clause=clause)


def looked_at(cast: Cast, who: str, address: str, at: datetime) -> str:
    """What somebody sees on a page, in one line."""
    run_clock(at)
    with time_machine.travel(at, tick=False):
        page = signed_in(cast, who).get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_work_order_urged_twice_and_answered_late_is_seen_in_the_departments_month() -> None:
    cast = make_cast()

    # Tuesday. The agent takes the call and issues an order for the case.
    case = received(cast, kind="request", severity="", matter="3 号楼 2 单元电梯停梯，老人下不了楼")
    order = issued(cast, at=TUESDAY, case=str(case.pk), is_written_asked="on")
    assert duty(order, "order.confirm").due_at == march(11, 18)
    assert duty(order, "order.answer").due_at == march(13, 18)
    assert duty(order, "order.answer").bearer_id == cast.engineer.pk
    assert order.number in looked_at(cast, "engineer", "/", march(10, 10))

    # Thursday. Nobody has said that they have it; the desk urges for the first time.
    assert "overdue" in looked_at(cast, "agent", "/orders", march(12, 9))
    assert do(cast, "agent", order, "urge", march(12, 9), note="老人就诊急用电梯") == 302
    assert "urged 张晓梅 老人就诊急用电梯" in looked_at(cast, "engineer", "/notices", march(12, 10))

    # Saturday. The answer was due the evening before: now the rulebook asks the sender to urge, by Monday's close.
    saturday = looked_at(cast, "agent", f"/orders/{order.pk}", march(14, 9))
    assert "When a work order is not answered in time, its sender urges it within 1 working day" in saturday
    assert duty(order, "order.urge").bearer_id == cast.agent.pk
    assert duty(order, "order.answer").breached_at == march(13, 18)

    # Monday. It is urged again, and so that duty is kept.
    assert do(cast, "agent", order, "urge", march(16, 9), note="业主第三次来电") == 302
    urged = duty(order, "order.urge")
    assert (urged.end, urged.ended_at) == ("done", march(16, 9))

    # Tuesday, a week later. The engineer says it by word of mouth, which is not what was asked for; then in writing.
    with time_machine.travel(march(17, 15), tick=False):
        spoken = signed_in(cast, "engineer").post(f"/orders/{order.pk}/answer", {"answer": "在等配件"})
    assert "This order asks for an answer in writing." in spoken.content.decode()
    assert do(cast, "engineer", order, "answer", march(17, 15), answer="门机板已到货，明日更换") == 302
    answered = duty(order, "order.answer")
    # Done, and late, whatever else happens.
    assert (answered.end, answered.due_at, answered.ended_at) == ("done", march(13, 18), march(17, 15))

    # Wednesday. It is mended; Thursday the desk asks the resident, confirms the completion and closes the slip.
    assert do(cast, "engineer", order, "finish", march(18, 11), result="更换门机板，运行正常") == 302
    assert duty(order, "order.close").due_at == march(19, 18)
    assert do(cast, "agent", order, "close", march(19, 10)) == 302
    assert acts(order) == [
        "order.issued",
        "order.urged",
        "order.urged",
        "order.answered",
        "order.finished",
        "order.closed",
    ]

    # Another order of the same month was answered the day it came.
    other = issued(cast, at=march(20, 9))
    assert do(cast, "engineer", other, "answer", march(20, 16)) == 302

    # The end of the month. The department answered one of two in time; the late one is a click away.
    month = looked_at(cast, "manager", f"/orders/answers/{cast.community.pk}", march(31, 17))
    assert "物业工程部 50.0% 1 1 0 0" in month
    late = f"/orders?show=all&community={cast.community.pk}&receiver={order.receiver_id}&month=2026-03&answered=late"
    behind = looked_at(cast, "manager", late, march(31, 17))
    assert "Answers due in 2026-03: answered late" in behind
    assert order.number in behind
    assert other.number not in behind
    for one in (order, other):
        assert_audit_agrees(Subject("work-order", one.pk, cast.community.pk, one.number), march(31, 17))
