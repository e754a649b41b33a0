"""Samples and margins: the examples of docs/algorithms/sampling.md, and what holds for all."""

from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.sampling import Z95, allocate, draw, margin_of_mean, margin_of_share, wilson

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "sampling.md"
SIZES = st.dictionaries(st.integers(0, 30), st.integers(0, 400), max_size=12)
NUMBERS = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 10**6), max_size=40, unique=True), max_size=6)


def rows(head: str) -> list[list[str]]:
    """The rows of the page's table that begins so."""
    lines = PAGE.read_text("utf-8").split(head)[1].splitlines()[2:]
    table = takewhile(lambda line: line.startswith("|"), lines)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize("row", rows("| households of the buildings |"), ids=lambda row: row[0])
def test_a_sample_is_divided_as_the_page_says(row: list[str]) -> None:
    sizes = dict(enumerate(map(int, row[0].split(", "))))
    assert list(allocate(sizes, int(row[1])).values()) == list(map(int, row[2].split(", ")))


@pytest.mark.parametrize("row", rows("| yes | asked | households | standard"), ids=lambda row: row[4][:20])
def test_the_error_of_a_share_is_the_textbooks(row: list[str]) -> None:
    margin = margin_of_share(*map(int, row[:3]))
    assert margin is not None
    assert margin / Z95 == pytest.approx(float(row[3]), abs=5e-5)


def test_cochrans_total() -> None:
    margin = margin_of_share(38, 200, 3042)
    assert margin is not None
    assert 3042 * margin / Z95 == pytest.approx(81.8, abs=0.05)


def test_two_answers_are_enough_for_a_mean_and_one_is_not() -> None:
    assert margin_of_mean([4], 100) is None
    assert margin_of_mean([4, 6], 100) == pytest.approx(Z95 * (2 / 2 * 0.98) ** 0.5)


@pytest.mark.parametrize("row", rows("| yes | asked | households | from"), ids=lambda row: "-".join(row[:3]))
def test_wilsons_interval_is_newcombes(row: list[str]) -> None:
    found = wilson(int(row[0]), int(row[1]), int(row[2]) if row[2] else None)
    assert found is not None
    assert found == pytest.approx((float(row[3]), float(row[4])), abs=5e-5)


@given(SIZES, st.integers(0, 3000))
def test_a_division_adds_up_and_strays_by_less_than_one(sizes: dict[int, int], size: int) -> None:
    found, whole = allocate(sizes, size), sum(sizes.values())
    assert sum(found.values()) == min(size, whole)
    for stratum, number in found.items():
        assert 0 <= number <= sizes[stratum]
        assert abs(number - min(size, whole) * sizes[stratum] / whole) < 1


@given(NUMBERS, st.integers(0, 200), st.text(max_size=8))
def test_the_same_seed_draws_the_same_whatever_the_order(strata: dict[int, list[int]], size: int, seed: str) -> None:
    found = draw(strata, size, seed)
    turned = {stratum: numbers[::-1] for stratum, numbers in strata.items()}
    assert draw(turned, size, seed) == found
    assert {stratum: len(numbers) for stratum, numbers in found.items()} == {
        stratum: number
        for stratum, number in allocate({one: len(numbers) for one, numbers in strata.items()}, size).items()
        if number
    }
    for stratum, numbers in found.items():
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) <= set(strata[stratum])


def test_a_larger_sample_holds_the_smaller_and_another_seed_draws_others() -> None:
    strata = {"3栋": list(range(100)), "5栋": list(range(100, 200))}
    few, more = draw(strata, 20, "2026-1"), draw(strata, 40, "2026-1")
    assert all(set(few[one]) < set(more[one]) for one in strata)
    assert draw(strata, 20, "2026-2") != few


def test_every_household_is_drawn_about_as_often_as_any_other() -> None:
    drawn = [number for seed in range(4_000) for number in draw({1: range(10)}, 3, str(seed))[1]]
    often = [drawn.count(number) for number in range(10)]
    # 1,200 are expected; five standard deviations are 145.
    assert all(abs(count - 1_200) < 145 for count in often), often


def test_nothing_is_drawn_from_nothing() -> None:
    assert draw({}, 5, "x") == {}
    assert draw({"3栋": []}, 5, "x") == {}


@given(st.integers(2, 500), st.integers(0, 500), st.integers(0, 10_000))
def test_margins_shrink_to_nothing_as_all_are_asked(asked: int, count: int, more: int) -> None:
    count = min(count, asked)
    one, all_ = margin_of_share(count, asked, asked + more), margin_of_share(count, asked, asked)
    interval = wilson(count, asked, asked + more)
    assert one is not None
    assert interval is not None
    assert all_ == 0 <= one
    assert 0 <= interval.low <= count / asked + 1e-12
    assert count / asked - 1e-12 <= interval.high <= 1


def test_the_margin_of_a_mean_is_that_of_a_share_where_values_are_yes_and_no() -> None:
    assert margin_of_mean([1] * 15 + [0] * 85, 300) == pytest.approx(margin_of_share(15, 100, 300))


def test_where_nobody_or_one_was_asked_nothing_is_said() -> None:
    assert [margin_of_share(0, 0, 10), margin_of_share(1, 1, 10), margin_of_mean([3], 10), wilson(0, 0)] == [None] * 4
