"""The file outside the database that keeps the hashes of the seals, each in a line: number, moment, hash.

A seal is made before it is written down: a line that is missing says nothing, one that the ledger has otherwise does.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

SEALS = "seals.txt"
UNDONE = "seals-undone.txt"
# What is damaged stays so.
_AS_IT_IS = "surrogateescape"


def write_down(copy: Path, number: int, made_at: datetime, hash_: bytes) -> None:
    """Add a seal."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    with copy.open("a", encoding="ascii") as file:
        file.write(f"{number} {made_at.isoformat()} {hash_.hex()}\n")


def written_down(copy: Path) -> Iterator[tuple[str, str]]:
    """The number and the hash of each line; blank where a line does not say it."""
    for line in _lines(copy):
        number, _, rest = line.strip().partition(" ")
        yield number, rest.rpartition(" ")[2]


def set_aside(copy: Path, last: int) -> None:
    """Move what is said of seals after the `last` to a file beside it: a restored ledger knows nothing of them."""
    undone = [line for line in _lines(copy) if line.split(" ")[0].isdecimal() and int(line.split(" ")[0]) > last]
    if not undone:
        return
    with copy.with_name(UNDONE).open("a", encoding="ascii") as file:
        file.writelines(undone)
    kept = copy.with_suffix(".new")
    kept.write_text("".join(line for line in _lines(copy) if line not in undone), "ascii", _AS_IT_IS)
    kept.replace(copy)


def _lines(copy: Path) -> list[str]:
    return copy.read_text("ascii", _AS_IT_IS).splitlines(keepends=True) if copy.exists() else []
