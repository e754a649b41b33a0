"""What goes on at the sample's counter: errands at each stage, each begun with whoever comes, step by step."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from kefu.cases import actions as cases
from kefu.counter import actions as counter
from kefu.counter.actions import Said
from kefu.counter.models import Errand, Outcome
from kefu.estate.actions.looking import FOLDER
from kefu.reception import actions as reception
from kefu.reception.actions import NewTicket, Served
from kefu.reception.models import CameBy
from kefu.sample import papers, words
from kefu.sample.affairs import Affair
from kefu.sample.office import ZONE, in_office

_DAY = timedelta(days=1)
# Of which papers a copy goes into the household's file.
_COPIED = {"purchase": "购房合同", "identity": "身份证复印件", "deed": "不动产权证书", "new": "新业主身份证"}


class Move(NamedTuple):
    """A step of an errand: how many days after the one before, who takes it, what is typed, what is seen.

    `{+n}` in a text stands for the day n days after the step, `{s}` for a signature.
    """

    step: str
    after: float = 0.0
    by: str = "agent"
    values: Mapping[str, Any] = {}
    papers: tuple[str, ...] = ()


class Plan(NamedTuple):
    """An errand to be: of which procedure, how many days before the end it begins, how it goes."""

    procedure: str
    before: float
    moves: tuple[Move, ...]
    needs_empty: bool = False


_APPLY = Move(
    "apply",
    values={
        "plan": "厨房和卫生间翻新，不动承重墙",
        "contractor": "鸿运装饰工程有限公司",
        "contractor.phone": "13600004444",
        "from": "{+3}",
        "until": "{+60}",
    },
    papers=("application", "plans", "contract", "licence"),
)
_YES = Move("approve", 0.9, "supervisor", {"approved": True})
_NO = Move("approve", 0.8, "supervisor", {"approved": False, "reason": "图纸涉及拆除承重墙"})
_DEPOSIT = Move("deposit", 0.2, "cashier", {"deposit": "2000", "way": "transfer"})
_WORKERS = Move("passes", 0.1, values={"workers": ["赵大木", "钱瓦生"]}, papers=("identities",))
_LOOKED = Move("inspect", 3, "engineer", {"breach": False, "found": "按申报内容施工，现场整洁"})
_BROKEN = Move("inspect", 4, "engineer", {"breach": True, "found": "擅自拆改非承重墙"})
_STOPPED = Move("stop", 0.1, "supervisor", {"order": "立即停工，三日内恢复墙体"})
_RESUMED = Move("resume", 3, "supervisor", {"mended": "墙体已按原样恢复"})
_LONGER = Move("extend", 9, "supervisor", {"until.new": "{+45}"})
_COMPLETED = Move("complete", 20, values={"completed": "全部完工，垃圾已清运"})
_ACCEPTED = Move(
    "accept",
    1,
    "engineer",
    {"accepted": "公共走廊碰损一处", "deducted": "200", "deducted.why": "修补墙面"},
)
_HANDED_IN = Move("hand-in", 0.2)
_BEGUN = (_APPLY, _YES, _DEPOSIT, _WORKERS)
_REGISTER = Move(
    "register",
    values={"owner": "{owner}", "owner.phone": "13800001234", "contract": "CH-2026-{number}"},
    papers=("notice", "purchase", "identity"),
)
_PAID = Move("pay", 0.1, "cashier", {"fees.paid": "3680", "way": "wechat"})
_METERS = {"water": 3, "power": 12, "gas": 1}
_DEFECTS = ["主卧 窗扇关不严", "卫生间 地漏返水"]
_FAULTY = Move("inspect", 0.2, values={**_METERS, "sound": False, "defects": _DEFECTS})
_SOUND = Move("inspect", 0.2, values={**_METERS, "sound": True})
_KEYS = Move("hand-over", 0.2, values={"keys": 5})
_SOLD = Move(
    "apply",
    values={"new.owner": "何明伟", "new.phone": "13500005555", "on": "{+2}"},
    papers=("deed", "old", "new"),
)
_AGREED = Move(
    "agree",
    values={"service": "油烟机清洗", "details": "清洗油烟机一台，含拆装", "at": "{at+2}", "price": "180"},
)
_CERTIFIED = Move(
    "apply",
    values={"kind": "residence", "purpose": "子女入学", "content": "该户业主自 2019 年起居住于本小区"},
    papers=("identity",),
)
_CHECKED = Move("check", 0.1, values={"checked": True})
_OFFICERS = Move(
    "register",
    values={"authority": "翠湖派出所", "officers": ["杨警官 031288", "何警官 031305"], "asked": "调取东门监控"},
    papers=("letter", "badges"),
)


def _serve(procedure: str, before: float, step: str, **values: Any) -> Plan:
    """An errand of one step, of which only the beginning is told."""
    seen = {"card": ("identity",), "pass": ("identity",), "parking": ("licence",), "file": ("identity",)}
    return Plan(procedure, before, (Move(step, values=values, papers=seen.get(procedure, ())),))


PLANS = (
    Plan("renovation-permit", 1, (_APPLY,)),
    Plan("renovation-permit", 4, (_APPLY, _YES)),
    Plan("renovation-permit", 18, (*_BEGUN, _LOOKED, _LOOKED)),
    Plan("renovation-permit", 14, (*_BEGUN, _BROKEN, _STOPPED)),
    Plan("renovation-permit", 50, (*_BEGUN, _BROKEN, _STOPPED, _RESUMED, _LONGER)),
    Plan("renovation-permit", 60, (*_BEGUN, _LOOKED, _COMPLETED, _ACCEPTED, _HANDED_IN)),
    Plan("renovation-permit", 9, (_APPLY, _NO, Move("turn-down", 0.2))),
    Plan("move-in", 20, (_REGISTER, _PAID, _FAULTY, _KEYS), needs_empty=True),
    Plan("move-in", 8, (_REGISTER, _PAID, _SOUND, _KEYS), needs_empty=True),
    Plan("move-in", 1, (_REGISTER, _PAID), needs_empty=True),
    Plan("transfer", 12, (_SOLD, Move("hand-over", 2, values={"water": 412, "power": 6035}))),
    Plan("transfer", 2, (_SOLD,)),
    *(_serve("card", 3 * n + 2, "serve", what="issue", number=f"C-{n:04d}", holder="{holder}") for n in range(1, 6)),
    Plan(
        "key", 6, (Move("take", values={"what": "leave", "number": "K-101", "purpose": "空调安装", "signed": "{s}"}),)
    ),
    _serve("key", 5, "take", what="lend", number="K-001", purpose="查看水表井", until="{at+1}", signed="{s}"),
    Plan(
        "key",
        9,
        (
            Move(
                "take",
                values={"what": "lend", "number": "K-002", "purpose": "取装修材料", "until": "{at+2}", "signed": "{s}"},
            ),
            Move("back", 1),
        ),
    ),
    _serve("pass", 7, "issue", holders=["吴小兰"], until="{+180}"),
    _serve("parking", 11, "serve", what="assign", number="B1-001", plate="粤B12345", vehicle="白色轿车"),
    _serve("parking", 5, "serve", what="assign", number="B1-002", plate="粤B66789", until="{+5}"),
    _serve("goods-release", 6, "release", goods=["双门冰箱一台", "餐桌一张"], until="{at+1}"),
    _serve("goods-release", 0.3, "release", goods=["三人沙发一张"], until="{at+1}"),
    _serve("file", 4, "serve", what="copy", matter="复印购房合同，用于办理入学"),
    Plan(
        "special-service",
        10,
        (
            _AGREED,
            Move("done", 2, "engineer", {"result": "清洗完毕，试机正常"}),
            Move("notice", 0.1),
            Move("pay", 0.2, "cashier", {"way": "cash"}),
            Move("revisit", 1, values={"satisfied": True, "said": "很干净"}),
        ),
    ),
    Plan("special-service", 4, (_AGREED, Move("done", 2, "engineer", {"result": "清洗完毕"}), Move("notice", 0.1))),
    Plan(
        "certificate", 6, (_CERTIFIED, Move("check", 0.1, values={"checked": True}), Move("issue", 0.1, "supervisor"))
    ),
    Plan("certificate", 0.5, (_CERTIFIED,)),
    Plan("police-census", 13, (_OFFICERS, Move("approve", 0.1, "supervisor", {"approved": True}))),
)


def errand(affair: Affair, at: datetime, plan: Plan, number: int) -> Iterator[datetime]:
    """One errand by its plan: whoever comes is received, the first step is taken, then the others."""
    homes = affair.staff.empty if plan.needs_empty else affair.staff.lived_in
    unit = homes[number * 7 % len(homes)]
    person = None if plan.needs_empty else unit.before[0].person
    name = person.name if person else words.NEW_OWNERS[number % len(words.NEW_OWNERS)]
    new = NewTicket(plan.procedure, CameBy.VISIT, name, person.phone if person else "", unit.pk, matter="")
    first, *others = plan.moves
    clerk = affair.agent
    ticket_id = affair.do(reception.receive_visitor, at, clerk, affair.community.pk, new)
    begun = Errand(community=affair.community, procedure=plan.procedure, unit=unit, person=person)
    begun.ticket_id, begun.applicant, begun.phone = ticket_id, name, person.phone if person else ""
    told = {"owner": name, "holder": person.pk if person else 0, "number": number}
    at += affair.chance.minutes(4, 15)
    id_ = affair.do(counter.begin_errand, at, clerk, begun, _said(first, at, told, number))
    affair.do(reception.serve_ticket, at + timedelta(minutes=1), clerk, ticket_id, served=Served(words.SERVED))
    for move in others:
        yield (at := in_office(at + _DAY * move.after))
        who = clerk if move.by == "agent" else affair.staff.by_post[move.by][0]
        if move.step == "revisit":
            who = next(one for one in affair.staff.by_post["agent"] if one != clerk)
        affair.do(counter.take_step, at, who, id_, move.step, _said(move, at, told, number))
        if move.step == "done":
            _settle(affair, at, id_)


def _settle(affair: Affair, at: datetime, errand_id: int) -> None:
    """The case by which an ordered service was worked on is at its end, too."""
    worker = affair.staff.by_post["engineer"][0]
    for case_id in Outcome.objects.filter(errand=errand_id, kind="case").values_list("subject_id", flat=True):
        affair.do(cases.resolve_case, at, worker, case_id, result=words.RESULTS["other"][0], facts={})


def _said(move: Move, at: datetime, told: Mapping[str, Any], number: int) -> Said:
    values = {name: _read(value, at, told) for name, value in move.values.items()}
    copies = {
        name: papers.picture(f"{_COPIED[name]}-{number}", within=FOLDER) for name in move.papers if name in _COPIED
    }
    return Said(values, move.papers, copies, is_told=True)


def _read(value: Any, at: datetime, told: Mapping[str, Any]) -> Any:
    if not isinstance(value, str) or "{" not in value:
        return value
    if value == "{s}":
        return papers.signature()
    if value == "{holder}":
        return told["holder"]
    if value.startswith("{+"):
        return (at.astimezone(ZONE) + timedelta(days=int(value[2:-1]))).date().isoformat()
    if value.startswith("{at+"):
        return (at + timedelta(days=int(value[4:-1]))).astimezone(ZONE).isoformat()
    return value.format(**told)
