"""Register files as rows: whatever their form, the rows are those that are in them."""

import csv
import gzip
import io
import pickle
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from kefu.audit.tables import Block, Rejection, Table, TableError, block_rows, bounds, open_table
from kefu.audit.tables.headings import column_index, column_letters
from kefu.audit.tables.quotes import Cutter

ROWS = [["编号", "受理时间", "内容"], ["1", "2015-01-02 08:00", "漏水"], ["2", "2015-01-02 09:00", "说“谢谢”，\n两行"]]


def as_csv(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def rows_of(table: Table) -> list[tuple[int, list[str] | Rejection]]:
    return [row for block in table.blocks() for row in block_rows(block)]


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def change(path: Path, name: str) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.load_workbook(path)
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return book, sheet


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16-le")],
)
@pytest.mark.parametrize("packed", [False, True])
def test_encodings(tmp_path: Path, encoding: str, found: str, packed: bool) -> None:
    content = as_csv(ROWS).encode(encoding)
    table = open_table(write(tmp_path / "log.csv", gzip.compress(content) if packed else content))
    assert table.encoding == found
    assert table.headings == ("编号", "受理时间", "内容")
    assert rows_of(table) == [(2, ROWS[1]), (3, ROWS[2])]


def test_other_encodings_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", as_csv([["編號", "時間", "內容"], ["1", "2015-01-02 08:00", "漏水"]]), "big5")
    assert rows_of(open_table(path, encoding="big5"))[0] == (2, ["1", "2015-01-02 08:00", "漏水"])
    with pytest.raises(TableError, match="unknown encoding"):
        open_table(path, encoding="klingon")
    with pytest.raises(TableError, match="unknown encoding"):
        open_table(path, encoding="cp037")


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_utf16_without_mark(tmp_path: Path, encoding: str) -> None:
    # Characters whose second byte is nought, as 一 has, do not deceive.
    text = as_csv([["id", "time"], ["1", "2015-01-02 08:00"], ["2", "一月一日"]])
    assert rows_of(open_table(write(tmp_path / "a.csv", text, encoding))) == [
        (2, ["1", "2015-01-02 08:00"]),
        (3, ["2", "一月一日"]),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_delimiters(tmp_path: Path, delimiter: str, encoding: str) -> None:
    # 唡 and its like hold the byte 0x7C in GBK, which is the sign |.
    rows = [["编号", "时间", "内容"]] + [[str(n), "2015-01-02 08:00", f"唡亅{n}，{n}"] for n in range(9)]
    path = write(tmp_path / "log.txt", as_csv(rows, delimiter), encoding)
    assert [cells for _, cells in rows_of(open_table(path))] == rows[1:]
    assert open_table(path, delimiter=delimiter).headings == ("编号", "时间", "内容")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / "log.csv", ending.join(["a,b", "1,2", "", "3,4"]))
    assert rows_of(open_table(path)) == [(2, ["1", "2"]), (4, ["3", "4"])]


def test_headings_are_cleaned_and_told_apart(tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", '"受理\n时间","ＩＤ　号",时间,时间,"Open\nDate",\n1,2,3,4,5,6\n')
    assert open_table(path).headings == ("受理时间", "ID 号", "时间", "时间 (2)", "Open Date", "column 6")


def test_title_lines_above_the_headings(tmp_path: Path) -> None:
    rows = [["物业公司投诉登记表", "", "", ""], ["制表:张三", "", "", "2015年"], ["编号", "时间", "内容", "处理人"]]
    rows += [[str(n), "2015-01-02", "漏水", "李四"] for n in range(3)]
    path = write(tmp_path / "log.csv", as_csv(rows))
    table = open_table(path)
    assert (table.heading_row, table.headings) == (3, ("编号", "时间", "内容", "处理人"))
    assert [row for row, _ in rows_of(table)] == [4, 5, 6]
    assert open_table(path, heading_row=2).headings == ("制表:张三", "column 2", "column 3", "2015年")
    with pytest.raises(TableError, match="has no row 9"):
        open_table(path, heading_row=9)


def test_wanted_columns_find_the_headings(tmp_path: Path) -> None:
    rows = [["甲", "乙", "丙"], ["编号", "时间", ""], ["1", "2015-01-02", "x"]]
    path = write(tmp_path / "log.csv", as_csv(rows))
    assert open_table(path).heading_row == 1
    assert open_table(path, wanted=["时间", "编号"]).heading_row == 2
    assert open_table(path, wanted=["部门"]).heading_row == 1


def test_surplus_blank_cells_do_not_count(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "log.csv", "a,b\n1,2,,\n3,4\n,,,,\n5,6,,x\n"))
    *kept, (row, bad) = rows_of(table)
    assert kept == [(2, ["1", "2"]), (3, ["3", "4"])]
    assert isinstance(bad, Rejection)
    assert (row, bad.reason.en) == (5, "4 cells where the heading has 2")


