"""Amounts in capitals: the examples of the central bank's rules, and back again for any amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.money import LARGEST, capitals, to_the_cent

DIGITS = {sign: number for number, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        # As the rules write them.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # Theirs says 壹拾万柒仟元零伍角叁分; where ten thousands and yuan are noughts, 零 may be left out.
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.53", "伍角叁分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("2000", "贰仟元整"),
        ("10001", "壹万零壹元整"),
        ("10500", "壹万零伍佰元整"),
        ("100000100", "壹亿零壹佰元整"),
        ("105000000", "壹亿零伍佰万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-12.30", "负壹拾贰元叁角"),
    ],
)
def test_known_amounts(amount: str, said: str) -> None:
    assert capitals(Decimal(amount)) == said


@pytest.mark.parametrize("amount", ["0.001", "1000000000000", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        capitals(Decimal(amount))


def number(said: str) -> int:
    """A number in capitals, read as people do."""
    total = section = digit = 0
    for sign in said:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in UNITS:
            section, digit = section + digit * UNITS[sign], 0
        else:
            total, section, digit = total + (section + digit) * {"万": 10**4, "亿": 10**8}[sign], 0, 0
    return total + section + digit


def read(said: str) -> Decimal:
    """An amount in capitals, read as people do."""
    whole, yuan, rest = said.rpartition("元")
    rest = rest.removesuffix("整")
    jiao, is_jiao, fen = rest.rpartition("角")
    cents = (DIGITS[jiao[-1]] * 10 if is_jiao else 0) + (DIGITS[fen[-2]] if fen.endswith("分") else 0)
    return Decimal(number(whole) if yuan else 0) + Decimal(cents) / 100


@given(st.decimals(min_value=0, max_value=LARGEST, places=2))
def test_any_amount_is_read_back(amount: Decimal) -> None:
    said = capitals(amount)
    assert read(said) == amount
    assert "零零" not in said
    assert said.endswith(("整", "角", "分"))


@pytest.mark.parametrize(
    ("amount", "cents"), [("0.125", "0.13"), ("0.135", "0.14"), ("0.1249", "0.12"), ("-0.125", "-0.13")]
)
def test_half_a_cent_counts_as_one(amount: str, cents: str) -> None:
    assert str(to_the_cent(Decimal(amount))) == cents
