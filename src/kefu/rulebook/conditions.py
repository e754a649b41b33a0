"""Conditions on facts, compiled to plain functions."""

from collections.abc import Callable
from typing import Any

from kefu.rulebook.model import Facts
from kefu.rulebook.shapes import Condition, Test

Holds = Callable[[Facts], bool]


def _always(_: Facts) -> bool:
    return True


def compile_condition(condition: Condition) -> Holds:
    """A function that says whether the facts meet all tests of the condition. An unknown fact equals nothing."""
    if not condition:
        return _always
    tests = tuple((fact, _test(wanted)) for fact, wanted in condition.items())
    if len(tests) == 1:
        ((fact, test),) = tests
        return lambda facts: test(facts.get(fact))
    return lambda facts: all(test(facts.get(fact)) for fact, test in tests)


def _test(wanted: Any) -> Callable[[Any], bool]:
    if isinstance(wanted, Test):
        return _compound(wanted)
    return _among(wanted).__contains__


def _among(wanted: Any) -> frozenset[Any]:
    return frozenset(wanted) if isinstance(wanted, list) else frozenset((wanted,))


def _compound(test: Test) -> Callable[[Any], bool]:
    refused = _among(test.not_) if test.not_ is not None else frozenset()
    if excludes(test):
        return lambda value: value not in refused

    def holds(value: Any) -> bool:
        if value in refused or (test.known is not None and (value is not None) is not test.known):
            return False
        return not test.compares or (value is not None and _lies_within(test, value))

    return holds


def _lies_within(test: Test, value: float) -> bool:
    return (
        (test.at_least is None or value >= test.at_least)
        and (test.at_most is None or value <= test.at_most)
        and (test.above is None or value > test.above)
        and (test.below is None or value < test.below)
    )


def excludes(wanted: Any) -> bool:
    """Whether a test says only what a fact must not be."""
    return isinstance(wanted, Test) and wanted.known is None and not wanted.compares


def unmet(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The facts whose tests the given facts do not meet."""
    return tuple(fact for fact, wanted in condition.items() if not _test(wanted)(facts.get(fact)))
