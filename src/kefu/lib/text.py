"""Words in both languages of the program, and shares as both write them."""

from typing import NamedTuple


class Text(NamedTuple):
    """One message in Chinese and in English."""

    zh: str
    en: str


def percent(share: float | None) -> str:
    """A share as people write it. What is not wholly kept is never rounded to 100%, nor any share to 0."""
    if share is None:
        return "–"
    if share in (0, 1):
        return f"{share:.0%}"
    return f"{min(max(share, 0.001), 0.999):.1%}"
