"""How large a workbook becomes in memory, and which cells of it hold no result."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kefu.audit.tables import TableError, bounds
from kefu.audit.tables.faults import sheet_faults

ROW = "<table:table-row>"
VALUE = '<table:table-cell office:value-type="string"/>'


def packed(path: Path, **parts: str) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


def is_refused(path: Path) -> bool:
    try:
        bounds.refuse_bombs(path)
    except TableError as error:
        return "too large when unpacked" in error.text.en
    return False


@pytest.mark.parametrize("block", [7, 1 << 20])
@pytest.mark.parametrize(
    ("part", "content", "laid_out"),
    [
        # 60 rows of 20 columns, in which two cells are filled.
        ("sheet1.xml", '<c r="A1"/><c r="T60"/>', 1200),
        ("sheet1.xml", "<c r = 't60' s='1'><v>1</v></c>", 1200),
        ("sheet1.xml", '<c r="A60"/><c r="T1"/>', 1200),
        ("sheet1.xml", '<c r="AA10"/>', 270),
        # Nine blank rows, then nineteen blank cells and a value.
        (
            "content.xml",
            (
                f'<table:table-row table:number-rows-repeated="9">{ROW}'
                f'<table:table-cell table:number-columns-repeated="19"/>{VALUE}'
            ),
            200,
        ),
        (
            "content.xml",
            (
                '<table:table-row table:number-rows-repeated="10">'
                '<table:table-cell office:value-type="string" table:number-columns-repeated="20"/>'
            ),
            200,
        ),
        ("content.xml", f'{ROW}<table:covered-table-cell table:number-columns-repeated="99"/>{VALUE}{ROW}{VALUE}', 200),
        # What is blank below and beside counts nothing.
        (
            "content.xml",
            (
                f'{ROW}<table:table-cell table:number-columns-repeated="98"/>{VALUE}'
                '<table:table-cell table:number-columns-repeated="900"/><table:table-row table:number-rows-repeated="900">'
            ),
            99,
        ),
    ],
)
def test_how_many_cells_a_sheet_is_laid_out_as(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, part: str, content: str, laid_out: int
) -> None:
    monkeypatch.setattr(bounds, "_BLOCK", block)
    path = packed(tmp_path / "book", **{part: content})
    monkeypatch.setattr(bounds, "FEW", laid_out)
    assert not is_refused(path)
    monkeypatch.setattr(bounds, "FEW", laid_out - 1)
    assert is_refused(path)


def test_a_full_table_may_be_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "FEW", 10)
    one_in_fifty = "".join(f'<c r="A{row}"/>' for row in range(1, 5)) + '<c r="X4"/><c r="Y8"/>'
    assert not is_refused(packed(tmp_path / "full", a=one_in_fifty))
    assert is_refused(packed(tmp_path / "thin", a=one_in_fifty + '<c r="BA8"/>'))


def test_what_is_packed_as_no_workbook_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "book", a="0" * 300_000, b="0" * 300_000)
    assert path.stat().st_size * 100 < 600_000
    monkeypatch.setattr(bounds, "SMALL", 600_000)
    assert not is_refused(path)
    monkeypatch.setattr(bounds, "SMALL", 599_999)
    assert is_refused(path)
    plain = tmp_path / "plain"
    with ZipFile(plain, "w") as book:
        book.writestr("a", "0" * 600_000)
    assert not is_refused(plain)


BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="一月" sheetId="1" r:id="rId1"/><sheet name="二月" sheetId="2" r:id="rId2"/>
<sheet name="三月" sheetId="3" r:id="rId9"/></sheets></workbook>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Target="/xl/worksheets/other.xml"/></Relationships>"""


def with_sheets(path: Path, first: str, second: str = "") -> Path:
    parts = {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": RELATIONS}
    return packed(path, **parts, **{"xl/worksheets/sheet1.xml": first, "xl/worksheets/other.xml": second})


def test_errors_and_formulas_without_a_result_are_found(tmp_path: Path) -> None:
    cells = (
        '<c r="A1"><v>1</v></c>'
        '<c r="B2" t="e"><v>#REF!</v></c>'
        '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="AA3"><f>NOW()</f></c>'
        '<c r="D3"><f>NOW()</f><v></v></c>'
        '<c r="E3"><f>NOW()</f><v/></c>'
        '<c r="F3"><f>A1+1</f><v>2</v></c>'
        # A text that is empty is a result.
        '<c r="G3" t="str"><f>""</f><v></v></c>'
        '<c r="H3" s="1"/><c r="I3" t="e"/>'
        '<c r="J3" t="e"><v></v></c>'
        '<c r="K3"><f ref="K3" t="shared"/><v>5</v></c>'
    )
    found = sheet_faults(with_sheets(tmp_path / "log.xlsx", cells, '<c r="B1" t="e"><v>#N/A</v></c>'), "一月")
    assert found == {
        1: [(1, "#REF!"), (2, "#DIV/0!")],
        2: [(26, "="), (3, "="), (4, "="), (9, "#ERROR!")],
    }
    assert sheet_faults(tmp_path / "log.xlsx", "二月") == {0: [(1, "#N/A")]}


def test_a_file_that_hides_them_has_none(tmp_path: Path) -> None:
    path = with_sheets(tmp_path / "log.xlsx", '<c r="A1"><v>1</v></c>')
    assert sheet_faults(path, "一月") == {}
    # Not in the book, named but not there, not a zip, not Excel's.
    assert sheet_faults(path, "四月") == sheet_faults(path, "三月") == {}
    path.write_bytes(b"no zip")
    assert sheet_faults(path, "一月") == {}
    assert sheet_faults(packed(tmp_path / "log.ods", **{"content.xml": ROW}), "一月") == {}
    assert sheet_faults(packed(tmp_path / "bad.xlsx", **{"xl/workbook.xml": "<"}), "一月") == {}
