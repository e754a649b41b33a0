"""Searching Chinese: every part of a text finds it, whatever the writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.grams import folded, folded_places, grams, query

TEXTS = st.text(st.sampled_from("路灯不亮水管漏AB1 ，裡"), min_size=1, max_size=12)


def finds(words: str, text: str) -> bool:
    """What PostgreSQL does with the query and the grams."""
    held = grams(text)
    return all(
        any(one.startswith(part.removesuffix(":*").strip("'")) for one in held)
        if part.endswith(":*")
        else part.strip("'") in held
        for part in query(words).split(" & ")
        if part
    )


@given(TEXTS, st.integers(0, 11), st.integers(1, 12))
def test_any_part_of_a_text_in_whole_words_finds_it(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    if start and start < len(text) and text[start].isascii() and text[start - 1].isascii():
        return  # a word is found by its beginning, not by its end
    assert finds(part, text)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("路灯", "号口路灯不亮", True),
        ("灯路", "号口路灯不亮", False),
        ("灯不亮了", "号口路灯不亮", False),
        ("亮", "号口路灯不亮", True),
        ("暗", "号口路灯不亮", False),
        ("裡面", "里面漏水", True),
        ("ＡＢ１２", "表号ab123", True),
        ("b12", "表号ab123", False),
        ("漏水 ab", "ab 漏水", True),
        ("漏水 cd", "ab 漏水", False),
    ],
)
def test_what_is_found(words: str, text: str, found: bool) -> None:
    assert finds(words, text) is found


def test_the_same_words_are_asked_once_and_nothing_for_nothing() -> None:
    assert query("漏水，漏水") == "'漏水'"
    assert query("，。 ") == ""


@pytest.mark.parametrize("text", ["路燈Ａ", "裡ａ", "㍿路", "İ灯", "x", ""])
def test_each_folded_sign_knows_where_it_stands(text: str) -> None:
    low, places = folded_places(text)
    assert low == folded(text)
    assert len(places) == len(low)
    assert all(folded(text[place]).count(sign) for sign, place in zip(low, places, strict=True))
