"""At the front desk: who was called is noted or it is said why not; the number of an unknown caller is kept."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from kefu.duties.acts import Act
from kefu.reception import actions
from kefu.reception.models import Ticket
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.counter.errands import home
from tests.reception.queueing import taken, window

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at_window(cast: Cast) -> Ticket:
    """Who is called at the agent's window."""
    at, ticket = window(cast), taken(cast)
    actions.call_next(at.pk, by=Act(cast.agent.pk, MORNING))
    return ticket


def identified(cast: Cast, ticket: Ticket, **form: Any) -> str:
    """The page that "This is who was called" leads to."""
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        answer = signed_in(cast, "agent").post(f"/reception/tickets/{ticket.pk}/identify", form, follow=True)
    assert answer.redirect_chain[-1] == (f"/reception/windows/{ticket.window_id}", 302)
    return str(answer.content.decode())


def test_who_was_called_is_noted_and_the_clerk_goes_on_at_the_window(cast: Cast) -> None:
    ticket, unit = at_window(cast), home(cast)
    ticket.refresh_from_db()
    assert "Done." in identified(cast, ticket, unit=unit.pk)
    ticket.refresh_from_db()
    assert ticket.unit == unit


@pytest.mark.parametrize(
    ("form", "said"),
    [({"unit": "999999"}, "another community"), ({"unit": "x"}, "another community"), ({}, "Say who it is")],
)
def test_why_somebody_is_not_noted_is_told(cast: Cast, form: dict[str, str], said: str) -> None:
    ticket = at_window(cast)
    ticket.refresh_from_db()
    assert said in identified(cast, ticket, **form)
    ticket.refresh_from_db()
    assert ticket.unit is None


def test_the_number_of_an_unknown_caller_goes_over_into_the_case(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        page = signed_in(cast, "agent").post(f"/reception/{cast.community.pk}", {"who": "137 0000 2222"})
    shown = page.content.decode()
    assert '<input type="hidden" name="channel" value="phone">' in shown
    assert '<input type="hidden" name="contact" value="137 0000 2222">' in shown
    with time_machine.travel(MORNING, tick=False):
        shown = signed_in(cast, "agent").get(f"/reception/{cast.community.pk}").content.decode()
    assert '<input type="hidden" name="channel" value="counter">' in shown
