"""Text as people type it."""

import pytest

from kefu.lib.width import CONTROL, clean, half_width


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("２０１５－０１－０２　０８：０５", "2015-01-02 08:05"),
        ("ＡＢｃ（１）", "ABc(1)"),
        ("投诉、建议。", "投诉、建议。"),
        ("a\u00a0b\u200b", "a b"),
        ("a\u3000b\u2002c\u2003d\u2007e\u2009f\u202fg", "a b c d e f g"),
        ("a\u200b\u200c\u200d\u2060\ufeffb", "ab"),
        ("\uffe5\u2236\ufe55\u2212\u2013\u2014", "\u00a5::---"),
        ("plain", "plain"),
    ],
)
def test_half_width(text: str, narrow: str) -> None:
    assert half_width(text) == narrow


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  受理　时间 ", "受理 时间"),
        ("受理\n时间", "受理时间"),
        ("受理 \r\n 时间", "受理时间"),
        ("Open\nDate", "Open Date"),
        ("时间\n(h)", "时间 (h)"),
        ("\ufeffID", "ID"),
        ("", ""),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x00", "U+0000"), ("\x7f", "U+007F"), ("\x85", "U+0085"), ("\ufffe", "U+FFFE"), ("\ud800", "U+D800")],
)
def test_control_characters(text: str, shown: str) -> None:
    found = CONTROL.search(text)
    assert found is not None
    assert f"U+{ord(found.group()):04X}" == shown
    assert CONTROL.search("漏水\t\r\n·×") is None
