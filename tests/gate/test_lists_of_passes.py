"""Lists of passes: homes and plates are found however they are typed; files are in the order of the page."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine

from kefu.gate import actions
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.gate.passes import issued, visiting
from tests.gate.test_passes import by

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def lines(cast: Cast, address: str) -> list[list[Any]]:
    with time_machine.travel(LATER, tick=False):
        answer = signed_in(cast, "agent").post(address)
    book = openpyxl.load_workbook(BytesIO(answer.getvalue()))
    return [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("typed", ["粤B12345", "粤b·12345", "粤B 12345", "3-2-1201", "3栋2单元1201", "王丽"])
def test_a_pass_is_found_however_its_plate_or_home_is_typed(cast: Cast, typed: str) -> None:
    driven = issued(cast, plate="粤B·12345")
    other = visiting(cast, unit=None, host_person=None, holder="李伟", host="物业办公室")
    with time_machine.travel(LATER, tick=False):
        shown = signed_in(cast, "agent").get("/passes", {"q": typed}).content.decode()
    assert driven.number in shown
    assert other.number not in shown


@pytest.mark.parametrize("typed", ["·", "栋"])
def test_what_stands_between_alone_finds_nothing(cast: Cast, typed: str) -> None:
    slip = issued(cast)
    with time_machine.travel(LATER, tick=False):
        assert slip.number not in signed_in(cast, "agent").get("/passes", {"q": typed}).content.decode()


@pytest.mark.parametrize("address", ["/passes/export", "/passes/log/export"])
def test_a_file_is_in_the_order_of_the_page(cast: Cast, address: str) -> None:
    for hours, holder in enumerate(("先来", "后到")):
        visitor = visiting(cast, holder=holder, at=MORNING - timedelta(hours=2 - hours))
        actions.enter_visitor(visitor.pk, by=by(cast, hours=hours - 2))
    found = {order: lines(cast, f"{address}?sort={order}") for order in ("newest", "oldest")}
    assert len(found["newest"]) == 2
    assert found["oldest"] == found["newest"][::-1]
    assert "后到" in str(found["newest"][0])
