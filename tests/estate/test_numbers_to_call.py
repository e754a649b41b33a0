"""Who reads telephone numbers: whoever calls residents; all others read them masked, and lists go without them."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from kefu.duties.acts import Act
from kefu.notices.outbox import actions as outbox
from kefu.reception import actions as reception
from kefu.reception.actions import NewTicket, Served
from kefu.reception.models import Ticket
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.hotline.calling import called
from tests.incidents.test_incidents import claimed, opened
from tests.registers.test_registers import asked, words

pytestmark = pytest.mark.django_db
NUMBER, MASKED = "13900001111", "139****1111"
OTHERS = ("auditor", "engineer")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page(cast: Cast, who: str, address: str) -> str:
    answer = asked(signed_in(cast, who), address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def file(cast: Cast, who: str, address: str) -> list[Any]:
    answer = asked(signed_in(cast, who), address, posts=True)
    book = openpyxl.load_workbook(BytesIO(answer.getvalue()))
    return [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]


def rang(cast: Cast) -> Ticket:
    """Somebody who rang at the front desk today, with the list of tickets set to show their number."""
    by = Act(cast.agent.pk, MORNING)
    new = NewTicket("enquiry", "phone", "王丽", NUMBER, matter="问停水通知")
    return reception.receive_visitor(cast.community.pk, new, by=by, served=Served("已告知", ""))


def assert_told_apart(cast: Cast, address: str) -> None:
    """One page for who calls residents, and for who does not."""
    assert NUMBER in page(cast, "agent", address)
    for who in OTHERS:
        shown = page(cast, who, address)
        assert NUMBER not in shown, who
        assert MASKED in shown, who


def test_on_the_page_and_in_the_history_of_a_ticket(cast: Cast) -> None:
    assert_told_apart(cast, f"/reception/tickets/{rang(cast).pk}")


@pytest.mark.parametrize(
    ("name", "address"), [("tickets", "/reception/tickets"), ("register-desk-log", "/registers/{}/desk-log")]
)
def test_lists_and_their_files_go_without_them(cast: Cast, name: str, address: str) -> None:
    rang(cast)
    address = address.format(cast.community.pk)
    assert NUMBER in file(cast, "agent", f"{address}/export")
    for who in OTHERS:
        assert NUMBER not in file(cast, who, f"{address}/export")
        client = signed_in(cast, who)
        client.cookies[f"columns-{name}-{cast[who].pk}"] = "phone.contact.name"
        shown = asked(client, address).content.decode()
        assert "王丽" in shown
        assert NUMBER not in shown


def test_the_paper_of_the_desk_log_goes_without_them(cast: Cast) -> None:
    rang(cast)
    printed = {
        who: words(asked(signed_in(cast, who), f"/registers/{cast.community.pk}/desk-log/print", posts=True).content)
        for who in ("agent", *OTHERS)
    }
    assert [NUMBER in printed[who] for who in ("agent", *OTHERS)] == [True, False, False]


def test_of_calls(cast: Cast) -> None:
    call = called(cast)
    assert call.agent == cast.agent
    assert_told_apart(cast, f"/calls/{call.pk}")
    for who, shows in (("agent", True), ("auditor", False), ("engineer", False)):
        assert (NUMBER in page(cast, who, "/calls?show=all")) == shows
        assert (NUMBER in file(cast, who, "/calls/export?show=all")) == shows


def test_of_who_claims_something(cast: Cast) -> None:
    incident = opened(cast)
    claimed(cast, incident, "made")
    assert_told_apart(cast, f"/incidents/{incident.pk}")


def test_of_who_a_message_went_to(cast: Cast) -> None:
    to = [outbox.Recipient("sms", NUMBER), outbox.Recipient("email", "a@b.cn")]
    new = outbox.NewMessage(cast.community.pk, "word", "停水", "今晚停水", to, "今晚停水")
    message = outbox.write_message(new, by=Act(cast.supervisor.pk, MORNING))
    for who, said in (("supervisor", NUMBER), ("keeper", MASKED)):
        shown = page(cast, who, f"/outbox/{message.pk}")
        assert said in shown
        assert "a@b.cn" in shown
        assert NUMBER not in page(cast, who, "/outbox")
        assert {MASKED, "a@b.cn"} <= set(file(cast, who, "/outbox/export"))
