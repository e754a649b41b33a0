"""A community with much in it, and another with more: what a page must not read through."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import connection

from kefu.cases.models import Case, CaseLink
from kefu.duties.acts import Act
from kefu.duties.models import Duty, Standing, Step
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import FilePaper, HouseholdFile, Look
from kefu.events.models import Event, EventText, LedgerHead
from kefu.feedback.models import Answer, Home, Response, Survey, Voice
from kefu.hotline.models import Call, Draw, Hearing, Slip
from kefu.incidents.models import Claim, Incident, IncidentCase
from kefu.notices.models import Attempt, Delivery, Message, Notice
from kefu.people.models import Community, Department
from kefu.repairs.models import Defect
from kefu.workorders import actions as order_actions
from kefu.workorders.actions import NewReceiver
from kefu.workorders.models import Receiver, Signature, WorkOrder
from tests.cases.test_cases import MORNING, received
from tests.cast import BEGAN, Cast
from tests.changing import changed
from tests.filling_counter import fill_counter
from tests.workorders.orders import issued


def fill_all(cast: Cast, count: int, elsewhere: int, numbered: int = 0) -> None:
    """Besides cases, their events, escalations and notices of them, and households."""
    fill(cast, count, elsewhere, numbered)
    _fill_events()
    _fill_revisits(cast)
    _fill_steps(cast)
    _fill_orders(cast, count, elsewhere, numbered)
    _fill_outbox(cast, count, elsewhere)
    _fill_incidents(cast, count, elsewhere)
    _fill_defects(cast, count, elsewhere)
    for community, many, wide in ((cast.community, count, 9), (cast.other_community, elsewhere, 90)):
        rows = [
            EstateRow(f"{n % wide}栋", "1", 1, f"{n % wide}-1-{n}", "home", f"王{n}", f"138{n:08d}", "owner")
            for n in range(many)
        ]
        estate_actions.import_estate(community.pk, rows, by=Act(cast.administrator.pk, BEGAN))
    _fill_files(cast, count, elsewhere)
    _fill_feedback(cast, count, elsewhere)
    _fill_hotline(cast, count, elsewhere)
    fill_counter(cast, count, elsewhere)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _fill_files(cast: Cast, count: int, elsewhere: int) -> None:
    """A file with a paper for each household that has none, and looks at one person; as many elsewhere."""
    look, paper = Look.objects.earliest("id"), FilePaper.objects.earliest("id")
    for community, many in ((cast.community, count), (cast.other_community, elsewhere)):
        units = community.units.filter(file=None).order_by("id")[:many]
        files = HouseholdFile.objects.bulk_create(
            HouseholdFile(unit=unit, opened_at=MORNING, updated_at=MORNING) for unit in units
        )
        FilePaper.objects.bulk_create(changed(paper, pk=None, file_id=file.pk) for file in files)
        person = community.residents.order_by("id")[0]
        Look.objects.bulk_create(
            changed(look, pk=None, community_id=community.pk, person_id=person.pk, unit_id=None) for _ in range(many)
        )


def _fill_events() -> None:
    """The newest case's last event, for each case that has none."""
    head = LedgerHead.objects.filter(subject_kind="case").latest("id")
    event = Event.objects.filter(subject_kind="case").latest("id")
    known = Event.objects.filter(subject_kind="case").values("subject_id")
    ids = list(Case.objects.exclude(id__in=known).values_list("id", "community_id"))
    LedgerHead.objects.bulk_create(changed(head, pk=None, subject_id=id_) for id_, _ in ids)
    events = Event.objects.bulk_create(
        changed(event, pk=None, subject_id=id_, community_id=community_id, request_key="") for id_, community_id in ids
    )
    EventText.objects.bulk_create(EventText(event=one, name="note", digest=b"", salt=b"", text="") for one in events)
    CaseLink.objects.bulk_create(
        CaseLink(case_id=one, other_id=other, kind="related")
        for (one, here), (other, there) in pairwise(sorted(ids, key=lambda pair: pair[1]))
        if here == there
    )


def _fill_revisits(cast: Cast) -> None:
    """Closed cases were settled by the agent and asked about by the lead."""
    closed = Case.objects.filter(state="closed", resolved_at=None, is_withdrawn=False, merged_into=None)
    ids = list(closed.values_list("id", "community_id"))
    closed.update(resolved_at=MORNING)
    acts = (("case.resolved", cast.agent, "{}"), ("case.revisited", cast.lead, '{"revisit.satisfied":true}'))
    Event.objects.bulk_create(
        Event(
            subject_kind="case",
            subject_id=id_,
            seq=1_000 + number,
            kind=kind,
            happened_at=MORNING,
            recorded_at=MORNING,
            actor_id=who.pk,
            community_id=community_id,
            facts_text=facts,
            hash=b"",
        )
        for id_, community_id in ids
        for number, (kind, who, facts) in enumerate(acts)
    )


