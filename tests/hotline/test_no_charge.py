"""A water utility's hotline: its greeting, and a customer for whom no charge is on record."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.hotline import actions
from kefu.hotline.actions import Dealt, NewCall
from kefu.hotline.models import Call
from kefu.people import actions as people_actions
from kefu.people.actions.places import NewCommunity
from kefu.people.actions.users import NewUser
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.hotline.calling import called, post

pytestmark = pytest.mark.django_db
SAID = {"caller": "王丽", "account": "00812345", "place": "3-2-501", "department": "业务部"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def water_clerk(cast: Cast, word: str = "agent") -> tuple[Client, Call]:
    """An agent, or who holds another post of a water utility, signed in, with a call of theirs."""
    by = Act(cast.administrator.pk, BEGAN)
    where = people_actions.found_community(NewCommunity("供水公司", "GS", "water"), by=by)
    post_ = people_actions.found_post(where.pk, by=by, word=word, title="话务员")
    clerk = people_actions.join_user(NewUser("wuy", "吴月", where.pk), by=by)
    people_actions.appoint_user(clerk.pk, by=by, post_id=post_.pk)
    new = NewCall(MORNING, MORNING, MORNING, "13900001111")
    call = actions.note_call(where.pk, new, Dealt(summary="查水费"), by=Act(clerk.pk, MORNING))
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client, call


def test_the_greeting_is_the_rulebook_s(cast: Cast) -> None:
    client, _call = water_clerk(cast)
    page = client.get("/calls/note").content.decode()
    assert "您好，供水热线××号话务员为您服务，请讲" in page
    assert "请问您的用户编号是多少？" in page


def test_a_customer_without_a_charge_is_written_down_and_passed_on_at_once(cast: Cast) -> None:
    client, call = water_clerk(cast)
    assert "No charge is on record" in client.get(f"/calls/{call.pk}").content.decode()
    with time_machine.travel(MORNING + timedelta(minutes=2), tick=False):
        assert client.post(f"/calls/{call.pk}/no-charge", {**SAID, "caller": ""}).status_code == 422
        for _ in range(2):
            assert client.post(f"/calls/{call.pk}/no-charge", {**SAID, "request_key": "k"}).status_code == 302
    with pytest.raises(actions.HotlineRefused):
        actions.report_no_charge(call.pk, actions.NoCharge(**SAID), by=Act(call.agent_id, MORNING))
    case = Case.objects.get()
    call.refresh_from_db()
    assert (call.case, case.caller, case.contact, case.place) == (case, "王丽", "13900001111", "3-2-501")
    assert "00812345" in case.matter
    events = list(event_queries.history("case", case.pk))
    assert [event.kind for event in events if event.kind.startswith("case.")] == ["case.received", "case.forwarded"]
    assert events[0].facts["no-charge-on-record"] is True
    duty = Duty.objects.get(subject_kind="case", clause="bill.no-charge.report")
    assert (duty.end, duty.ended_at) == ("done", MORNING + timedelta(minutes=2))
    assert "No charge is on record" not in client.get(f"/calls/{call.pk}").content.decode()


def test_it_is_offered_where_a_clause_asks_for_it_alone(cast: Cast) -> None:
    call = called(cast)
    assert "No charge is on record" not in signed_in(cast, "agent").get(f"/calls/{call.pk}").content.decode()
    assert post(cast, f"/calls/{call.pk}/no-charge", SAID, "auditor").status_code == 403


def test_it_is_not_offered_to_a_cashier_who_passes_no_case_on(cast: Cast) -> None:
    client, call = water_clerk(cast, "cashier")
    page = client.get(f"/calls/{call.pk}").content.decode()
    assert "What did it lead to?" in page
    assert "No charge is on record" not in page
    assert client.post(f"/calls/{call.pk}/no-charge", SAID).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.report_no_charge(call.pk, actions.NoCharge(**SAID), by=Act(call.agent_id, MORNING))
    assert not Case.objects.exists()
