"""What the clauses themselves answer."""

import pytest

from kefu.rulebook.clauses import Conduct, OnBreach, Series, Target
from kefu.rulebook.procedures import Paper, Step

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


def test_what_is_not_said_of_a_paper_is_not_asked() -> None:
    paper = Paper.model_validate({"says": WORDS["says"]})
    assert (paper.copy_, paper.files, paper.optional) == (False, None, False)


def test_what_is_not_said_of_a_step_is_not_so() -> None:
    step = Step.model_validate({"says": WORDS["says"], "by": "agent"})
    assert not any((step.optional, step.again, step.stops, step.resumes, step.asks, step.does, step.forms))
    assert (step.after, step.until, step.ends, step.records) == (None, None, None, "errand.stepped")


def test_conduct_may_cost_nothing() -> None:
    conduct = Conduct.model_validate({"says": WORDS["says"], "source": "S1", "group": "dress", "points": 0})
    assert (conduct.points, conduct.required, conduct.worst) == (0, False, None)
    assert Conduct.model_validate({**conduct.model_dump(), "worst": 0.5}).worst == 0.5


def test_the_whole_scale_may_be_lost_at_once() -> None:
    assert OnBreach(points=100).points == 100


def test_the_last_minute_of_a_day_is_a_time_to_be_met() -> None:
    said = {"says": WORDS["says"], "source": "S1", "from": "area.opened", "bearer": "owner", "bring": "area.inspected"}
    series = Series.model_validate({**said, "each": "day", "at": ["00:00", "8:05", "24:00"], "times": 3})
    assert series.at == [0, 485, 1440]
