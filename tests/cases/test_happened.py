"""What happened is told in one way on every page; what the program brought by itself stands back."""

import re
from datetime import timedelta

import pytest
import time_machine

from kefu.duties.clock import run_clock
from kefu.people.words import event_name
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import make_cast
from tests.reception.queueing import taken

pytestmark = pytest.mark.django_db


def test_what_the_program_brought_stands_back_on_every_page() -> None:
    cast = make_cast()
    case, ticket = received(cast), taken(cast)
    later = MORNING + timedelta(days=9)
    run_clock(later)
    brought = event_name("duty.breached")
    with time_machine.travel(later, tick=False):
        client = signed_in(cast, "agent")
        for address in (f"/cases/{case.pk}", f"/reception/tickets/{ticket.pk}"):
            page = client.get(address).content.decode()
            (timeline,) = re.findall(r'<ol class="timeline">.*?</ol>', page, re.DOTALL)
            assert f'</span><span><span class="quiet">{brought}</span>' in timeline, address
            assert f"</span><span>{brought}" not in timeline, address