def _fill_steps(cast: Cast) -> None:
    told = {cast.community.pk: cast.agent.pk, cast.other_community.pk: cast.other_clerk.pk}
    duties = Duty.objects.filter(subject_kind="case", end="", steps=None)
    steps = Step.objects.bulk_create(
        Step(duty_id=id_, level=1, to_as="agent", to_id=told[community_id], at=MORNING, sent_at=MORNING)
        for id_, community_id in duties.values_list("id", "community_id")
    )
    Notice.objects.bulk_create(
        Notice(user_id=step.to_id or 0, kind=Notice.Kind.STEP, step=step, made_at=MORNING) for step in steps
    )


def _fill_incidents(cast: Cast, count: int, elsewhere: int) -> None:
    """Incidents, one in three of them open; the cases that belong to none are the first one's, and so many claims."""
    first = Incident.objects.earliest("id")
    claim = first.claims.earliest("id")
    Incident.objects.bulk_create(
        changed(
            first,
            pk=None,
            community_id=(cast.community if n < count else cast.other_community).pk,
            closed_at=MORNING if n % 3 else None,
        )
        for n in range(count + elsewhere)
    )
    alone = Case.objects.filter(community=cast.community, membership=None)
    IncidentCase.objects.bulk_create(IncidentCase(incident=first, case=case) for case in alone[:count])
    Claim.objects.bulk_create(changed(claim, pk=None, place=f"{n}") for n in range(count))


