"""What is hashed has one text."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from kefu.events.calc import canonical, facts_text


def parts(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(of, max_size=3), st.dictionaries(st.text(), of, max_size=3))


plain = st.one_of(st.text(), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.none())
values = st.recursive(st.one_of(plain, st.floats(allow_nan=False, allow_infinity=False)), parts, max_leaves=5)


@given(st.dictionaries(st.text(), st.one_of(plain, values), max_size=6))
@example({"whole": 1e16, "small": 0.00001})
@example({"many": 2**64})
@example({"words": "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000))))})
def test_facts_have_the_canonical_text_however_it_is_made(facts: dict[str, Any]) -> None:
    assert facts_text(facts) == canonical(facts)
