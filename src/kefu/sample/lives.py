"""The life of one case in the sample: how it comes in, who does what about it, and when."""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kefu.cases import actions
from kefu.cases.actions import CaseRefused
from kefu.cases.models import Case
from kefu.duties.acts import Act, AlreadyDone
from kefu.people.models import Community, User
from kefu.sample import words
from kefu.sample.homes import AREAS
from kefu.sample.matters import CLEANING, ORDER, WORKS, Topic, topics
from kefu.sample.office import Chance, in_office
from kefu.sample.rounds import Staff

KINDS = {
    "报修": "repair",
    "投诉": "complaint",
    "咨询": "enquiry",
    "求助": "request",
    "建议": "suggestion",
    "表扬": "praise",
    "委托": "commission",
}
WAYS = {"户内": "private", "保修": "warranty", "公区": "public"}
CHANNELS = {"phone": 48, "wechat": 24, "counter": 20, "web": 4, "email": 2, "visit": 2}
_DAY = timedelta(days=1)


@dataclass
class Life:
    """One case to be: its number among all, when it comes in, where, and who may see to it."""

    number: int
    received_at: datetime
    community: Community
    staff: Staff
    chance: Chance = field(init=False)
    topic: Topic = field(init=False)
    acts: int = 0
    case_id: int = 0

    def __post_init__(self) -> None:
        self.chance = Chance(f"case {self.number}")
        listed = topics()
        self.topic = self.chance.by_weight(listed, [topic.weight for topic in listed])
        self.kind = KINDS[self.topic.kind]
        self.is_urgent = self.topic.way in ("户内", "保修") and self.chance.is_so(self.topic.urgent)
        self.severity = ("major" if self.chance.is_so(0.12) else "general") if self.kind == "complaint" else ""
        self.clerk = self._clerk(self.chance.random())
        self.worker = self._worker()

    def act(self, at: datetime, by: User) -> Act:
        """The next act on this case; its key is the same whenever the sample is lived."""
        self.acts += 1
        return Act(by.pk, at, request_key=f"sample-{self.number}-{self.acts}")

    def do(self, verb: Callable[..., object], at: datetime, by: User, /, **said: Any) -> bool:
        """Do something to the case; whether it was allowed."""
        try:
            verb(self.case_id, by=self.act(at, by), **said)
        except AlreadyDone:
            pass
        except CaseRefused:
            return False
        return True

    def _clerk(self, drawn: float) -> User:
        clerks = [*self.staff.by_post["agent"], *self.staff.by_post["receptionist"], *self.staff.by_post["lead"]]
        return clerks[int(drawn * len(clerks))]

    def _worker(self) -> User:
        """Who sees to it: by the department whose matter it is."""
        posts = {WORKS: "engineer", CLEANING: "cleaning-supervisor", ORDER: "lead"}
        able = self.staff.by_post[posts.get(self.topic.department, "agent")]
        return self.chance.choice(able)

    def another(self) -> User:
        """A clerk who did not do the work: who revisits."""
        clerks = [user for user in self.staff.by_post["agent"] if user.pk not in (self.clerk.pk, self.worker.pk)]
        return clerks[0] if clerks else self.staff.by_post["supervisor"][0]


def life(one: Life) -> Iterator[datetime]:
    """Everything that happens to a case, from its receipt on."""
    at = one.received_at
    _receive(one, at)
    lives = {"repair": _repair, "complaint": _complaint}
    yield from lives.get(one.kind, _other)(one, at)


def _repair(one: Life, at: datetime) -> Iterator[datetime]:
    """Given to an engineer, perhaps waiting for parts, settled, revisited."""
    chance, is_urgent = one.chance, one.is_urgent
    yield (at := at + chance.minutes(2, 25))
    one.do(actions.assign_case, at, one.clerk, handler=one.worker)
    if one.topic.way == "保修" and chance.is_so(0.8):
        yield (at := in_office(at + chance.minutes(10, 120)))
        one.do(actions.forward_case, at, one.clerk, to="施工单位")
    if chance.is_so(0.12):
        yield (at := in_office(at + chance.minutes(60, 300)))
        one.do(actions.pause_case, at, one.worker, reason="parts", note=words.PROGRESS[1])
        yield (at := in_office(at + _DAY * chance.uniform(0.6, 3)))
        one.do(actions.resume_case, at, one.worker)
    if is_urgent:
        yield (at := at + chance.minutes(5, 40))
        one.do(actions.arrive_case, at, one.worker, people=2, is_let_in=True)
        yield (at := at + chance.minutes(20, 120))
    else:
        at = yield from _visit(one, at)
    _resolve(one, at, "repair")
    yield from _revisits(one, at, 7)


def _visit(one: Life, at: datetime) -> Generator[datetime, None, datetime]:
    """Somebody comes: to a home at an agreed time, to a public part without. When they leave."""
    chance = one.chance
    at = in_office(at + _DAY * chance.betavariate(1.2, 3) * 3)
    if one.topic.way != "公区":
        yield (agreed := in_office(one.received_at + chance.minutes(30, 200)))
        at = max(at, agreed + timedelta(hours=1))
        one.do(actions.appoint_case, agreed, one.clerk, at=at + timedelta(minutes=10), is_phoned=True)
        yield at
        one.do(actions.arrive_case, at, one.worker, people=2, is_let_in=True)
    yield (at := at + chance.minutes(20, 90))
    return at


