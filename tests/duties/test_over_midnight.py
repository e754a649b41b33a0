"""The clock over midnight, a month's end and a year's: in many passes or in one, the same duties; numbers begin anew."""

from datetime import UTC, datetime, timedelta

import pytest

from kefu.cases import actions as case_actions
from kefu.cases.models import Case
from kefu.duties import actions
from kefu.duties.acts import Act, Subject
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Standing
from kefu.events import queries as event_queries
from tests.cast import make_cast
from tests.duties.department import adopted

pytestmark = pytest.mark.django_db
# Two days before the year ends in Shanghai.
BEGIN = datetime(2026, 12, 29, 16, tzinfo=UTC)
END = BEGIN + timedelta(days=4)


def begun(community_id: int) -> None:
    """An area that is inspected every day, and a case that nobody does anything about."""
    area, case = (Subject(kind, community_id, community_id, kind) for kind in ("area", "case"))
    actions.record("area.opened", area, by=Act(11, BEGIN))
    actions.record("case.received", case, by=Act(11, BEGIN), facts={"kind": "complaint", "severity": "major"})


def lived(community_id: int) -> list[tuple[object, ...]]:
    said = ("subject_kind", "clause", "occurrence", "start_at", "due_at", "breached_at", "level", "end", "ended_at")
    return list(
        Duty.objects.filter(community_id=community_id)
        .order_by("subject_kind", "clause", "start_at", "occurrence")
        .values_list(*said)
    )


def test_many_passes_and_one_bring_the_same() -> None:
    often, once = adopted(1), adopted(1)
    for community_id in (often, once):
        begun(community_id)
    at = BEGIN
    # Up to the second before each midnight, the midnight itself, the second after it; and in between.
    while at < END:
        for off in (-1, 0, 1, 7_200):
            with_one_community(at + timedelta(seconds=off), often)
        at += timedelta(hours=6)
    run_clock(END)
    assert lived(often) == lived(once)
    assert len(lived(often)) > 4
    assert list(event_queries.verify()) == []


def with_one_community(now: datetime, community_id: int) -> None:
    """A pass in which the other community's subjects are as if they were not due."""
    others = Standing.objects.exclude(community_id=community_id)
    kept = dict(others.values_list("id", "next_at"))
    others.update(next_at=None)
    run_clock(now)
    for id_, next_at in kept.items():
        Standing.objects.filter(id=id_).update(next_at=next_at)


def test_numbers_begin_anew_with_the_year() -> None:
    cast = make_cast()
    midnight = datetime(2026, 12, 31, 16, tzinfo=UTC)
    numbers = []
    for at in (midnight - timedelta(seconds=1), midnight, midnight + timedelta(seconds=1)):
        case = Case(community=cast.community, kind="enquiry", channel="phone", matter="问")
        numbers.append(case_actions.receive_case(case, by=Act(cast.agent.pk, at)).number)
    assert numbers == ["2026-000001", "2027-000001", "2027-000002"]
