"""Numbers of personal papers and telephones: how they are compared, whether one can be right, how they are masked.

Chinese identity cards: GB 11643, with the check sign of ISO 7064 MOD 11-2.
"""

import re
from datetime import date
from functools import lru_cache

from kefu.lib.width import half_width

_BETWEEN = re.compile(r"[\s\-_/.·]+")
_CARD = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_OLD_CARD = re.compile(r"[1-9]\d{14}", re.ASCII)
_PAPER = re.compile(r"[A-Z0-9()]{4,30}", re.ASCII)
_WEIGHTS = tuple(2**place % 11 for place in range(17, 0, -1))
_CHECK_SIGNS = "10X98765432"
_NOT_DIGITS = re.compile(r"\D")
_FIRST_YEAR = 1850
_SHORTEST_SHOWN = 5


# A row of a file asks for the same number several times.
@lru_cache(maxsize=64)
def normal(number: str, kind: str = "") -> str:
    """A number as it is compared: half-width, capital, without what stands between; an old card's fifteen digits as
    the eighteen that they became. `kind`: of paper, blank where nobody says."""
    plain = _BETWEEN.sub("", half_width(number)).upper()
    if kind in ("", "card") and _OLD_CARD.fullmatch(plain):
        whole = f"{plain[:6]}19{plain[6:]}"
        return whole + check_sign(whole)
    return plain


def check_sign(body: str) -> str:
    """The eighteenth sign of an identity card, by the seventeen digits before it."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECK_SIGNS[total % 11]


@lru_cache(maxsize=64)
def is_card(number: str) -> bool:
    """Whether this can be the number of a Chinese identity card: its form, its day of birth, its check sign."""
    return bool(_CARD.fullmatch(number)) and born_on(number) is not None and check_sign(number[:17]) == number[17]


def is_paper(number: str) -> bool:
    """Whether this can be the number of another paper: letters, digits and brackets."""
    return bool(_PAPER.fullmatch(number)) and any(sign.isdigit() for sign in number)


def born_on(card: str) -> date | None:
    """The day of birth that an identity card's number holds; None where it holds none."""
    said = card[6:14]
    if len(card) != 18 or not said.isdigit() or int(said[:4]) < _FIRST_YEAR:
        return None
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:]))
    except ValueError:
        return None


def is_man(card: str) -> bool:
    """Whether an identity card's number says man: its seventeenth digit is odd."""
    return card[16] in "13579"


def age_on(born: date, day: date) -> int:
    """How many years somebody is old on a day; who was born on 29 February turns older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def masked(number: str) -> str:
    """A paper's number with its first and last sign only: 3****************2."""
    if len(number) < _SHORTEST_SHOWN:
        return "*" * len(number)
    return f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"


def masked_contact(contact: str) -> str:
    """By what somebody is reached, a telephone number or anything else, so that nobody can call."""
    return masked_phone(contact) or ("***" if contact else "")


def masked_phone(number: str) -> str:
    """A telephone number with its first three and last four digits only: 139****1111."""
    digits = _NOT_DIGITS.sub("", number)
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    if len(digits) >= 7:
        return f"{digits[:2]}{'*' * (len(digits) - 4)}{digits[-2:]}"
    return "*" * len(digits)