def _complaint(one: Life, at: datetime) -> Iterator[datetime]:
    """Taken in hand, often answered on the way, settled the same day or too late, revisited."""
    chance = one.chance
    yield (at := in_office(at + chance.minutes(3, 60)))
    one.do(actions.accept_case, at, one.clerk)
    if one.severity == "major" and chance.is_so(0.85):
        one.do(actions.report_case, at, one.clerk, note=words.PROGRESS[2])
    if chance.is_so(0.25):
        yield (at := at + chance.minutes(5, 40))
        one.do(actions.forward_case, at, one.clerk, to=one.topic.department, note=words.PROGRESS[2])
    if chance.is_so(0.5):
        yield (at := in_office(at + chance.minutes(15, 120)))
        one.do(actions.answer_case, at, one.clerk, answer=chance.choice(words.PROGRESS))
    if chance.is_so(0.03):
        # Forgotten: what the ladder is for.
        return
    late = _DAY * chance.uniform(0.5, 4) if chance.is_so(0.15) else timedelta(0)
    yield (at := in_office(at + chance.minutes(30, 240) + late))
    _resolve(one, at, "complaint")
    yield from _revisits(one, at, 7)


def _other(one: Life, at: datetime) -> Iterator[datetime]:
    """Answered, mostly at once, and closed."""
    chance = one.chance
    wait = chance.minutes(2, 12) if chance.is_so(0.8) else _DAY * chance.uniform(0.5, 2.5)
    yield (at := at + wait if wait < _DAY / 2 else in_office(at + wait))
    one.do(actions.answer_case, at, one.clerk, answer=chance.choice(words.ANSWERS))
    yield (at := in_office(at + chance.minutes(10, 600)))
    _resolve(one, at, "other")
    if one.kind == "suggestion":
        yield (at := in_office(at + chance.minutes(60, 900)))
        one.do(actions.assess_case, at, one.clerk, assessment="accepted")
        one.do(actions.thank_case, at, one.clerk)
    yield (at := in_office(at + chance.minutes(5, 900)))
    yield from _closes(one, at)


def _closes(one: Life, at: datetime) -> Iterator[datetime]:
    """Closed, and mostly summed up."""
    one.do(actions.close_case, at, one.clerk)
    if one.chance.is_so(0.9):
        yield (at := in_office(at + one.chance.minutes(10, 2_000)))
        one.do(actions.sum_up_case, at, one.clerk, summary=one.chance.choice(words.SUMMARIES))


def _revisits(one: Life, at: datetime, days: int) -> Iterator[datetime]:
    """Asked how it was, by somebody who did not do it; taken up again if it was not well; closed."""
    chance = one.chance
    if chance.is_so(0.05):
        return
    for is_last in (False, True):
        yield (at := in_office(at + _DAY * chance.betavariate(1.3, 2) * days * 1.15))
        is_content = is_last or chance.is_so(0.87)
        opinion = chance.choice(words.CONTENT if is_content else words.DISCONTENT)
        facts: dict[str, Any] = {"revisit.by": "phone", "revisit.reached": True, "opinion-asked": True}
        facts |= {"revisit.signed": chance.is_so(0.85), "revisit.satisfied": is_content}
        one.do(actions.revisit_case, at, one.another(), facts=facts, words={"opinion": opinion})
        if is_content:
            break
        yield (at := at + chance.minutes(5, 60))
        one.do(actions.reopen_case, at, one.clerk, why=chance.choice(words.REOPENED))
        yield (at := in_office(at + chance.minutes(60, 480)))
        _resolve(one, at, one.kind)
    yield (at := in_office(at + chance.minutes(10, 600)))
    yield from _closes(one, at)


def _receive(one: Life, at: datetime) -> None:
    """What the resident brings, as a clerk writes it down; a case that was taken before is found again."""
    chance, topic = one.chance, one.topic
    unit = one.staff.units[chance.randrange(len(one.staff.units))]
    residents = [residency.person for residency in unit.before]
    person = chance.choice(residents) if residents else None
    building, entrance, room = unit.code.split("-")
    area, text = chance.choice(AREAS)[0], chance.choice(topic.texts)
    is_public = topic.way == "公区"
    case = Case(
        community=one.community,
        unit=None if is_public else unit,
        person=None if is_public else person,
        channel=chance.by_weight(list(CHANNELS), list(CHANNELS.values())),
        caller=person.name if person else "物业巡查",
        contact=person.phone if person else "",
        place=unit.code if not is_public else f"{building}号楼" if "{b}" in text else area,
        matter=text.format(b=f"{building}号楼", u=entrance, f=room[:-2]),
        kind=one.kind,
        severity=one.severity,
        repair_way=WAYS[topic.way] if one.kind == "repair" else "",
        is_urgent=one.is_urgent,
        happened="当天" if one.kind == "complaint" else "",
        people="当事业主" if one.kind == "complaint" else "",
    )
    try:
        one.case_id = actions.receive_case(case, by=one.act(at, one.clerk)).pk
    except AlreadyDone as before:
        one.case_id = before.event.subject_id


def _resolve(one: Life, at: datetime, kind: str) -> None:
    said: dict[str, Mapping[str, bool]] = {
        "complaint": {"opinion-asked": True, "facts-checked": True},
        "repair": {"verified": True, "slip.returned": True, "work.signed": True},
        "other": {},
    }
    doer = one.worker if kind == "repair" else one.clerk
    one.do(actions.resolve_case, at, doer, result=one.chance.choice(words.RESULTS[kind]), facts=said[kind])
