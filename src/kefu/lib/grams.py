"""Chinese text as it is searched: simplified, lower case, every two signs that stand together, whole words in letters.

An index of segmented words misses what stands across a border (路灯 in 号口路灯不亮); grams miss nothing.
"""

import re
from functools import cache

from opencc import OpenCC

from kefu.lib.width import half_width

_RUN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)|([a-z0-9]+)")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def folded(text: str) -> str:
    """The text as it is compared: half-width, simplified, lower case."""
    return str(_simplifier().convert(half_width(text))).lower()


def folded_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and where in the text as it was written each of its signs stands."""
    kept = [(sign, place) for place, written in enumerate(text) for sign in half_width(written)]
    narrow = "".join(sign for sign, _ in kept)
    simple = str(_simplifier().convert(narrow)).lower()
    if len(simple) == len(narrow):
        return simple, [place for _, place in kept]
    # A sign that becomes two, or none: each by itself, which costs only what stands together (乾坤).
    pairs = [(low, place) for sign, place in kept for low in str(_simplifier().convert(sign)).lower()]
    return "".join(low for low, _ in pairs), [place for _, place in pairs]


def grams(text: str) -> set[str]:
    """What a text is found by. The last sign of a run is a gram by itself, so that each sign begins one."""
    found: set[str] = set()
    for run in _RUN.finditer(folded(text)):
        han, word = run.groups()
        found |= {word} if word else {han[at : at + 2] for at in range(len(han))}
    return found


def query(words: str) -> str:
    """The words as a `tsquery`: all of them, a single sign and the end of a number or word by their beginning.

    Blank when there is nothing to search for.
    """
    parts = []
    for run in _RUN.finditer(folded(words)):
        han, word = run.groups()
        if word:
            parts.append(f"'{word}':*")
        elif len(han) == 1:
            parts.append(f"'{han}':*")
        else:
            parts += [f"'{han[at : at + 2]}'" for at in range(len(han) - 1)]
    return " & ".join(dict.fromkeys(parts))
