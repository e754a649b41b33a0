"""Words in both languages of the program."""

from typing import NamedTuple


class Text(NamedTuple):
    """One message in Chinese and in English."""

    zh: str
    en: str
