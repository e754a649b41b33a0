"""Escalations told once, in one message after a standstill; announcements read and confirmed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from kefu.duties.clock import run_clock
from kefu.duties.models import Step
from kefu.events.models import Event
from kefu.notices import actions
from kefu.notices.models import Announcement, Notice, SentStep
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast, make_cast

EVENING = MORNING + timedelta(hours=8, minutes=40)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def overdue(cast: Cast, cases: int) -> None:
    for n in range(cases):
        received(cast, matter=f"第 {n} 件", severity="general")
    run_clock(EVENING)


def test_an_escalation_is_told_once(cast: Cast) -> None:
    overdue(cast, 1)
    (step,) = Step.objects.all()
    assert step.to_id == cast.agent.pk
    assert actions.send_steps(EVENING) == 1
    assert actions.send_steps(EVENING) == 0
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.count) == (cast.agent, 1)
    client = signed_in(cast, "agent")
    page = client.get("/notices").content.decode()
    assert "2026-000001" in page
    assert "new" in page
    client.post("/notices/seen")
    assert Notice.objects.get().seen_at is not None


def test_after_a_standstill_one_message_tells_all_each_duty_at_the_level_it_has_reached(cast: Cast) -> None:
    overdue(cast, 8)
    run_clock(EVENING + timedelta(days=3))
    assert Step.objects.count() > 8
    messages = actions.send_steps(EVENING + timedelta(days=3))
    told = Notice.objects.order_by("id")
    assert messages == len(told)
    assert len({notice.user_id for notice in told}) == messages
    reached = {step.duty_id: step.level for step in Step.objects.order_by("level")}
    assert {sent.step.duty_id: sent.step.level for sent in SentStep.objects.exclude(notice=None)} == reached
    assert SentStep.objects.count() == Step.objects.count()


def test_where_nobody_is_there_the_administrators_are_told(cast: Cast) -> None:
    overdue(cast, 1)
    Step.objects.update(to_id=None)
    assert actions.send_steps(EVENING) == 1
    assert Notice.objects.get().user == cast.keeper


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_tells() -> None:
    cast = make_cast()
    overdue(cast, 4)

    def work(_: int) -> int:
        try:
            return actions.send_steps(EVENING)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 4
    assert Notice.objects.count() == 4


def said(cast: Cast, who: str = "manager") -> Announcement:
    form = {"community": str(cast.community.pk), "title": "周五消防演练", "words": "下午三点", "must_acknowledge": "on"}
    with time_machine.travel(MORNING, tick=False):
        assert signed_in(cast, who).post("/notices/publish", {**form, "request_key": who}).status_code == 302
        assert signed_in(cast, who).post("/notices/publish", {**form, "request_key": who}).status_code == 302
    return Announcement.objects.get()


def test_what_is_said_to_all_is_read_confirmed_and_taken_back(cast: Cast) -> None:
    announcement = said(cast)
    assert Notice.objects.filter(announcement=announcement).count() == 8
    agent, manager = signed_in(cast, "agent"), signed_in(cast, "manager")
    own = Notice.objects.get(user=cast.agent)
    assert "周五消防演练" in agent.get("/notices").content.decode()
    assert signed_in(cast, "lead").post(f"/notices/{own.pk}/acknowledge").status_code == 404
    for _ in range(2):
        assert agent.post(f"/notices/{own.pk}/acknowledge", {"request_key": "a"}).status_code == 302
    assert Event.objects.filter(kind="notice.acknowledged").count() == 1
    assert "周五消防演练" in manager.get(f"/notices/said/{announcement.pk}").content.decode()
    assert agent.get(f"/notices/said/{announcement.pk}").status_code == 404
    assert manager.post(f"/notices/said/{announcement.pk}/withdraw").status_code == 302
    assert "周五消防演练" not in agent.get("/notices").content.decode()
    assert [event.kind for event in Event.objects.filter(subject_kind="notice").order_by("seq")] == [
        "notice.published",
        "notice.acknowledged",
        "notice.withdrawn",
    ]


def test_another_community_hears_nothing_and_clerks_do_not_say(cast: Cast) -> None:
    announcement = said(cast)
    other = signed_in(cast, "other_clerk")
    assert "周五消防演练" not in other.get("/notices").content.decode()
    assert other.get(f"/notices/said/{announcement.pk}").status_code == 404
    form = {"community": str(cast.other_community.pk), "title": "x", "words": "y"}
    assert signed_in(cast, "agent").post("/notices/publish", form).status_code == 403
    assert signed_in(cast, "manager").post("/notices/publish", form).status_code == 422
