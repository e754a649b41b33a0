"""Lists of cases: views, filters, orders, pages by key, files of all, and that each walks an index."""

from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.forms import ModelChoiceField
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from kefu.cases import lists
from kefu.cases.forms import listing
from kefu.cases.lists import Chosen
from kefu.cases.models import Case
from kefu.cases.search import index_cases
from kefu.duties.acts import Act
from kefu.duties.clock import run_clock
from kefu.duties.models import Duty, Standing
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import Unit
from kefu.events.models import Event
from kefu.people import actions as people
from kefu.people.models import User
from kefu.ui.paging import FIRST, PAGE_SIZE, Asked, page, parts
from tests.cases.test_cases import MORNING, do, received, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.filling import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def numbers(cast: Cast, chosen: Chosen, who: str = "agent", hours: float = 2) -> list[str]:
    found = lists.selection(cast[who], chosen, MORNING + timedelta(hours=hours))
    return [row.case.number[-1] for part in parts(found.rows, found.keys, 2) for row in found.items(part)]


def test_views_filters_and_orders(cast: Cast) -> None:
    first = received(cast)
    second = received(cast, kind="enquiry", severity="", matter="停车费怎么交")
    third = received(cast, kind="repair", severity="", repair_way="public", is_urgent="on", matter="大堂灯坏了")
    assert do(cast, third, "assign", who="lead") == 302
    assert do(cast, second, "resolve") == do(cast, second, "close", hours=1.5) == 302
    index_cases()
    tomorrow = MORNING + timedelta(days=1)
    for chosen, shown in (
        (Chosen(), ["3", "1"]),
        (Chosen(show="all"), ["3", "2", "1"]),
        (Chosen(show="all", sort="oldest"), ["1", "2", "3"]),
        (Chosen(show="all", sort="received"), ["1", "2", "3"]),
        (Chosen(show="all", sort="received-last"), ["3", "2", "1"]),
        (Chosen(show="closed"), ["2"]),
        (Chosen(show="closed", sort="due"), ["2"]),
        (Chosen(show="unassigned"), ["1"]),
        (Chosen(show="overdue"), ["3"]),
        (Chosen(show="overdue", sort="newest"), ["3"]),
        (Chosen(show="soon"), ["1"]),
        (Chosen(show="soon", sort="newest"), ["1"]),
        (Chosen(sort="due"), ["3", "1"]),
        (Chosen(kind="repair"), ["3"]),
        (Chosen(show="all", handler_id=cast.engineer.pk), ["3"]),
        (Chosen(show="all", since=tomorrow), []),
        (Chosen(show="all", since=MORNING, until=tomorrow), ["3", "2", "1"]),
        (Chosen(show="all", until=MORNING), []),
        (Chosen(show="all", community_id=cast.other_community.pk), []),
        (Chosen(q=first.number), ["1"]),
        (Chosen(show="all", q="停车"), ["2"]),
        (Chosen(q="大堂灯", sort="due"), ["3"]),
        (Chosen(q="没有人说过"), []),
    ):
        assert numbers(cast, chosen) == shown, chosen
    assert numbers(cast, Chosen(show="mine"), "engineer") == ["3"]
    assert numbers(cast, Chosen(show="mine", sort="due"), "agent") == ["3", "1"]
    for show in lists.VIEWS:
        assert numbers(cast, Chosen(show=show), "other_clerk") == []


def test_the_team_are_colleagues_of_a_department_or_else_of_the_community(cast: Cast) -> None:
    received(cast)
    assert numbers(cast, Chosen(show="team"), "manager") == ["1"]
    by = Act(cast.administrator.pk, BEGAN)
    elsewhere = people.found_department(cast.community.pk, by=by, name="工程部")
    post = people.found_post(cast.community.pk, by=by, word="engineer", title="工程师", department_id=elsewhere.pk)
    for appointment in cast.engineer.appointments.filter(until=None):
        people.relieve_user(appointment.pk, by=Act(cast.administrator.pk, BEGAN + timedelta(days=1)))
    people.appoint_user(cast.engineer.pk, by=Act(cast.administrator.pk, BEGAN + timedelta(days=1)), post_id=post.pk)
    assert numbers(cast, Chosen(show="team"), "engineer") == []
    people.appoint_user(cast.engineer.pk, by=by, post_id=cast.posts["agent"].pk)
    assert numbers(cast, Chosen(show="team"), "engineer") == ["1"]


def test_a_case_shows_what_is_due_first_with_its_clause(cast: Cast) -> None:
    case = received(cast)
    duties = Duty.objects.filter(subject_id=case.pk, subject_kind="case", end="").order_by("due_at", "id")
    (row,) = lists.rows([case], MORNING)
    assert row.duty == duties[0]
    assert row.clause
    assert row.clause != duties[0].clause
    assert not row.is_overdue
    assert lists.rows([case], MORNING + timedelta(days=30))[0].is_overdue
    page = signed_in(cast, "agent").get("/cases").content.decode()
    assert escape(row.clause) in page
    assert do(cast, case, "pause") == 302
    still = signed_in(cast, "agent").get("/cases").content.decode()
    (row,) = lists.rows([case], MORNING)
    assert ("the clock stands still" in still) is (row.due_at is None)