def _fill_defects(cast: Cast, count: int, elsewhere: int) -> None:
    """Defects sent a minute after each other; and so many elsewhere."""
    first = Defect.objects.earliest("id")
    where = [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    Defect.objects.bulk_create(
        changed(first, pk=None, community_id=id_, sent_at=BEGAN + timedelta(minutes=n)) for n, id_ in enumerate(where)
    )


def _fill_orders(cast: Cast, count: int, elsewhere: int, numbered: int) -> None:
    """Orders, one in three of them open with an answer due, each signed once; and so many elsewhere."""
    first = issued(cast)
    duty = Duty.objects.get(subject_kind="work-order", subject_id=first.pk, clause="order.answer")
    by = Act(cast.administrator.pk, BEGAN)
    there = Receiver.objects.filter(community=cast.other_community).first() or order_actions.add_receiver(
        cast.other_community.pk, by=by, new=NewReceiver("工程部")
    )
    orders = WorkOrder.objects.bulk_create(
        changed(
            first,
            pk=None,
            number=f"L2026-1{numbered + n:05d}",
            next_due_at=MORNING + timedelta(minutes=n) if n % 3 == 0 else None,
            **({} if n < count else {"community_id": cast.other_community.pk, "receiver_id": there.pk}),
            **({"state": "closed", "closed_at": MORNING} if n % 3 else {}),
        )
        for n in range(count + elsewhere)
    )
    Duty.objects.bulk_create(
        changed(
            duty, pk=None, subject_id=one.pk, community_id=one.community_id, **(_DONE if one.state == "closed" else {})
        )
        for one in orders
    )
    Signature.objects.bulk_create(
        Signature(
            order=one,
            place="sent",
            name="张晓梅",
            digest="0" * 64,
            media_type="image/png",
            taken_by=cast.agent,
            signed_at=MORNING,
        )
        for one in orders
    )


def _fill_outbox(cast: Cast, count: int, elsewhere: int) -> None:
    """A delivery of its own for each message, and all of them of the first one, too."""
    first = Message.objects.earliest("id")
    delivery = first.deliveries.earliest("id")
    where = [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    messages = Message.objects.bulk_create(changed(first, pk=None, community_id=id_) for id_ in where)
    begun = first.deliveries.count()
    deliveries = [
        *(changed(delivery, pk=None, message_id=one.pk, community_id=one.community_id) for one in messages),
        *(changed(delivery, pk=None, address=f"{begun + n}@example.com") for n in range(count)),
    ]
    made = Delivery.objects.bulk_create(deliveries)
    Attempt.objects.bulk_create(Attempt(delivery=one, number=1, begun_at=MORNING, ended_at=MORNING) for one in made)


def _fill_feedback(cast: Cast, count: int, elsewhere: int) -> None:
    """Homes, forms with their answers and voices; a survey elsewhere has more of them."""
    survey = Survey.objects.earliest("id")
    other = Survey.objects.filter(community=cast.other_community).first() or Survey.objects.create(
        community=cast.other_community,
        department=cast.department,
        title="别处",
        state="open",
        opened_at=MORNING,
        made_by=cast.manager,
        made_at=MORNING,
    )
    home, answer = survey.homes.earliest("id"), Answer.objects.earliest("id")
    voice = Voice.objects.earliest("id")
    units = list(survey.community.units.exclude(id__in=survey.homes.values("unit")).order_by("id")[:count])
    Home.objects.bulk_create(changed(home, pk=None, unit_id=one.pk, sorts_as=one.sorts_as) for one in units)
    Home.objects.bulk_create(
        changed(home, pk=None, survey_id=other.pk, unit_id=one.pk, sorts_as=one.sorts_as)
        for one in cast.other_community.units.order_by("id")[:elsewhere]
        if not other.homes.filter(unit=one).exists()
    )
    where = [survey.pk] * count + [other.pk] * elsewhere
    responses = Response.objects.bulk_create(
        Response(survey_id=id_, building_id=home.building_id, channel="web", answered_at=MORNING) for id_ in where
    )
    Answer.objects.bulk_create(changed(answer, pk=None, response_id=one.pk) for one in responses)
    begun, places = Voice.objects.count(), [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    Voice.objects.bulk_create(
        changed(voice, pk=None, community_id=id_, address=f"https://bbs.example.org/f{begun + n}")
        for n, id_ in enumerate(places)
    )


def _fill_hotline(cast: Cast, count: int, elsewhere: int) -> None:
    """Calls, one in three of them not logged, draws, recordings of one, slips in one in ten; and so many elsewhere."""
    first, slip = Call.objects.earliest("id"), Slip.objects.earliest("id")
    where = [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    begun = Slip.objects.count()
    draw, hearing = Draw.objects.earliest("id"), Hearing.objects.earliest("id")
    elsewhere_too = Department.objects.filter(community=cast.other_community).first() or Department.objects.create(
        community=cast.other_community, name="客户服务部"
    )
    Draw.objects.bulk_create(
        changed(draw, pk=None, department_id=cast.department.pk if id_ == cast.community.pk else elsewhere_too.pk)
        for id_ in where
    )
    calls = Call.objects.bulk_create(
        changed(
            first,
            pk=None,
            community_id=id_,
            number=f"138{n // 3:08d}",
            **({"logged_at": None, "disposition": "", "agent_id": None, "answered_at": None} if n % 3 == 0 else {}),
        )
        for n, id_ in enumerate(where)
    )
    Hearing.objects.bulk_create(changed(hearing, pk=None, call_id=call.pk) for call in calls[:count])
    others = Draw.objects.filter(department=elsewhere_too).order_by("-id")[:1]
    Hearing.objects.bulk_create(
        changed(hearing, pk=None, draw_id=other.pk, call_id=call.pk) for other in others for call in calls[count:]
    )
    Slip.objects.bulk_create(
        changed(slip, pk=None, community_id=id_, start=begun + n) for n, id_ in enumerate(where[::10])
    )


def fill(cast: Cast, count: int, elsewhere: int = 0, numbered: int = 0) -> None:
    """Cases in bulk, one in three of them open with something due, seven at one time; and so many elsewhere.

    They are `numbered` from there on.
    """
    first = received(cast)
    standing = Standing.objects.get(subject_kind="case", subject_id=first.pk)
    duty = Duty.objects.filter(subject_kind="case", subject_id=first.pk, end="").order_by("due_at", "id")[0]
    cases = [
        _copy(first, n, numbered, cast.community if n < count else cast.other_community)
        for n in range(count + elsewhere)
    ]
    Case.objects.bulk_create(cases)
    standings, duties = [], []
    for n, case in enumerate(cases):
        due_at = MORNING + timedelta(minutes=n // 7) if case.state != "closed" else None
        where = {"pk": None, "subject_id": case.pk, "community_id": case.community_id}
        standings.append(changed(standing, **where, next_due_at=due_at))
        duties.append(changed(duty, **where, **({"due_at": due_at} if due_at else _DONE)))
    Standing.objects.bulk_create(standings)
    Duty.objects.bulk_create(duties)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


_DONE = {"end": "done", "ended_at": MORNING, "ended_by": 2}


def _copy(first: Case, n: int, numbered: int, community: Community) -> Case:
    received_at = MORNING + timedelta(minutes=n // 4)
    fields: dict[str, Any] = {"pk": None, "number": f"2026-1{numbered + n:05d}", "received_at": received_at}
    if n % 3:
        fields |= {"state": "closed", "closed_at": received_at}
    if n % 5 == 0:
        fields["handler_id"] = first.owner_id
    if n % 17 == 0:
        fields |= {"kind": "praise", "severity": ""}
    return changed(first, **fields, community_id=community.pk)  # type: ignore[no-any-return]
