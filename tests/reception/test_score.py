"""The score of a month: the examples of docs/algorithms/window-score.md, and the page that explains each deduction."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine

from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.governing import book_on
from kefu.reception import actions, figures
from kefu.reception.actions import Served
from kefu.reception.calc import score
from kefu.reception.figures import Period
from kefu.reception.models import Ticket
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.reception.queueing import taken, window

PAGE = Path(__file__).parents[2] / "docs/algorithms/window-score.md"
ROW = re.compile(r"^\| ([\d×., ]+|–) \| ([\d.]+) \|", re.M)
EXAMPLES = [(found[1], found[2]) for found in ROW.finditer(PAGE.read_text("utf-8"))]


@pytest.mark.parametrize(("broken", "points"), EXAMPLES)
def test_the_examples_of_the_page(broken: str, points: str) -> None:
    parts = [] if broken == "–" else [one.split("×") for one in broken.split(",")]
    counted = [(f"clause-{n}", int(times), Decimal(each.strip())) for n, (times, each) in enumerate(parts)]
    assert score(counted).points == Decimal(points)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.django_db
def test_each_deduction_stands_with_its_ticket_and_clause() -> None:
    cast = make_cast()
    ticket = _served_late(cast)
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        page = signed_in(cast, "agent").get(f"/reception/{cast.community.pk}/score").content.decode()
    # Called after 12 minutes of 10, served for 15 of 10, and given a mark of 2.
    assert ">98.0<" in page
    assert page.count(f"/reception/tickets/{ticket.pk}") == 3
    for clause in ("window.call", "window.pass", "window.low-mark", "window.score"):
        assert f"/clauses/{clause}" in page
    assert "target not met" in page


@pytest.mark.django_db
def test_waiting_and_serving_are_counted_apart() -> None:
    cast = make_cast()
    _served_late(cast)
    period = _period(cast, 60)
    book = book_on(cast.community.pk, MORNING.date())
    found = figures.total(period, book)
    assert (found.taken, found.received, found.wait, found.service) == (1, 1, 720, 900)
    assert (found.wait_share, found.service_share, found.mark) == (0, 0, 2)
    for groups in (figures.by_purpose(period, book), figures.by_clerk(period, book), figures.by_day(period, book)):
        (group,) = groups
        assert group.figures == found
        listed = signed_in(cast, "agent").get(f"/reception/tickets?{group.query}").content.decode()
        assert "C001" in listed
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        client = signed_in(cast, "agent")
        assert "12.0" in client.get(f"/reception/{cast.community.pk}/figures").content.decode()
        assert client.post(f"/reception/{cast.community.pk}/figures/export").status_code == 200


@pytest.mark.django_db
def test_who_still_waits_or_is_served_beyond_the_time_counts_as_not_in_time() -> None:
    cast = make_cast()
    at = window(cast)
    first = taken(cast)
    actions.call_next(at.pk, by=Act(cast.agent.pk, MORNING + timedelta(minutes=1)))
    taken(cast, at=MORNING + timedelta(minutes=1))
    taken(cast, at=MORNING + timedelta(minutes=8))
    book = book_on(cast.community.pk, MORNING.date())
    shares = [
        (found.called, found.wait_share, found.judged, found.service_share, found.unfinished)
        for found in (figures.total(_period(cast, minutes), book) for minutes in (11, 12, 19))
    ]
    # A wait of 10 minutes and a service of 10 are within the time; what is longer is not, whether over or not.
    assert shares == [(1, 1, 0, None, 3), (2, 1 / 2, 1, 0, 3), (3, 1 / 3, 1, 0, 3)]
    by_clerk = figures.by_clerk(_period(cast, 19), book)
    assert [(one.key, one.figures.taken) for one in by_clerk] == [(str(cast.agent.pk), 1), ("", 2)]
    listed = signed_in(cast, "agent").get(f"/reception/tickets?{by_clerk[1].query}").content.decode()
    assert ("C002" in listed, "C003" in listed, f">{first}<" in listed) == (True, True, False)


def _period(cast: Cast, minutes: int) -> Period:
    """The day, as it stands so many minutes after its morning."""
    day = timedelta(days=1)
    return Period(cast.community, MORNING - day, MORNING + day, MORNING + timedelta(minutes=minutes))


def _served_late(cast: Cast) -> Ticket:
    at = window(cast)
    ticket = taken(cast)
    run_clock(MORNING + timedelta(minutes=11))
    actions.call_next(at.pk, by=Act(cast.agent.pk, MORNING + timedelta(minutes=12)))
    run_clock(MORNING + timedelta(minutes=26))
    served = Act(cast.agent.pk, MORNING + timedelta(minutes=27))
    actions.serve_ticket(ticket.pk, by=served, served=Served("已办"))
    actions.rate_ticket(ticket.pk, by=Act(None, MORNING + timedelta(minutes=28), is_staff=False), mark=2)
    return ticket
