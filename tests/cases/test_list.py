"""Lists of cases: views, order, pages by key, export, and that each walks an index."""

from collections.abc import Sequence
from copy import copy
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from kefu.cases import lists
from kefu.cases.lists import Chosen
from kefu.cases.models import Case
from kefu.duties.models import Standing
from kefu.events.models import Event
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def numbers(cast: Cast, chosen: Chosen, who: str = "agent") -> list[str]:
    listed = lists.cases(cast[who], chosen, "", MORNING + timedelta(hours=2))
    return [row.case.number[-1] for row in listed.rows]


def test_views_and_orders(cast: Cast) -> None:
    first = received(cast)
    second = received(cast, kind="enquiry", severity="", matter="停车费怎么交")
    third = received(cast, kind="repair", severity="", repair_way="public", matter="大堂灯坏了")
    assert do(cast, third, "assign", who="lead") == 302
    assert do(cast, second, "resolve") == do(cast, second, "close", hours=1.5) == 302
    for chosen, shown in (
        (Chosen(), ["3", "1"]),
        (Chosen(show="all"), ["3", "2", "1"]),
        (Chosen(show="closed"), ["2"]),
        (Chosen(show="unassigned"), ["1"]),
        (Chosen(show="overdue"), ["3"]),
        (Chosen(show="soon"), ["1"]),
        (Chosen(sort="due"), ["3", "1"]),
        (Chosen(kind="repair"), ["3"]),
        (Chosen(q=first.number), ["1"]),
    ):
        assert numbers(cast, chosen) == shown, chosen
    assert numbers(cast, Chosen(show="mine"), "engineer") == ["3"]
    assert numbers(cast, Chosen(show="team"), "manager") == ["3", "1"]
    assert numbers(cast, Chosen(show="all"), "other_clerk") == []


def fill(cast: Cast, count: int, elsewhere: int = 0) -> None:
    """Cases in bulk, each with something due, several at one time; and so many in another community."""
    first = received(cast)
    copies = []
    for n in range(count + elsewhere):
        case = copy(first)
        case.pk, case.number = None, f"2026-1{n:05d}"
        case.community_id = (cast.community if n < count else cast.other_community).pk
        copies.append(case)
    Case.objects.bulk_create(copies)
    standing = Standing.objects.get(subject_kind="case", subject_id=first.pk)
    standings = []
    for n, case in enumerate(copies):
        row = copy(standing)
        row.community_id = case.community_id
        row.pk, row.subject_id, row.next_due_at = None, case.pk, MORNING + timedelta(minutes=n // 7)
        standings.append(row)
    Standing.objects.bulk_create(standings)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


@pytest.mark.parametrize("sort", ["newest", "due"])
def test_pages_by_key_show_each_case_once(cast: Cast, sort: str) -> None:
    fill(cast, 160)
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        listed = lists.cases(cast.agent, Chosen(sort=sort), after, MORNING)
        seen += [row.case.pk for row in listed.rows]
        after = listed.next
    assert len(seen) == len(set(seen)) == 161
    assert lists.cases(cast.agent, Chosen(sort=sort), "bm9uc2Vuc2U", MORNING).is_first


def exported(cast: Cast, who: str) -> Sequence[Sequence[object]]:
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        answer = signed_in(cast, who).post("/cases/export?show=all", {"request_key": who})
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_every_case_of_a_list_is_exported_and_that_is_recorded(cast: Cast) -> None:
    fill(cast, 120)
    received(cast, kind="enquiry", severity="", matter="=1+1")
    sheet = exported(cast, "agent")
    assert len(sheet) == 1 + 122
    assert "=1+1" in {row[7] for row in sheet}
    assert len(exported(cast, "agent")) == len(sheet)  # a second click: the file again, one event
    event = Event.objects.get(kind="staff.exported")
    assert (event.actor_id, event.facts["rows"]) == (cast.agent.pk, 122)
    assert len(exported(cast, "other_clerk")) == 1
    assert signed_in(cast, "agent").get("/cases/export").status_code == 405


@pytest.mark.parametrize(
    ("chosen", "index"),
    [
        (Chosen(), "case_newest"),
        (Chosen(show="all"), "case_newest"),
        (Chosen(sort="due"), "standing_due"),
        (Chosen(show="overdue"), "standing_due"),
        (Chosen(show="soon"), "standing_due"),
    ],
)
def test_a_list_walks_its_index(cast: Cast, chosen: Chosen, index: str) -> None:
    fill(cast, 500, elsewhere=4000)
    with CaptureQueriesContext(connection) as asked:
        lists.cases(cast.agent, chosen, "", MORNING)
    plans = []
    for one in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("explain " + one["sql"].replace("%", "%%"))
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert any(index in plan for plan in plans), plans
    assert not any("Seq Scan on cases_case" in plan or "Seq Scan on duties_standing" in plan for plan in plans), plans
