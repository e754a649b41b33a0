"""What stands in a PDF."""

from typing import Any

import pypdfium2

# Its functions say nothing of their types.
_open: Any = pypdfium2.PdfDocument


def text_of(pdf: bytes) -> str:
    """Its words, sheet by sheet."""
    with _open(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def sheets_of(pdf: bytes) -> int:
    """How many sheets it has."""
    with _open(pdf) as document:
        return len(document)


def pictures_on(pdf: bytes) -> int:
    """How many photos or drawings by dots it shows."""
    with _open(pdf) as document:
        return sum(1 for page in document for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))


def reach_of(pdf: bytes, sign: str) -> tuple[float, float]:
    """From where to where across the sheets a sign stands, in points."""
    with _open(pdf) as document:
        boxes = [
            text.get_charbox(place)
            for text in [page.get_textpage() for page in document]
            for place in range(text.count_chars())
            if text.get_text_range(place, 1) == sign
        ]
        return min(left for left, *_ in boxes), max(right for _left, _bottom, right, _top in boxes)
