"""What conditions ask of facts, at the borders of what they ask."""

from typing import Any

import pytest

from kefu.rulebook import shapes
from kefu.rulebook.conditions import compile_condition, excludes, unmet


def asked(**wanted: Any) -> shapes.Test:
    return shapes.Test.model_validate(wanted)


@pytest.mark.parametrize(
    ("wanted", "held", "refused"),
    [
        ("a", ["a"], ["b", None]),
        (["a", "b"], ["a", "b"], ["c", None]),
        (True, [True], [False, None]),
        (asked(**{"not": "a"}), ["b", None], ["a"]),
        (asked(**{"not": ["a", "b"]}), ["c", None], ["a", "b"]),
        (asked(at_least=2), [2, 3], [1.9, None]),
        (asked(at_most=2), [2, 1], [2.1, None]),
        (asked(above=2), [2.1, 3], [2, None]),
        (asked(below=2), [1.9, 1], [2, None]),
        (asked(above=2, below=4), [3], [2, 4]),
        (asked(known=True), ["a", False, 0], [None]),
        (asked(known=False), [None], ["a", False, 0]),
        (asked(known=True, **{"not": "a"}), ["b"], ["a", None]),
        (asked(at_least=2, **{"not": 3}), [2, 4], [1, 3, None]),
    ],
)
def test_a_fact_meets_what_is_asked_of_it(wanted: Any, held: list[Any], refused: list[Any]) -> None:
    condition = {"fact": wanted}
    holds = compile_condition(condition)
    for value in held:
        assert holds({"fact": value})
        assert unmet(condition, {"fact": value}) == ()
    for value in refused:
        assert not holds({"fact": value})
        assert unmet(condition, {"fact": value}) == ("fact",)
    assert holds({}) == holds({"fact": None})


def test_all_tests_are_to_be_met_and_those_that_are_not_are_named() -> None:
    condition: shapes.Condition = {"kind": "complaint", "severity": asked(**{"not": "major"})}
    holds = compile_condition(condition)
    assert holds({"kind": "complaint"})
    assert not holds({"kind": "complaint", "severity": "major"})
    assert unmet(condition, {"kind": "repair", "severity": "major"}) == ("kind", "severity")
    assert compile_condition({})({"kind": "anything"})


def test_what_only_excludes_is_told_from_what_asks() -> None:
    assert excludes(asked(**{"not": "a"}))
    assert not any(map(excludes, ["a", asked(known=True, **{"not": "a"}), asked(at_least=1, **{"not": "a"})]))
