"""How units are called, and what persons are found by."""

import pytest

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
