"""Conditions on facts, compiled to plain functions."""

from collections.abc import Callable
from typing import Any

from kefu.rulebook.clauses import Condition, Test
from kefu.rulebook.model import Facts

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

    def holds(value: Any) -> bool:
        if value in refused or (test.known is not None and (value is not None) is not test.known):
            return False
        if test.at_least is not None and not (value is not None and value >= test.at_least):
            return False
        return test.at_most is None or (value is not None and value <= test.at_most)

    return holds


def unmet(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The facts whose tests the given facts do not meet."""
    return tuple(fact for fact, wanted in condition.items() if not _test(wanted)(facts.get(fact)))
