"""What goes on in the sample's office beside single cases: orders to other departments, a burst pipe, a survey.

Each is a life like a case's: told anew after a cut-off, each act answered by what it did before.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from kefu.cases import actions as case_actions
from kefu.cases.models import Case
from kefu.duties.acts import Act, AlreadyDone, Refused
from kefu.events import queries as event_queries
from kefu.feedback import actions as feedback
from kefu.feedback.actions import Filled, Visit
from kefu.feedback.models import Answer, Channel, Home, QuestionKind, Sheet, Survey
from kefu.hotline import actions as hotline
from kefu.hotline.actions import Dealt, NewCall
from kefu.incidents import actions as incidents
from kefu.incidents.models import Claim, Incident
from kefu.people.models import Community, User
from kefu.sample import words
from kefu.sample.cast import DESK
from kefu.sample.office import Chance, in_office
from kefu.sample.rounds import Staff
from kefu.workorders import actions as orders
from kefu.workorders.models import Receiver, WorkOrder

_DAY = timedelta(days=1)
HOMES = 60


class Affair:
    """One of them: its name, which its acts' keys begin with, the community, and who does what."""

    def __init__(self, name: str, community: Community, staff: Staff) -> None:
        self.community, self.staff, self.chance, self._name, self._acts = community, staff, Chance(name), name, 0
        self.agent = self.chance.choice(staff.by_post["agent"])
        self.supervisor = staff.by_post["supervisor"][0]

    def do(self, verb: Callable[..., Any], at: datetime, who: User, *named: Any, **said: Any) -> int:
        """Do something; what it was done to, by its id, or 0 where it was refused."""
        self._acts += 1
        key = f"sample-{self._name}-{self._acts}"
        try:
            done = verb(*named, by=Act(who.pk, at, request_key=key), **said)
        except AlreadyDone as before:
            return before.event.subject_id
        except Refused:
            done_before = event_queries.answered(key)
            return done_before.subject_id if done_before is not None else 0
        return getattr(done, "pk", 0)


def order(affair: Affair, at: datetime) -> Iterator[datetime]:
    """An order to another department: confirmed, answered in time or urged, done, closed."""
    chance, sender = affair.chance, affair.agent
    name, matters = chance.choice(words.ORDERS)
    receiver = Receiver.objects.select_related("user", "post").get(community=affair.community, name=name)
    new = WorkOrder(
        community=affair.community,
        receiver=receiver,
        matter=chance.choice(matters),
        contact=f"{sender.name} 8800-{chance.randint(1000, 9999)}",
        dated_on=at.date(),
        is_written_asked=chance.is_so(0.3),
    )
    id_ = affair.do(orders.issue_order, at, sender, new)
    who = WorkOrder.objects.select_related("handler").get(pk=id_).handler or sender
    yield (at := in_office(at + chance.minutes(15, 420)))
    affair.do(orders.confirm_order, at, who, id_)
    if chance.is_so(0.2):
        yield (at := in_office(at + _DAY * chance.uniform(3.2, 4)))
        affair.do(orders.urge_order, at, sender, id_, note=words.URGED)
    yield (at := in_office(at + _DAY * chance.uniform(0.1, 2.4)))
    affair.do(orders.answer_order, at, who, id_, answer=chance.choice(words.PROGRESS), is_written=True)
    yield (at := in_office(at + _DAY * chance.uniform(0.2, 3)))
    affair.do(orders.finish_order, at, who, id_, result=chance.choice(words.DONE))
    yield (at := in_office(at + chance.minutes(60, 900)))
    affair.do(orders.close_order, at, sender, id_, is_confirmed=True)


def call(affair: Affair, at: datetime) -> Iterator[datetime]:
    """A call, written down as it ends, with the case that it led to or what became of it; some are missed at first."""
    chance, agent = affair.chance, affair.agent
    rang, number = at - chance.minutes(2, 6), f"139{chance.randrange(10**8):08d}"
    if chance.is_so(0.08):
        missed = NewCall(rang, rang + timedelta(seconds=25), None, number, words.LINE, rings=6)
        id_ = affair.do(hotline.note_call, at, agent, affair.community.pk, missed, Dealt())
        yield (at := in_office(at + chance.minutes(4, 26)))
        affair.do(hotline.log_call, at, agent, id_, Dealt(disposition="called-back", summary=words.CALLED_BACK))
        return
    rings = chance.by_weight((1, 2, 3, 4), (40, 40, 15, 5))
    answered = NewCall(rang, at, rang + timedelta(seconds=4 * rings), number, words.LINE, "in", rings, f"rec-{number}")
    waiting = Case.objects.filter(community=affair.community, channel="phone", owner=agent, calls=None)
    case = waiting.filter(received_at__gt=at - timedelta(hours=3), received_at__lte=at).order_by("-id").first()
    disposition, summary = chance.choice(words.CALLS)
    dealt = Dealt(disposition=disposition, summary=summary) if case is None else Dealt(case, summary=case.matter[:40])
    affair.do(hotline.note_call, at, agent, affair.community.pk, answered, dealt)


