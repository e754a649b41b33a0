"""A number's way: taken, called, served or passed or sent on; who may; what is refused; both times apart."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.reception import actions
from kefu.reception.actions import NewTicket, ReceptionRefused, Served
from kefu.reception.models import Ticket, Window
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast, make_cast
from tests.counter.errands import home
from tests.reception.queueing import kinds, taken, window

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def post(cast: Cast, address: str, form: dict[str, Any] | None = None, who: str = "agent", minutes: float = 0) -> Any:
    with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
        return signed_in(cast, who).post(address, form or {})


def later(minutes: float, cast: Cast, who: str = "agent") -> Act:
    return Act(cast[who].pk, MORNING + timedelta(minutes=minutes))


def duty(ticket: Ticket, clause: str) -> Duty:
    return Duty.objects.get(subject_kind="ticket", subject_id=ticket.pk, clause=clause)


def test_numbers_begin_anew_for_each_letter_and_each_day_of_the_community(cast: Cast) -> None:
    assert [taken(cast, one).number for one in ("pass", "goods-release", "move-in")] == ["C001", "C002", "A001"]
    # 16:30 in London is half past midnight of the next day here.
    assert taken(cast, "pass", MORNING + timedelta(hours=15)).number == "C001"


def test_nobody_is_received_for_what_the_rulebook_does_not_name(cast: Cast) -> None:
    with pytest.raises(ReceptionRefused):
        taken(cast, "haircut")


def test_the_longest_waiting_is_called_and_served_and_both_times_stand_apart(cast: Cast) -> None:
    at = window(cast)
    first, second = taken(cast), taken(cast, at=MORNING + timedelta(minutes=1))
    assert post(cast, f"/reception/windows/{at.pk}/next", minutes=4).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.clerk, first.waited, second.state) == ("called", cast.agent, 240, "waiting")
    form = {"result": "已办", "coordination": "保安队"}
    answer = post(cast, f"/reception/tickets/{first.pk}/serve", form, minutes=10)
    assert answer.headers["Location"] == f"/reception/windows/{at.pk}"
    first.refresh_from_db()
    assert (first.state, first.waited, first.served, first.result) == ("served", 240, 360, "已办")
    assert kinds(first) == ["ticket.taken", "ticket.called", "ticket.served"]
    assert (duty(first, "window.call").end, duty(first, "window.pass").end) == ("done", "done")
    # What was arranged with others is asked about by phone.
    revisit = duty(first, "reception.revisit")
    assert (revisit.end, revisit.bearer_id) == ("", cast.agent.pk)
    assert post(cast, f"/reception/tickets/{first.pk}/revisit", {"is_satisfied": "yes"}, minutes=60).status_code == 302
    revisit.refresh_from_db()
    assert revisit.end == "done"


def test_a_second_press_calls_nobody_while_one_is_called(cast: Cast) -> None:
    at = window(cast)
    taken(cast)
    second = taken(cast)
    actions.call_next(at.pk, by=later(1, cast))
    post(cast, f"/reception/windows/{at.pk}/next", minutes=2)
    second.refresh_from_db()
    assert second.state == "waiting"


def test_the_same_request_calls_once(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast)
    actions.call_next(at.pk, by=later(1, cast))
    form = {"result": "已办", "request_key": "k" * 32}
    assert post(cast, f"/reception/tickets/{ticket.pk}/serve", form, minutes=2).status_code == 302
    assert post(cast, f"/reception/tickets/{ticket.pk}/serve", form, minutes=3).status_code == 302
    assert kinds(ticket).count("ticket.served") == 1


def test_next_pressed_twice_calls_once_and_leads_back_to_the_window(cast: Cast) -> None:
    at, first, second = window(cast), taken(cast), taken(cast)
    for _ in range(2):
        answer = post(cast, f"/reception/windows/{at.pk}/next", {"request_key": "next"}, minutes=1)
        assert answer.headers["Location"] == f"/reception/windows/{at.pk}"
    assert [Ticket.objects.get(pk=one.pk).state for one in (first, second)] == ["called", "waiting"]


def test_only_who_sits_there_calls(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast)
    assert post(cast, f"/reception/windows/{at.pk}/next", who="lead").status_code == 403
    assert post(cast, f"/reception/windows/{at.pk}/next", who="other_clerk").status_code == 404
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_a_clerk_sits_at_one_window(cast: Cast) -> None:
    window(cast)
    other = actions.add_window(cast.community.pk, by=later(0, cast, "lead"), name="二号窗口")
    with pytest.raises(ReceptionRefused):
        actions.open_window(other.pk, by=later(0, cast))


def test_a_window_serves_what_it_is_for(cast: Cast) -> None:
    made = actions.add_window(cast.community.pk, by=later(0, cast, "lead"), name="证件", purposes=["card"])
    actions.open_window(made.pk, by=later(0, cast))
    taken(cast, "pass")
    card = taken(cast, "card", MORNING + timedelta(minutes=1))
    assert actions.call_next(made.pk, by=later(2, cast)) == card


def test_who_did_not_come_is_not_served_late_and_may_be_called_again(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast)
    actions.call_next(at.pk, by=later(2, cast))
    post(cast, f"/reception/tickets/{ticket.pk}/recall", minutes=3)
    post(cast, f"/reception/tickets/{ticket.pk}/pass", minutes=4)
    ticket.refresh_from_db()
    assert ticket.state == "no-show"
    assert duty(ticket, "window.pass").end == "cancelled"
    post(cast, f"/reception/tickets/{ticket.pk}/call", minutes=9)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waited) == ("called", 120)
    open_now = Duty.objects.get(subject_kind="ticket", subject_id=ticket.pk, clause="window.pass", end="")
    assert open_now.due_at == MORNING + timedelta(minutes=19)


def test_who_is_sent_on_waits_anew_and_is_first_by_when_they_came(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast)
    taken(cast, "card", MORNING + timedelta(minutes=1))
    actions.call_next(at.pk, by=later(2, cast))
    assert post(cast, f"/reception/tickets/{ticket.pk}/move", {"purpose": "move-in"}, minutes=5).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.purpose, ticket.served) == ("waiting", "move-in", 180)
    assert duty(ticket, "window.pass").end == "cancelled"
    assert not Duty.objects.filter(subject_id=ticket.pk, clause="window.move-in").exists()
    assert actions.call_next(at.pk, by=later(9, cast)) == ticket
    ticket.refresh_from_db()
    assert ticket.waited == 120 + 240
    assert duty(ticket, "window.move-in").due_at == MORNING + timedelta(minutes=39)
    calls = Duty.objects.filter(subject_kind="ticket", subject_id=ticket.pk, clause="window.call")
    assert sorted(calls.values_list("end", flat=True)) == ["done", "done"]


def test_who_has_left_is_waited_for_no_longer(cast: Cast) -> None:
    ticket = taken(cast)
    assert post(cast, f"/reception/tickets/{ticket.pk}/leave").status_code == 302
    assert duty(ticket, "window.call").end == "cancelled"


def test_who_does_not_come_is_passed_over_by_a_colleague_too(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast)
    actions.call_next(at.pk, by=later(1, cast))
    address = f"/reception/tickets/{ticket.pk}"
    assert f'action="{address}/pass"' in signed_in(cast, "lead").get(address).content.decode()
    form = {"came_by": "visit", "purpose": "visitor", "name": "刘先生", "matter": "找工程部"}
    there = post(cast, f"/reception/{cast.community.pk}/receive", form, minutes=2).headers["Location"]
    assert f'action="{there}/pass"' not in signed_in(cast, "lead").get(there).content.decode()


def test_a_homes_page_says_for_what_somebody_came(cast: Cast) -> None:
    unit = home(cast)
    actions.take_ticket(cast.community.pk, NewTicket("move-in", unit_id=unit.pk), by=later(0, cast))
    page = signed_in(cast, "agent").get(f"/estate/units/{unit.pk}").content.decode()
    assert "</time></a> Move-in " in page


def test_yesterdays_numbers_are_gone_when_a_window_opens(cast: Cast) -> None:
    ticket = taken(cast, at=MORNING - timedelta(days=1))
    window(cast)
    ticket.refresh_from_db()
    assert ticket.state == "left"


def test_a_wait_too_long_is_breached(cast: Cast) -> None:
    ticket = taken(cast)
    run_clock(MORNING + timedelta(minutes=11))
    assert duty(ticket, "window.call").breached_at == MORNING + timedelta(minutes=10)


def test_a_result_that_is_still_to_come_is_due(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast, "enquiry")
    actions.call_next(at.pk, by=later(1, cast))
    actions.serve_ticket(ticket.pk, by=later(3, cast), served=Served("已转工程部", "工程部", is_pending=True))
    assert duty(ticket, "reception.answer").end == ""
    assert not Duty.objects.filter(subject_id=ticket.pk, clause="reception.revisit").exists()
    assert post(cast, f"/reception/tickets/{ticket.pk}/answer", {"result": "周五来修"}, minutes=30).status_code == 302
    assert duty(ticket, "reception.answer").end == "done"
    assert duty(ticket, "reception.revisit").end == ""


def test_a_case_came_of_it(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast, "complaint")
    actions.call_next(at.pk, by=later(1, cast))
    case = received(cast)
    wrong = post(cast, f"/reception/tickets/{ticket.pk}/serve", {"result": "转办", "number_of_case": "9"}, minutes=2)
    assert wrong.status_code == 422
    assert "转办" in wrong.content.decode()
    form = {"result": "转办", "number_of_case": case.number}
    post(cast, f"/reception/tickets/{ticket.pk}/serve", form, minutes=2)
    ticket.refresh_from_db()
    assert ticket.case == case
    assert f"/reception/tickets/{ticket.pk}" in signed_in(cast, "agent").get(f"/cases/{case.pk}").content.decode()


def test_only_cases_of_who_was_called_are_offered_as_what_it_led_to(cast: Cast) -> None:
    at, unit, other = window(cast), home(cast), home(cast, "3-2-502", "李雷", "13700002222")
    ticket = taken(cast, "complaint", MORNING - timedelta(minutes=2))
    actions.call_next(at.pk, by=later(-1, cast))
    theirs, others = received(cast, place=unit.code), received(cast, place=other.code, contact="")
    assert "number_of_case" not in offered(cast, at)
    actions.identify_ticket(ticket.pk, by=later(0, cast), unit=unit)
    assert theirs.number in offered(cast, at)
    assert others.number not in offered(cast, at)


def offered(cast: Cast, at: Window) -> str:
    """What the window's page says may have come of who is called there."""
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        page = signed_in(cast, "agent").get(f"/reception/windows/{at.pk}").content.decode()
    return "".join(re.findall(r'type="hidden" name="number_of_case" value="[^"]*"', page))


