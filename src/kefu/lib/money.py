"""Money as papers write it: to the cent, and in Chinese capitals, which nobody alters with a stroke of the pen.

Source: 中国人民银行《支付结算办法》, appendix 1 on how bills are filled in. Where it leaves a choice, the shorter form.
"""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# What the largest unit, 仟亿, still names.
LARGEST = Decimal("999999999999.99")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_WITHIN = ("仟", "佰", "拾", "")
_GROUPS = ("亿", "万", "")


def to_the_cent(amount: Decimal) -> Decimal:
    """An amount of yuan without parts of a cent; half a cent counts as one, as at any window."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def capitals(amount: Decimal) -> str:
    """An amount of yuan in capitals: 1409.50 is 壹仟肆佰零玖元伍角.

    Raises ValueError for parts of a cent, and for what is larger than `LARGEST`.
    """
    size = abs(amount)
    if not size.is_finite() or size > LARGEST or size != size.quantize(CENT):
        raise ValueError(f"{amount} is no amount in yuan and cents")
    yuan, cents = divmod(int(size * 100), 100)
    jiao, fen = divmod(cents, 10)
    said = f"{_whole(yuan)}元" if yuan or not cents else ""
    said += f"{_DIGITS[jiao]}角" if jiao else "零" if yuan and fen else ""
    said += f"{_DIGITS[fen]}分" if fen else ""
    return f"{'负' if amount < 0 else ''}{said}{'' if cents else '整'}"


def _whole(yuan: int) -> str:
    """A whole number, in groups of four digits; one 零 stands for any run of noughts between two digits."""
    if not yuan:
        return _DIGITS[0]
    digits, said = f"{yuan:012d}", ""
    is_after_nought = False
    for number, name in enumerate(_GROUPS):
        group = digits[number * 4 : number * 4 + 4]
        if not int(group):
            is_after_nought = True
            continue
        if said and (is_after_nought or group.startswith("0")):
            said += _DIGITS[0]
        said += _group(group) + name
        is_after_nought = False
    return said


def _group(digits: str) -> str:
    """Four digits: 0305 is 叁佰零伍."""
    said, is_after_nought = "", False
    for digit, unit in zip(digits, _WITHIN, strict=True):
        if digit == "0":
            is_after_nought = True
            continue
        said += (_DIGITS[0] if said and is_after_nought else "") + _DIGITS[int(digit)] + unit
        is_after_nought = False
    return said
