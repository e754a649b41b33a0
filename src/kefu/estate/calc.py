"""How units and persons are called and found."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kefu.lib.grams import folded
from kefu.lib.identity import masked
from kefu.lib.width import CONTROL, clean
from kefu.people.names import readings

_BETWEEN = re.compile(r"(?:号楼|号院|栋|幢|座|单元|门洞|门|层|楼|室|房|号|[-—_/\\.·\s#])+")
_NOT_DIGITS = re.compile(r"\D")
_LAST = 4
LONGEST_CODE = 40


class Why(NamedTuple):
    """Why what is masked is shown: a value of the vocabulary's `show.reason`, and words."""

    reason: str
    words: str = ""


class EstateRow(NamedTuple):
    """What a row of a file says: a unit, and one who belongs to it (blank: nobody). Blank, None: not said.

    `square_metres` as digits; `id_number` as numbers of papers are compared; `community`: the id of another one.
    """

    building: str
    entrance: str
    floor: int | None
    code: str
    use: str
    name: str
    phone: str
    capacity: str
    other_phones: Sequence[str] = ()
    sex: str = ""
    square_metres: str = ""
    id_kind: str = ""
    id_number: str = ""
    address: str = ""
    community: int = 0

    @property
    def phones(self) -> list[str]:
        """All numbers of the row, the one to call first at the head."""
        return [self.phone, *self.other_phones] if self.phone else []


@lru_cache(maxsize=10_000)
def unit_code(building: str, entrance: str, room: str) -> str:
    """How a unit is called: `3-2-1201`, where a room may name its building, its entrance or both itself."""
    parts = _parts(room)
    if not _parts(building) and names_its_building(room):
        return "-".join(parts)
    before: list[str] = []
    for place in (_parts(building), _parts(entrance)):
        before += place
        if len(parts) > len(place) and parts[: len(place)] == place:
            parts = parts[len(place) :]
    return "-".join(before + parts)


def names_its_building(room: str) -> bool:
    """Whether a room is a whole code by itself: building, perhaps entrance, room."""
    return len(_parts(room)) > 2


def building_key(name: str) -> str:
    """What a building is known by, however it is written: 3栋, 3号楼 and 3 are one."""
    return "-".join(_parts(name)).lower() or clean(name).lower()


def plain_code(code: str) -> str:
    """A unit's code without what stands between."""
    return _BETWEEN.sub("", clean(code)).lower()


def sort_key(code: str) -> str:
    """What a unit sorts by: its code with all numbers at one width."""
    return re.sub(r"\d+", lambda found: found[0].zfill(5), code)[:120]


def typed_code(typed: str) -> str | None:
    """What somebody typed as the beginning of a unit's code; None when they left out what stands between.

    It is read from addresses, too, before any form looks at it: what the database refuses is no part of a code.
    """
    parts = _parts(CONTROL.sub("", typed))
    return "-".join(parts) if len(parts) > 1 else None


def person_keys(name: str, phones: Sequence[str]) -> set[str]:
    """What somebody is found by, lower case: the name from each sign on, its sounds, its initials, the numbers."""
    return name_keys(name) | phone_keys(phones)


def name_keys(name: str) -> set[str]:
    """What a name is found by."""
    called = name_key(name)
    keys = {called[start:] for start in range(len(called))} if len(called) <= 6 else {called}
    for sounds in readings(name):
        for start in range(min(len(sounds), 2)):
            keys.add("".join(sounds[start:]))
            keys.add("".join(sound[:1] for sound in sounds[start:]))
    return {key[:80] for key in keys if key}


def phone_keys(phones: Sequence[str]) -> set[str]:
    """What telephone numbers are found by: all of their digits, or the last four."""
    return {key for digits in map(number_key, phones) for key in (digits, digits[-_LAST:]) if key}


def without_numbers(text: str) -> str:
    """Words in which runs of digits are masked: a reason must not give away the number that it speaks of."""
    return re.sub(r"\d{5,}", lambda found: masked(found[0]), text)


def number_key(phone: str) -> str:
    """A phone number without what people put between its digits."""
    return _NOT_DIGITS.sub("", phone)


@lru_cache(maxsize=100_000)
def name_key(typed: str) -> str:
    """A name in simplified signs, sounds or a number, as keys are written."""
    return re.sub(r"[\s·•.()+-]", "", folded(clean(typed)))


def _parts(said: str) -> list[str]:
    return [part for part in _BETWEEN.split(clean(said)) if part]
