"""Each department's share of answers in time, month by month; every figure opens its orders."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.workorders import answers
from kefu.workorders.actions import NewReceiver
from kefu.workorders.calc import Answers
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import HERE, Cast, make_cast
from tests.workorders.orders import do, issued, receiver

pytestmark = pytest.mark.django_db
# Answers to orders of 10 March are due on the 13th.
AFTER = datetime(2026, 3, 20, 9, 0, tzinfo=HERE)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_share_is_of_what_can_be_judged() -> None:
    assert Answers(9, 1, 0, 5).share == 0.9
    assert Answers(0, 0, 2).share == 0
    assert Answers(pending=3).share is None
    assert Answers(1, 2, 3, 4).plus(Answers(1, 1, 1, 1)) == Answers(2, 3, 4, 5)


def scene(cast: Cast) -> None:
    """Of March's orders one was answered in time, one late, one not yet; one of the fleet's in time; two withdrawn."""
    days = timedelta(days=1)
    for wait in (days, 5 * days):
        assert do(cast, "engineer", issued(cast), "answer", MORNING + wait) == 302
    issued(cast)
    assert do(cast, "agent", issued(cast), "withdraw", MORNING) == 302
    # An answer to an order that was issued by mistake is none either.
    mistaken = issued(cast)
    assert do(cast, "engineer", mistaken, "answer", MORNING + days) == 302
    assert do(cast, "agent", mistaken, "withdraw", MORNING + 2 * days) == 302
    fleet = receiver(cast, NewReceiver("车队"))
    assert do(cast, "agent", issued(cast, fleet), "answer", MORNING + days) == 302
    # Issued at the end of March, due in April.
    issued(cast, at=MORNING + 20 * days)
    run_clock(AFTER)


def figures(cast: Cast, asked: str = "", only: str = "", now: datetime = AFTER) -> answers.Month:
    one = receiver(cast, NewReceiver(only)) if only else None
    return answers.month(cast.community, asked, one, now)


def test_a_month_by_receiver_and_the_months_before(cast: Cast) -> None:
    scene(cast)
    found = figures(cast)
    assert [(one.receiver.name, one.answers) for one in found.receivers] == [
        ("物业工程部", Answers(1, 1, 1, 0)),
        ("车队", Answers(1, 0, 0, 0)),
    ]
    assert (found.month.name, found.month.answers) == ("2026-03", Answers(2, 1, 1, 0))
    assert [one.name for one in found.months[:3]] == ["2026-04", "2026-03", "2026-02"]
    assert found.months[0].answers == Answers(0, 0, 0, 1)
    assert found.months[2].answers == Answers()
    assert figures(cast, only="车队").months[0].name == "2026-03"
    assert figures(cast, only="车队").months[0].answers == Answers(1, 0, 0, 0)


@pytest.mark.parametrize("asked", ["2026-13", "x", "2199-01", "2026-06", ""])
def test_what_is_no_month_or_lies_ahead_is_this_one(cast: Cast, asked: str) -> None:
    assert figures(cast, asked).month.name == "2026-03"


def test_a_month_long_past_is_still_there(cast: Cast) -> None:
    scene(cast)
    found = figures(cast, "2026-03", now=AFTER + timedelta(days=3 * 365))
    assert found.month.answers == Answers(2, 1, 1, 0)
    assert found.months[0].name == "2026-03"


def test_every_figure_opens_the_orders_behind_it(cast: Cast) -> None:
    scene(cast)
    client = signed_in(cast, "auditor")
    with time_machine.travel(AFTER, tick=False):
        page = client.get(f"/orders/answers/{cast.community.pk}").content.decode()
        figures = re.findall(r'<a href="(/orders\?[^"]+answered=[^"]+)">(\d+)</a>', page)
        assert len(figures) == 3 + 1 + 3 + 4
        for address, count in figures:
            listed = client.get(address.replace("&amp;", "&")).content.decode()
            assert len(set(re.findall(r"L2026-\d{6}", listed))) == int(count), address
    assert "33.3%" in page


def test_a_month_ends_by_the_communitys_clock(cast: Cast) -> None:
    first = datetime(2026, 3, 27, 10, 0, tzinfo=HERE)
    order = issued(cast, at=first)
    # Due in the first hours of April here, while it is March in London.
    due = datetime(2026, 4, 1, 6, 0, tzinfo=HERE)
    Duty.objects.filter(subject_kind="work-order", subject_id=order.pk, clause="order.answer").update(due_at=due)
    assert figures(cast, "2026-03", now=first).month.answers.pending == 0
    assert figures(cast, "2026-04", now=first).month.answers.pending == 1
