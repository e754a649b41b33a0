"""What the clauses themselves answer."""

import pytest

from kefu.rulebook.clauses import Target

WORDS = {"says": {"zh": "指标", "en": "A target"}, "source": "S1", "measure": "cases", "each": "month"}


@pytest.mark.parametrize(
    ("threshold", "reached", "not_reached"),
    [("at_least", (98, 99), (97.9,)), ("at_most", (98, 97), (98.1,)), ("above", (98.1,), (98, 97)),
     ("below", (97.9,), (98, 99))],
)  # fmt: skip
def test_a_target_is_reached_on_its_side_of_the_threshold(
    threshold: str, reached: tuple[float, ...], not_reached: tuple[float, ...]
) -> None:
    target = Target.model_validate({**WORDS, threshold: 98})
    assert all(target.is_reached(value) for value in reached)
    assert not any(target.is_reached(value) for value in not_reached)
