"""How many agents a weekday asks for, out of the calls of some weeks."""

from datetime import datetime, timedelta

import pytest

from kefu.hotline.models import Call
from kefu.lib.erlang import agents_needed
from tests.cases.test_cases import signed_in
from tests.cast import HERE, Cast, make_cast

pytestmark = pytest.mark.django_db
# Two Tuesdays.
DAYS = "since=2026-03-02&until=2026-03-15"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def called(cast: Cast, at: datetime, count: int, **more: object) -> None:
    took = {"answered_at": at + timedelta(seconds=5), "ended_at": at + timedelta(seconds=185), **more}
    Call.objects.bulk_create(
        Call(community=cast.community, agent=cast.agent, started_at=at, **took) for _ in range(count)
    )


def shown(cast: Cast, query: str) -> str:
    return " ".join(
        signed_in(cast, "lead").get(f"/calls/staffing/{cast.community.pk}?{query}").content.decode().split()
    )


def test_the_mean_of_the_same_weekdays_says_how_many_are_needed(cast: Cast) -> None:
    for day, count in ((3, 25), (10, 15)):
        called(cast, datetime(2026, 3, day, 9, 40, tzinfo=HERE), count)
    # Another weekday, a call the other way, and one that rings.
    called(cast, datetime(2026, 3, 4, 9, 40, tzinfo=HERE), 40)
    called(cast, datetime(2026, 3, 3, 9, 40, tzinfo=HERE), 9, direction="out")
    called(cast, datetime(2026, 3, 3, 9, 40, tzinfo=HERE), 9, ended_at=None)
    # Missed ones had called, too.
    called(cast, datetime(2026, 3, 10, 11, 0, tzinfo=HERE), 2, answered_at=None)
    page = shown(cast, f"{DAYS}&weekday=2&share=80&seconds=20")
    assert "mean of 2 days, 180 seconds of talk" in page
    # 20 calls of 180 seconds are 2 erlangs: docs/algorithms/erlang.md has 4 agents.
    assert agents_needed(2.0, 180, 0.8, 20) == 4
    row = page[page.index('<th scope="row">09:30</th>') :]
    assert row.index("20.0") < row.index("<strong>4</strong>") < row.index("86.1%") < row.index('<th scope="row">10:00')
    assert '<th scope="row">11:00</th><td data-label="Calls, mean">1.0</td>' in page
    assert '<th scope="row">09:00</th>' not in page
    assert "<svg" in page


def test_a_stricter_aim_needs_more_and_wrong_ones_are_said(cast: Cast) -> None:
    called(cast, datetime(2026, 3, 3, 9, 40, tzinfo=HERE), 40)
    assert agents_needed(2.0, 180, 0.99, 20) == 7
    assert "<strong>7</strong>" in shown(cast, f"{DAYS}&weekday=2&share=99&seconds=20")
    assert "No answered call" in shown(cast, f"{DAYS}&weekday=5&share=80&seconds=20")
    for wrong in ("share=100&seconds=20&weekday=2", "share=80&seconds=-1&weekday=2", "share=80&seconds=1&weekday=9"):
        answer = signed_in(cast, "lead").get(f"/calls/staffing/{cast.community.pk}?{DAYS}&{wrong}")
        assert answer.status_code == 422