def flood(affair: Affair, at: datetime) -> Iterator[datetime]:
    """At night a pipe bursts: many call, somebody is there within half an hour, losses are counted and made good."""
    chance, agent, worker = affair.chance, affair.agent, affair.staff.by_post["engineer"][0]
    units = chance.sample(affair.staff.units, len(words.FLOOD))
    cases = []
    for unit, matter in zip(units, words.FLOOD, strict=True):
        person = unit.before[0].person if unit.before else None
        case = Case(
            community=affair.community,
            unit=unit,
            person=person,
            channel="phone",
            caller=person.name if person else "业主",
            contact=person.phone if person else "",
            place=unit.code,
            matter=matter,
            kind="repair",
            repair_way="private",
            is_urgent=True,
            happened="夜间",
        )
        cases.append(affair.do(case_actions.receive_case, at, agent, case))
        yield (at := at + chance.minutes(1, 3))
    found = Case.objects.in_bulk([id_ for id_ in cases if id_])
    incident = Incident(community=affair.community, title=words.FLOODED, place=words.FLOODED_AT)
    incident.happened_at = at - timedelta(minutes=20)
    id_ = affair.do(incidents.open_incident, at, agent, incident, cases=tuple(found.values()))
    yield (at := at + timedelta(minutes=12))
    for case_id in found:
        affair.do(case_actions.arrive_case, at, worker, case_id, people=2, is_let_in=True)
    yield (at := at + timedelta(hours=4))
    said = {"verified": True, "slip.returned": True, "work.signed": True}
    for case_id in found:
        affair.do(case_actions.resolve_case, at, worker, case_id, result=words.PUMPED, facts=said)
    yield from _claims(affair, at, id_, list(found.values()))


def _claims(affair: Affair, at: datetime, incident_id: int, cases: Sequence[Case]) -> Iterator[datetime]:
    """Three households lost something: one is made good in goods, one agrees, one loss is only counted yet."""
    agent, supervisor = affair.agent, affair.supervisor
    for case, (items, yuan) in zip(cases, words.CLAIMS, strict=False):
        yield (at := in_office(at + timedelta(hours=2)))
        who = {"unit": case.unit, "place": case.place, "claimant": case.caller, "contact": case.contact}
        claim = Claim(items=items, claimed=Decimal(yuan), **who)
        affair.do(incidents.make_claim, at, agent, incident_id, claim=claim)
    claims = list(Claim.objects.filter(incident=incident_id).order_by("id"))
    for number, one in enumerate(claims):
        counted = (one.claimed or Decimal(0)) * Decimal("0.8")
        yield (at := in_office(at + timedelta(hours=5)))
        affair.do(incidents.count_claim, at, agent, one.pk, counted=counted)
        if number < len(claims) - 1:
            agreed = {"agreed": counted, "way": "goods", "goods": one.items}
            yield (at := in_office(at + timedelta(hours=3)))
            affair.do(incidents.agree_claim, at, supervisor, one.pk, **agreed)
        if number == 0:
            affair.do(incidents.settle_claim, at + timedelta(minutes=30), supervisor, one.pk)


def survey(affair: Affair, at: datetime) -> Iterator[datetime]:
    """The half-year's survey: drawn, homes called on, closed, its opinions sent to departments and answered."""
    chance, agent, supervisor = affair.chance, affair.agent, affair.supervisor
    department = affair.community.departments.get(name=DESK)
    # Its questions are written down in the language of the sample.
    with override("zh-hans"):
        named = {"title": f"{at.year} 年满意度调查", "intro": words.SURVEY}
        id_ = affair.do(feedback.plan_survey, at, supervisor, department.pk, **named)
    affair.do(feedback.draw_sample, at, supervisor, id_, size=HOMES)
    affair.do(feedback.open_survey, at, supervisor, id_)
    questions = list(Survey.objects.get(pk=id_).questions.order_by("number"))
    for home in Home.objects.filter(survey=id_).order_by("id"):
        yield (at := in_office(at + chance.minutes(20, 200)))
        if chance.is_so(0.25):
            affair.do(feedback.note_visit, at, agent, home.pk, Visit("nobody", is_handed=True))
            continue
        marks = {one.pk: chance.by_weight((5, 4, 3, 2), (50, 30, 14, 6)) for one in questions if one.kind == "rating"}
        marks |= {one.pk: int(chance.is_so(0.85)) for one in questions if one.kind == "yes_no"}
        said = chance.choice(words.OPINIONS) if chance.is_so(0.2) else ""
        texts = {one.pk: said for one in questions if one.kind == QuestionKind.TEXT and said}
        affair.do(feedback.enter_answers, at, agent, home.pk, Filled(marks, texts), channel=Channel.VISIT)
    yield (at := in_office(at + _DAY))
    affair.do(feedback.close_survey, at, supervisor, id_)
    yield from _opinions(affair, at, id_)


def _opinions(affair: Affair, at: datetime, survey_id: int) -> Iterator[datetime]:
    """What was said goes to the departments; the first has changed something already."""
    yield (at := in_office(at + _DAY))
    departments = {one.name: one.pk for one in affair.community.departments.all()}
    answers = Answer.objects.filter(response__survey=survey_id, question__kind=QuestionKind.TEXT).order_by("id")
    whose = {one.pk: departments[words.RESPONSIBLE[one.words]] for one in answers}
    affair.do(feedback.sum_up, at, affair.supervisor, survey_id, whose)
    for sheet in Sheet.objects.filter(survey=survey_id).order_by("id"):
        yield (at := in_office(at + timedelta(hours=20)))
        affair.do(feedback.send_sheet, at, affair.supervisor, sheet.pk)
        yield (at := in_office(at + timedelta(hours=20)))
        affair.do(feedback.receive_sheet, at, affair.supervisor, sheet.pk)
        yield (at := in_office(at + timedelta(hours=30)))
        measures = affair.chance.choice(words.MEASURES)
        affair.do(feedback.answer_sheet, at, affair.supervisor, sheet.pk, measures=measures, is_written=True)
