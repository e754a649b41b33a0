"""Devices and numbers on phones: without signing in, by an address nobody guesses, with nothing of anybody."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from kefu.duties.acts import Act
from kefu.reception import actions
from kefu.reception.actions import Served
from kefu.reception.addresses import ticket_token
from kefu.reception.calc import expected_wait
from kefu.reception.models import Device, Ticket
from tests.cases.test_cases import MORNING
from tests.cast import Cast, make_cast
from tests.reception.queueing import kinds, taken, window

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def device(cast: Cast, kind: str) -> str:
    return actions.add_device(cast.community.pk, by=Act(cast.lead.pk, MORNING), kind=kind, name="大厅")[1]


def test_a_device_gives_out_numbers_and_the_same_touch_gives_one(cast: Cast) -> None:
    token, client = device(cast, "numbers"), Client(headers=ENGLISH)
    with time_machine.travel(MORNING, tick=False):
        assert client.get(f"/n/{token}").status_code == 200
        form = {"purpose": "card", "request_key": "q" * 24}
        first, again = client.post(f"/n/{token}", form), client.post(f"/n/{token}", form)
        slip = client.get(first.headers["Location"])
    assert first.headers["Location"] == again.headers["Location"]
    ticket = Ticket.objects.get()
    assert (ticket.number, kinds(ticket)) == ("D001", ["ticket.taken"])
    assert "D001" in slip.content.decode()
    assert slip.headers["Refresh"].endswith(f"/n/{token}")
    assert client.post(f"/n/{token}", {"purpose": "haircut"}).status_code == 422
    # Of an older number the device gives no address: whoever has it gives a mark.
    with time_machine.travel(MORNING + timedelta(minutes=11), tick=False):
        assert client.get(first.headers["Location"]).status_code == 404


def test_addresses_are_of_one_kind_and_end_with_the_device(cast: Cast) -> None:
    token, client = device(cast, "screen"), Client(headers=ENGLISH)
    assert client.get(f"/n/{token}").status_code == 404
    assert client.get(f"/s/{token}").status_code == 200
    assert token not in "".join(Device.objects.values_list("digest", flat=True))
    actions.drop_device(Device.objects.get().pk, by=Act(cast.lead.pk, MORNING))
    assert client.get(f"/s/{token}").status_code == 404


def test_the_screen_shows_numbers_and_windows_and_nobodys_name(cast: Cast) -> None:
    at, token = window(cast), device(cast, "screen")
    ticket = taken(cast)
    Ticket.objects.filter(pk=ticket.pk).update(name="王丽", phone="13900001111")
    actions.call_next(at.pk, by=Act(cast.agent.pk, MORNING + timedelta(minutes=1)))
    with time_machine.travel(MORNING + timedelta(minutes=2), tick=False):
        shown = Client(headers=ENGLISH).get(f"/s/{token}").content.decode()
    assert "C001" in shown
    assert "一号窗口" in shown
    assert "王丽" not in shown
    assert "张晓梅" not in shown


def test_a_number_is_followed_and_given_one_mark(cast: Cast) -> None:
    at = window(cast)
    ticket = taken(cast)
    client, address = Client(headers=ENGLISH), f"/t/{ticket_token(ticket.pk)}"
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        assert "0 wait before you" in client.get(address).content.decode()
        client.post(address, {"mark": "5"})
    ticket.refresh_from_db()
    assert ticket.mark is None  # nobody has received them yet
    by = Act(cast.agent.pk, MORNING + timedelta(minutes=2))
    actions.call_next(at.pk, by=by)
    actions.serve_ticket(ticket.pk, by=by, served=Served("已办"))
    with time_machine.travel(MORNING + timedelta(minutes=3), tick=False):
        client.post(address, {"mark": "2"})
        client.post(address, {"mark": "5"})
    ticket.refresh_from_db()
    assert str(ticket.mark) == "2"
    assert kinds(ticket).count("ticket.rated") == 1
    assert client.get(f"/t/{ticket.pk}").status_code == 404


@pytest.mark.parametrize(
    ("ahead", "windows", "service", "minutes"),
    [(0, 1, 600.0, 5), (4, 2, 600.0, 25), (3, 2, 300.0, 10), (1, 0, 300.0, None), (1, 1, None, None)],
)
def test_how_long_it_will_take(ahead: int, windows: int, service: float | None, minutes: int | None) -> None:
    assert expected_wait(ahead, windows, service) == minutes
