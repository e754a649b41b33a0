"""A rulebook read, changed and written back keeps its meaning and its comments."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.rulebook.checking import check
from kefu.rulebook.compiling import compile_rules
from kefu.rulebook.reading import change, rewrite, shipped

BROADCAST = shipped()["broadcast"].read_text("utf-8")
COMMENT = re.compile(r"(?:^|\s)(#.*)$", re.MULTILINE)


@pytest.mark.parametrize("name", ["property", "broadcast", "water", "ecommerce"])
def test_read_and_written_back(name: str) -> None:
    text = shipped()[name].read_text("utf-8")
    again = rewrite(text)
    assert check(again)[0].book == check(text)[0].book
    assert COMMENT.findall(again) == COMMENT.findall(text)
    assert rewrite(again) == again


WORDS = st.text(
    st.characters(categories=["Lo", "Ll", "Nd", "Po", "Zs"], exclude_characters="\x85\u2028\u2029"),
    min_size=1,
    max_size=20,
)


@given(WORDS, WORDS, st.integers(1, 60), st.sampled_from(["working days", "days", "hours", "working hours", "weeks"]))
def test_any_wording_and_period_survive(zh: str, en: str, count: int, unit: str) -> None:
    text = f"# head\n{SMALL}".replace("ZH", quoted(zh)).replace("EN", quoted(en)).replace("PERIOD", f"{count} {unit}")
    book = check(text)[0].book
    assert book is not None
    assert (book.deadlines["answer"].says.zh, book.deadlines["answer"].says.en) == (zh, en)
    again = rewrite(text)
    assert check(again)[0].book == book
    assert COMMENT.findall(again)[0] == "# head"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


SMALL = """
rulebook: small
title: {zh: 小, en: small}
version: 2026-01-01
calendars:
  office: {country: CN, rest_days: [Sat, Sun], hours: [09:00-17:00]}
deadlines:
  answer:  # how soon
    says: {zh: ZH, en: EN}
    source: S1
    when: case.received
    bearer: owner
    bring: case.answered
    within: PERIOD
"""


def test_one_value_changed_leaves_the_rest_as_it_was() -> None:
    changed = change(BROADCAST, "complaint.major.settle", "within", "4 working hours")
    before, after = rewrite(BROADCAST).splitlines(), changed.splitlines()
    assert [line for line in after if line not in before] == ["    within: 4 working hours"]
    assert len(before) == len(after)
    book = check(changed)[0].book
    assert book is not None
    assert str(book.deadlines["complaint.major.settle"].within) == "4 working hours"
    assert compile_rules([book]).versions[0].version == "2026-01-01"
    with pytest.raises(KeyError):
        change(BROADCAST, "complaint.mojor.settle", "within", "1 day")
