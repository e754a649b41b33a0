"""Damaged registers: every bad row is named with its reason, the rest is kept."""

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kefu.audit.mapping import load_mapping
from kefu.audit.records import Binding, Record
from kefu.audit.tables import Rejection, TableError, block_rows, open_table
from kefu.audit.tables.quotes import Cutter

MAPPING = """\
mapping: damaged
subject: 编号
events:
  case.received: {at: 受理时间}
  case.resolved: {at: 完成时间}
facts:
  kind: {column: 类别, values: {投诉: complaint, 报修: repair}}
"""
HEADING = "编号,受理时间,完成时间,类别,内容"
GOOD = "{},2019-01-02 08:00,2019-01-02 09:00,投诉,“漏水”"


def good(number: int) -> bytes:
    return GOOD.format(number).encode()


# Each bad row with the column and the words of its rejection.
BAD: list[tuple[bytes, str | None, str]] = [
    (b"1,2019-01-02 08:00,,\xe6\x8a\x95\xe8\xaf\x89,a\x00b", "内容", "contains the control character U+0000"),
    (b"2,2019-01-02 08:00,,\xe6\x8a\x95\xe8\xaf\x89,\xc2\x85", "内容", "contains the control character U+0085"),
    ("2b,2019-01-02 08:00,,投诉,\uffff".encode(), "内容", "contains the control character U+FFFF"),
    ("2c,2019-01-02 08:00,,投诉,\ufffe".encode(), "内容", "contains the control character U+FFFE"),
    (b"3,2019-01-02 08:00", None, "2 cells where the heading has 5"),
    (b"4", None, "1 cell where the heading has 5"),
    (b"5,2019-01-02 08:00,,x,y,z", None, "6 cells where the heading has 5"),
    (b"6,2019-01-02 08:00,,\xcd\xb6\xcb\xdf,x", "类别", "byte 0xCB is no character in the file's encoding"),
    (b"7,2019-01-02 08:00,,x," + b"y" * 1_000_001, "内容",
     "the cell has 1,000,001 characters; at most 1,000,000 are read"),
    (b'8,2019-01-02 08:00,,x,"open', None, "a quote opens in this row and is not closed"),
    (b"9,2019-01-02 08:00,,x,a\rb", None, "a carriage return stands in a cell without quotes"),
    ("10,,,投诉,x".encode(), "受理时间", "is blank: when did it happen?"),
    ("11,2019-02-30 08:00,,投诉,x".encode(), "受理时间", "there is no day 2019-02-30"),
    ("12,2019-01-02 25:61,,投诉,x".encode(), "受理时间", "there is no time “25:61”; a day goes from 00:00 to 24:00"),
    ("13,2019-01-02 08:00,2019-01-02 07:00,投诉,x".encode(), "完成时间",
     "完成时间 2019-01-02 07:00 lies before 受理时间 2019-01-02 08:00"),
    ("14,2019-01-02 08:00,,表扬信,x".encode(), "类别", "the mapping has no value “表扬信”"),
    (",2019-01-02 08:00,,投诉,x".encode(), "编号", "is blank: whom does the row concern?"),
    ("合计,16 件,,,".encode(), "受理时间", "no date: “16 件”; write it as 2015-01-02 08:05"),
]  # fmt: skip


def judged(path: Path, **options: str) -> tuple[list[Record], list[Rejection]]:
    """The records and the rejections of a register."""
    mapping = load_mapping(MAPPING)
    table = open_table(path, wanted=mapping.columns(), **options)  # type: ignore[arg-type]
    binding = Binding(mapping, table.headings, "Asia/Shanghai", is_excel=table.is_excel)
    records: list[Record] = []
    rejections: list[Rejection] = []
    for block in table.blocks():
        for row, cells in block_rows(block):
            found = cells if isinstance(cells, Rejection) else binding.record(row, cells)
            (records if isinstance(found, Record) else rejections).append(found)  # type: ignore[arg-type]
    return records, rejections


def damaged(path: Path) -> tuple[Path, list[int], dict[int, tuple[str | None, str]]]:
    """A register with every damage between good rows; the numbers of the good rows, and what is wrong with the bad."""
    lines, kept, expected = [HEADING.encode()], [], {}
    for number, (line, column, words) in enumerate(BAD):
        lines += [good(number * 2 + 100), line, good(number * 2 + 101)]
        kept += [number * 3 + 2, number * 3 + 4]
        expected[number * 3 + 3] = (column, words)
    path.write_bytes(b"\n".join(lines))
    return path, kept, expected


