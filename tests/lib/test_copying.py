"""Rows as COPY reads them come out of the database as they went in."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.copying import lines

# All that a text of the database may hold.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
rows = st.tuples(
    texts,
    st.one_of(st.none(), texts),
    st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
    st.booleans(),
    st.binary(),
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    st.one_of(st.dictionaries(texts, texts), st.lists(texts)),
)
COLUMNS = ("a text", "b text", "c bigint", "d boolean", "e bytea", "f timestamptz", "g json")


def back(given_rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table kept (number serial, {', '.join(COLUMNS)})")
        with cursor.copy("copy kept (a, b, c, d, e, f, g) from stdin") as copy:
            copy.write("".join(lines(given_rows)))
        cursor.execute("select a, b, c, d, e, f, g::text from kept order by number")
        found = cursor.fetchall()
        cursor.execute("drop table kept")
    return [(*one[:-1], json.loads(one[-1])) for one in found]


@pytest.mark.django_db
def test_they_come_back_as_they_were() -> None:
    @given(st.lists(rows, max_size=5))
    def unchanged(given_rows: list[tuple[Any, ...]]) -> None:
        assert back(given_rows) == given_rows

    unchanged()


def test_a_choice_is_its_value_and_nothing_at_all_has_no_lines() -> None:
    class Colour(StrEnum):
        RED = "red\t"

    assert lines([(Colour.RED, 1), ("blue", None)]) == ["red\\t\t1\n", "blue\t\\N\n"]
    assert lines([]) == []
    with pytest.raises(ValueError, match="shorter"):
        lines([(1, 2), (1,)])


def test_moments_are_exact() -> None:
    assert lines([(datetime(2026, 2, 28, 23, 59, 59, 999_999, UTC),)]) == ["2026-02-28T23:59:59.999999+00:00\n"]


def test_lists_tuples_and_mappings_are_json() -> None:
    held = [([],), ((),), ({},), ([1, "a\t"],), ((1, None),), ({"a": [True]},)]
    assert [line.removesuffix("\n") for line in lines(held)] == (
        ["[]", "[]", "{}", '[1,"a\\\\t"]', "[1,null]", '{"a":[true]}']
    )
    assert [line.removesuffix("\n") for held in ((), (1,)) for line in lines([(held,)])] == ["[]", "[1]"]
