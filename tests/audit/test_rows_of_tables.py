"""Rows of registers that are merged, quoted or full of signs that are no text."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from kefu.audit.tables import Rejection, TableError, open_table
from kefu.audit.tables.blocks import Cell, Fault, cell_text
from kefu.audit.tables.quotes import Cutter
from tests.audit.test_tables import as_csv, change, rows_of, workbook, write


def test_merges_are_where_they_are_when_the_first_columns_are_blank(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, None, "日期", "时间", None],
        [None, None, None, "受理", "完成"],
        [None, None, "2019-01-02", "08:00", "09:00"],
        [None, None, None, "10:00", "11:00"],
    ]
    path = workbook(tmp_path / "log.xlsx", ("登记", rows))
    book, sheet = change(path, "登记")
    for merged in ("C1:C2", "D1:E1", "C3:C4"):
        sheet.merge_cells(merged)
    book.save(path)
    table = open_table(path)
    assert table.headings == ("日期", "时间 受理", "时间 完成")
    assert rows_of(table) == [(3, ["2019-01-02", "08:00", "09:00"]), (4, ["2019-01-02", "10:00", "11:00"])]


def test_headings_merged_side_by_side_stand_over_those_below(tmp_path: Path) -> None:
    rows: list[list[object]] = [["编号", "客户", None], ["", "姓名", "房号"], ["1", "甲", "1-1"]]
    path = workbook(tmp_path / "log.xlsx", ("登记", rows))
    book, sheet = change(path, "登记")
    sheet.merge_cells("B1:C1")
    book.save(path)
    table = open_table(path)
    assert table.headings == ("编号", "客户 姓名", "客户 房号")
    assert rows_of(table) == [(3, ["1", "甲", "1-1"])]


def test_a_heading_merged_with_rows_below_is_no_cell_of_theirs(tmp_path: Path) -> None:
    rows: list[list[object]] = [["编号", "时间"], [None, "2015-01-02"], [None, "2015-01-03"], ["3", "2015-01-04"]]
    path = workbook(tmp_path / "log.xlsx", ("登记", rows))
    book, sheet = change(path, "登记")
    sheet.merge_cells("A1:A3")
    book.save(path)
    table = open_table(path)
    assert rows_of(table) == [(2, ["", "2015-01-02"]), (3, ["", "2015-01-03"]), (4, ["3", "2015-01-04"])]


def test_a_row_without_an_end_is_given_up() -> None:
    """What is longer than any row is told, and is not kept in memory for ever."""
    cutter, long = Cutter(b",", 3), b"x" * 31_999_999
    waits = cutter.cut(long, 7, at_end=False)
    assert (waits.payload, waits.rows, waits.rest, waits.rejections) == (b"", 0, long, ())
    given_up = cutter.cut(long + b"x", 7, at_end=False)
    assert (given_up.rows, given_up.rest, given_up.is_amid_row) == (1, b"", True)
    assert [(bad.row, bad.reason.en) for bad in given_up.rejections] == [(7, "the row is longer than 32 MB")]


def test_a_row_of_headings_is_taken_at_its_word(tmp_path: Path) -> None:
    rows: list[list[object]] = [["登记表", None], ["编号", "时间"], ["1", "2015-01-02"], ["2", "2015-01-03"]]
    path = workbook(tmp_path / "log.xlsx", ("登记", rows))
    table = open_table(path, heading_row=2)
    assert (table.headings, table.heading_row, len(rows_of(table))) == (("编号", "时间"), 2, 2)
    assert open_table(path, heading_row=3).headings == ("1", "2015-01-02")
    # There is no row below it.
    for row in (4, 9):
        with pytest.raises(TableError, match="no sheet has headings with rows below them"):
            open_table(path, heading_row=row)


@pytest.mark.parametrize("code", [0, 8, 11, 12, 14, 31, 127, 128, 159, 0xFFFE, 0xFFFF])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_control_characters_are_no_text(tmp_path: Path, code: int, encoding: str) -> None:
    rows = [["编号", "内容"], ["1", "报修"], ["2", f"报{chr(code)}修"], ["3", "报\t修"]]
    path = write(tmp_path / "log.csv", "\n".join(",".join(row) for row in rows), encoding)
    (_, first), (_, bad), (_, last) = rows_of(open_table(path, delimiter=","))
    assert (first, last) == (rows[1], rows[3])
    assert isinstance(bad, Rejection)
    assert (bad.row, bad.column) == (3, "内容")
    assert bad.reason == (f"含有控制字符 U+{code:04X}", f"contains the control character U+{code:04X}")


def test_lines_of_a_cell_are_rows_only_where_they_look_like_them(tmp_path: Path) -> None:
    """A quote was left open where whole lines within a cell have as many cells as a row; commas of prose are none."""
    prose = "甲,乙\n丙,丁\n戊,己\n庚,辛"
    two = write(tmp_path / "two.csv", as_csv([["编号", "内容"], ["1", prose], ["2", "x"]]))
    assert [cells for _, cells in rows_of(open_table(two))] == [["1", prose], ["2", "x"]]
    mixed = "甲,乙,丙\n丁,戊,己\n庚,辛\n壬"
    three = write(tmp_path / "three.csv", as_csv([["编号", "内容", "人"], ["1", mixed, "y"], ["2", "x", "z"]]))
    assert [cells for _, cells in rows_of(open_table(three))] == [["1", mixed, "y"], ["2", "x", "z"]]
    single = "甲\n乙,丙,丁\n戊"
    one = write(tmp_path / "one.csv", as_csv([["编号", "内容", "人"], ["1", single, "y"], ["2", "x", "z"]]))
    assert [cells for _, cells in rows_of(open_table(one))] == [["1", single, "y"], ["2", "x", "z"]]
    cutter = Cutter(b",", 3)
    assert cutter.looks_like_rows(b'"a\n1,2,3\n4,5,6\nb')
    assert not cutter.looks_like_rows(b'"a\n1,2,3\n4,5\nb')
    assert not cutter.looks_like_rows(b'"a\n1,2,3\nb')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (True, "TRUE"),
        (False, "FALSE"),
        (12.0, "12"),
        (-3.0, "-3"),
        (12.5, "12.5"),
        (1e15, "1000000000000000.0"),
        (999_999_999_999_999.0, "999999999999999"),
        (7, "7"),
        (datetime.fromisoformat("2019-01-02T08:05:09.499999"), "2019-01-02 08:05:09"),
        (datetime.fromisoformat("2019-01-02T08:05:59.500000"), "2019-01-02 08:06:00"),
        (date(2019, 1, 2), "2019-01-02"),
        (time(8, 5, 9, 700_000), "08:05:09"),
        (timedelta(hours=30, minutes=5, seconds=9), "30:05:09"),
        (timedelta(minutes=59, seconds=59.6), "1:00:00"),
        (Fault("#REF!"), ""),
    ],
)
def test_values_of_a_workbook_as_text(value: Cell, text: str) -> None:
    assert cell_text(value) == text


def test_inches_are_no_quotes_wherever_they_stand(tmp_path: Path) -> None:
    """A quote within a cell is text; two of them do not make one cell of what lies between."""
    for one in range(6):
        for other in range(one, 6):
            rows = [[f"{n}", '5" 管' if n in (one, other) else f"漏水{n}"] for n in range(6)]
            lines = [f"{n},{cell}" if '"' in cell else f'"{n}","{cell}"' for n, cell in rows]
            path = write(tmp_path / "log.csv", "\n".join(["编号,内容", *lines, ""]))
            assert rows_of(open_table(path)) == [(n + 2, row) for n, row in enumerate(rows)], (one, other)


def test_faults_are_in_their_columns_when_the_first_ones_are_blank(tmp_path: Path) -> None:
    rows: list[list[object]] = [[None, None, "编号", "时间"], [None, None, "1", "x"], [None, None, "2", "y"]]
    path = workbook(tmp_path / "log.xlsx", ("登记", rows))
    book, sheet = change(path, "登记")
    sheet["D2"] = "=NOW()"
    sheet["C3"], sheet["C3"].data_type = "#REF!", "e"
    book.save(path)
    bad = [cells for _, cells in rows_of(open_table(path))]
    assert [(one.column, one.reason.en) for one in bad if isinstance(one, Rejection)] == [
        ("时间", "a formula without a stored result; open and save it in Excel once"),
        ("编号", "formula error #REF!"),
    ]


def test_well_formed_quotes_are_counted_and_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of millions of rows are cut quickly where every quote stands as it should."""
    rows = [["编号", "内容"], *([f"{n}", f'说“{n}”，\n第 {n} 行 5" 管'] for n in range(50)), ["", '"']]

    def walk(*_: object, **__: object) -> None:
        pytest.fail("walked")

    monkeypatch.setattr("kefu.audit.tables.quotes._Walk", walk)
    monkeypatch.setattr("kefu.audit.tables.delimited.CHUNK", 10_000)
    for ending in ("", "\n"):
        path = write(tmp_path / "log.csv", as_csv(rows).removesuffix("\r\n").replace("\r\n", "\n") + ending)
        cells = [row for _, row in rows_of(open_table(path))]
        assert cells == rows[1:]


def test_doubled_quotes_beside_a_stray_one(tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", '编号,内容\n1,5" 管\n2,"甲""\n乙"\n3,丙\n')
    cells = [row for _, row in rows_of(open_table(path))]
    assert cells == [["1", '5" 管'], ["2", '甲"\n乙'], ["3", "丙"]]
    cut = Cutter(b",", 2).cut(b'1,5" x\n2,"a""\nb"\n3,c\n', 1, at_end=True)
    assert (cut.rows, cut.rest, cut.rejections) == (3, b"", ())
