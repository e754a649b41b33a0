"""Text as people type it: full-width letters, digits and blanks, and characters that belong in no text.

`half_width` and `clean` are for keys: headings, codes, dates, numbers. What people wrote is kept as they wrote it.
"""

import re

# U+FF01-FF5E are the ASCII signs at full width; the others are blanks of every kind, and marks that show nothing.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROW |= dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F), 0x20)
_NARROW |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))  # type: ignore[arg-type]  # None: left out
_NARROW |= {0xFFE5: 0x00A5, 0x2236: 0x3A, 0xFE55: 0x3A, 0x2212: 0x2D, 0x2013: 0x2D, 0x2014: 0x2D}

_BREAKS = re.compile(r"\s*[\r\n\v\f\u2028\u2029]+\s*")
_BLANKS = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

# C0 and C1 controls but tab, line feed and carriage return; what is no character; halves of characters.
CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ufffe\\uffff\\ud800-\\udfff]")


def half_width(text: str) -> str:
    """The text with digits, letters, signs and blanks of full width made half-width, invisible marks left out."""
    return text if text.isascii() else text.translate(_NARROW)


def clean(text: str) -> str:
    """A key as it is compared: half-width, trimmed, one blank for many; a line break between Han signs is nothing."""
    narrow = half_width(text).strip()
    if narrow.isalnum():
        return narrow
    return _BLANKS.sub(" ", _BREAKS.sub(_joint, narrow))


def _joint(found: re.Match[str]) -> str:
    """What stands for a line break: nothing between two Han signs, else a blank."""
    text = found.string
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return "" if _HAN.match(before) and _HAN.match(after) else " "
