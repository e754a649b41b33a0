"""The list that all domains share: heads, columns that somebody chose, files of all rows."""

from datetime import datetime
from io import BytesIO

import pytest
from django.db.models import F
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.html import format_html
from python_calamine import CalamineWorkbook

from kefu.duties.models import Standing
from kefu.people.models import User
from kefu.ui import exporting
from kefu.ui.lists import Column, Listed, RecordList, Selection, Sorting, beside, listed
from tests.cast import BEGAN, Cast, make_cast

pytestmark = pytest.mark.django_db
SHOWN = Column[Standing]("label", "Label", lambda row: format_html("<b>{}</b>", row.label), lambda row: row.label)
COLUMNS = (
    SHOWN,
    Column[Standing]("seq", "Seq", lambda row: str(row.seq), lambda row: row.seq, ("seq", "-seq"), kind="number"),
    Column[Standing]("due", "Due", None, lambda row: row.next_due_at, kind="moment"),
    Column[Standing]("kind", "Kind", lambda row: row.subject_kind, None, ("kind",), is_default=False),
)
ORDERS = {"kind": Sorting("by kind"), "seq": Sorting("up"), "-seq": Sorting("down", is_descending=True)}
STANDINGS = RecordList("standings", "Standings", COLUMNS, ORDERS, lambda row: row.subject_id)


def selection() -> Selection[Standing]:
    return Selection(Standing.objects.all(), (F("next_due_at").asc(nulls_last=True), "id"), list)


def fill(count: int, label: str = "甲") -> None:
    Standing.objects.bulk_create(
        Standing(
            subject_kind="case",
            subject_id=n,
            community_id=1,
            label=f"{label}{n}",
            seq=n,
            next_due_at=None if n % 3 else BEGAN,
        )
        for n in range(count)
    )


def request(cookie: str | None = None) -> HttpRequest:
    made = RequestFactory().get("/standings")
    made.user = User(pk=7)
    if cookie is not None:
        made.COOKIES["columns-standings-7"] = cookie
    return made


def heads(shown: Listed) -> list[str]:
    return [str(head.label) for head in shown.heads]


def test_cells_are_escaped_and_markup_is_not() -> None:
    fill(1, label="<i>")
    line = listed(request(), STANDINGS, selection(), "kind").lines[0]
    assert str(line.lead) == "<b>&lt;i&gt;0</b>"
    assert beside("<", "", "b") == "&lt; b"
    assert "–" in beside("", None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("kind", [(None, ""), ("seq", ""), ("", "ascending")]),
        ("seq", [(None, ""), ("-seq", "ascending"), ("kind", "")]),
        ("-seq", [(None, ""), ("seq", "descending"), ("kind", "")]),
    ],
)
def test_heads_say_how_it_is_sorted_and_what_a_click_asks_for(
    order: str, expected: list[tuple[str | None, str]]
) -> None:
    shown = listed(request("seq.kind"), STANDINGS, selection(), order)
    assert [(head.sorts, head.aria_sort) for head in shown.heads] == expected


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        (None, ["Label", "Seq"]),
        ("kind", ["Label", "Kind"]),
        ("", ["Label"]),
        ("due.nobody.kind.seq", ["Label", "Seq", "Kind"]),
    ],
)
def test_columns_are_those_that_were_chosen_and_the_first(cookie: str | None, expected: list[str]) -> None:
    assert heads(listed(request(cookie), STANDINGS, selection(), "kind")) == expected


def written(rows: Selection[Standing]) -> tuple[int, CalamineWorkbook]:
    out = BytesIO()
    count = exporting.write(STANDINGS, rows, out)
    return count, CalamineWorkbook.from_filelike(BytesIO(out.getvalue()))


def test_a_file_has_all_rows_and_what_only_files_have(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(25)
    monkeypatch.setattr(exporting, "ROWS_PER_SHEET", 10)
    count, book = written(selection())
    assert count == 25
    assert book.sheet_names == ["Standings", "Standings 2", "Standings 3"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert all(sheet[0] == ["Label", "Seq", "Due"] for sheet in sheets)
    assert [len(sheet) for sheet in sheets] == [11, 11, 6]
    rows = [row for sheet in sheets for row in sheet[1:]]
    assert [row[0] for row in rows] == [row.label for row in selection().rows.order_by(*selection().keys)]
    # In the reader's time, as clocks show it.
    assert rows[0][2] == datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001


def test_text_in_a_file_is_no_formula_and_holds_no_control_characters() -> None:
    fill(1, label="=1+1\x0b")
    assert written(selection())[1].get_sheet_by_index(0).to_python()[1][0] == "=1+10"


def test_a_file_of_nothing_has_heads() -> None:
    count, book = written(selection())
    assert (count, book.get_sheet_by_index(0).to_python()) == (0, [["Label", "Seq", "Due"]])


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.agent, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_who_chose_columns_sees_them_from_then_on_and_nobody_else_does(cast: Cast, client: Client) -> None:
    assert "Sign-in name</th>" not in client.get("/people").content.decode()
    form = {"column": ["posts", "username", "un.safe", "ü"], "next": "/people?q=a"}
    answer = client.post("/lists/people/columns", form)
    assert answer["Location"] == "/people?q=a"
    page = client.get("/people").content.decode()
    assert "Sign-in name</th>" in page
    assert "Community</th>" not in page
    assert client.cookies[f"columns-people-{cast.agent.pk}"].value == "posts.username"
    client.force_login(cast.lead, backend="django.contrib.auth.backends.ModelBackend")
    assert "Sign-in name</th>" not in client.get("/people").content.decode()


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_way_back_leads_nowhere_else(client: Client, where: str) -> None:
    assert client.post("/lists/people/columns", {"next": where})["Location"] == "/"
