"""How a file's encoding, its delimiter and its headings are found."""

from collections.abc import Sequence

import pytest

from kefu.audit.tables import TableError
from kefu.audit.tables.encodings import find_delimiter, find_encoding, known_encoding
from kefu.audit.tables.headings import find_heading, read_headings


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_mark_tells_the_encoding(mark: bytes, encoding: str) -> None:
    assert find_encoding(mark + "编号,时间\n".encode(encoding)) == (encoding, len(mark))


def test_lines_that_are_read_either_way_decide_nothing() -> None:
    """漏水 in GBK is UTF-8 too, and four signs of UTF-8 are six of GBK."""
    register = ["1,漏水", "2,漏水", "3,漏水", "4,投诉"]
    as_gbk = [line.encode("gb18030") for line in register]
    assert [line.decode() for line in as_gbk[:3]] == ["1,©ˮ", "2,©ˮ", "3,©ˮ"]
    assert find_encoding(b"\n".join([*as_gbk, b""])) == ("gb18030", 0)
    in_utf8 = [line.encode() for line in ("漏水漏水", "停电停电")]
    assert all(line.decode("gb18030") for line in in_utf8)
    assert find_encoding(b"\n".join([*in_utf8, "报修".encode("gb18030"), b""])) == ("utf-8", 0)
    assert find_encoding("name\nJosé\n".encode()) == ("utf-8", 0)


def test_single_bad_lines_decide_nothing() -> None:
    good = [line.encode() for line in ("编号,内容", "1,报修", "2,维修", "3,投诉")]
    assert find_encoding(b"\n".join([*good, "4,维修".encode("gb18030"), b""])) == ("utf-8", 0)
    assert find_encoding(b"\n".join([*(line.decode().encode("gb18030") for line in good), "4,维修".encode(), b""])) == (
        "gb18030",
        0,
    )


def test_a_sample_that_ends_within_a_sign_changes_nothing() -> None:
    content = "编号\n漏水".encode()
    assert find_encoding(content[:-1]) == ("utf-8", 0)
    gbk = "编号\n漏水".encode("gb18030")
    assert find_encoding(gbk[:-1]) == ("gb18030", 0)
    assert find_encoding(b"id,time\n1,2\n") == ("utf-8", 0)
    assert find_encoding("编号,时间".encode("gb18030")) == ("gb18030", 0)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_many_noughts_are_utf16(encoding: str) -> None:
    assert find_encoding("id,time,时间\n1,2,一\n".encode(encoding)) == (encoding, 0)
    # A few noughts are damage.
    assert find_encoding(b"id,time\n1,\0\0\n2,3\n")[0] == "utf-8"


@pytest.mark.parametrize(
    ("named", "known"),
    [
        ("GBK", "gb18030"),
        ("gb2312", "gb18030"),
        ("utf8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("UTF-16", "utf-16"),
        ("big5", "big5"),
    ],
)
def test_encodings_by_their_names(named: str, known: str) -> None:
    assert known_encoding(named) == known


@pytest.mark.parametrize("name", ["klingon", "cp037", "base64", "\0"])
def test_what_is_no_encoding_of_text_is_told(name: str) -> None:
    with pytest.raises(TableError) as caught:
        known_encoding(name)
    assert caught.value.text.en == f"unknown encoding “{name}”; usual are utf-8, gbk, utf-16"


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["编号,时间", "1,2"], ","),
        (["编号;时间;内容", "1;2;a,b,c", "2;3;d"], ";"),
        # Each line has as many cells by either: the one that makes more.
        (["a,b|c|d", "1,2|3|4"], "|"),
        (["a\tb", "1\t2"], "\t"),
        # A title line above changes nothing.
        (["登记表", "编号;时间", "1;2"], ";"),
        (["登记表，二〇一九", "a|b|c", "1|2|3", "4|5|6|7"], "|"),
        (["一列", "1"], ","),
        (["", ""], ","),
        ([], ","),
    ],
)
def test_the_delimiter_makes_the_same_number_of_cells_in_most_lines(lines: Sequence[str], delimiter: str) -> None:
    assert find_delimiter(lines) == delimiter


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        # Words in three fifths of the columns that the fullest row fills.
        ([["登记表", "", "", "", ""], ["编号", "时间", "类别", "", ""], ["1", "2", "3", "4", "5"]], 1),
        # Numbers and times are no words.
        ([["2015", "08:00", "1.5", "3-2-1"], ["编号", "时间", "数", "房号"]], 1),
        # None has so many: three are enough.
        ([["登记表"], ["编号", "时间", "类别"], ["1", "2", "3", "4", "5", "6", "7", "8"]], 1),
        # Not even three: the first that is not blank.
        ([["", ""], ["登记表", ""], ["1", "2", "3", "4", "5", "6"]], 1),
        ([["编号"], ["1"]], 0),
        ([["1", "2"], ["3", "4"]], 0),
        ([], 0),
    ],
)
def test_the_row_of_headings(rows: list[list[str]], index: int) -> None:
    assert find_heading(rows) == index


def test_the_row_of_headings_has_most_of_the_wanted_columns() -> None:
    rows = [["一", "二", "三"], ["编号", "", ""], ["编号", "时 间", ""], ["编号", "", "时间"]]
    assert find_heading(rows, ["编号", "时　间"]) == 2
    assert find_heading(rows, ["部门"]) == 0


def test_headings_are_told_apart_and_blank_ones_by_their_place() -> None:
    assert read_headings(["时间", "", "时间", "时 间", " 时间 ", ""]) == (
        "时间",
        "column 2",
        "时间 (2)",
        "时 间",
        "时间 (3)",
        "column 6",
    )
    assert read_headings(["编号", ""], 25) == ("编号", "AA")
    assert read_headings(["", "x"], 0) == ("A", "x")
