"""An errand of who came with a number: begun from the window, filled in with what is known, ended with the number."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from kefu.counter.actions import Said, begin_errand
from kefu.counter.models import Errand
from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.reception import actions as reception
from kefu.reception.actions import NewTicket
from kefu.reception.models import Ticket
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast
from tests.counter.errands import begin, begun, home
from tests.counter.test_errands import CERTIFICATE

pytestmark = pytest.mark.django_db


def called(cast: Cast, purpose: str = "certificate", who: str = "agent") -> Ticket:
    """A number that somebody's window has called."""
    window = reception.add_window(cast.community.pk, by=Act(cast.manager.pk, MORNING), name=f"{who}的窗口")
    by = Act(cast[who].pk, MORNING)
    reception.open_window(window.pk, by=by)
    unit = home(cast)
    new = NewTicket(purpose, name="王芳", phone="13900001111", unit_id=unit.pk)
    taken = reception.take_ticket(cast.community.pk, new, by=by)
    return reception.call_ticket(taken.pk, by=by, window_id=window.pk)


@time_machine.travel(MORNING, tick=False)
def test_the_window_leads_to_the_procedure_and_back(cast: Cast) -> None:
    ticket = called(cast)
    client = signed_in(cast, "agent")
    page = client.get(f"/reception/windows/{ticket.window_id}").content.decode()
    assert f'href="/counter/begin/{cast.community.pk}/certificate"' in page
    form = client.get(f"/counter/begin/{cast.community.pk}/certificate").content.decode()
    assert f'<option value="{ticket.pk}" selected>{ticket} 王芳</option>' in form
    assert all(f'value="{known}"' in form for known in ("3-2-501", "王芳"))
    assert "13900001111" not in form
    errand = begun(cast, "certificate", ticket=str(ticket.pk), **CERTIFICATE)
    assert errand.ticket == ticket
    opened = Event.objects.get(kind="errand.opened", subject_id=errand.pk)
    assert opened.facts["ticket.number"] == ticket.number
    page = client.get(f"/counter/errands/{errand.pk}").content.decode()
    assert f'href="/reception/tickets/{ticket.pk}"' in page
    assert f'href="/reception/windows/{ticket.window_id}"' in page
    page = client.get(f"/reception/windows/{ticket.window_id}").content.decode()
    result = f"Certificate {errand.number}"
    assert f'name="result" value="{result}"' in page
    client.post(f"/reception/tickets/{ticket.pk}/serve", {"result": result})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.result) == ("served", result)
    page = client.get(f"/reception/tickets/{ticket.pk}").content.decode()
    assert f'href="/counter/errands/{errand.pk}"' in page
    assert result in page


@time_machine.travel(MORNING, tick=False)
def test_it_may_be_for_somebody_else_and_a_number_that_left_is_told(cast: Cast) -> None:
    ticket = called(cast)
    assert begun(cast, "certificate", ticket="", **CERTIFICATE).ticket is None
    window = ticket.window_id or 0
    by = Act(cast.agent.pk, MORNING)
    reception.pass_ticket(ticket.pk, by=by)
    other = reception.take_ticket(cast.community.pk, NewTicket("certificate"), by=by)
    reception.call_ticket(other.pk, by=by, window_id=window)
    status, page = begin(cast, "certificate", ticket=str(ticket.pk), **CERTIFICATE)
    assert status == 422
    assert "This number is not at your window any more." in page
    assert Errand.objects.count() == 1


@time_machine.travel(MORNING, tick=False)
def test_for_another_household_the_number_is_offered_and_not_chosen(cast: Cast) -> None:
    ticket = called(cast)
    other = home(cast, "3-2-502", "李雷", "13700002222")
    resident = other.residencies.get().person
    own = home(cast)
    offered = {}
    for query in (f"unit={other.pk}", f"person={resident.pk}", "place=3-2-502", f"unit={own.pk}", "place=3-2-501"):
        address = f"/counter/begin/{cast.community.pk}/certificate?{query}"
        form = signed_in(cast, "agent").get(address).content.decode()
        assert f'<option value="{ticket.pk}"' in form
        offered[query] = (f'<option value="{ticket.pk}" selected>' in form, 'value="王芳"' in form)
    theirs, others = (True, True), (False, False)
    assert list(offered.values()) == [others, others, others, theirs, theirs]


@time_machine.travel(MORNING, tick=False)
def test_nobody_takes_a_colleagues_number(cast: Cast) -> None:
    ticket = called(cast, who="lead")
    form = signed_in(cast, "agent").get(f"/counter/begin/{cast.community.pk}/certificate").content.decode()
    assert "Number at the window" not in form
    page = signed_in(cast, "agent").get(f"/reception/windows/{ticket.window_id}").content.decode()
    assert "/counter/begin/" not in page.partition('id="household"')[0]
    new = Errand(community=cast.community, procedure="certificate", unit=home(cast), applicant="王芳", ticket=ticket)
    with pytest.raises(PermissionDenied):
        begin_errand(new, Said(), by=Act(cast.agent.pk, MORNING))


@time_machine.travel(MORNING, tick=False)
def test_addresses_name_nobody(cast: Cast) -> None:
    unit = home(cast)
    person = unit.residencies.get().person
    page = signed_in(cast, "agent").get(f"/reception/{cast.community.pk}?unit={unit.pk}&person={person.pk}")
    address = f"/counter/begin/{cast.community.pk}/certificate?unit={unit.pk}&person={person.pk}"
    assert address.replace("&", "&amp;") in page.content.decode()
    form = signed_in(cast, "agent").get(address).content.decode()
    assert all(f'value="{known}"' in form for known in ("3-2-501", "王芳"))
    assert "13900001111" not in form
