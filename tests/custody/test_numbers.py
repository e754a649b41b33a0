"""Numbers and plates as people type them."""

import pytest

from kefu.custody import calc as custody
from kefu.custody.calc import is_usual_plate, numbers_between, typed_number, typed_plate


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" k-001 ", "K-001"), ("Ｋ－００１", "K-001"), ("b1 023", "B1023"), ("", ""), ("负一层12", "负一层12")],
)
def test_a_number_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert typed_number(typed) == kept


def test_a_row_of_numbers_keeps_its_width() -> None:
    assert numbers_between("A098", "a101") == ["A098", "A099", "A100", "A101"]
    assert numbers_between("7", "9") == ["7", "8", "9"]
    assert numbers_between("K-5", "") == ["K-5"]


@pytest.mark.parametrize(
    ("first", "last"), [("A1", "B3"), ("A5", "A3"), ("A1", "A501"), ("A", "B"), ("", ""), ("A1", "A1X")]
)
def test_what_is_no_row_is_refused(first: str, last: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        numbers_between(first, last)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("沪a·12345", "沪A12345"),
        ("京 Ａ Ｄ１２３４５", "京AD12345"),
        ("粤B-12345", "粤B12345"),
        ("苏E•8K8K8", "苏E8K8K8"),
    ],
)
def test_a_plate_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert typed_plate(typed) == kept


@pytest.mark.parametrize(
    "plate",
    ["沪A12345", "京AD12345", "粤BF12345", "粤B12345D", "粤Z1234港", "京A1234警", "苏E1234学", "沪A1234挂", "川A0A0A0"],
)
def test_usual_plates(plate: str) -> None:
    assert is_usual_plate(plate)


@pytest.mark.parametrize(
    "plate",
    [
        "",
        "A12345",
        "沪A1234",
        "沪A123456",
        "沪I12345",
        "沪A1O345",
        "京1234567",
        "沪AD1234X",
        "黄A12345",
        "WJ京12345",
        "沪A12345警",
    ],
)
def test_unusual_plates(plate: str) -> None:
    assert not is_usual_plate(plate)


def test_no_more_than_five_hundred_are_registered_at_once() -> None:
    assert len(custody.numbers_between("1", "500")) == custody.MOST_AT_ONCE == 500
    with pytest.raises(ValueError, match=r".*"):
        custody.numbers_between("1", "501")
