"""How units are called, and what persons are found by."""

import pytest

from kefu.estate import calc as estate
from kefu.estate.calc import building_key, person_keys, typed_code, unit_code


@pytest.mark.parametrize(
    ("building", "entrance", "room", "code"),
    [
        ("3栋", "2单元", "1201", "3-2-1201"),
        ("３号楼", "２", "１２０１室", "3-2-1201"),
        ("", "", "8栋1单元101室", "8-1-101"),
        ("3栋", "", "2-1201", "3-2-1201"),
        ("5栋", "", "2-1201", "5-2-1201"),
        ("3栋", "2单元", "2-1201", "3-2-1201"),
        ("3栋", "2单元", "3-2-1201", "3-2-1201"),
        ("3栋", "3单元", "3-1201", "3-3-1201"),
        ("", "2", "3-2-1201", "3-2-1201"),
        ("1号院3栋", "2", "1201", "1-3-2-1201"),
        ("13栋", "2", "1201", "13-2-1201"),
        ("A座", "", "1201", "A-1201"),
        ("地下车库", "", "B-017", "地下车库-B-017"),
    ],
)
def test_units_are_called_by_building_entrance_and_room(building: str, entrance: str, room: str, code: str) -> None:
    assert unit_code(building, entrance, room) == code


def test_a_building_is_known_however_it_is_written() -> None:
    assert {building_key(name) for name in ("3栋", "3号楼", "３", "3 座")} == {"3"}
    assert building_key("1号院3栋") != building_key("13栋")


@pytest.mark.parametrize(
    ("typed", "code"), [("3栋2单元12", "3-2-12"), ("3 2 12", "3-2-12"), ("3212", None), ("３－２", "3-2"), ("", None)]
)
def test_a_code_is_understood_as_it_is_typed(typed: str, code: str | None) -> None:
    assert typed_code(typed) == code


def test_a_person_is_found_by_each_reading_each_number_and_the_given_name() -> None:
    keys = person_keys("單建國", ["139 1234 5678", "020-88880000"])
    assert {"单建国", "建国", "shanjianguo", "danjianguo", "jianguo", "sjg", "jg"} <= keys
    assert {"13912345678", "5678", "02088880000", "0000"} <= keys


@pytest.mark.parametrize(
    ("room", "is_whole"), [("3-2-1201", True), ("8栋1单元101室", True), ("2-1201", False), ("1201", False), ("", False)]
)
def test_a_whole_code_names_its_building(room: str, is_whole: bool) -> None:
    assert estate.names_its_building(room) is is_whole


def test_units_sort_by_their_numbers() -> None:
    codes = ["3-2-1201", "10-1-101", "3-10-101", "3-2-201", "A-1"]
    assert sorted(codes, key=estate.sort_key) == ["3-2-201", "3-2-1201", "3-10-101", "10-1-101", "A-1"]
    assert estate.sort_key("3-2-1201") == "00003-00002-01201"
    # As long as the column is wide.
    assert len(estate.sort_key("1-" * estate.LONGEST_CODE)) == 120


def test_a_code_is_found_without_what_stands_between() -> None:
    assert estate.plain_code("3栋2单元1201室") == estate.plain_code("3-2-1201") == "321201"
    assert estate.plain_code("Ｂ座 17") == "b17"
    assert estate.building_key("地下 车库") == estate.building_key("地下　车库")
    assert estate.building_key("A座") == "a"
    # Nothing but what stands between: the name itself.
    assert estate.building_key("号楼") == "号楼"


def test_what_a_person_is_found_by() -> None:
    assert estate.phone_keys(["139-1234-5678", "", "110"]) == {"13912345678", "5678", "110"}
    assert estate.name_keys("李四") >= {"李四", "四", "lisi", "si", "ls", "s"}
    assert estate.name_keys("") == set()
    # Of a long name, such as a firm's, no part.
    assert {"广州市某某公司", "州市某某公司"} & estate.name_keys("广州市某某公司") == {"广州市某某公司"}
    assert "二三四五六" in estate.name_keys("一二三四五六")
    assert max(map(len, estate.name_keys("x" * 200))) == 80
    assert estate.person_keys("李四", ["110"]) == estate.name_keys("李四") | {"110"}
    assert estate.number_key("+86 139-1234") == "861391234"
    assert estate.name_key("單 建·國") == "单建国"


def test_a_reason_gives_no_number_away() -> None:
    assert estate.without_numbers("来电 13912345678 查询") != "来电 13912345678 查询"
    assert "12345" not in estate.without_numbers("13912345678")
    # A room's number is none to hide.
    assert estate.without_numbers("3-2-1201 漏水") == "3-2-1201 漏水"
    assert estate.without_numbers("12345") != "12345"


def test_the_first_number_is_the_one_to_call() -> None:
    row = estate.EstateRow("3栋", "2", 12, "3-2-1201", "home", "李四", "139", "owner", ["020"])
    assert row.phones == ["139", "020"]
    assert row._replace(phone="").phones == []
