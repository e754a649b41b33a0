"""What the answers to a question come to."""

import pytest

from kefu.feedback import calc as feedback


def test_what_a_rating_comes_to() -> None:
    names = {value: str(value) for value in feedback.RATINGS}
    found = feedback.result({5: 10, 4: 6, 3: 4}, names, 100, is_rating=True)
    assert found.answered == 20
    assert [(one.value, one.count, one.share) for one in found.figures] == [
        (1, 0, 0.0),
        (2, 0, 0.0),
        (3, 4, 0.2),
        (4, 6, 0.3),
        (5, 10, 0.5),
    ]
    assert found.content is not None
    # Fours and fives are content.
    assert (found.content.count, found.content.share, found.content.value) == (16, 0.8, None)
    assert found.mean == pytest.approx(4.3)
    assert found.mean_margin is not None
    # Fewer than five on either side are too few for a margin; the interval holds.
    assert [one.margin is not None for one in found.figures] == [False, False, False, True, True]
    assert all(one.interval is not None for one in found.figures)
    assert found.content.margin is None


def test_five_on_either_side_are_enough_for_a_margin() -> None:
    found = feedback.result({1: 5, 2: 5}, {1: "yes", 2: "no"}, 50, is_rating=False)
    assert all(one.margin is not None for one in found.figures)
    assert (found.content, found.mean, found.mean_margin) == (None, None, None)
    four = feedback.result({1: 4, 2: 6}, {1: "yes", 2: "no"}, 50, is_rating=False)
    assert [one.margin for one in four.figures] == [None, None]


def test_an_open_question_tells_nothing_of_others() -> None:
    found = feedback.result({5: 10, 1: 10}, {5: "5", 1: "1"}, 0, is_rating=True)
    assert [(one.margin, one.interval) for one in found.figures] == [(None, None)] * 2
    assert (found.mean, found.mean_margin) == (3, None)
    none = feedback.result({}, {5: "5"}, 0, is_rating=True)
    assert (none.answered, none.mean, none.figures[0].share) == (0, None, 0.0)


def test_a_share_of_nothing_is_none() -> None:
    assert feedback.rate(0, 0) is None
    assert feedback.rate(3, 4) == 0.75
