"""What the answers of a month come to."""

from kefu.workorders import calc as workorders


def test_answers_in_time_are_a_share_of_those_that_were_due() -> None:
    found = workorders.Answers(in_time=3, late=1, missing=2, pending=5)
    assert (found.judged, found.share) == (6, 0.5)
    assert workorders.Answers(pending=5).share is None
    assert found.plus(workorders.Answers(1, 2, 3, 4)) == workorders.Answers(4, 3, 5, 9)


def test_months_are_counted_without_a_gap() -> None:
    december, january = workorders.months_since_zero(2025, 12), workorders.months_since_zero(2026, 1)
    assert january == december + 1
    assert [workorders.month_of(one) for one in (december, january)] == [(2025, 12), (2026, 1)]