def test_whoever_comes_without_a_number_is_written_down_at_once(cast: Cast) -> None:
    form = {"came_by": "visit", "purpose": "visitor", "name": "刘先生", "matter": "找工程部", "result": "已通知，会面"}
    assert post(cast, f"/reception/{cast.community.pk}/receive", form).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.state, ticket.clerk, ticket.name) == ("", "served", cast.agent, "刘先生")
    assert kinds(ticket) == ["ticket.called", "ticket.served"]
    earlier = {**form, "came_at": "2026-03-10T09:10", "request_key": "z" * 20}
    assert post(cast, f"/reception/{cast.community.pk}/receive", earlier).status_code == 302
    assert Ticket.objects.latest("id").served == 20 * 60


def test_a_window_left_open_is_closed_by_a_lead_but_not_while_somebody_is_called(cast: Cast) -> None:
    at = window(cast)
    taken(cast)
    actions.call_next(at.pk, by=later(1, cast))
    post(cast, f"/reception/windows/{at.pk}/close", who="lead")
    assert Window.objects.get().clerk == cast.agent
    actions.serve_ticket(Ticket.objects.get().pk, by=later(2, cast), served=Served("已办"))
    assert post(cast, f"/reception/windows/{at.pk}/close", who="lead", minutes=3).status_code == 302
    assert Window.objects.get().clerk is None


def test_a_number_is_taken_for_a_household_by_the_clerk(cast: Cast) -> None:
    ticket = actions.take_ticket(cast.community.pk, NewTicket("pass", name="王丽"), by=later(0, cast))
    (event,) = event_queries.history("ticket", ticket.pk)
    assert "王丽" not in event.facts_text