@pytest.mark.parametrize("chunk", [20_000, 77_777, 900_000])
@pytest.mark.parametrize("packed", [False, True])
def test_every_bad_row_is_named_and_the_rest_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, packed: bool
) -> None:
    monkeypatch.setattr("kefu.audit.tables.delimited.CHUNK", chunk)
    path, kept, expected = damaged(tmp_path / "log.csv")
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    records, rejections = judged(path)
    assert [record.row for record in records] == kept
    assert {bad.row: (bad.column, bad.reason.en) for bad in rejections} == expected
    assert len(rejections) == len(expected)


def test_control_characters_in_gbk(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [HEADING, *[GOOD.format(n) for n in range(5)], GOOD.format(5) + "\x07", GOOD.format(6)]
    path.write_bytes("\n".join(rows).encode("gb18030") + b"\n8,2019-01-02 08:00,,\xff\xff,x\n")
    records, rejections = judged(path)
    assert [record.subject for record in records] == ["0", "1", "2", "3", "4", "6"]
    assert [(bad.row, bad.column) for bad in rejections] == [(7, "内容"), (9, "类别")]
    assert rejections[1].reason.en == "byte 0xFF is no character in the file's encoding"


@pytest.mark.parametrize("position", [0, 1, 500, 998, 999])
def test_an_open_quote_costs_one_row(tmp_path: Path, position: int) -> None:
    lines = [GOOD.format(number) for number in range(1000)]
    lines[position] = '0,"2019-01-02 08:00,,投诉,x'
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    records, rejections = judged(path)
    assert [(bad.row, bad.reason.en) for bad in rejections] == [
        (position + 2, "a quote opens in this row and is not closed")
    ]
    assert [record.row for record in records] == [row for row in range(2, 1002) if row != position + 2]


def test_an_open_quote_in_the_last_row_costs_that_row(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    for last in ('9,"2019-01-02 08:00",,"投诉,x', '"9","2019-01-02 08:00","","投诉","x'):
        path.write_text("\n".join([HEADING, GOOD.format(1), last]), encoding="utf-8")
        records, rejections = judged(path)
        assert [record.row for record in records] == [2]
        assert [(bad.row, bad.reason.en) for bad in rejections] == [(3, "a quote opens in this row and is not closed")]


def test_an_open_quote_among_quoted_cells(tmp_path: Path) -> None:
    lines = [f'"{n}","2019-01-02 08:00","","投诉","第一行\n第""{n}""行"' for n in range(100)]
    lines[50] = '"50","2019-01-02 08:00","","投诉,"x"'
    lines[70] = '"70","2019-01-02 08:00","","投诉","x'
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    records, rejections = judged(path)
    assert [bad.row for bad in rejections] == [52, 72]
    assert len(records) == 98


@pytest.mark.parametrize("closing", [6, 8])
def test_a_quote_that_closes_by_chance_does_not_swallow_rows(tmp_path: Path, closing: int) -> None:
    lines = [GOOD.format(number) for number in range(10)]
    lines[3] = '3,2019-01-02 08:00,,投诉,"open'
    lines[closing] = f'{closing},2019-01-02 08:00,,投诉,5"'
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    records, rejections = judged(path)
    assert [bad.row for bad in rejections] == [5]
    assert [record.subject for record in records] == ["0", "1", "2", "4", "5", "6", "7", "8", "9"]


def test_a_quote_that_swallows_as_few_as_three_rows(tmp_path: Path) -> None:
    lines = [GOOD.format(number) for number in range(10)]
    lines[3] = '3,2019-01-02 08:00,,投诉,"open'
    lines[6] = '6,2019-01-02 08:00,,投诉,5"'
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    records, rejections = judged(path)
    assert [bad.row for bad in rejections] == [5]
    assert [record.subject for record in records] == ["0", "1", "2", "4", "5", "6", "7", "8", "9"]


def test_rows_after_inches_keep_their_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inches = ['0,2019-01-02 08:00,,投诉,5" 管', '1,2019-01-02 08:00,,投诉,屏"']
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADING, *inches, *(GOOD.format(number) for number in range(2, 9))]), encoding="utf-8")
    monkeypatch.setattr("kefu.audit.tables.delimited.CHUNK", 100)
    records, rejections = judged(path)
    assert ([(record.subject, record.row) for record in records], rejections) == (
        [(str(n), n + 2) for n in range(9)],
        [],
    )


def test_a_quote_is_waited_for_as_long_as_a_row_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.audit.tables.quotes.RECORD_LIMIT", 1_000)
    rows, begun = b'1,5" x,y\n' * 70, b'2,"' + b"z" * 300
    cut = Cutter(b",", 3).cut(rows + begun, 2, at_end=False)
    assert (cut.payload, cut.rows, cut.rest, cut.rejections) == (rows, 70, begun, ())


