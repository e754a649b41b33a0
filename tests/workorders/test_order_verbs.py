"""Every verb on an order over HTTP: works, refused in a wrong state, not permitted, another community, no GET."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.notices.models import Notice
from kefu.workorders import actions
from kefu.workorders.actions import NewReceiver
from kefu.workorders.calc import VERBS
from kefu.workorders.models import Side, State, WorkOrder
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast, make_cast
from tests.workorders.orders import acts, do, issued, receiver
from tests.workorders.pictures import signature

pytestmark = pytest.mark.django_db
# By whom each verb is done on the way into a state.
INTO = {
    "issued": (),
    "confirmed": (("engineer", "confirm"),),
    "answered": (("engineer", "confirm"), ("engineer", "answer")),
    "finished": (("engineer", "finish"),),
    "closed": (("engineer", "finish"), ("agent", "close")),
}
SENDING, RECEIVING = {"agent", "lead", "supervisor", "manager"}, {"engineer"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def in_state(cast: Cast, state: str) -> WorkOrder:
    order = issued(cast)
    for who, verb in INTO[state]:
        assert do(cast, who, order, verb) == 302
    order.refresh_from_db()
    assert order.state == state
    return order


def actor_of(verb: str) -> str:
    return "engineer" if VERBS[verb].side == "receiver" else "agent"


def send(cast: Cast, who: str, order: WorkOrder, verb: str) -> int:
    """The verb with what its form needs; a signature is a file."""
    if verb != "sign":
        return do(cast, who, order, verb)
    form = {"place": "sent", "name": "张晓梅", "picture": SimpleUploadedFile("s.png", signature())}
    return signed_in(cast, who).post(f"/orders/{order.pk}/sign", form).status_code


@pytest.mark.parametrize("state", INTO)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_records_one_event_where_the_state_allows_it_and_none_elsewhere(
    cast: Cast, verb: str, state: str
) -> None:
    order = in_state(cast, state)
    before = acts(order)
    status = send(cast, actor_of(verb), order, verb)
    order.refresh_from_db()
    if state in VERBS[verb].allowed_in:
        assert status == 302
        assert acts(order) == [*before, VERBS[verb].event]
        assert order.state == (VERBS[verb].leads_to or state)
    else:
        assert status == 422
        assert acts(order) == before
        assert order.state == state


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what(cast: Cast, verb: str) -> None:
    sides = {"sender": SENDING, "receiver": RECEIVING, "either": SENDING | RECEIVING}
    order = issued(cast)
    for who in ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "keeper", "administrator"):
        # What is wrong with the form is said only to whoever may.
        status = signed_in(cast, who).post(f"/orders/{order.pk}/{verb}", {"expect": "0"}).status_code
        assert (status != 403) == (who in sides[VERBS[verb].side]), (who, status)
        assert status != 404
    assert signed_in(cast, "other_clerk").post(f"/orders/{order.pk}/{verb}").status_code == 404
    assert signed_in(cast, actor_of(verb)).get(f"/orders/{order.pk}/{verb}").status_code == 405


def test_an_order_is_issued_with_its_number_handler_duties_and_a_notice(cast: Cast) -> None:
    order = issued(cast, is_written_asked="on")
    assert (order.number, order.sender, order.handler) == ("L2026-000001", cast.agent, cast.engineer)
    event = event_queries.history("work-order", order.pk)[0]
    assert event.facts == {
        "owner": str(cast.agent.pk),
        "handler": str(cast.engineer.pk),
        "receiver": str(order.receiver_id),
        "routine": True,
        "consent": False,
        "written.asked": True,
        "order.date": True,
        "order.matter": True,
    }
    assert "电梯" not in event.facts_text
    duties = Duty.objects.filter(subject_kind="work-order", subject_id=order.pk).order_by("clause")
    assert [(one.clause, one.bearer_id) for one in duties] == [
        ("order.answer", cast.engineer.pk),
        ("order.confirm", cast.engineer.pk),
    ]
    order.refresh_from_db()
    assert order.next_due_at == min(one.due_at for one in duties if one.due_at)
    assert Notice.objects.get(user=cast.engineer).label == order.number
    page = signed_in(cast, "engineer").get("/notices").content.decode()
    assert f'href="/orders/{order.pk}"' in page
    assert issued(cast).number == "L2026-000002"


def test_the_clause_of_the_rulebook_that_a_slip_lacks_is_said_and_what_was_typed_stays(cast: Cast) -> None:
    form = {"receiver": str(receiver(cast).pk), "matter": "检查电梯", "dated_on": ""}
    answer = signed_in(cast, "agent").post(f"/orders/issue/{cast.community.pk}", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A work order bears its date, its receiver and its matter" in page
    assert "(order.complete)" in page
    assert "date on the slip" in page
    assert "检查电梯" in page
    assert not WorkOrder.objects.exists()


def test_closing_asks_whether_the_completion_is_confirmed(cast: Cast) -> None:
    order = in_state(cast, "finished")
    page = signed_in(cast, "agent").get(f"/orders/{order.pk}").content.decode()
    assert "A work order is closed only when its completion is confirmed" in page
    assert signed_in(cast, "agent").post(f"/orders/{order.pk}/close").status_code == 422
    order.refresh_from_db()
    assert order.state == State.FINISHED
    assert do(cast, "agent", order, "close", is_confirmed="on") == 302


def test_what_is_not_done_after_all_goes_back_and_its_sender_has_kept_the_duty_to_look(cast: Cast) -> None:
    order = in_state(cast, "finished")
    assert do(cast, "agent", order, "return", why="今早又停了一次") == 302
    order.refresh_from_db()
    assert (order.state, order.finished_at) == (State.CONFIRMED, None)
    looked = Duty.objects.get(subject_kind="work-order", subject_id=order.pk, clause="order.close")
    assert looked.end == "done"
    assert do(cast, "engineer", order, "finish", result="更换主板") == 302
    assert Duty.objects.filter(subject_id=order.pk, clause="order.close", end="").count() == 1


def test_an_answer_that_was_asked_for_in_writing_is_given_in_writing(cast: Cast) -> None:
    order = issued(cast, is_written_asked="on")
    answer = signed_in(cast, "engineer").post(f"/orders/{order.pk}/answer", {"answer": "电话里说过了"})
    assert answer.status_code == 422
    assert "This order asks for an answer in writing." in answer.content.decode()
    assert acts(order) == ["order.issued"]
    assert do(cast, "engineer", order, "answer", answer="见附件", is_written="on") == 302


def test_whoever_confirms_of_several_who_answer_handles_it(cast: Cast) -> None:
    order = issued(cast, receiver(cast, NewReceiver("财务部", post=cast.posts["cashier"])))
    assert order.handler == cast.cashier
    other = receiver(cast, NewReceiver("客服主管室", post=cast.posts["supervisor"]))
    order = issued(cast, other)
    by = Act(cast.manager.pk, MORNING)
    actions.change_receiver(other.pk, by=by, new=NewReceiver("客服主管室", post=cast.posts["lead"]))
    assert do(cast, "lead", order, "confirm") == 302
    order.refresh_from_db()
    assert order.handler == cast.lead
    duty = Duty.objects.get(subject_kind="work-order", subject_id=order.pk, clause="order.answer")
    assert duty.bearer_id == cast.lead.pk
    # The one who was meant first is on that side still; who only follows it is not.
    assert do(cast, "agent", order, "answer", answer="好") == 403


def test_what_an_outside_body_did_is_written_down_by_who_sent_it(cast: Cast) -> None:
    order = issued(cast, receiver(cast, NewReceiver("供电公司", Side.OUTSIDE, contact="95598")))
    assert order.handler == cast.agent
    assert do(cast, "engineer", order, "confirm") == 403
    for verb in ("confirm", "answer", "finish", "close"):
        assert do(cast, "agent", order, verb) == 302
    order.refresh_from_db()
    assert order.state == State.CLOSED


def test_where_nobody_answers_in_the_program_the_sender_writes_it_down(cast: Cast) -> None:
    order = issued(cast, receiver(cast, NewReceiver("车队")))
    assert order.handler is None
    assert do(cast, "lead", order, "confirm") == 302
    order.refresh_from_db()
    assert order.handler is None
    assert do(cast, "agent", order, "answer", answer="明早派车") == 302


def test_urged_orders_count_it_and_tell_the_handler(cast: Cast) -> None:
    order = issued(cast)
    for hours in (1, 2):
        assert do(cast, "lead", order, "urge", MORNING + timedelta(hours=hours), note="业主催") == 302
    order.refresh_from_db()
    assert order.urged == 2
    assert Notice.objects.filter(user=cast.engineer).count() == 3
    assert "urged 2×" in signed_in(cast, "agent").get(f"/orders/{order.pk}").content.decode()


def test_a_customer_who_is_advised_to_go_there_directly_is_on_record(cast: Cast) -> None:
    before, order = issued(cast), issued(cast)
    page = signed_in(cast, "agent").get(f"/orders/{order.pk}").content.decode()
    assert "1 order of this receiver" in page
    assert do(cast, "agent", order, "advise", note="业主急用车") == 302
    assert acts(order)[-1] == "order.advised"
    order.refresh_from_db()
    assert order.advised_at == MORNING
    assert before.advised_at is None


def test_what_was_withdrawn_is_due_no_more(cast: Cast) -> None:
    order = issued(cast)
    assert do(cast, "cashier", order, "withdraw", why="x") == 403
    assert do(cast, "agent", order, "withdraw", why="重复开单") == 302
    order.refresh_from_db()
    assert (order.state, order.is_withdrawn, order.next_due_at) == (State.CLOSED, True, None)
    assert {duty.end for duty in Duty.objects.filter(subject_kind="work-order", subject_id=order.pk)} == {"cancelled"}
    answer = signed_in(cast, "agent").post(f"/orders/{order.pk}/urge")
    assert answer.status_code == 422
    assert "This order was withdrawn. Issue a new one." in answer.content.decode()


def test_somebody_who_was_faster_and_a_second_click(cast: Cast) -> None:
    order = issued(cast)
    for _ in range(2):
        assert do(cast, "engineer", order, "confirm", expect="1", request_key="a" * 32) == 302
    assert acts(order) == ["order.issued", "order.confirmed"]
    answer = signed_in(cast, "agent").post(f"/orders/{order.pk}/urge", {"expect": "1"})
    assert answer.status_code == 422
    assert "Somebody was faster" in answer.content.decode()


def test_an_order_for_a_case_stands_on_the_cases_page(cast: Cast) -> None:
    case, client = received(cast), signed_in(cast, "agent")
    page = client.get(f"/cases/{case.pk}").content.decode()
    address = f"/orders/issue/{cast.community.pk}?case={case.pk}"
    assert f'href="{address}"' in page
    receiver(cast)
    form = client.get(address).content.decode()
    assert case.matter in form
    assert case.contact not in form
    order = issued(cast, case=str(case.pk), contact="")
    assert order.contact == case.contact
    assert order.case == case
    page = client.get(f"/cases/{case.pk}").content.decode()
    assert f'href="/orders/{order.pk}">{order.number}</a> 物业工程部' in page
    assert f'href="/cases/{case.pk}"' in client.get(f"/orders/{order.pk}").content.decode()
    assert (
        f"/orders/issue/{cast.community.pk}" not in signed_in(cast, "auditor").get(f"/cases/{case.pk}").content.decode()
    )
    assert client.get(f"/orders/issue/{cast.community.pk}?case=999999").status_code == 404