def test_blocks_can_be_pickled_and_tell_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.audit.tables.delimited.CHUNK", 100)
    rows = [["编号", "内容"]] + [[str(n), "漏水\n" * (n % 3)] for n in range(100)]
    table = open_table(write(tmp_path / "log.csv", as_csv(rows)))
    blocks: list[Block] = pickle.loads(pickle.dumps(list(table.blocks())))  # noqa: S301
    assert len(blocks) > 10
    assert [block.done for block in blocks] == sorted(block.done for block in blocks)
    assert blocks[-1].done == table.size
    assert [row for block in blocks for row in block_rows(block)] == [(n + 2, row) for n, row in enumerate(rows[1:])]
    assert rows_of(table) == rows_of(table)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b" \n \n", "the file is empty"),
        ("a.csv", b"a,b\n", "has headings but no rows below them"),
        ("a.csv", b"a,b\n\n,\n", "has headings but no rows below them"),
        ("a.xlsx", b"a,b\n1,2\n", "not an Excel file"),
        ("a.xlsx", b"PK\x03\x04 and no more", "not an Excel file, or damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "not an Excel file, or damaged"),
        ("a.xls", b"<html><table></table></html>", "a web page and not a table"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "the compressed file is damaged"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = write(tmp_path / name, content)
    with pytest.raises(TableError) as caught:
        open_table(path)
    assert words in caught.value.text.en
    assert str(path) in caught.value.text.en
    assert str(path) in caught.value.text.zh


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="there is no such file"):
        open_table(tmp_path / "absent.csv")
    with pytest.raises(TableError, match="is a folder"):
        open_table(tmp_path)


def test_text_that_calls_itself_xls(tmp_path: Path) -> None:
    assert rows_of(open_table(write(tmp_path / "a.xls", "编号\t时间\n1\t2\n", "gbk"))) == [(2, ["1", "2"])]


CELL = st.text(st.sampled_from('a",\n漏 '), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12), st.integers(1, 40))
@example([['"', '""', '\n"\n'], ["", "", "x"]], 1)
def test_any_content_comes_back_whatever_the_cuts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: list[list[str]], chunk: int
) -> None:
    """Rows written by the csv module come back, cut anywhere; what looks like rows in a cell is tried elsewhere."""
    monkeypatch.setattr("kefu.audit.tables.delimited.CHUNK", chunk)
    monkeypatch.setattr("kefu.audit.tables.quotes.Cutter.looks_like_rows", lambda *_: False)
    path = write(tmp_path / "log.csv", as_csv([["编号", "时间", "内容"], *content, ["end", "", ""]]))
    expected = [(n + 2, row) for n, row in enumerate(content) if any(row)]
    assert rows_of(open_table(path, delimiter=",", heading_row=1))[:-1] == expected


@settings(deadline=None)
@given(st.text(st.sampled_from('a",\n'), max_size=60), st.integers(1, 20))
def test_cuts_are_where_the_csv_module_ends_its_rows(text: str, chunk: int) -> None:
    """Also for text with quotes anywhere, wherever no quote is left open."""
    content, cutter, row, rest = text.encode(), Cutter(b",", 1), 1, b""
    payload = b""
    rejections: list[Rejection] = []
    for start in range(0, len(content) + chunk, chunk):
        cut = cutter.cut(rest + content[start : start + chunk], row, at_end=start >= len(content))
        payload, rest, row = payload + cut.payload, cut.rest, row + cut.rows
        rejections += cut.rejections
    assert rest == b""
    parsed = list(csv.reader(io.StringIO(payload.decode(), newline="\n")))
    assert len(parsed) == row - 1
    if not rejections:
        assert parsed == list(csv.reader(io.StringIO(text, newline="\n")))