@pytest.mark.parametrize("query", ["", "sort=oldest", "sort=due", "sort=received", "show=all", "show=closed"])
def test_pages_lead_forwards_and_back_and_show_each_case_once(cast: Cast, query: str) -> None:
    fill(cast, 200)
    client, seen, address = signed_in(cast, "agent"), [], f"/cases?{query}"
    with time_machine.travel(MORNING, tick=False):
        shown = client.get(address).context["listed"]
        pages = [shown]
        while shown.page.next is not None:
            shown = client.get(f"{address}&after={shown.page.next}").context["listed"]
            pages.append(shown)
        seen = [line.id for one in pages for line in one.lines]
        back = client.get(f"{address}&before={pages[-1].page.previous}").context["listed"]
        assert client.get(f"{address}&after=bm9uc2Vuc2U").context["listed"].page.is_first
    assert back.lines == pages[-2].lines
    assert len(seen) == len(set(seen))
    open_ones = Case.objects.filter(community=cast.community).exclude(state="closed").count()
    expected = {"show=all": 201, "show=closed": 201 - open_ones}.get(query, open_ones)
    assert len(seen) == expected > PAGE_SIZE


def exported(cast: Cast, who: str, query: str = "show=all") -> list[list[Any]]:
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        answer = signed_in(cast, who).post(f"/cases/export?{query}")
        assert answer.status_code == 200
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_file_of_three_thousand_cases_is_the_list(cast: Cast) -> None:
    fill(cast, 3_000, elsewhere=100)
    received(cast, kind="enquiry", severity="", matter="=1+1")
    heads, *rows = exported(cast, "agent")
    found = lists.selection(cast.agent, Chosen(show="all"), MORNING)
    assert [row[0] for row in rows] == list(found.rows.order_by("-id").values_list("number", flat=True))
    assert len(rows) == 3_002
    assert rows[0][heads.index("Matter")] == "=1+1"
    assert {row[heads.index("Community")] for row in rows} == {cast.community.name}
    event = Event.objects.get(kind="staff.exported")
    assert (event.actor_id, event.subject_id, event.facts["rows"]) == (cast.agent.pk, cast.agent.pk, 3_002)
    assert [text.text for text in event.texts.all()] == ["cases"]
    assert len(exported(cast, "other_clerk")) == 1 + 100
    with CaptureQueriesContext(connection) as asked:
        exported(cast, "agent", "sort=due")
    assert len([one for one in asked.captured_queries if 'FROM "cases_case"' in one["sql"]]) <= 4


def test_a_file_follows_the_filters_and_is_taken_by_post(cast: Cast) -> None:
    received(cast)
    received(cast, kind="enquiry", severity="", matter="停车费怎么交")
    assert [row[0] for row in exported(cast, "agent", "kind=enquiry")[1:]] == ["2026-000002"]
    assert signed_in(cast, "agent").get("/cases/export").status_code == 405
    assert Event.objects.filter(kind="staff.exported").count() == 1