def test_long_open_quotes_and_long_rows_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.audit.tables.quotes.RECORD_LIMIT", 5_000)
    monkeypatch.setattr("kefu.audit.tables.delimited.CHUNK", 1_000)
    lines = [GOOD.format(number) for number in range(2000)]
    lines[3] = '3,"open'
    lines[900] = "x" * 20_000
    lines[950] = '950,2019-01-02 08:00,,投诉,"' + "long\n" * 500 + '"'
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    records, rejections = judged(path)
    assert [bad.row for bad in rejections] == [5, 902]
    assert [record.row for record in records] == [row for row in range(2, 2002) if row not in (5, 902)]


def test_quotes_within_cells_are_text(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = ['1,2019-01-02 08:00,,投诉,5" 管', '2,2019-01-02 08:00,,投诉,"说"好"了"', "3,2019-01-02 08:00,,投诉,x"]
    path.write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    cells = [row[-1] for block in open_table(path).blocks() for _, row in block_rows(block)]
    assert cells == ['5" 管', '说好"了"', "x"]


def test_a_huge_cell_costs_its_row(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [GOOD.format(1), '2,2019-01-02 08:00,,投诉,"' + "长\n" * 2_500_000 + '"', GOOD.format(3)]
    path.write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    records, rejections = judged(path)
    assert [record.row for record in records] == [2, 4]
    assert [(bad.row, bad.column) for bad in rejections] == [(3, "内容")]


def test_a_packed_file_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    content = "\n".join([HEADING, *[GOOD.format(n * 7919 % 100_003) for n in range(100_000)]]).encode()
    packed = gzip.compress(content)
    path.write_bytes(packed[: len(packed) // 2])
    records, rejections = judged(path)
    assert len(records) > 10_000
    assert [bad.row for bad in rejections] == [records[-1].row + 1]
    assert "damaged or cut short" in rejections[0].reason.en
    path.write_bytes(packed[:-4] + b"\0\0\0\0")
    records, rejections = judged(path)
    assert len(rejections) == 1


def test_a_fault_in_a_column_that_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(f"{HEADING}\n{GOOD.format(1)}\x00\n".encode())
    block = next(iter(open_table(path).blocks()))
    assert isinstance(next(iter(block_rows(block)))[1], Rejection)
    assert not isinstance(next(iter(block_rows(block, {0, 1, 2, 3})))[1], Rejection)


def test_utf16_with_half_characters(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [HEADING, GOOD.format(1), GOOD.format(2) + "\ud800", GOOD.format(3)]
    path.write_bytes(b"\xff\xfe" + "\n".join(rows).encode("utf-16-le", "surrogatepass") + b"x")
    records, rejections = judged(path)
    assert [record.row for record in records] == [2, 4]
    assert [bad.row for bad in rejections] == [3]


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADING.split(","))
    for number in range(2, 9):
        sheet.append(GOOD.format(number).split(","))
    sheet["B3"] = "=NOW()"
    sheet["D4"], sheet["D4"].data_type = "#REF!", "e"
    sheet["A5"] = 1234567890123456789
    sheet["E6"] = "=1/0"
    sheet["A8"], sheet["B8"] = "合计", "7"
    book.save(path)
    return path


def test_damaged_workbooks(tmp_path: Path) -> None:
    records, rejections = judged(workbook(tmp_path / "log.xlsx"))
    assert [record.row for record in records] == [2, 7]
    assert [(bad.row, bad.column, bad.reason.en) for bad in rejections] == [
        (3, "受理时间", "a formula without a stored result; open and save it in Excel once"),
        (4, "类别", "formula error #REF!"),
        (
            5,
            "编号",
            "a number of 16 or more digits was stored as a number and has lost its last digits; store it as text",
        ),
        (6, "内容", "a formula without a stored result; open and save it in Excel once"),
        (8, "受理时间", "no date: “7”; write it as 2015-01-02 08:05"),
    ]


def test_a_fault_of_a_workbook_in_a_column_that_is_not_used(tmp_path: Path) -> None:
    block = next(iter(open_table(workbook(tmp_path / "log.xlsx")).blocks()))
    bad = {row for row, cells in block_rows(block, {1, 2, 3}) if isinstance(cells, Rejection)}
    assert bad == {3, 4}
    assert {row for row, cells in block_rows(block, {0}) if isinstance(cells, Rejection)} == {5}
    assert {row for row, cells in block_rows(block) if isinstance(cells, Rejection)} == {3, 4, 5, 6}


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    path = workbook(tmp_path / "log.xlsx")
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(TableError, match="not an Excel file, or damaged"):
        open_table(path)


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("log.csv", HEADING)
    path = tmp_path / "log.xlsx"
    path.write_bytes(content.getvalue())
    with pytest.raises(TableError, match="not an Excel file, or damaged"):
        open_table(path)
