"""Which row of a sheet or file has the headings, and how they read."""

import re
from collections.abc import Collection, Sequence

from kefu.lib.width import clean

LOOKED_AT = 40
_NO_HEADING = re.compile(r"[\d\s:./+-]+")
_MOST = 0.6
_FEW = 3


def find_heading(rows: Sequence[Sequence[str]], wanted: Collection[str] | None = None) -> int:
    """The index of the row with the headings.

    It is the row with most of the wanted columns; without any, the first with words in three fifths of the columns
    that the fullest row fills, else with three words, else the first that is not blank.
    """
    if wanted:
        names = {clean(name) for name in wanted}
        hits = [len(names & {clean(cell) for cell in row}) for row in rows]
        if any(hits):
            return hits.index(max(hits))
    widest = max((sum(map(bool, row)) for row in rows), default=0)
    words = [sum(bool(cell.strip()) and not _NO_HEADING.fullmatch(cell) for cell in row) for row in rows]
    for enough in (max(widest * _MOST, 1), _FEW, 1):
        for index, number in enumerate(words):
            if number >= enough:
                return index
    return 0


def read_headings(cells: Sequence[str], first_column: int | None = None) -> tuple[str, ...]:
    """The headings as they are compared. Blank ones are called by their place (`column 5`; by letter when the sheet's
    `first_column`, from 0, is given); one that was there before gets “ (2)”.
    """
    headings: list[str] = []
    seen: dict[str, int] = {}
    for index, cell in enumerate(cells):
        place = f"column {index + 1}" if first_column is None else column_letters(first_column + index)
        name = clean(cell) or place
        seen[name] = seen.get(name, 0) + 1
        headings.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(headings)


def column_letters(index: int) -> str:
    """A spreadsheet's name of a column, from 0: A … Z, AA …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The reverse of `column_letters`."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
