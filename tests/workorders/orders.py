"""An order of the agent's to a department for which the engineer answers, made over HTTP."""

from datetime import datetime

import time_machine

from kefu.duties.acts import Act
from kefu.events import queries as event_queries
from kefu.workorders import actions
from kefu.workorders.actions import NewReceiver
from kefu.workorders.models import Receiver, WorkOrder
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast

ORDER = {"dated_on": "2026-03-10", "matter": "3 号楼 2 单元电梯反复停梯，请检查控制柜", "contact": "13900001111"}

FORMS: dict[str, dict[str, str]] = {
    "confirm": {"note": "下午去看"},
    "answer": {"answer": "门锁触点烧蚀，今日更换", "is_written": "on"},
    "finish": {"result": "已更换触点，试运行正常"},
    "urge": {"note": "业主又来电话"},
    "close": {"is_confirmed": "on"},
    "return": {"why": "今早又停了一次"},
    "advise": {"note": "请直接联系工程部值班室"},
    "withdraw": {"why": "重复开单"},
}


def receiver(cast: Cast, new: NewReceiver | None = None) -> Receiver:
    """A receiver of the cast's community: the engineer's department, if no other is asked for."""
    new = new or NewReceiver("物业工程部", user=cast.engineer)
    found = Receiver.objects.filter(community=cast.community, name=new.name).first()
    return found or actions.add_receiver(cast.community.pk, by=Act(cast.manager.pk, BEGAN), new=new)


def issued(
    cast: Cast, to: Receiver | None = None, *, at: datetime = MORNING, who: str = "agent", **more: str
) -> WorkOrder:
    """An order as it was issued."""
    form = {"receiver": str((to or receiver(cast)).pk), **ORDER, **more}
    with time_machine.travel(at, tick=False):
        answer = signed_in(cast, who).post(f"/orders/issue/{cast.community.pk}", form)
    assert answer.status_code == 302, answer.content.decode()
    return WorkOrder.objects.latest("id")


def do(cast: Cast, who: str, order: WorkOrder, verb: str, at: datetime = MORNING, **more: str) -> int:
    """Somebody does something to an order; what the page answers."""
    with time_machine.travel(at, tick=False):
        return signed_in(cast, who).post(f"/orders/{order.pk}/{verb}", {**FORMS[verb], **more}).status_code


def acts(order: WorkOrder) -> list[str]:
    """What people did to an order, the first first."""
    events = event_queries.history("work-order", order.pk).filter(actor_id__isnull=False)
    return [event.kind for event in events]
