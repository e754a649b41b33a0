"""The front desk's log of a day as page, Excel file and paper (R17)."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from kefu.duties.acts import Act
from kefu.reception import actions as reception
from kefu.reception.actions import NewTicket, Served
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.registers.test_registers import asked, page, paper, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """A call that was arranged with engineering, a visit of yesterday."""
    cast = make_cast()
    for days, way, name in ((0, "phone", "王丽"), (1, "visit", "李伟")):
        by = Act(cast.agent.pk, MORNING - timedelta(days=days))
        new = NewTicket("enquiry", way, name, "13900001111", matter="问停水通知")
        served = Served("已告知周五恢复", "工程部")
        reception.receive_visitor(cast.community.pk, new, by=by, served=served)
    return cast


def test_a_day_on_page_and_paper(cast: Cast) -> None:
    shown = page(cast, "desk-log")
    for said in ("王丽", "问停水通知", "工程部", "已告知周五恢复", "by phone", "Enquiry"):
        assert said in shown, said
    assert "李伟" not in shown
    assert "李伟" not in page(cast, "desk-log", "?kind=visit")
    assert "李伟" in page(cast, "desk-log", "?kind=visit&since=2026-03-09&until=2026-03-10")
    printed = words(paper(cast, "desk-log"))
    for said in ("王丽", "工程部", "已告知周五恢复", "Headofdepartment"):
        assert said in printed, said


def test_the_file_holds_what_the_page_shows(cast: Cast) -> None:
    answer = asked(signed_in(cast, "agent"), f"/registers/{cast.community.pk}/desk-log/export", posts=True)
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    (line,) = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert {"王丽", "13900001111", "工程部", "已告知周五恢复"} <= set(line)
