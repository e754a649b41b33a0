"""What may be done with a card, a key or a parking space in which state; numbers and plates as they are typed."""

import re
from dataclasses import dataclass

from kefu.lib.width import half_width

CARD, KEY, PARKING = "card", "key", "parking"
KEPT, OUT, LOST, RETIRED = "kept", "out", "lost", "retired"
# So many are registered at once: each has an event of its own.
MOST_AT_ONCE = 500
LONGEST_NUMBER = 40

_BLANKS = re.compile(r"\s+")
_ENDS_IN_DIGITS = re.compile(r"(.*?)(\d{1,9})")
# What people put between the signs of a plate.
_BETWEEN = re.compile(r"[\s·•・.．。-]+")
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
# Letters I and O stand on no plate: they look like digits.
_LETTER, _SIGN = "A-HJ-NP-Z", "A-HJ-NP-Z0-9"
# GA 36: five signs after the province and its letter, of which the last may name a use; six for cars of new energy,
# with the letter of their kind first (small cars) or last (large ones).
_PLATE = re.compile(
    rf"[{_PROVINCES}][{_LETTER}](?:[{_SIGN}]{{4}}[{_SIGN}挂学警港澳]|[A-HJK][{_SIGN}][0-9]{{4}}|[0-9]{{5}}[A-HJK])"
)


@dataclass(frozen=True)
class Verb:
    """A verb on a thing: what it records, of which kinds and in which states it may be done, the state after it.

    `leads_to` None: the same state. `requires` is the vocabulary's verb that requirement clauses may forbid.
    """

    event: str
    kinds: frozenset[str]
    allowed_in: frozenset[str]
    leads_to: str | None = None
    requires: str | None = None


_ANY = frozenset({CARD, KEY, PARKING})
_CARD, _KEY, _PARKING = frozenset({CARD}), frozenset({KEY}), frozenset({PARKING})
VERBS = {
    "issue-card": Verb("card.issued", _CARD, frozenset({KEPT}), OUT, "issue_card"),
    "load-card": Verb("card.loaded", _CARD, frozenset({KEPT, OUT})),
    "return-card": Verb("card.returned", _CARD, frozenset({OUT}), KEPT),
    "lose-card": Verb("card.lost", _CARD, frozenset({KEPT, OUT}), LOST),
    "block-card": Verb("card.blocked", _CARD, frozenset({LOST})),
    "replace-card": Verb("card.replaced", _CARD, frozenset({LOST}), RETIRED),
    "lend-key": Verb("key.lent", _KEY, frozenset({KEPT}), OUT, "lend_key"),
    "return-key": Verb("key.returned", _KEY, frozenset({OUT}), KEPT),
    "give-back-key": Verb("key.given-back", _KEY, frozenset({KEPT}), RETIRED),
    "lose-key": Verb("key.lost", _KEY, frozenset({KEPT, OUT}), LOST),
    "assign-parking": Verb("parking.assigned", _PARKING, frozenset({KEPT}), OUT),
    "release-parking": Verb("parking.released", _PARKING, frozenset({OUT}), KEPT),
    "find": Verb("thing.found", _CARD | _KEY, frozenset({LOST}), KEPT),
    "retire": Verb("thing.retired", _ANY, frozenset({KEPT, LOST}), RETIRED),
}


def typed_number(typed: str) -> str:
    """A number as it is kept, whether it was typed or scanned: half-width, capitals, no blanks."""
    return _BLANKS.sub("", half_width(typed)).upper()


def numbers_between(first: str, last: str) -> list[str]:
    """The numbers from one to another, both included, of one width: A098 to A101.

    Raises `ValueError` where there is no row between them, or one of more than `MOST_AT_ONCE`.
    """
    begins, ends = (_ENDS_IN_DIGITS.fullmatch(typed_number(typed)) for typed in (first, last or first))
    if begins is None or ends is None or begins[1] != ends[1]:
        raise ValueError(first, last)
    low, high = int(begins[2]), int(ends[2])
    if not low <= high < low + MOST_AT_ONCE:
        raise ValueError(first, last)
    width = len(begins[2])
    return [f"{begins[1]}{number:0{width}d}" for number in range(low, high + 1)]


def typed_plate(typed: str) -> str:
    """A plate as it is kept: half-width, capitals, nothing between its signs."""
    return _BETWEEN.sub("", half_width(typed)).upper()


def is_usual_plate(plate: str) -> bool:
    """Whether a plate, as it is kept, has the shape of those of Chinese cars: seven signs, or eight of new energy."""
    return _PLATE.fullmatch(plate) is not None
