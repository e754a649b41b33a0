"""How calls were answered in a period: by agent, by hour, against the rulebook's target; as a page and a file."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kefu.duties.acts import Act
from kefu.people import actions as people
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.hotline.calling import called, post

pytestmark = pytest.mark.django_db
DAYS = "since=2026-03-09&until=2026-03-10"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def calls(cast: Cast) -> None:
    """Three calls of the ninth hour on Monday and Tuesday, of which one is missed, and one of the eighth; one outside."""
    called(cast)
    called(cast, call="2", agent="liuq", rings=6, started="2026-03-09 09:05:00", answered="2026-03-09 09:05:24",
           ended="2026-03-09 09:06:24")  # fmt: skip
    called(
        cast, call="3", agent="", rings=None, started="2026-03-10 09:06:00", answered="", ended="2026-03-10 09:06:30"
    )
    called(cast, call="4", started="2026-03-10 08:00:00", answered="2026-03-10 08:00:04", ended="2026-03-10 08:02:02")
    called(cast, call="5", started="2026-03-08 08:00:00", answered="2026-03-08 08:00:04", ended="2026-03-08 08:02:02")
    called(cast, call="6", direction="out", rings=9)


def test_calls_are_counted_by_agent_and_hour_and_each_figure_opens_them(cast: Cast) -> None:
    calls(cast)
    client = signed_in(cast, "auditor")
    page = client.get(f"/calls/answers/{cast.community.pk}?{DAYS}").content.decode()
    cells = " ".join(page.split())
    assert "75.0%" in cells  # three of four
    assert f'agent={cast.agent.pk}">2</a>' in cells
    assert 'hour=9">3</a>' in cells
    assert 'hour=8">1</a>' in cells
    figures = re.findall(r'href="(/calls[?][^"]*)">(\d+)</a>', page)
    assert len(figures) == 6  # of two agents, of nobody, together, of two hours
    for address, figure in figures:
        behind = client.get(address.replace("&amp;", "&")).content.decode()
        assert behind.count('<th scope="row"') == int(figure), address


def test_the_figure_of_an_agent_who_left_opens_their_calls_where_one_sees_them(cast: Cast) -> None:
    calls(cast)
    people.leave_user(cast.agent.pk, by=Act(cast.administrator.pk, MORNING))
    client = signed_in(cast, "auditor")
    page = client.get(f"/calls/answers/{cast.community.pk}?{DAYS}").content.decode()
    (address,) = re.findall(rf'href="(/calls[?][^"]*agent={cast.agent.pk})">2</a>', page)
    behind = client.get(address.replace("&amp;", "&")).content.decode()
    assert behind.count('<th scope="row"') == 2
    assert f'<option value="{cast.agent.pk}" selected>张晓梅</option>' in behind
    assert "张晓梅" not in signed_in(cast, "other_clerk").get(f"/calls?agent={cast.agent.pk}").content.decode()
    for agent in (cast.administrator.pk, "x", "9" * 30):
        assert client.get(f"/calls?show=all&agent={agent}").context["form"].chosen().agent_id is None


def test_the_rulebook_s_target_stands_beside_what_is_counted(cast: Cast) -> None:
    calls(cast)
    page = signed_in(cast, "lead").get(f"/calls/answers/{cast.community.pk}?{DAYS}").content.decode()
    assert "A call is answered within 3 rings" in page
    # (2 + 6 + 2) ÷ 3 rings
    assert "<strong>3.3</strong>" in page
    assert "target not met" in page


def test_the_file_says_the_same(cast: Cast) -> None:
    calls(cast)
    answer = post(cast, f"/calls/answers/{cast.community.pk}/export?{DAYS}", who="lead")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
    assert rows["张晓梅"] == (2, 2, 1, 2, 6, 180)
    assert rows["刘强"] == (1, 1, 1, 6, 24, 60)
    assert rows["unanswered"][:3] == (1, 0, 0)
    assert list(rows["09:00"][:3]) == pytest.approx([3, 2, 2 / 3])


def test_few_statements_however_many_calls_and_wrong_days_are_said(cast: Cast) -> None:
    client, where = signed_in(cast, "lead"), f"/calls/answers/{cast.community.pk}"
    assert "No call came in" in client.get(f"{where}?{DAYS}").content.decode()
    calls(cast)
    client.get(f"{where}?{DAYS}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{where}?{DAYS}")
    assert sum("hotline_call" in one["sql"] for one in queries.captured_queries) == 3
    wrong = client.get(f"{where}?since=2026-03-10&until=2026-03-09")
    assert wrong.status_code == 422
    assert "Choose a day on or after the first" in wrong.content.decode()
    assert signed_in(cast, "other_clerk").get(where).status_code == 404
