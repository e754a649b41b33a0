"""Escalations told once, in one message after a standstill; reminders; taking note, from the notice or from my day."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kefu.duties.acts import Act
from kefu.duties.clock import clock_held, run_clock
from kefu.duties.models import Duty, Step
from kefu.events.models import Event
from kefu.notices import actions
from kefu.notices.models import Notice
from kefu.people import actions as people
from kefu.people.models import Appointment
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast, make_cast

EVENING = MORNING + timedelta(hours=8, minutes=40)
Kind = Notice.Kind


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with time_machine.travel(EVENING, tick=False):
        yield make_cast()


def overdue(cast: Cast, cases: int) -> None:
    for n in range(cases):
        received(cast, matter=f"第 {n} 件", severity="general")
    run_clock(EVENING)


def noted() -> int:
    return Event.objects.filter(kind="step.acknowledged").count()


def test_an_escalation_is_told_once(cast: Cast) -> None:
    overdue(cast, 1)
    (step,) = Step.objects.all()
    assert step.to_id == cast.agent.pk
    assert actions.send_notices(EVENING) == 1
    assert actions.send_notices(EVENING) == 0
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.kind, notice.step, notice.seen_at) == (cast.agent, Kind.STEP, step, None)
    assert Step.objects.get().sent_at == EVENING
    client = signed_in(cast, "agent")
    page = client.get("/notices").content.decode()
    assert "2026-000001" in page
    assert "complaint.settle.own" in page
    assert f'value="{notice.pk}"' in page
    assert '1<span class="unseen"> not seen' in client.get("/").content.decode()
    assert client.get("/notices/see").status_code == 405
    client.post("/notices/see", {"upto": str(notice.pk - 1)})
    assert Notice.objects.get().seen_at is None
    bell = client.post("/notices/see", {"upto": str(notice.pk)}, headers={"hx-request": "true"}).content.decode()
    assert "not seen" not in bell
    assert Notice.objects.get().seen_at == EVENING


def test_nobody_marks_what_another_was_told(cast: Cast) -> None:
    overdue(cast, 1)
    actions.send_notices(EVENING)
    signed_in(cast, "lead").post("/notices/see", {"upto": str(Notice.objects.get().pk)})
    assert Notice.objects.get().seen_at is None


def test_what_was_told_asks_one_index_when_there_is_nothing_to_tell(cast: Cast) -> None:
    overdue(cast, 3)
    actions.send_notices(EVENING)
    with CaptureQueriesContext(connection) as idle:
        assert actions.send_notices(EVENING) == 0
    # The lock and its end, a savepoint and its end, steps, reminders.
    assert len(idle) == 6


def test_after_a_standstill_each_is_told_once_at_the_level_that_was_reached_and_many_as_one(cast: Cast) -> None:
    later = EVENING + timedelta(days=3)
    overdue(cast, 8)
    run_clock(later)
    assert Step.objects.count() > 8
    reached = {step.duty_id: step.to_id for step in Step.objects.order_by("level")}
    assert actions.send_notices(later) == Notice.objects.count()
    told = {notice.user_id: notice for notice in Notice.objects.exclude(kind=Kind.REMINDER)}
    for person in {person for person in reached.values() if person is not None}:
        mine = [duty for duty, to_id in reached.items() if to_id == person]
        assert len(mine) > 5
        assert (told[person].kind, told[person].count) == (Kind.SUMMARY, len(mine))
    assert not Step.objects.filter(sent_at=None).exists()
    with time_machine.travel(later, tick=False):
        name = next(name for name in ("agent", "lead", "supervisor", "manager", "keeper") if cast[name].pk in told)
        assert f"{told[cast[name].pk].count} escalations" in signed_in(cast, name).get("/notices").content.decode()


def test_a_duty_that_ended_before_anybody_was_told_is_not_told(cast: Cast) -> None:
    overdue(cast, 2)
    Step.objects.filter(duty__subject_id=Step.objects.earliest("id").duty.subject_id).update(acknowledged_at=EVENING)
    assert actions.send_notices(EVENING) == 1
    assert not Step.objects.filter(sent_at=None).exists()


def test_nobody_is_told_while_the_clock_is_at_work(cast: Cast) -> None:
    overdue(cast, 1)
    with ThreadPoolExecutor(1) as pool:

        def told_meanwhile() -> int:
            try:
                return actions.send_notices(EVENING)
            finally:
                connection.close()

        with clock_held() as is_ours:
            assert is_ours
            assert pool.submit(told_meanwhile).result() == 0
    assert Step.objects.filter(sent_at=None).count() == 1
    assert actions.send_notices(EVENING) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_tells() -> None:
    with time_machine.travel(EVENING, tick=False):
        cast = make_cast()
        overdue(cast, 4)

        def work(_: int) -> int:
            try:
                return actions.send_notices(EVENING)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(work, range(2))) == 4
    assert Notice.objects.count() == 4


def test_a_reminder_is_told_once_to_who_bears_the_duty_now(cast: Cast) -> None:
    received(cast)
    noon = MORNING + timedelta(hours=2)
    duty = Duty.objects.get(clause="complaint.settle.own")
    assert duty.due_at is not None
    assert duty.due_at > noon
    Duty.objects.filter(pk=duty.pk).update(reminded_at=noon, bearer_id=cast.lead.pk)
    assert actions.send_notices(noon) == 1
    assert actions.send_notices(noon) == 0
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.duty) == (cast.lead, Kind.REMINDER, duty)
    assert "Due soon" in signed_in(cast, "lead").get("/notices").content.decode()
    # Reminded of once more, as rulebooks may, it is told once more.
    Duty.objects.filter(pk=duty.pk).update(reminded_at=noon + timedelta(hours=1))
    assert actions.send_notices(noon + timedelta(hours=1)) == 1
    # Nobody is reminded of what is past its time.
    Duty.objects.filter(pk=duty.pk).update(reminded_at=noon + timedelta(hours=2))
    assert actions.send_notices(duty.due_at) == 0


def test_the_rulebook_s_reminder_reaches_its_bearer(cast: Cast) -> None:
    received(cast)
    remind_at = Duty.objects.filter(remind_at__isnull=False, bearer_id=cast.agent.pk).order_by("remind_at")[0].remind_at
    assert remind_at is not None
    now = remind_at + timedelta(seconds=1)
    run_clock(now)
    actions.send_notices(now)
    assert Notice.objects.filter(user=cast.agent, kind=Kind.REMINDER, reminded_at=remind_at).count() == 1


def test_to_take_note_of_the_notice_is_to_take_note_of_the_step(cast: Cast) -> None:
    overdue(cast, 1)
    actions.send_notices(EVENING)
    notice = Notice.objects.get()
    address = f"/notices/{notice.pk}/acknowledge"
    agent = signed_in(cast, "agent")
    assert agent.get(address).status_code == 405
    assert signed_in(cast, "lead").post(address).status_code == 404
    assert signed_in(cast, "other_clerk").post(address).status_code == 404
    assert noted() == 0
    for key in ("a", "a", "b"):
        assert agent.post(address, {"request_key": key}).status_code == 302
    assert noted() == 1
    step = Step.objects.get()
    assert (step.acknowledged_at, step.acknowledged_by_id) == (EVENING, cast.agent.pk)
    assert Notice.objects.get().seen_at == EVENING
    assert f"/steps/{step.pk}/acknowledge" not in agent.get("/").content.decode()
    assert address not in agent.get("/notices").content.decode()


def test_to_take_note_on_my_day_is_seen_among_the_notices(cast: Cast) -> None:
    overdue(cast, 1)
    actions.send_notices(EVENING)
    step, agent = Step.objects.get(), signed_in(cast, "agent")
    assert agent.post(f"/steps/{step.pk}/acknowledge").status_code == 302
    page = agent.get("/notices").content.decode()
    assert "taken note of" in page
    assert "/acknowledge" not in page


def left_to_nobody(cast: Cast) -> Step:
    overdue(cast, 1)
    Step.objects.update(to_id=None)
    actions.send_notices(EVENING)
    return Step.objects.get()


def test_where_nobody_is_there_the_community_s_administrators_are_told_and_take_note(cast: Cast) -> None:
    step = left_to_nobody(cast)
    assert [notice.user for notice in Notice.objects.all()] == [cast.keeper]
    keeper, address = signed_in(cast, "keeper"), f"/steps/{step.pk}/acknowledge"
    assert "nobody else was there" in keeper.get("/").content.decode()
    assert "nobody else was there" in keeper.get("/notices").content.decode()
    for name in ("agent", "manager", "other_clerk"):
        assert signed_in(cast, name).post(address).status_code == 404
    assert noted() == 0
    assert keeper.post(address).status_code == 302
    assert Step.objects.get().acknowledged_by_id == cast.keeper.pk


def test_without_an_administrator_of_the_community_the_installation_s_are_told(cast: Cast) -> None:
    by = Act(cast.administrator.pk, EVENING)
    people.relieve_user(Appointment.objects.get(user=cast.keeper, until=None).pk, by=by)
    left_to_nobody(cast)
    assert [notice.user for notice in Notice.objects.all()] == [cast.administrator]


def test_who_has_left_is_not_told_but_the_administrators(cast: Cast) -> None:
    overdue(cast, 1)
    type(cast.agent).objects.filter(pk=cast.agent.pk).update(is_active=False, left_at=EVENING)
    actions.send_notices(EVENING)
    assert [notice.user for notice in Notice.objects.all()] == [cast.keeper]
    step = Step.objects.get()
    assert signed_in(cast, "keeper").post(f"/steps/{step.pk}/acknowledge").status_code == 302
    assert noted() == 1


def test_what_has_ended_is_not_taken_note_of(cast: Cast) -> None:
    overdue(cast, 1)
    actions.send_notices(EVENING)
    notice, duty = Notice.objects.get(), Step.objects.get().duty
    Duty.objects.filter(pk=duty.pk).update(end="done", ended_at=EVENING, ended_by=1)
    answer = signed_in(cast, "agent").post(f"/notices/{notice.pk}/acknowledge", follow=True)
    assert "has ended meanwhile" in answer.content.decode()
    assert noted() == 0


def queries_of(cast: Cast, address: str) -> int:
    client = signed_in(cast, "agent")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_list_is_paged_and_asks_the_same_however_much_there_is(cast: Cast) -> None:
    overdue(cast, 1)
    actions.send_notices(EVENING)
    queries_of(cast, "/notices")
    few = queries_of(cast, "/notices")
    seen = [Notice(user=cast.agent, kind=Kind.SUMMARY, count=n, made_at=EVENING) for n in range(1, 121)]
    Notice.objects.bulk_create(seen)
    overdue(cast, 4)
    actions.send_notices(EVENING)
    assert queries_of(cast, "/notices") == few
    agent = signed_in(cast, "agent")
    page = agent.get("/notices").content.decode()
    assert "99+" in page
    assert "120 escalations" in page
    assert ">1 escalation<" not in page
    shown, following = 0, "/notices"
    while following:
        answer = agent.get(following)
        shown += len(answer.context["rows"])
        token = answer.context["page"].next
        following = f"/notices?after={token}" if token else ""
    assert shown == Notice.objects.filter(user=cast.agent).count()


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 30, "٣"])
def test_what_no_page_sends_marks_nothing(cast: Cast, upto: str) -> None:
    assert signed_in(cast, "agent").post("/notices/see", {"upto": upto}).status_code == 302


def test_a_day_without_anything_says_so(cast: Cast) -> None:
    assert "You were told nothing yet" in signed_in(cast, "agent").get("/notices").content.decode()


def test_a_reminder_waits_for_a_bearer_who_is_there(cast: Cast) -> None:
    received(cast)
    noon = EVENING + timedelta(hours=4)
    duty = Duty.objects.filter(end="").order_by("id")[0]
    gone = people.former_user(cast.community.pk, "老陈", by=Act(cast.administrator.pk, EVENING))
    due = {"due_at": noon + timedelta(hours=8), "reminded_at": noon}
    for bearer_id in (None, gone.pk):
        Duty.objects.filter(pk=duty.pk).update(**due, bearer_id=bearer_id)
        actions.send_notices(noon)
        assert not Notice.objects.filter(kind=Kind.REMINDER).exists()
    Duty.objects.filter(pk=duty.pk).update(bearer_id=cast.lead.pk)
    for _ in range(2):
        actions.send_notices(noon)
    assert Notice.objects.get(kind=Kind.REMINDER).user == cast.lead
