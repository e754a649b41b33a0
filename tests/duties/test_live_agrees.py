"""The live engine and the audit's loop make the same duties of any history, under up to four versions (hypothesis)."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.duties.binding import instant, moment_of
from kefu.duties.clock import run_clock
from kefu.duties.governing import rules_of
from kefu.duties.models import Adoption, Standing, Step
from kefu.rulebook.model import Duty, Event, State
from kefu.rulebook.passing import advance, live_through
from kefu.rulebook.rules import Rules
from tests.agreeing import duties_of
from tests.conftest import FACTOR
from tests.duties.department import COMMUNITIES, HOUR, SUBJECTS, adopted
from tests.rulebook.story import HEAD, at
from tests.rulebook.test_engine_properties import START, histories
from tests.rulebook.test_recurring import WINDOWS

END = START + 1000 * HOUR
IDS = {"张": "11", "李": "12", "王": "13", "赵": "14"}


def renamed(events: Sequence[Event]) -> list[Event]:
    """The history with the ids of persons in place of their names."""
    return [
        event._replace(
            actor=IDS.get(event.actor or ""),
            facts={
                fact: IDS.get(value, value) if fact in ("owner", "handler") else value
                for fact, value in event.facts.items()
            },
        )
        for event in events
    ]


def lived(
    events: Sequence[Event], rules: Rules
) -> tuple[dict[tuple[str, str], Duty], set[tuple[str, str, int, str | None]]]:
    """What the audit's loop makes of a history: the duties as they are at the end, and the steps."""
    parts = list(live_through(State("1"), events, rules))
    parts += advance(parts[-1][1].after, END, rules)
    duties = {(c.duty.clause, c.duty.occurrence): c.duty for _, changes in parts for c in changes.duties}
    steps = {(s.clause, s.occurrence, s.level, s.to.person) for _, changes in parts for s in changes.steps}
    return duties, steps


@pytest.mark.django_db
@given(events=histories(), versions=st.integers(1, 4), ticks=st.lists(st.integers(0, 999), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30 * FACTOR)
def test_the_live_engine_makes_the_same_duties_as_the_audit(
    events: list[Event], versions: int, ticks: list[int]
) -> None:
    community_id = adopted(versions)
    rules = rules_of(community_id)
    assert rules is not None
    assert len(rules.versions) == versions
    history = renamed(events)
    subject = Subject("case", next(SUBJECTS), community_id, "试")
    moments = sorted(START + tick * HOUR for tick in ticks)
    for event in history:
        recorded = event.recorded_at or event.at
        while moments and moments[0] <= recorded:
            run_clock(moment_of(moments.pop(0)))
            assert_times(subject)
        actor = None if event.actor is None else int(event.actor)
        act = Act(actor, moment_of(event.at), recorded_at=moment_of(recorded), is_staff=event.is_staff)
        duty_actions.record(event.kind, subject, by=act, facts=event.facts)
    run_clock(moment_of(END))
    duties, steps = lived(history, rules)
    live = {(duty.clause, duty.occurrence): duty for duty in duties_of(subject)}
    assert live == duties
    found = Step.objects.filter(duty__subject_id=subject.id, duty__community_id=community_id)
    assert {
        (s.duty.clause, s.duty.occurrence, s.level, _person(s.to_id)) for s in found.select_related("duty")
    } == steps
    assert_times(subject)
    standing = Standing.objects.get(subject_id=subject.id, subject_kind="case")
    assert standing.next_at is None or instant(standing.next_at) >= END


@pytest.mark.django_db
def test_a_standing_knows_of_the_windows_that_time_has_not_reached() -> None:
    """The clock leaves their duties where they are; their times still count."""
    community_id = next(COMMUNITIES)
    Adoption.objects.create(
        community_id=community_id,
        rulebook="trial",
        version="2026-01-01",
        source=HEAD + WINDOWS,
        adopted_at=moment_of(at("2026-01-01T00:00")),
    )
    subject = Subject("area", next(SUBJECTS), community_id, "一区")
    duty_actions.record("area.opened", subject, by=Act(None, moment_of(at("2026-03-05T09:00"))))
    for hour, still_open in (("00:01", 2), ("10:10", 2), ("10:31", 1), ("15:10", 1), ("15:31", 0)):
        run_clock(moment_of(at(f"2026-03-06T{hour}")))
        assert sum(duty.end is None for duty in duties_of(subject)) == still_open
        assert_times(subject)


def assert_times(subject: Subject) -> None:
    """A standing says when time next brings something, and what is due first, of all its open duties and series."""
    standing = Standing.objects.filter(subject_id=subject.id, subject_kind=subject.kind).first()
    if standing is None:
        return
    still_open = [duty for duty in duties_of(subject) if duty.end is None]
    moments = [at for duty in still_open if (at := duty.next_at) is not None] + [run[2] for run in standing.runs]
    due = [duty.due_at for duty in still_open if duty.due_at is not None]
    assert (standing.next_at, standing.next_due_at) == (first(moments), first(due))


def first(moments: Sequence[int]) -> datetime | None:
    return moment_of(min(moments)) if moments else None


def _person(id_: int | None) -> str | None:
    return None if id_ is None else str(id_)