def test_values_of_workbooks(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["编号", "时间", "日期", "钟点", "数", "签字", "时长"],
        [
            1,
            datetime.fromisoformat("2019-01-02T08:05:09"),
            date(2019, 1, 2),
            time(8, 5),
            12.5,
            True,
            timedelta(hours=30),
        ],
        ["００７", "2019/1/2 8:05", "", "", 12.0, False, None],
        [],
        ["3", None, None, None, None, None, None],
    ]
    table = open_table(workbook(tmp_path / "log.xlsx", ("登记", rows)))
    assert table.is_excel
    assert rows_of(table) == [
        (2, ["1", "2019-01-02 08:05:09", "2019-01-02", "08:05:00", "12.5", "TRUE", "30:00:00"]),
        (3, ["００７", "2019/1/2 8:05", "", "", "12", "FALSE", ""]),
        (5, ["3", "", "", "", "", "", ""]),
    ]
    assert table.size == 4


def test_titles_merges_and_headings_of_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["二〇一九年投诉登记表", None, None, None, None, None],
        ["日期", "客户", None, "时间", None, "处理人"],
        [None, "姓名", "房号", "受理", "完成", None],
        ["2019-01-02", "甲", "1-1", "08:00", "09:00", "张三"],
        [None, "乙", "1-2", "10:00", "", None],
        [None, "丙", "1-3", "11:00", "", "李四"],
        ["2019-01-03", "丁", "1-4", "08:00", "", None],
    ]
    path = workbook(tmp_path / "log.xlsx", ("登记", rows))
    book, sheet = change(path, "登记")
    for merged in ("A1:F1", "A2:A3", "F2:F3", "B2:C2", "D2:E2", "A4:A6", "F4:F5"):
        sheet.merge_cells(merged)
    book.save(path)
    table = open_table(path)
    assert table.headings == ("日期", "客户 姓名", "客户 房号", "时间 受理", "时间 完成", "处理人")
    assert table.heading_row == 3
    assert rows_of(table) == [
        (4, ["2019-01-02", "甲", "1-1", "08:00", "09:00", "张三"]),
        (5, ["2019-01-02", "乙", "1-2", "10:00", "", "张三"]),
        (6, ["2019-01-02", "丙", "1-3", "11:00", "", "李四"]),
        (7, ["2019-01-03", "丁", "1-4", "08:00", "", ""]),
    ]


def test_cells_merged_beside_the_table_are_no_part_of_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "log.xlsx", ("登记", [["日期", "客户"], ["2019-01-02", "甲"], ["2019-01-03", "乙"]]))
    book, sheet = change(path, "登记")
    sheet.merge_cells("C2:C3")
    book.save(path)
    assert rows_of(open_table(path)) == [(2, ["2019-01-02", "甲"]), (3, ["2019-01-03", "乙"])]


def test_columns_without_headings_have_their_letter(tmp_path: Path) -> None:
    rows = [[None, "编号", "时间", None], [None, "1", "2015-01-02", "x"]]
    assert open_table(workbook(tmp_path / "log.xlsx", ("登记", rows))).headings == ("编号", "时间", "D")


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_names_of_columns(index: int, letters: str) -> None:
    assert column_letters(index) == letters
    assert column_index(letters) == index


def test_hidden_and_empty_sheets_are_passed_over(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "log.xlsx", ("旧", [["a", "b"], [1, 2]]), ("空", []), ("表头", [["a", "b"]]), ("登记", [["c"], [3]])
    )
    book, sheet = change(path, "旧")
    sheet.sheet_state = "hidden"
    book.save(path)
    assert open_table(path).headings == ("c",)
    assert open_table(path, sheet="旧").headings == ("a", "b")
    with pytest.raises(TableError, match="has no sheet “新”"):
        open_table(path, sheet="新")
    with pytest.raises(TableError, match="no sheet has headings with rows below them"):
        open_table(path, sheet="表头")


