"""Numbers of papers and telephones: what can be one, what it says, how it is masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib import identity


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("11010519491231002X", True),  # the standard's own example
        ("440524188001010014", True),  # and its other one
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("01010519491231002X", False),
        (f"{(oldest := '11010518500101002')}{identity.check_sign(oldest)}", True),
        (f"{(older := '11010518491231002')}{identity.check_sign(older)}", False),
        ("1101051949123100", False),
        ("", False),
        ("１１０１０５１９４９１２３１００２Ｘ", False),
    ],
)
def test_a_card_has_its_form_its_day_and_its_check_sign(number: str, is_one: bool) -> None:
    assert identity.is_card(number) == is_one


def test_a_number_is_one_however_it_is_written() -> None:
    written = (
        "11010519491231002X",
        "11010519491231002x",
        "110105 19491231 002x",
        "１１０１０５－１９４９１２３１－００２Ｘ",
        "110105491231002",
    )
    assert {identity.normal(one) for one in written} == {"11010519491231002X"}


def test_what_a_card_says() -> None:
    card = "11010519491231002X"
    assert identity.born_on(card) == date(1949, 12, 31)
    assert not identity.is_man(card)
    assert identity.age_on(date(1949, 12, 31), date(2026, 12, 30)) == 76
    assert identity.age_on(date(2000, 2, 29), date(2026, 2, 28)) == 25
    for none in ("E12345678", "1101051949123100", "11010519A91231002X", "11010519491231002X1"):
        assert identity.born_on(none) is None


@given(st.integers(10**16, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_keeps_the_check_sign(body: int, place: int, more: int) -> None:
    digits = str(body)
    wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    assert identity.check_sign(digits) != identity.check_sign(wrong)


@pytest.mark.parametrize(
    ("number", "masked"),
    [("310101199001011236", "3****************6"), ("E12345678", "E*******8"), ("1234", "****"), ("", "")],
)
def test_a_paper_is_masked(number: str, masked: str) -> None:
    assert identity.masked(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13900001111", "139****1111"),
        ("139 0000 1111", "139****1111"),
        ("+86 13900001111", "861******1111"),
        ("020-88880000", "020****0000"),
        ("88880000", "88****00"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_telephone_is_masked(number: str, masked: str) -> None:
    assert identity.masked_phone(number) == masked


@pytest.mark.parametrize(
    ("number", "is_one"), [("E12345678", True), ("H1234(5)", True), ("ABCD", False), ("见档案", False)]
)
def test_another_paper_has_letters_and_digits(number: str, is_one: bool) -> None:
    assert identity.is_paper(number) == is_one


@pytest.mark.parametrize(
    ("card", "is_so"), [("110101199003070011", True), ("110101199003070022", False), ("110101199003070038", True)]
)
def test_the_seventeenth_digit_says_man(card: str, is_so: bool) -> None:
    assert identity.is_man(card) is is_so
    assert identity.is_man(card[:17] + ("2" if is_so else "1")) is is_so
