"""The lives of cases in a property office of the year 2025: what comes in, what is done about it, and when."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from bench.staff import CLERKS, COMMUNITIES, CONTRACTOR, HANDLERS
from kefu.lib.periods import parse_period
from kefu.lib.worktime import DueFunction, Timeline, compile_calendar, due_function
from kefu.rulebook.checking import load
from kefu.rulebook.compiling import calendar
from kefu.sample.matters import DESK, GIVEN, ORDER, SURNAMES, Topic, topics

CHANNELS = {"电话": 46, "微信": 24, "前台": 18, "上门": 3, "意见簿": 3, "巡查": 3, "支付应用": 2, "社交媒体": 1}

MINUTE, HOUR, DAY = 60, 3600, 86400
ZONE = 8 * HOUR
FIRST_DAY = date(2025, 1, 1)
NEW_YEAR = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()) - ZONE
EXPORTED = NEW_YEAR + 365 * DAY
FESTIVAL, STORM = (date(2025, 1, 26), date(2025, 2, 9)), (date(2025, 8, 18), date(2025, 9, 2))
STORM_STRONGEST = (date(2025, 8, 18), date(2025, 8, 23))
# Of a hundred cases, how many come in each hour of the day.
HOURS = (0.3, 0.2, 0.2, 0.1, 0.2, 0.5, 1.5, 4, 9, 12, 11, 7, 4, 5, 9, 9, 7, 6, 4, 4, 3, 2, 1, 0.6)
# The department's own limits by the property rulebook; of the public area's by item.
ITEM_LIMITS = {
    "照明一般": "2 days",
    "照明其他": "5 working days",
    "门窗玻璃": "2 working days",
    "墙面涂料": "1 month",
    "台阶散水": "1 month",
    "其他": "3 days",
}

# What is noted of an act, and not before it.
ACTS = {
    "到场时间": ("上门人数", "单人原因"),
    "暂停时间": ("暂停原因",),
    "办结时间": ("征询意见", "验收", "维修单收回"),
    "回访时间": ("回访表", "回访满意", "回访签字", "回访次数", "处理合规"),
}

Case = dict[str, str | int]


class Draw:
    """A draw by weights, prepared."""

    def __init__(self, weights: Iterable[float]) -> None:
        self._sums = list(accumulate(weights))

    def __call__(self, rng: Random) -> int:
        return bisect(self._sums, rng.random() * self._sums[-1])


class Office:
    """One property office: what comes in, and how well it keeps its limits."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._timeline: Timeline = compile_calendar(calendar(load("property"), "office"))
        self._days = Draw(_day_weight(FIRST_DAY + timedelta(day)) for day in range(365))
        self._hours = Draw(HOURS)
        self._topics = {
            season: Draw(_topic_weight(topic, season) for topic in topics()) for season in ("", "storm", "winter")
        }
        self._channels, self._channel = list(CHANNELS), Draw(CHANNELS.values())

    def case(self) -> Case:
        """One case, its times as instants."""
        day = self._days(self.rng)
        received = NEW_YEAR + day * DAY + self._hours(self.rng) * HOUR + self.rng.randrange(60) * MINUTE
        topic = topics()[self._topics[_season(_date(received))](self.rng)]
        case: Case = {"受理时间": received, "类型": topic.kind, "类别": topic.category, "部门": topic.department}
        case["渠道"] = self._channels[self._channel(self.rng)]
        case["接待人"] = self.pick(CLERKS)
        self._where(case, topic)
        if topic.kind == "报修":
            Repair(self, case, topic).live()
        elif topic.kind == "投诉":
            Complaint(self, case, topic).live()
        else:
            self._answer(case, topic)
        return _until(case, EXPORTED)

    def pick(self, choices: Sequence[str]) -> str:
        return choices[int(self.rng.random() * len(choices))]

    def is_so(self, chance: float) -> bool:
        return self.rng.random() < chance

    def limit(self, period: str, start: int) -> int:
        """When something is due in office time."""
        return _limit(self._timeline, period)(start)

    def opening(self, at: int) -> int:
        """This moment, or some time after the next opening."""
        opening = self._timeline.next_opening(at)
        return at if opening == at else opening + self.rng.randrange(95) * MINUTE

    def chance(self, case: Case, department: str = "") -> float:
        """How likely a limit is kept, by department and season."""
        day = _date(int(case["受理时间"]))
        if STORM[0] <= day <= STORM[1]:
            return 0.66
        if FESTIVAL[0] <= day <= FESTIVAL[1]:
            return 0.58
        return 0.8 if (department or case["部门"]) == ORDER else 0.965

    def done(self, case: Case, start: int, due: int, *, at_any_hour: bool = False) -> int:
        """When something is done that is due then: mostly in time, mostly early, in office hours unless it presses."""
        span = max(due - start, 10 * MINUTE)
        if self.is_so(self.chance(case)):
            at = start + int(span * self.rng.betavariate(1.3, 2.8))
            at = at if at_any_hour else self.opening(at)
            return _minute(at if start < at <= due else start + span // 2)
        late = self.rng.expovariate(1 / (20 * MINUTE if at_any_hour else 26 * HOUR))
        at = due + 4 * MINUTE + int(min(late, 12 * DAY))
        return _minute(at if at_any_hour else self.opening(at) + self.rng.randrange(50) * MINUTE)

    def _where(self, case: Case, topic: Topic) -> None:
        """Who brought it, of which home, in which words."""
        community = self.pick(list(COMMUNITIES))
        building = f"{1 + self.rng.randrange(COMMUNITIES[community])}号楼"
        entrance, floor = 1 + self.rng.randrange(3), 1 + self.rng.randrange(18)
        case["小区"] = community
        case["房号"] = f"{building.removesuffix('号楼')}-{entrance}-{floor}{1 + self.rng.randrange(4):02d}"
        case["业主"] = SURNAMES[self.rng.randrange(len(SURNAMES))] + self.pick(GIVEN)
        case["电话"] = f"0000-{self.rng.randrange(8_000_000, 9_000_000)}"
        case["事由"] = self.pick(topic.texts).format(b=building, u=entrance, f=floor)

    def _answer(self, case: Case, topic: Topic) -> None:
        """Enquiries, requests, suggestions, praise, commissions: answered at once, or at a time that was promised."""
        received = int(case["受理时间"])
        at_once = self.is_so(0.3 if topic.kind in ("建议", "委托") else 0.8)
        case["可当场答复"] = "是" if at_once else "否"
        case["处理人"] = case["接待人"] if at_once else self.pick(HANDLERS[topic.department])
        if at_once:
            answered = self.done(case, received, self.limit("1 working hour", received))
        else:
            promised = _minute(self.limit(self.pick(("1 working day", "2 working days", "3 days")), received))
            case["承诺时间"] = promised
            answered = self.done(case, received, promised)
        case["答复时间"] = answered
        if topic.kind in ("求助", "委托"):
            case["办结时间"] = answered + self.rng.randrange(5, 90) * MINUTE
        case["关闭时间"] = self.opening(answered + self.rng.randrange(2 * HOUR, 2 * DAY))

    def revisit(self, case: Case, resolved: int, period: str) -> None:
        """The resident is asked how it was, or is not."""
        closing = resolved
        if self.is_so(0.95):
            at = self.done(case, resolved + 2 * HOUR, self.limit(period, resolved))
            case["回访时间"], case["回访表"] = at, "有" if self.is_so(0.97) else "无"
            case["回访次数"] = str(1 + (self.rng.random() < 0.2) + (self.rng.random() < 0.06))
            case["回访满意"] = self.pick(("满意",) * 13 + ("非常满意",) * 4 + ("基本满意",) * 4 + ("不满意",) * 2)
            case["回访签字"] = "是" if self.is_so(0.8) else "否"
            closing = at
            if case["回访满意"] == "不满意":
                closing = self._looked_into_again(case, at)
        if self.is_so(0.96):
            case["关闭时间"] = self.opening(_minute(closing + self.rng.randrange(10 * MINUTE, 2 * DAY)))

    def _looked_into_again(self, case: Case, revisited: int) -> int:
        """Not satisfied: explained where the work was within the rules, else opened again. When that was."""
        limit = self.limit("1 working day", revisited)
        case["处理合规"] = "是" if self.is_so(0.75) else "否"
        at = self.done(case, revisited, limit)
        case["答复时间" if case["处理合规"] == "是" else "重开时间"] = at
        if case["处理合规"] == "否":
            # The register has room for one settlement: the last one.
            case["办结时间"] = self.opening(at + self.rng.randrange(4, 60) * HOUR)
            return int(case["办结时间"])
        return at


class Repair:
    """The life of a repair."""

    def __init__(self, office: Office, case: Case, topic: Topic) -> None:
        self.office, self.case, self.topic = office, case, topic
        self.received = int(case["受理时间"])

    def live(self) -> None:
        """Fill in everything from the slip to the closing."""
        office, case, topic = self.office, self.case, self.topic
        case["报修类别"], case["维修项目"] = topic.way, topic.item
        urgent = office.is_so(topic.urgent)
        case["是否急修"] = "是" if urgent else "否"
        if "困人" in str(case["事由"]):
            urgent, case["是否急修"], case["特殊事件"] = True, "是", "是"
            case["上报时间"] = office.done(case, self.received, self.received + 15 * MINUTE, at_any_hour=True)
        case["处理人"] = office.pick(HANDLERS[topic.department])
        handed = self._hand_over(urgent=urgent)
        if urgent:
            arrived = office.done(case, self.received, self.received + 30 * MINUTE, at_any_hour=True)
            case["派单时间"] = min(handed, _minute((self.received + arrived) // 2))
            self._arrive(arrived)
        elif topic.way == "公区":
            self._mend_in_public(handed)
        else:
            self._come_by_appointment(handed)

    def _hand_over(self, *, urgent: bool) -> int:
        """The slip goes to engineering, the warranty case to the contractor too. When that was."""
        office, case = self.office, self.case
        at = office.done(
            case, self.received, self.received + 10 * MINUTE if urgent else self._today(), at_any_hour=urgent
        )
        if self.topic.way == "保修":
            case["转办部门"], case["转办时间"] = CONTRACTOR, at
        case["派单时间"] = at
        case["接手时间"] = at + office.rng.randrange(1, 40) * MINUTE
        return at

    def _today(self) -> int:
        return self.office.limit("same day", self.received)

    def _come_by_appointment(self, handed: int) -> None:
        office, case = self.office, self.case
        agreed = office.done(case, self.received, self._today())
        meant = office.opening(max(agreed, handed) + office.rng.randrange(2, 40) * HOUR)
        meant -= (meant + ZONE) % (30 * MINUTE)
        if meant <= max(agreed, handed):
            meant += HOUR
        case["约定时间"], case["约定上门"] = agreed, meant
        if office.is_so(office.chance(case)):
            self._arrive(max(meant - office.rng.randrange(25) * MINUTE, agreed + MINUTE))
        else:
            self._arrive(office.opening(meant + office.rng.randrange(5, 300) * MINUTE))

    def _arrive(self, arrived: int) -> None:
        """On site; mended there and then, or after waiting for parts."""
        office, case = self.office, self.case
        case["到场时间"] = arrived
        case["上门人数"] = "2" if office.is_so(0.86) else "1"
        if case["上门人数"] == "1" and office.is_so(0.6):
            case["单人原因"] = office.pick(("急修先到场", "只到门口查看", "同班外出抢修", "业主同意"))
        resolved = arrived + office.rng.randrange(15, 200) * MINUTE
        if office.is_so(0.09):
            resolved = self._wait(arrived + 20 * MINUTE)
        case["办结时间"] = _minute(resolved)
        if self.topic.way == "保修":
            case["验收"] = "是" if office.is_so(0.93) else "否"
        if self.topic.way == "户内":
            case["维修单收回"] = "是" if office.is_so(0.95) else "否"
        if self.topic.way == "公区":
            case["关闭时间"] = office.opening(_minute(resolved + office.rng.randrange(HOUR, DAY)))
        else:
            office.revisit(case, _minute(resolved), "3 working days")

    def _wait(self, since: int) -> int:
        """The clock stands still until parts are there. When the work is done after that."""
        office, case = self.office, self.case
        case["暂停时间"] = _minute(since)
        case["暂停原因"] = office.pick(("等待配件", "等待配件", "等待业主", "等待施工方"))
        resumed = office.opening(since + office.rng.randrange(20, 120) * HOUR)
        case["恢复时间"] = _minute(resumed)
        return resumed + office.rng.randrange(20, 200) * MINUTE

    def _mend_in_public(self, handed: int) -> None:
        office, case = self.office, self.case
        due = office.limit(ITEM_LIMITS[self.topic.item], self.received)
        resolved = max(office.done(case, handed, due), handed + 20 * MINUTE)
        if resolved - handed > DAY and office.is_so(0.15):
            case["暂停时间"], case["暂停原因"] = _minute(handed + 2 * HOUR), "等待配件"
            case["恢复时间"] = _minute((handed + resolved) // 2)
        case["到场时间"] = _minute(max(resolved - office.rng.randrange(15, 150) * MINUTE, handed + 5 * MINUTE))
        case["上门人数"] = "2" if office.is_so(0.7) else "1"
        case["办结时间"] = resolved
        case["关闭时间"] = office.opening(_minute(resolved + office.rng.randrange(HOUR, DAY)))


class Complaint:
    """The life of a complaint."""

    def __init__(self, office: Office, case: Case, topic: Topic) -> None:
        self.office, self.case, self.topic = office, case, topic
        self.received = int(case["受理时间"])

    def live(self) -> None:
        """Fill in everything from the report upward to the closing."""
        office, case = self.office, self.case
        case["等级"] = "重大" if office.is_so(0.07) else "一般"
        case["投诉对象"] = self.topic.about
        case["处理人"] = office.pick(HANDLERS[self.topic.department])
        today = office.limit("same day", self.received)
        if case["等级"] == "重大":
            case["上报时间"] = office.done(case, self.received, today)
        elif self.topic.about == "服务" and office.is_so(0.92):
            case["上报时间"] = office.done(case, self.received, office.limit("1 week", self.received))
        if self.topic.department != DESK and office.is_so(0.6):
            since = _minute(self.received + office.rng.randrange(10, 120) * MINUTE)
            case["转办部门"], case["转办时间"] = self.topic.department, since
            case["接手时间"] = office.opening(since + office.rng.randrange(5, 200) * MINUTE)
            resolved = office.done(case, since, office.limit("3 days", since))
        else:
            resolved = office.done(case, self.received, today)
        case["办结时间"] = resolved
        case["征询意见"] = "是" if office.is_so(0.93) else "否"
        office.revisit(case, resolved, "7 days")


def _day_weight(day: date) -> float:
    if STORM_STRONGEST[0] <= day <= STORM_STRONGEST[1]:
        return 4.5
    if STORM[0] <= day <= STORM[1]:
        return 2
    return 0.8 if day.weekday() > 4 else 1.05


def _season(day: date) -> str:
    if STORM[0] <= day <= STORM[1]:
        return "storm"
    return "winter" if day.month in (12, 1, 2) else ""


def _topic_weight(topic: Topic, season: str) -> float:
    return topic.weight * {"storm": topic.storm, "winter": topic.winter}.get(season, 1)


def _date(at: int) -> date:
    return FIRST_DAY + timedelta(days=(at - NEW_YEAR) // DAY)


@cache
def _limit(timeline: Timeline, period: str) -> DueFunction:
    return due_function(timeline, parse_period(period), "civil-code")


def _minute(at: int) -> int:
    return at - at % MINUTE


def _until(case: Case, end: int) -> Case:
    """What had not happened when the register was exported is not in it."""
    meant = ("约定上门", "承诺时间")
    past = {name: value for name, value in case.items() if not isinstance(value, int) or value < end or name in meant}
    for act, notes in ACTS.items():
        if act not in past:
            past = {name: value for name, value in past.items() if name not in notes}
    return past
