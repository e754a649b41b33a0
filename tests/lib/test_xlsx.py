"""Excel files as others read them: types, formats, and nothing that runs."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from kefu.lib.xlsx import Cell, Column, Kind, Sheet, write_xlsx

NOON = datetime(2026, 2, 1, 12, 30)  # noqa: DTZ001  (a cell has no zone)


def written(*sheets: Sheet) -> Workbook:
    file = io.BytesIO()
    write_xlsx(sheets, file)
    book: Workbook = openpyxl.load_workbook(file)
    return book


def one(kind: Kind, *values: Cell) -> list[tuple[object, str, str]]:
    """What stands in a column: value, type and format of each cell."""
    sheet = written(Sheet("表", (Column("甲", kind=kind),), [(value,) for value in values]))["表"]
    return [(cell.value, cell.data_type, cell.number_format) for cell in sheet["A"][1:]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK('x')", "001", "2026-01-02", "TRUE"])
def test_text_stays_text(text: str) -> None:
    assert one("text", text)[0][:2] == (text, "s")


def test_controls_and_halves_of_characters_are_left_out() -> None:
    assert one("text", "a\x00b\x1f\x0bc\ufffe\ud800d\te\nf😀")[0][0] == "abcd\te\nf😀"


def test_what_is_too_long_for_a_cell_is_cut() -> None:
    assert len(str(one("text", "长" * 40_000)[0][0])) == 32_767


def test_numbers_shares_and_moments_are_real() -> None:
    assert one("number", 12_345) == [(12_345, "n", "#,##0")]
    assert one("share", 0.694, None)[0] == (0.694, "n", "0.0%")
    assert one("decimal", -2.5) == [(-2.5, "n", "#,##0.00")]
    assert one("moment", NOON) == [(NOON, "d", "yyyy-mm-dd hh:mm")]


def test_a_moment_is_written_as_its_own_clock_shows_it() -> None:
    assert one("moment", datetime(2026, 2, 1, 12, 30, tzinfo=UTC))[0][0] == NOON


def test_a_date_that_excel_does_not_know_stays_readable() -> None:
    assert one("moment", date(1899, 12, 31))[0][:2] == ("1899-12-31", "s")


def test_a_number_of_too_many_digits_keeps_them_as_text() -> None:
    assert one("number", 10**15 + 1, 10**15 - 1) == [("1000000000000001", "s", "#,##0"), (10**15 - 1, "n", "#,##0")]


def test_a_mixed_column_has_each_value_in_its_own_format() -> None:
    assert [cell[0] for cell in one("mixed", "字", NOON, None, 7, 0.5)] == ["字", NOON, None, 7, 0.5]


def test_first_blank_then_filled() -> None:
    assert [cell[0] for cell in one("number", None, 3, None, 4)] == [None, 3, None, 4]


def test_headings_stay_in_sight_and_columns_have_their_widths() -> None:
    sheet = written(Sheet("表", (Column("甲", 30), Column("乙", 9)), [("a", "b")]))["表"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert [round(sheet.column_dimensions[name].width) for name in "AB"] == [31, 10]
    assert sheet.print_title_rows == "$1:$1"


def test_a_sheet_is_printed_across_as_wide_as_the_page() -> None:
    sheet = written(Sheet("表", (Column("甲"),), [("a",)]))["表"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    # Left out, the number of pages is one; none for the height is as many as it takes.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)


def test_a_sheet_without_rows_has_its_headings() -> None:
    sheet = written(Sheet("空", (Column("甲"), Column("乙")), iter(())))["空"]
    assert [cell.value for cell in sheet[1]] == ["甲", "乙"]


def test_doubles_are_refused() -> None:
    column = (Column("甲"),)
    with pytest.raises(ValueError, match="two sheets"):
        written(Sheet("表", column, []), Sheet("表", column, []))
    with pytest.raises(ValueError, match="two columns of 表"):
        written(Sheet("表", (*column, *column), []))
    with pytest.raises(ValueError, match="shorter"):
        written(Sheet("表", (*column, Column("乙")), [("a",)]))


def test_a_place_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Failed to save"):
        write_xlsx([Sheet("表", (Column("甲"),), [("a",)])], tmp_path / "absent" / "a.xlsx")


@given(st.lists(st.tuples(st.text(), st.none() | st.integers(-(10**14), 10**14)), max_size=8))
def test_whatever_stands_in_the_cells_comes_back(rows: Sequence[tuple[str, int | None]]) -> None:
    # A sign before the text, so that no row is blank: readers leave blank ones out at the end.
    cells = [(f"字{text}", number) for text, number in rows]
    sheet = written(Sheet("表", (Column("甲"), Column("乙", kind="number")), cells))["表"]
    assert [cell.value for cell in sheet["B"][1:]] == [number for _, number in rows]
    assert all(cell.data_type == "s" for cell in sheet["A"][1:])
