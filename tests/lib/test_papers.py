"""Papers: what they say stands in the PDF, signs without a glyph are replaced, and what is no picture is refused."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kefu.lib.papers import PictureError, paper, qr_code, require_picture
from tests.pdf import pictures_on, sheets_of, text_of
from tests.workorders.pictures import signature

AT = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)
SAID = {"title": "工作联系单", "community": "翠湖苑", "number": "", "date": "", "printed": "", "language": "zh"}
TEMPLATE = """
#import "paper.typ": *
#show: sheet.with(size: "a5")
#headed()
#form(..cells(said.cells), ..rooms(said.rooms))
#signing(said.places)
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "form.typ"
    path.write_text(TEMPLATE, "utf-8")
    return path


def made(template: Path, words: str = "", picture: str | None = None, **pictures: bytes) -> bytes:
    place = {"label": "签字", "who": "张晓梅", "at": "", "picture": picture}
    said = {**SAID, "cells": [("发单人", words), ("部门", "")], "rooms": [("事由", words, 20)], "places": [place]}
    held = {name.replace("_", "."): one for name, one in pictures.items()}
    return paper(template, said, {"qr.svg": qr_code("http://kefu.example/orders/1"), **held}, AT)


def test_what_is_said_stands_on_the_paper_as_it_is(template: Path) -> None:
    words = "#set text(red) *粗* [方] <b> \\ $x$ “引号” 龘 3-2-501"
    found = "".join(text_of(made(template, words)).split())
    assert found.count("#settext(red)*粗*[方]<b>\\$x$“引号”龘3-2-501") == 2
    assert "发单人" in found
    assert "张晓梅" in found


def test_it_is_for_archives_and_the_same_each_time(template: Path) -> None:
    first = made(template, "漏水")
    assert first.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in first
    assert first == made(template, "漏水")


def test_signs_that_the_font_has_not_stand_as_a_mark(template: Path) -> None:
    found = text_of(made(template, "漏水😀，急👍🏽\ue000"))
    assert "漏水〓，急〓〓〓" in found
    assert "😀" not in found


def test_a_long_text_goes_on_on_further_sheets_with_their_numbers(template: Path) -> None:
    found = made(template, "请检查控制柜并说明原因。\n" * 100)
    assert sheets_of(found) > 1
    assert f"1 / {sheets_of(found)}" in text_of(found)


def test_a_signature_is_shown(template: Path) -> None:
    assert pictures_on(made(template)) == 0
    assert pictures_on(made(template, picture="sent.png", sent_png=signature())) == 1


def test_pictures_are_tried_before_they_are_kept() -> None:
    require_picture(signature(), "signature.png")
    for broken in (signature()[:60], b"\x89PNG\r\n\x1a\n" + bytes(40), b"", b"%PDF-1.7"):
        with pytest.raises(PictureError):
            require_picture(broken, "signature.png")


def test_a_code_to_scan_is_a_picture_without_a_border() -> None:
    svg = qr_code("https://kefu.example.org/t/1").decode()
    found = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert found is not None
    # A code is 17 modules and four more for each version; its corners begin at once.
    assert found[1] == found[2]
    assert (int(found[1]) - 17) % 4 == 0
    assert re.search(r'd="M0 0\.5h7', svg)


def test_a_template_that_is_wrong_is_an_error(template: Path) -> None:
    template.write_text("#no-such-thing()", "utf-8")
    with pytest.raises(RuntimeError, match="unknown variable"):
        made(template)