def test_all_sheets_of_one_kind(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "log.xlsx",
        ("1月", [["编号", "时间"], ["1", "a"], ["2", "b"]]),
        ("说明", [["填表说明", "请逐项填写"], ["x", "y"]]),
        ("2月", [["二月", None], ["时间", "编号"], ["c", "3"]]),
    )
    table = open_table(path, sheet="all", wanted=["编号", "时间"])
    kept = [(row, cells) for row, cells in rows_of(table) if not isinstance(cells, Rejection)]
    bad = [cells for _, cells in rows_of(table) if isinstance(cells, Rejection)]
    assert [cells for _, cells in kept] == [["1", "a"], ["2", "b"], ["3", "c"]]
    assert [table.whereabouts(row) for row, _ in kept] == [
        ("log.xlsx “1月”", 2),
        ("log.xlsx “1月”", 3),
        ("log.xlsx “2月”", 3),
    ]
    assert len({row for row, _ in kept}) == 3
    assert [one.reason.en for one in bad] == ["sheet “说明” has other headings and is not read"]
    assert [(file, one.row) for file, one in table.located(bad)] == [("log.xlsx “说明”", 1)]
    assert open_table(path).whereabouts(2) == ("log.xlsx", 2)


def test_of_one_sheet_and_one_of_another_kind_each_is_named(tmp_path: Path) -> None:
    sheets = ("1月", [["编号"], ["1"]]), ("说明", [["填表说明"], ["x"]]), ("附", [["附件"], ["y"]])
    table = open_table(workbook(tmp_path / "log.xlsx", *sheets), sheet="all", wanted=["编号"])
    assert [table.whereabouts(row) for row, _ in rows_of(table)] == [
        ("log.xlsx “1月”", 2),
        ("log.xlsx “说明”", 1),
        ("log.xlsx “附”", 1),
    ]


def test_the_rows_of_many_sheets_are_told_apart(tmp_path: Path) -> None:
    sheets = [(f"{n}月", [["编号"], *([f"{n}-{row}"] for row in range(n))]) for n in range(1, 5)]
    table = open_table(workbook(tmp_path / "log.xlsx", *sheets), sheet="all")
    assert [table.whereabouts(row) for row, _ in rows_of(table)] == [
        (f"log.xlsx “{n}月”", row + 2) for n in range(1, 5) for row in range(n)
    ]
    assert len({row for row, _ in rows_of(table)}) == 10


def test_progress_of_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.audit.tables.workbook.BLOCK_ROWS", 4)
    rows = [["编号", "时间"]] + [[str(n), "a"] for n in range(10)]
    table = open_table(workbook(tmp_path / "log.xlsx", ("登记", rows)))
    blocks: list[Block] = pickle.loads(pickle.dumps(list(table.blocks())))  # noqa: S301
    assert [(block.first_row, block.done) for block in blocks] == [(2, 4), (6, 8), (10, 10)]
    assert table.size == 10


@pytest.mark.parametrize(
    "cells",
    ['<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>', '<c r="A1"><v>1</v></c><c r="ZZ90000"><v>1</v></c>'],
)
def test_a_sheet_whose_cells_lie_far_apart_is_refused(tmp_path: Path, cells: str) -> None:
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>")
    with pytest.raises(TableError, match="too large when unpacked"):
        open_table(path)


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "somewhere/else"])
def test_a_sheet_is_looked_at_wherever_it_lies(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w") as book:
        book.writestr(name, '<row><c r="A1"/><c r="XFD1048576"/></row>')
    with pytest.raises(TableError, match="too large when unpacked"):
        open_table(path)


def test_cells_that_are_repeated_too_often_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ods"
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="1000"/>'
    with ZipFile(path, "w") as book:
        book.writestr("content.xml", f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>')
    with pytest.raises(TableError, match="too large when unpacked"):
        open_table(path)


def test_blank_rows_to_the_end_of_a_sheet_are_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.ods"
    blank = (
        '<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="1024"/>'
    )
    with ZipFile(path, "w") as book:
        book.writestr("content.xml", f'<table:table-row><table:table-cell office:value-type="string"/>{blank}')
    # It goes on to be read: that it is no whole workbook is said then.
    with pytest.raises(TableError, match="not an Excel file"):
        open_table(path)


def test_a_workbook_whose_parts_are_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", "<c/>" * 5000)
    held = bytearray(path.read_bytes())
    held[70:80] = b"\xff" * 10
    path.write_bytes(held)
    with pytest.raises(TableError, match="damaged"):
        open_table(path)


def test_a_file_that_unpacks_to_far_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SMALL", 1_000_000)
    path = tmp_path / "bomb.ods"
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        book.writestr("content.xml", "0" * 1_000_001)
    with pytest.raises(TableError, match="too large when unpacked"):
        open_table(path)