def test_a_search_that_finds_very_much_says_what_it_looks_through(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_FOUND", 2)
    for _ in range(3):
        received(cast)
    index_cases()
    found = lists.selection(cast.agent, Chosen(q="噪音"), MORNING, most=lists.MOST_FOUND)
    assert "the newest 2 of them" in found.note or "2" in found.note
    assert found.rows.count() == 2
    assert len(exported(cast, "agent", "q=噪音")) == 1 + 3


def test_a_unit_is_named_and_anothers_is_not_looked_for(cast: Cast) -> None:
    for community in (cast.community, cast.other_community):
        row = EstateRow("3栋", "2", 5, "3-2-501", "home", "", "", "owner")
        estate_actions.import_estate(community.pk, [row], by=Act(cast.administrator.pk, BEGAN))
    own, other = (Unit.objects.get(community=one) for one in (cast.community, cast.other_community))
    of_unit = received(cast, unit=str(own.pk))
    received(cast, place="小区南门")
    client = signed_in(cast, "agent")
    shown = client.get(f"/cases?unit={own.pk}")
    assert [line.id for line in shown.context["listed"].lines] == [of_unit.pk]
    assert "3-2-501</a>" in shown.content.decode()
    assert client.get(f"/cases?unit={other.pk}").context["unit"] is None


@pytest.mark.parametrize(
    "query",
    [
        "show=nothing&sort=nothing&kind=nothing&handler=x&community=-1&unit=0",
        "since=yesterday&until=0001-01-01",
        "since=0001-01-01&until=9999-12-31",
        "since=9999-12-31",
        "q=%00",
        "q=2026-000001%25",
        "q=%27%29%3B--",
        "after=" + "A" * 3_000,
        "before=%FF",
    ],
)
def test_nonsense_in_the_address_is_no_error(cast: Cast, query: str) -> None:
    received(cast)
    assert signed_in(cast, "agent").get(f"/cases?{query}").status_code == 200


def test_what_is_overdue_of_a_closed_case_is_listed_too(cast: Cast) -> None:
    case = received(cast)
    for verb in ("resolve", "close"):
        do(cast, case, verb)
    assert Case.objects.get().state == "closed"
    days = 24 * 10
    run_clock(MORNING + timedelta(hours=days))
    assert Duty.objects.filter(clause="complaint.revisit", end="", breached_at__isnull=False).exists()
    assert numbers(cast, Chosen(show="overdue"), hours=days) == [case.number[-1]]
    assert numbers(cast, Chosen(show="open"), hours=days) == []


def test_what_is_due_first_follows_the_standing_onto_the_case(cast: Cast) -> None:
    def due() -> list[datetime | None]:
        standings = dict(Standing.objects.filter(subject_kind="case").values_list("subject_id", "next_due_at"))
        found = {case.pk: case.next_due_at for case in Case.objects.all()}
        assert found == standings
        return [found[case.pk] for case in (settled, left)]

    settled, left = (
        received(cast, severity="general"),
        received(cast, kind="repair", severity="", repair_way="private", matter="水管"),
    )
    begun = due()
    assert None not in begun
    for verb in ("resolve", "revisit", "close"):
        do(cast, settled, verb)
        due()
    do(cast, left, "appoint")
    run_clock(MORNING + timedelta(days=3))
    ended = due()
    assert ended != begun
    do(cast, settled, "reopen")
    assert due()[0] is not None
    do(cast, settled, "withdraw")
    assert due()[0] is None


WALKS = {
    **{show: Chosen(show=show) for show in lists.VIEWS},
    **{f"{show} by due": Chosen(show=show, sort="due") for show in ("open", "mine", "team", "unassigned", "all")},
    **{f"all, {sort}": Chosen(show="all", sort=sort) for sort in ("oldest", "received", "received-last")},
    "a kind": Chosen(show="all", kind="praise"),
    "a day": Chosen(show="all", since=MORNING + timedelta(hours=2), until=MORNING + timedelta(hours=3)),
    "a number": Chosen(show="all", q="2026-100007"),
    "words": Chosen(show="all", q="噪音"),
}


def walked(cast: Cast, chosen: Chosen) -> str:
    """The plans of all that a page of the list asks of the tables that grow."""
    found = lists.selection(cast.agent, chosen, MORNING + timedelta(minutes=20))
    for token in ("", page(found.rows, found.keys, FIRST, PAGE_SIZE).next or ""):
        with CaptureQueriesContext(connection) as asked:
            found.items(page(found.rows, found.keys, Asked(token), PAGE_SIZE).rows)
    plans = []
    for one in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("explain " + one["sql"].replace("%", "%%"))
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return "\n\n".join(plans)


def test_every_view_filter_and_order_walks_an_index(cast: Cast) -> None:
    fill(cast, 500, elsewhere=4_000)
    row = EstateRow("3栋", "2", 5, "3-2-501", "home", "", "", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=Act(cast.administrator.pk, BEGAN))
    unit = Chosen(show="all", unit_id=Unit.objects.get().pk)
    handled = Chosen(show="all", handler_id=cast.lead.pk)
    for name, chosen in {**WALKS, "a unit": unit, "a handler": handled}.items():
        plan = walked(cast, chosen)
        scanned = [table for table in ("cases_case", "duties_duty") if f"Seq Scan on {table}" in plan]
        assert scanned == [], f"{name}:\n{plan}"
    assert "case_due" in walked(cast, WALKS["overdue"])
    assert "case_due" in walked(cast, WALKS["open by due"])
    assert "case_open" in walked(cast, WALKS["open"])
    assert "case_of_kind" in walked(cast, WALKS["a kind"])
    assert "case_received" in walked(cast, WALKS["a day"])


def test_pages_ask_as_much_for_many_cases_as_for_few(cast: Cast) -> None:
    received(cast)
    client = signed_in(cast, "agent")

    def counts() -> list[int]:
        found = []
        for query in ("", "show=overdue", "show=team&sort=due", "q=噪音"):
            with (
                time_machine.travel(MORNING + timedelta(days=3), tick=False),
                CaptureQueriesContext(connection) as asked,
            ):
                client.get(f"/cases?{query}")
            found.append(len(asked))
        return found

    index_cases()
    counts()
    few = counts()
    fill(cast, 120)
    index_cases()
    assert counts() == few
    assert max(few) <= 20


def test_whoever_sees_many_communities_chooses_one_before_its_staff(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", 1)

    def offered(**typed: str) -> set[User]:
        form = listing.CasesFilterForm(typed, viewer=cast.administrator)
        field = form.fields["handler"]
        assert isinstance(field, ModelChoiceField)
        return set(field.queryset or ())

    assert offered() == set()
    here = offered(community=str(cast.community.pk))
    assert cast.agent in here
    assert cast.other_clerk not in here
    # A link may name somebody without their community; nonsense names nobody.
    assert offered(handler=str(cast.other_clerk.pk)) == {cast.other_clerk}
    assert offered(handler="9" * 40) == offered(handler="x") == set()
