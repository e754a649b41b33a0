"""Recordings and answers drawn at random, and recordings heard: who listened is an event."""

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.events.models import Event
from kefu.hotline import access
from kefu.hotline.actions.acting import HotlineRefused, subject
from kefu.hotline.actions.manners import look_through
from kefu.hotline.models import Call, Draw, Hearing
from kefu.lib.sampling import draw
from kefu.people import access as people_access
from kefu.people.models import Appointment, Community, Department, User

# Among so many of the last answers a sample is drawn.
_LAST_ANSWERS = 2_000


@dataclass(frozen=True)
class NewDraw:
    """What is drawn: so many recordings of each agent of a department, from the calls that began in a period."""

    department_id: int
    since: datetime
    until: datetime
    each: int


@dataclass(frozen=True)
class Sampled:
    """How many answers were drawn from how many, and how many words out of place were new among them."""

    drawn: int
    of: int
    found: int


@transaction.atomic
def draw_recordings(new: NewDraw, *, by: Act) -> Draw:
    """Draw recordings of each agent; the seed that decides is made now and kept."""
    department = Department.objects.select_related("community").get(id=new.department_id)
    actor = _listening(by, department.community_id)
    agents = Appointment.objects.filter(post__department=department, until=None).values("user")
    found = Call.objects.filter(agent__in=agents, community=department.community_id).exclude(recording="")
    by_agent: dict[int, list[int]] = defaultdict(list)
    within = found.filter(started_at__gte=new.since, started_at__lt=new.until)
    for agent_id, call_id in within.values_list("agent", "id"):
        by_agent[agent_id].append(call_id)
    if not by_agent:
        raise HotlineRefused(_("No call of these days has a recording. Choose other days."), "until")
    seed = secrets.token_hex(8)
    count = sum(map(len, by_agent.values()))
    made = Draw.objects.create(**vars(new), recordings=count, seed=seed, drawn_by=actor, drawn_at=by.at)
    # Each agent by themselves, so that nobody's are left out.
    drawn = [id_ for agent_id, ids in by_agent.items() for id_ in draw({agent_id: ids}, new.each, seed)[agent_id]]
    Hearing.objects.bulk_create(Hearing(draw=made, call_id=id_) for id_ in sorted(drawn))
    facts = {"sample.size": len(drawn), "sample.of": count, "sample.seed": seed}
    duty_actions.record("department.recordings-drawn", _department(department), by=by, facts=facts)
    return made


@transaction.atomic
def hear_recording(hearing_id: int, *, by: Act, mark: int, note: str = "") -> Hearing:
    """Say what one heard in a recording: the agent was sampled by it, and the department supervised."""
    hearing = Hearing.objects.select_for_update(of=("self",)).get(id=hearing_id)
    call, department = hearing.call, hearing.draw.department
    actor = _listening(by, department.community_id)
    if call.agent_id == actor.pk:
        raise HotlineRefused(_("Nobody judges their own calls. Ask another supervisor."))
    if hearing.heard_at is not None:
        raise HotlineRefused(_("This recording was heard and marked already."))
    hearing.heard_by, hearing.heard_at, hearing.mark, hearing.note = actor, by.at, mark, note
    hearing.save(update_fields=["heard_by", "heard_at", "mark", "note"])
    texts = {"note": note} if note else {}
    duty_actions.record("call.heard", subject(call), by=by, facts={"mark": mark}, texts=texts)
    also = Act(by.actor_id, by.at)
    if call.agent is not None:
        agent = Subject("staff", call.agent.pk, call.agent.community_id, call.agent.name)
        duty_actions.record("staff.sampled", agent, by=also)
    duty_actions.record("department.supervised", _department(department), by=also)
    return hearing


@transaction.atomic
def sample_answers(community_id: int, *, by: Act, size: int) -> Sampled:
    """Look through so many of the last answers to customers, drawn at random in proportion to who wrote them."""
    _listening(by, community_id)
    answers = Event.objects.filter(community_id=community_id, kind="case.answered").order_by("-id")[:_LAST_ANSWERS]
    by_writer: dict[int, list[int]] = defaultdict(list)
    for id_, writer_id in answers.values_list("id", "actor_id"):
        by_writer[writer_id or 0].append(id_)
    seed, count = secrets.token_hex(8), sum(map(len, by_writer.values()))
    drawn = [id_ for ids in draw(by_writer, size, seed).values() for id_ in ids]
    found = look_through(community_id, Event.objects.filter(id__in=drawn).prefetch_related("texts"), by.at)
    name = Community.objects.values_list("name", flat=True).get(id=community_id)
    facts = {"sample.size": len(drawn), "sample.of": count, "sample.seed": seed}
    duty_actions.record(
        "community.answers-sampled", Subject("community", community_id, community_id, name), by=by, facts=facts
    )
    return Sampled(len(drawn), count, found)


def _department(department: Department) -> Subject:
    return Subject("department", department.pk, department.community_id, department.name)


def _listening(by: Act, community_id: int) -> User:
    actor = people_access.actor(by)
    if actor is None or not access.may_listen(actor, community_id):
        raise PermissionDenied
    return actor
