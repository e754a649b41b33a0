"""One call, one transaction: what `record` writes, and what it refuses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from kefu.duties import actions
from kefu.duties.acts import Act, AlreadyDone, StaleError, Subject
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Standing, Step
from kefu.events import queries as event_queries
from kefu.events.models import Event
from tests.duties.department import SUBJECTS, adopted

# A Tuesday, ten o'clock in Shanghai.
AT = datetime(2026, 2, 10, 2, tzinfo=UTC)
MAJOR = {"kind": "complaint", "severity": "major", "owner": "11"}
HOUR = timedelta(hours=1)


@pytest.fixture
def subject(db: None) -> Subject:
    return Subject("case", next(SUBJECTS), adopted(1), "2026-000001")


def act(after: timedelta = timedelta(), **more: object) -> Act:
    return Act(11, AT + after, **more)  # type: ignore[arg-type]


def received(subject: Subject) -> Duty:
    actions.record("case.received", subject, by=act(), facts=MAJOR, texts={"matter": "电梯困人"})
    return Duty.objects.get(subject_id=subject.id, clause="major.settle")


def kinds(subject: Subject) -> list[str]:
    return [event.kind for event in event_queries.history(subject.kind, subject.id)]


def test_an_event_brings_its_duty_with_bearer_and_due_time(subject: Subject) -> None:
    duty = received(subject)
    assert duty.due_at == datetime(2026, 2, 11, 10, tzinfo=UTC)
    assert (duty.bearer_as, duty.bearer_id, duty.community_id) == ("owner", 11, subject.community_id)
    assert duty.label == "2026-000001"
    standing = Standing.objects.get(subject_id=subject.id)
    assert standing.seq == 1
    assert standing.next_at == duty.remind_at == datetime(2026, 2, 11, 8, tzinfo=UTC)


def test_what_time_had_brought_is_recorded_before_the_act(subject: Subject) -> None:
    duty = received(subject)
    actions.record("case.resolved", subject, by=act(3 * 24 * HOUR), facts={})
    duty.refresh_from_db()
    assert (duty.end, duty.ended_by) == ("done", len(kinds(subject)))
    assert duty.breached_at == duty.due_at
    told = kinds(subject)
    assert told[:4] == ["case.received", "duty.reminded", "duty.breached", "step.unacknowledged"]
    assert told[-1] == "case.resolved"
    events = list(event_queries.history("case", subject.id))
    assert events[2].happened_at == duty.due_at
    assert events[2].recorded_at == AT + 3 * 24 * HOUR


def test_steps_go_to_who_holds_the_post_now_and_stop_when_acknowledged(subject: Subject) -> None:
    duty = received(subject)
    assert duty.due_at is not None
    run_clock(duty.due_at + timedelta(minutes=31))
    first, second = duty.steps.order_by("level")
    assert (first.to_as, first.to_id, second.to_post, second.to_id) == ("owner", 11, "supervisor", 21)
    actions.acknowledge_step(second.pk, by=Act(21, duty.due_at + timedelta(minutes=40)))
    second.refresh_from_db()
    assert second.acknowledged_by_id == 21
    run_clock(duty.due_at + 48 * HOUR)
    assert Step.objects.filter(duty=duty).count() == 2


def test_a_level_that_nobody_holds_is_passed_over_and_said(subject: Subject) -> None:
    actions.end_holder(subject.community_id or 0, "supervisor", 21, AT)
    duty = received(subject)
    assert duty.due_at is not None
    run_clock(duty.due_at + 2 * HOUR)
    last = duty.steps.order_by("-level")[0]
    assert (last.level, last.to_id, last.passed_over) == (3, None, ["post:supervisor", "post:deputy-general-manager"])


def test_a_stale_form_is_told_what_changed(subject: Subject) -> None:
    received(subject)
    actions.record("case.assigned", subject, by=act(HOUR, expect=1), facts={"handler": "12"})
    with pytest.raises(StaleError) as refused, transaction.atomic():
        actions.record("case.resolved", subject, by=act(2 * HOUR, expect=1))
    assert [event.kind for event in refused.value.since] == ["case.assigned"]
    assert kinds(subject) == ["case.received", "case.assigned"]


def test_what_time_alone_brought_makes_no_form_stale(subject: Subject) -> None:
    received(subject)
    run_clock(AT + 72 * HOUR)
    actions.record("case.resolved", subject, by=act(73 * HOUR, expect=1))
    assert kinds(subject)[-1] == "case.resolved"


def test_a_request_is_carried_out_once(subject: Subject) -> None:
    by = act(request_key="once")
    first = actions.record("case.received", subject, by=by, facts=MAJOR)
    with pytest.raises(AlreadyDone) as again, transaction.atomic():
        actions.record("case.received", subject, by=by, facts=MAJOR)
    assert again.value.event == first.event
    assert kinds(subject) == ["case.received"]


def test_nothing_happens_after_it_is_recorded(subject: Subject) -> None:
    with pytest.raises(ValueError, match="after it is recorded"):
        actions.record("case.received", subject, by=act(HOUR, recorded_at=AT))
    assert kinds(subject) == []


def test_a_subject_without_a_rulebook_has_its_history_all_the_same(db: None) -> None:
    subject = Subject("staff", 7, None, "王丽")
    recorded = actions.record("staff.joined", subject, by=act())
    assert recorded.changes is None
    assert kinds(subject) == ["staff.joined"]
    assert not Standing.objects.exists()


@pytest.mark.parametrize(
    ("do", "kind", "end"),
    [
        (lambda id_: actions.attest_duty(id_, by=act(HOUR), note="已当面解决"), "duty.attested", "done"),
        (lambda id_: actions.waive_duty(id_, by=act(HOUR), why="重复来件"), "duty.waived", "waived"),
        (lambda id_: actions.move_duty(id_, by=act(HOUR), bearer_id=12), "duty.moved", ""),
        (
            lambda id_: actions.reissue_duty(id_, by=act(HOUR), due_at=AT + 99 * HOUR, why="放假安排"),
            "duty.reissued",
            "",
        ),
    ],
)
def test_acts_on_a_duty(subject: Subject, do: Callable[[int], object], kind: str, end: str) -> None:
    duty = received(subject)
    before = duty.due_at
    do(duty.pk)
    duty.refresh_from_db()
    assert kinds(subject)[-1] == kind
    assert duty.end == end
    assert duty.bearer_id == (12 if kind == "duty.moved" else 11)
    assert duty.due_at == (AT + 99 * HOUR if kind == "duty.reissued" else before)


def test_an_act_takes_the_same_number_of_queries_however_long_the_history(
    subject: Subject, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    received(subject)
    for number in range(30):
        actions.record(
            "case.assigned", subject, by=act(timedelta(minutes=number)), facts={"handler": str(12 + number % 2)}
        )
        if number in (1, 29):
            with django_assert_num_queries(6):
                actions.record("case.acknowledged", subject, by=act(timedelta(minutes=number)))


@pytest.mark.django_db(transaction=True)
def test_two_connections_at_one_moment_the_second_is_told() -> None:
    subject = Subject("case", next(SUBJECTS), adopted(1), "2026-000001")
    received(subject)
    answers = at_once(lambda number: recorded(subject, act(HOUR + timedelta(seconds=number), expect=1)))
    assert sorted(answers) == ["StaleError", "done"]
    assert kinds(subject) == ["case.received", "case.assigned"]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_two_connections_makes_one_case() -> None:
    community_id = adopted(1)
    by = act(request_key="double")
    answers = at_once(lambda number: recorded(Subject("case", 9_000 + number, community_id, "新"), by))
    assert sorted(answers) in (["AlreadyDone", "done"], ["IntegrityError", "done"])
    assert Event.objects.filter(request_key="double").count() == 1
    assert Duty.objects.filter(subject_id__gte=9_000).count() == 1


def recorded(subject: Subject, by: Act) -> str:
    try:
        with transaction.atomic():
            actions.record("case.received" if by.expect is None else "case.assigned", subject, by=by, facts=MAJOR)
    except (StaleError, AlreadyDone, IntegrityError) as refused:
        return type(refused).__name__
    return "done"


def at_once(do: Callable[[int], str]) -> list[str]:
    """What two threads, each with a connection of its own, answer when they begin at the same moment."""
    barrier = Barrier(2)

    def run(number: int) -> str:
        try:
            barrier.wait()
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))
