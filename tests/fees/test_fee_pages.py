"""The money over HTTP: taking, charging, settling, two who refund, booking back, lists, files and receipts."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from kefu.estate.models import Unit
from kefu.fees.models import Account, Charge, Deposit, Entry
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.fees.money import approved, charged, deposited, fee, home, settled
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
DEPOSIT = {"home": "3-2-501", "payer": "王丽", "purpose": "renovation", "amount": "2000", "way": "cash", "note": ""}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def unit(cast: Cast) -> Unit:
    return home(cast)


def post(cast: Cast, who: str, address: str, form: dict[str, Any], hours: float = 6) -> tuple[int, str, str]:
    with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
        answer = signed_in(cast, who).post(address, form)
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def page(cast: Cast, who: str, address: str) -> str:
    with time_machine.travel(MORNING + timedelta(hours=7), tick=False):
        answer = signed_in(cast, who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client, address: str) -> list[list[Any]]:
    answer = client.post(address)
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()


def test_a_deposit_is_taken_approved_and_paid_out_by_three_forms(cast: Cast, unit: Unit) -> None:
    status, led, _ = post(cast, "cashier", f"/fees/books/{cast.community.pk}/take-deposit", DEPOSIT)
    deposit = Deposit.objects.get()
    assert (status, led) == (302, f"/fees/deposits/{deposit.pk}")
    assert (deposit.unit, deposit.person and deposit.person.name) == (unit, "王丽")
    said = {"deductions": "150.50 墙面 损坏\n\n49.50 垃圾清运"}
    assert post(cast, "supervisor", f"{led}/approve", said)[0] == 302
    told = page(cast, "cashier", led)
    assert "1,800.00 yuan go to 王丽" in told
    assert "墙面 损坏" in told
    assert "Pay it out" not in page(cast, "supervisor", led)
    assert post(cast, "cashier", f"{led}/refund", {"way": "transfer"}, 8)[0] == 302
    status, _, told = post(cast, "cashier", f"{led}/refund", {"way": "transfer"}, 9)
    assert status == 422
    assert "Nothing of this deposit is held any more" in told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"home": "9-9-999"}, "No home of this community is called so"),
        ({"amount": "0"}, "0.01"),
        ({"payer": ""}, "required"),
        ({"purpose": "x"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    cast: Cast, unit: Unit, changed: dict[str, str], told: str
) -> None:
    form = {**DEPOSIT, "note": "二期装修", **changed}
    status, _, answer = post(cast, "cashier", f"/fees/books/{cast.community.pk}/take-deposit", form)
    assert status == 422
    assert told in answer
    assert "二期装修" in answer
    assert not Deposit.objects.exists()


@pytest.mark.parametrize("said", ["x", "100", "abc 墙面", "0 墙面", "3000 墙面", "1.001 墙面"])
def test_deductions_that_cannot_be_read_are_told(cast: Cast, said: str) -> None:
    deposit = deposited(cast)
    status, _, answer = post(cast, "manager", f"/fees/deposits/{deposit.pk}/approve", {"deductions": said})
    assert status == 422
    assert said in answer
    deposit.refresh_from_db()
    assert deposit.state == "held"


def test_a_home_is_charged_and_pays(cast: Cast, unit: Unit) -> None:
    address = f"/fees/homes/{unit.pk}"
    for item, amount in (("管理费", "300.50"), ("停车费", "99.50")):
        assert post(cast, "agent", f"{address}/charge", {"item": item, "amount": amount, "note": ""})[0] == 302
    told = page(cast, "cashier", address)
    assert "owes 400.00 yuan" in told
    assert 'value="王丽"' in told
    beside = page(cast, "engineer", f"/estate/units/{unit.pk}")
    assert "Owed, yuan" not in beside
    assert "400.00" not in beside
    assert "400.00" in page(cast, "agent", f"/estate/units/{unit.pk}")
    first = Charge.objects.earliest("id")
    form = {"charges": [first.pk], "payer": "王丽", "way": "wechat"}
    status, led, _ = post(cast, "cashier", f"{address}/settle", form)
    assert (status, led) == (302, f"/fees/entries/{Entry.objects.latest('id').pk}")
    status, _, told = post(cast, "cashier", f"{address}/settle", form, 8)
    assert status == 422
    assert "paid or booked back meanwhile" in told
    assert post(cast, "cashier", f"{address}/settle", {"payer": "王丽", "way": "cash"}, 8)[0] == 422


def test_a_second_click_leads_to_the_first(cast: Cast, unit: Unit) -> None:
    key = {"request_key": "k" * 32}
    fee_form = {"home": "", "payer": "王丽", "item": "工本费", "amount": "20", "way": "cash", **key}
    address = f"/fees/books/{cast.community.pk}/take"
    assert post(cast, "cashier", address, fee_form)[:2] == post(cast, "cashier", address, fee_form)[:2]
    assert Entry.objects.count() == 1
    charge = {"item": "管理费", "amount": "5", "note": "", "request_key": "c" * 32}
    for _ in range(2):
        assert post(cast, "agent", f"/fees/homes/{unit.pk}/charge", charge)[:2] == (302, f"/fees/homes/{unit.pk}")
    assert Charge.objects.count() == 1


def test_an_entry_is_booked_back_with_a_reason(cast: Cast) -> None:
    entry = fee(cast)
    address = f"/fees/entries/{entry.pk}"
    assert post(cast, "manager", f"{address}/reverse", {"why": ""})[0] == 422
    assert post(cast, "manager", f"{address}/reverse", {"why": "金额录错"})[0] == 302
    assert "金额录错" in page(cast, "manager", address)
    assert post(cast, "manager", f"{address}/reverse", {"why": "再冲"}, 8)[0] == 422


def test_a_receipt_says_the_amount_in_figures_and_capitals(cast: Cast, unit: Unit) -> None:
    entry = settled(cast, charged(cast, unit, "1409.50"))
    client = signed_in(cast, "agent")
    told = text_of(client.get(f"/fees/entries/{entry.pk}/receipt").content)
    assert "壹仟肆佰零玖元伍角" in told
    assert "1,409.50" in told
    assert "0000001" in told
    assert "VOID" not in told
    post(cast, "manager", f"/fees/entries/{entry.pk}/reverse", {"why": "录错"})
    assert "VOID" in text_of(client.get(f"/fees/entries/{entry.pk}/receipt").content)
    counter = Entry.objects.get(kind="reversal")
    assert client.get(f"/fees/entries/{counter.pk}/receipt").status_code == 404


def test_the_books_show_each_account_and_find_a_home(cast: Cast, unit: Unit) -> None:
    fee(cast)
    charged(cast, unit)
    address = f"/fees/books/{cast.community.pk}"
    told = page(cast, "auditor", address)
    assert "300.50" in told
    assert "sum to zero" in told
    client = signed_in(cast, "cashier")
    assert client.get(f"{address}?home=3-2-501").headers["Location"] == f"/fees/homes/{unit.pk}"
    assert "is called 9-9" in client.get(f"{address}?home=9-9").content.decode()


def test_lists_narrow_down_and_leave_as_files(cast: Cast, unit: Unit) -> None:
    approved(cast, unit)
    deposited(cast, None, "50")
    client = signed_in(cast, "auditor")
    assert len(rows(client, "/fees/deposits/export")) == 3
    (_, row) = rows(client, "/fees/deposits/export?state=approved&purpose=renovation&since=2026-03-10")
    assert row[2:5] == [2000.0, "3-2-501", "王丽"]
    assert len(rows(client, "/fees/deposits/export?until=2026-03-09")) == 1
    assert len(rows(signed_in(cast, "engineer"), "/fees/deposits/export")) == 1
    cash = Account.objects.get(kind="cash")
    (_, *lines) = rows(client, f"/fees/accounts/{cash.pk}/export")
    assert [line[3] for line in lines] == [50.0, 2000.0]
    assert cash.balance == Decimal(2050)
    assert "Nothing was booked here" in page(cast, "auditor", f"/fees/accounts/{cash.pk}?until=2026-03-01")
    assert client.get(f"/fees/accounts/{cash.pk}?since=x&sort=y&after=z").status_code == 200


def test_no_more_cash_goes_out_than_lies_in_the_drawer(cast: Cast, unit: Unit) -> None:
    _status, led, _page = post(
        cast, "cashier", f"/fees/books/{cast.community.pk}/take-deposit", {**DEPOSIT, "way": "transfer"}
    )
    post(cast, "supervisor", f"{led}/approve", {"deductions": ""})
    status, _led, told = post(cast, "cashier", f"{led}/refund", {"way": "cash"}, 8)
    assert (status, "The drawer holds 0.00 yuan in cash" in told) == (422, True)
    assert Deposit.objects.get().state == "approved"
    assert post(cast, "cashier", f"{led}/refund", {"way": "transfer"}, 8)[0] == 302
    assert "2,000.00" in page(cast, "cashier", f"/fees/books/{cast.community.pk}")
