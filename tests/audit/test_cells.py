"""What single cells mean."""

from typing import Any

import pytest

from kefu.audit import cells
from kefu.audit.cells import ABSENT, BETWEEN, CellError
from kefu.audit.moments import MomentReader
from kefu.lib.worktime import get_zone

READER = MomentReader(get_zone("Asia/Shanghai"))


def read(kind: str, cell: str, default: object = None) -> Any:
    return cells.converted("列", kind, READER, default)[cell]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12", 12), ("12.50", 12.5), ("1,200", 1200), (" 95分", 95), ("98.5%", 98.5), ("-3", -3), ("１２", 12)],
)
def test_numbers_as_they_are_written(cell: str, number: float) -> None:
    found = read("number", cell)
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize("cell", ["很好", "nan", "inf", "-inf", "1e999", "12 34"])
def test_what_is_no_number_names_its_column(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        read("number", cell)
    assert caught.value.column == "列"
    assert caught.value.text == (f"“{cell}”不是数", f"“{cell}” is not a number")


def test_a_long_cell_is_told_by_its_beginning() -> None:
    with pytest.raises(CellError, match=f"^“{'x' * 40}” is not a number$"):
        read("number", "x" * 41)
    with pytest.raises(CellError, match=f"^“{'x' * 40}” is neither yes nor no$"):
        read("yes_no", "x" * 41)
    with pytest.raises(CellError, match=f"^the mapping has no value “{'x' * 40}…”$"):
        cells.listed("列", {"a": 1})["x" * 41]
    with pytest.raises(CellError, match=f"^the mapping has no value “{'x' * 40}”$"):
        cells.listed("列", {"a": 1})["x" * 40]


@pytest.mark.parametrize("cell", ["是", "√", "Ｙ", "Yes", "1", "已签字", "非常满意", "满意", " ok "])
def test_yes(cell: str) -> None:
    assert read("yes_no", cell) is True


@pytest.mark.parametrize("cell", ["否", "×", "N", "no", "0", "未签字", "不满意", "很不满意"])
def test_no(cell: str) -> None:
    assert read("yes_no", cell) is False


@pytest.mark.parametrize("kind", ["number", "yes_no", "time"])
def test_a_blank_cell_is_absent_or_the_default(kind: str) -> None:
    assert read(kind, " ") is ABSENT
    assert read(kind, "", 7) == 7
    assert read(kind, "", default=False) is False


def test_times_and_whether_a_cell_says_anything() -> None:
    assert read("time", "2015-01-02 08:00") == 1420156800
    assert read("filled", " x ") is True
    assert read("filled", " \t") is False


def test_values_that_are_listed() -> None:
    lookup = cells.listed("列", {"投诉": "complaint"})
    assert lookup["　投诉 "] == "complaint"
    assert lookup[""] is ABSENT
    with pytest.raises(CellError):
        lookup["其他"]
    with_default = cells.listed("列", {"投诉": "complaint", "": "nothing"}, "enquiry")
    assert (with_default["其他"], with_default[""]) == ("enquiry", "nothing")


def test_text_as_it_stands() -> None:
    assert cells.as_it_stands()[" 漏 水 "] == "漏 水"
    assert cells.as_it_stands()[" "] is ABSENT
    assert cells.as_it_stands("x")[" "] == "x"


def test_two_cells_that_say_the_same() -> None:
    lookup = cells.alike()
    assert lookup[f" 张三{BETWEEN}张三"] is True
    assert lookup[f"张三{BETWEEN}李四"] is False
    assert lookup[f"{BETWEEN}李四"] is ABSENT
    assert lookup[f"张三{BETWEEN} "] is ABSENT


def test_names_and_rows_with_a_value() -> None:
    assert cells.names()["　工程 部 "] == "工程 部"
    assert cells.persons()[" 张三"] == "张三"
    assert cells.persons()["  "] is None
    among = cells.is_among(("作废", "撤销"))
    assert [among[cell] for cell in (" 作废", "撤销", "作", "")] == [True, True, False, False]


def test_a_cache_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "CACHE_LIMIT", 3)
    lookup = cells.as_it_stands()
    for number in range(10):
        assert lookup[f" {number} "] == str(number)
        assert len(lookup) <= 3
