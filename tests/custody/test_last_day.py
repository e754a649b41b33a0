"""The last day of a parking space is one time, whoever assigns it, and is told as that day on page, paper and file."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from kefu.custody.models import Handout
from tests.cases.test_cases import signed_in
from tests.cast import Cast, make_cast
from tests.counter.errands import begun, home
from tests.custody import things
from tests.custody.things import do, registered
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
DAY = "2026-12-31"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    home(found, owner=things.OWNER)
    return found


def test_the_counter_and_custody_mean_the_same_by_a_day(cast: Cast) -> None:
    assert do(cast, "agent", registered(cast, "parking", "B-1"), "assign-parking", until=DAY) == 302
    registered(cast, "parking", "B-2")
    begun(cast, "parking", what="assign", number="B-2", plate="粤B12345", until=DAY, **{"paper-licence": "on"})
    assert Handout.objects.values("due_at").distinct().count() == 1


def test_the_day_is_told_as_itself_everywhere(cast: Cast) -> None:
    space = registered(cast, "parking", "B-1")
    assert do(cast, "agent", space, "assign-parking", until=DAY) == 302
    client = signed_in(cast, "agent")
    page = client.get(f"/custody/{space.pk}").content.decode()
    paper = text_of(client.get(f"/custody/handouts/{space.handouts.get().pk}/receipt").content)
    file = str(
        CalamineWorkbook.from_filelike(BytesIO(client.post("/custody/export").getvalue()))
        .get_sheet_by_index(0)
        .to_python()
    )
    for told in (page, paper):
        assert f"{DAY} 23:59" in told
    assert "datetime.datetime(2026, 12, 31, 23, 59" in file
    assert "2027" not in page + paper + file
