"""Lists of orders: in order of arrival, views, filters, pages, files."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from kefu.events import queries as event_queries
from kefu.ui.paging import parts
from kefu.workorders import lists
from kefu.workorders.actions import NewReceiver
from kefu.workorders.lists import Chosen
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast, make_cast
from tests.workorders.orders import do, issued, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def numbers(cast: Cast, chosen: Chosen, who: str = "agent", days: float = 0.1) -> str:
    """The last digits of what is listed."""
    found = lists.selection(cast[who], chosen, MORNING + timedelta(days=days))
    rows = [row for part in parts(found.rows, found.keys, 2) for row in found.items(part)]
    return "".join(row.order.number[-1] for row in rows)


def test_views_filters_and_orders(cast: Cast) -> None:
    case, fleet = received(cast), receiver(cast, NewReceiver("车队"))
    issued(cast, contact="13900002222")
    issued(cast, fleet, case=str(case.pk), customer_number="3-2-501")
    third = issued(cast, who="lead", at=MORNING + timedelta(hours=1))
    assert do(cast, "engineer", third, "finish") == do(cast, "lead", third, "close") == 302
    fourth = issued(cast, who="lead", at=MORNING + timedelta(hours=2))
    assert do(cast, "engineer", fourth, "confirm", MORNING + timedelta(hours=2)) == 302
    for chosen, shown in (
        (Chosen(), "124"),
        (Chosen(sort="newest"), "421"),
        (Chosen(sort="due"), "124"),
        (Chosen(show="mine"), "12"),
        (Chosen(show="closed"), "3"),
        (Chosen(show="closed", sort="due"), "3"),
        (Chosen(show="all"), "4321"),
        (Chosen(show="all", sort="arrival"), "1234"),
        (Chosen(state="confirmed"), "4"),
        (Chosen(state="closed"), "3"),
        (Chosen(receiver_id=fleet.pk), "2"),
        (Chosen(case_id=case.pk), "2"),
        (Chosen(show="all", community_id=cast.other_community.pk), ""),
        (Chosen(q="L2026-000001"), "1"),
        (Chosen(q="2026-000004"), "4"),
        (Chosen(q="3-2-501"), "2"),
        (Chosen(q="13900002222"), "1"),
        (Chosen(q="没有"), ""),
    ):
        assert numbers(cast, chosen) == shown, chosen
    assert numbers(cast, Chosen(show="mine"), "engineer") == "14"
    assert numbers(cast, Chosen(show="overdue"), days=2) == "12"
    assert numbers(cast, Chosen(show="all"), "other_clerk") == ""


def test_the_page_shows_what_is_due_and_leads_to_each_order(cast: Cast) -> None:
    order = issued(cast)
    assert do(cast, "lead", order, "urge") == 302
    with time_machine.travel(MORNING + timedelta(days=2), tick=False):
        page = signed_in(cast, "agent").get("/orders").content.decode()
    assert f'<a href="/orders/{order.pk}">{order.number}</a>' in page
    assert "urged 1×" in page
    assert "overdue" in page
    assert "The receiving department confirms a work order within 1 working day" in page


def test_whoever_may_not_issue_is_offered_nothing_of_it(cast: Cast) -> None:
    assert 'href="/orders/issue"' in signed_in(cast, "agent").get("/orders").content.decode()
    page = signed_in(cast, "auditor").get("/orders").content.decode()
    assert 'href="/orders/issue"' not in page
    assert "No work order is found" in page


def test_a_file_holds_all_that_was_chosen_and_is_recorded(cast: Cast) -> None:
    for _ in range(3):
        issued(cast)
    answer = signed_in(cast, "agent").post("/orders/export?show=all")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue()))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[:4] == ["Number", "Receiver", "Matter", "State"]
    assert [row[0] for row in rows] == ["L2026-000003", "L2026-000002", "L2026-000001"]
    noted = event_queries.history("staff", cast.agent.pk).filter(kind="staff.exported").last()
    assert noted is not None
    assert noted.facts["rows"] == 3


def test_what_is_no_choice_is_not_chosen(cast: Cast) -> None:
    issued(cast)
    client = signed_in(cast, "agent")
    for asked in ("receiver=x", "state=x", "month=2026-13&answered=late", "case=999", "show=x&sort=x", "answered=late"):
        assert "L2026-000001" in client.get(f"/orders?{asked}").content.decode(), asked
