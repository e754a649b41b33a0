"""What a check says of a place in a rulebook, and the questions that several checks ask."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import IntEnum
from typing import NamedTuple

from kefu.lib.located import Loc
from kefu.lib.text import Text
from kefu.rulebook.vocabulary import vocabulary

BEARERS = ("actor", "owner", "handler", "program")


class Weight(IntEnum):
    """How much it matters: a warning leaves the rulebook fit for use, a note says what is left to the department."""

    ERROR = 0
    WARNING = 1
    NOTE = 2


class Said(NamedTuple):
    """One thing to say of a place of the file."""

    loc: Loc
    zh: str
    en: str
    weight: Weight = Weight.ERROR


def unknown(loc: Loc, what: Text, word: str, known: Iterable[str]) -> Iterator[Said]:
    """A word that is not among those known, with the nearest that are."""
    known = list(known)
    if word not in known:
        instead = _instead(word, known)
        yield Said(loc, f"没有名为“{word}”的{what.zh}{instead.zh}", f"no {what.en} named “{word}”{instead.en}")


def _instead(word: str, known: Iterable[str]) -> Text:
    near = get_close_matches(word, list(known), n=3, cutoff=0.5)
    return Text(f"；是否应为 {' / '.join(near)}", f"; did you mean {' or '.join(near)}?") if near else Text("", "")


def bearer(loc: Loc, word: str, allowed: tuple[str, ...] = BEARERS) -> Iterator[Said]:
    """Whether a word can bear a duty."""
    posts = vocabulary().posts
    if word.startswith("post:"):
        yield from unknown(loc, Text("岗位", "post"), word.removeprefix("post:"), posts)
    elif word not in allowed:
        words = ", ".join(allowed)
        near = _instead(f"post:{word}", [f"post:{post}" for post in posts])
        yield Said(
            loc,
            f"“{word}”不能承担职责，应为 {words} 或 post：岗位{near.zh}",
            f"“{word}” cannot bear a duty: use {words} or post:X{near.en}",
        )


def assumed(loc: Loc, what: Text, keys: bool | list[str]) -> Said:
    """A note that values are assumed."""
    named = f" ({', '.join(keys)})" if isinstance(keys, list) else ""
    zh = f"{what.zh}含有假定的数值{named}，请按本单位情况设定"
    return Said(loc, zh, f"{what.en} holds an assumed value{named}: set your own", Weight.NOTE)


def later(loc: Loc) -> Said:
    """A note that the program does not record yet what a clause waits for."""
    return Said(
        loc,
        "程序尚不记录此条款所依据的事件（later）",
        "this program does not record the event of this clause yet (later)",
        Weight.NOTE,
    )
