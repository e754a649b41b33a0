"""Whom an order may go to, whose consent it may need, and which clauses decide before there is any history."""

from datetime import date, timedelta

import pytest
import time_machine

from kefu.duties import adopting
from kefu.duties.acts import Act
from kefu.people import actions as people
from kefu.people.actions.places import NewCommunity
from kefu.rulebook.reading import shipped
from kefu.workorders import actions
from kefu.workorders.actions import NewReceiver
from kefu.workorders.models import Receiver, WorkOrder
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.workorders.orders import ORDER, do, issued, receiver

pytestmark = pytest.mark.django_db
CONSENT = """
  order.consent:
    says: {zh: 非常规协助须经主管同意, en: Help that is not routine needs the consent of a superior}
    source: S0 T2
    forbid: issue_order
    where: {routine: false}
    unless: {consent: true}
  order.answer-written:
    says: {zh: 联系单须书面答复, en: A work order is answered in writing}
    source: S2
    forbid: answer_order
    unless: {written: true}
"""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def adopt_stricter(cast: Cast) -> None:
    """From a day before the orders on, two more clauses are in force."""
    source = shipped()["property"].read_text("utf-8")
    source = source.replace("version: 2026-01-01", "version: 2026-03-01", 1)
    head, line, rest = source.partition("requirements:\n")
    by = Act(cast.manager.pk, BEGAN)
    adopting.adopt_rulebook(cast.community.pk, head + line + CONSENT + rest, since=date(2026, 3, 1), by=by)


def refused(cast: Cast, who: str = "agent", **form: str) -> str:
    """What the page says of an order that is not issued."""
    before = WorkOrder.objects.count()
    sent = {"receiver": str(receiver(cast).pk), **ORDER, **form}
    with time_machine.travel(MORNING, tick=False):
        answer = signed_in(cast, who).post(f"/orders/issue/{cast.community.pk}", sent)
    assert answer.status_code == 422
    assert WorkOrder.objects.count() == before
    return answer.content.decode()


def test_help_that_is_not_routine_needs_the_consent_that_the_version_in_force_asks_for(cast: Cast) -> None:
    assert issued(cast, is_special="on").is_routine is False
    adopt_stricter(cast)
    assert "Help that is not routine needs the consent of a superior" in refused(cast, is_special="on")
    assert issued(cast).is_routine
    order = issued(cast, is_special="on", consented_by=str(cast.supervisor.pk))
    assert order.consented_by == cast.supervisor
    assert f"{cast.supervisor.name} agreed" in signed_in(cast, "agent").get(f"/orders/{order.pk}").content.decode()


def test_only_superiors_can_consent(cast: Cast) -> None:
    assert "Select a valid choice" in refused(cast, is_special="on", consented_by=str(cast.agent.pk))


def test_a_clause_may_ask_for_answers_in_writing(cast: Cast) -> None:
    adopt_stricter(cast)
    order = issued(cast)
    answer = signed_in(cast, "engineer").post(f"/orders/{order.pk}/answer", {"answer": "电话里说过了"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A work order is answered in writing" in page
    assert "电话里说过了" in page
    assert do(cast, "engineer", order, "answer") == 302


def test_the_planning_office_is_on_the_list_of_superiors_only(cast: Cast) -> None:
    office = receiver(cast, NewReceiver("规划局", "outside", is_for_superiors=True))
    for who in ("agent", "lead", "engineer", "cashier"):
        assert "规划局" not in signed_in(cast, who).get(f"/orders/issue/{cast.community.pk}").content.decode()
        assert "规划局" not in signed_in(cast, who).get(f"/orders/receivers/{cast.community.pk}").content.decode()
        assert "Select a valid choice" in refused(cast, who, receiver=str(office.pk))
    assert "规划局" in signed_in(cast, "supervisor").get(f"/orders/issue/{cast.community.pk}").content.decode()
    assert issued(cast, office, who="supervisor").receiver == office


def test_nothing_goes_to_who_is_off_the_list_or_elsewhere(cast: Cast) -> None:
    gone, by = receiver(cast, NewReceiver("车队")), Act(cast.manager.pk, BEGAN)
    actions.retire_receiver(gone.pk, by=by)
    refused(cast, receiver=str(gone.pk))
    there = actions.add_receiver(
        cast.other_community.pk, by=Act(cast.administrator.pk, BEGAN), new=NewReceiver("金桥工程部")
    )
    refused(cast, receiver=str(there.pk))


def test_the_action_itself_refuses_a_receiver_of_another_list(cast: Cast) -> None:
    office = receiver(cast, NewReceiver("规划局", "outside", is_for_superiors=True))
    order = WorkOrder(community=cast.community, receiver=office, matter="违章搭建")
    with pytest.raises(actions.OrderRefused):
        actions.issue_order(order, by=Act(cast.lead.pk, MORNING))
    assert not WorkOrder.objects.exists()


def test_a_second_click_issues_one_order(cast: Cast) -> None:
    form = {"receiver": str(receiver(cast).pk), **ORDER, "request_key": "k" * 32}
    client = signed_in(cast, "agent")
    first, second = (client.post(f"/orders/issue/{cast.community.pk}", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert WorkOrder.objects.count() == 1


def test_numbers_are_the_communitys_of_its_year(cast: Cast) -> None:
    new_year = MORNING.replace(year=2027, month=1, day=1, hour=0, minute=30)
    assert issued(cast, at=new_year - timedelta(hours=1)).number == "L2026-000001"
    assert issued(cast, at=new_year).number == "L2027-000001"


def test_where_there_is_no_receiver_yet_the_page_says_what_to_do(cast: Cast) -> None:
    page = signed_in(cast, "agent").get(f"/orders/issue/{cast.community.pk}").content.decode()
    assert "Ask a supervisor or manager to fill it in." in page
    page = signed_in(cast, "manager").get(f"/orders/issue/{cast.community.pk}").content.decode()
    assert f'href="/orders/receivers/{cast.community.pk}"' in page


@pytest.mark.parametrize("rulebook", ["water", "ecommerce", "broadcast"])
def test_orders_work_under_every_shipped_rulebook(cast: Cast, rulebook: str) -> None:
    root = Act(cast.administrator.pk, BEGAN)
    place = people.found_community(NewCommunity("新城", "XC", rulebook), by=root)
    post = people.found_post(place.pk, by=root, word="supervisor", title="客服主管")
    people.appoint_user(cast.supervisor.pk, by=root, post_id=post.pk)
    actions.load_receivers(place.pk, by=root)
    by = Act(cast.supervisor.pk, MORNING)
    to = Receiver.objects.get(community=place, name="供电公司")
    draft = WorkOrder(community=place, receiver=to, matter="停电", dated_on=MORNING.date())
    order = actions.issue_order(draft, by=by)
    actions.confirm_order(order.pk, by=by)
    actions.answer_order(order.pk, by=by, answer="抢修中", is_written=True)
    actions.finish_order(order.pk, by=by, result="已恢复")
    assert actions.close_order(order.pk, by=by, is_confirmed=True).state == "closed"
