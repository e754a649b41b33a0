"""Erlang's formulas against printed tables, against the series summed exactly, and what holds of them always."""

import re
from fractions import Fraction
from math import inf, isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.erlang import agents_needed, answered_within, load_of, lost, mean_wait, waiting

PAGE = Path(__file__).parents[2] / "docs/algorithms/erlang.md"
# T. S. Rappaport, Wireless Communications (2nd ed., 2002), table 3.4: the load of so many channels by the share lost.
RAPPAPORT = (
    (2, {0.01: 0.153, 0.005: 0.105, 0.002: 0.065, 0.001: 0.046}),
    (4, {0.01: 0.869, 0.005: 0.701, 0.002: 0.535, 0.001: 0.439}),
    (5, {0.01: 1.36, 0.005: 1.13, 0.002: 0.900, 0.001: 0.762}),
    (10, {0.01: 4.46, 0.005: 3.96, 0.002: 3.43, 0.001: 3.09}),
    (20, {0.01: 12.0, 0.005: 11.1, 0.002: 10.1, 0.001: 9.41}),
    (24, {0.01: 15.3, 0.005: 14.2, 0.002: 13.0, 0.001: 12.2}),
    (40, {0.01: 29.0, 0.005: 27.3, 0.002: 25.7, 0.001: 24.5}),
    (70, {0.01: 56.1, 0.005: 53.7, 0.002: 51.0, 0.001: 49.2}),
    (100, {0.01: 84.1, 0.005: 80.9, 0.002: 77.4, 0.001: 75.2}),
)
# I. Adan and J. Resing, Queueing Systems (Eindhoven, 2002), table 5.1: the share that waits, and the mean wait in mean
# handling times, where the agents are busy nine tenths of the time.
ADAN_RESING = ((1, 0.90, 9.00), (2, 0.85, 4.26), (5, 0.76, 1.53), (10, 0.67, 0.67), (20, 0.55, 0.28))
LOADS = st.fractions(min_value=Fraction(1, 50), max_value=60, max_denominator=50)


def load_losing(agents: int, share: float) -> float:
    """The load at which that share is lost, by halving."""
    low, high = 0.0, 2.0 * agents
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if lost(agents, middle) < share else (low, middle)
    return low


def exact_lost(agents: int, load: Fraction) -> Fraction:
    """Erlang B as Erlang wrote it: the last term of a series over the sum of all."""
    term = total = Fraction(1)
    for number in range(1, agents + 1):
        term = term * load / number
        total += term
    return term / total


def exact_waiting(agents: int, load: Fraction) -> Fraction:
    """Erlang C likewise: the states in which all are busy over all states."""
    term = total = Fraction(1)
    for number in range(1, agents):
        term = term * load / number
        total += term
    busy = term * load / agents * agents / (agents - load)
    return busy / (total + busy)


@pytest.mark.parametrize(("agents", "loads"), RAPPAPORT)
def test_erlang_b_is_as_printed(agents: int, loads: dict[float, float]) -> None:
    found = {share: load_losing(agents, share) for share in loads}
    # Three digits are printed, and a digit may be rounded either way.
    assert all(isclose(found[share], load, rel_tol=5e-3, abs_tol=5e-4) for share, load in loads.items()), found


@pytest.mark.parametrize(("agents", "share", "wait"), ADAN_RESING)
def test_erlang_c_is_as_printed(agents: int, share: float, wait: float) -> None:
    assert waiting(agents, 0.9 * agents) == pytest.approx(share, abs=5.1e-3)
    assert mean_wait(agents, 0.9 * agents, 1) == pytest.approx(wait, abs=5.1e-3)


def test_the_eye_clinic_of_gross_and_harris() -> None:
    """D. Gross and C. Harris, Fundamentals of Queueing Theory, chapter 2 (M/M/c): six an hour, 20 minutes, three."""
    assert waiting(3, load_of(6, 20 * 60, 3600)) == pytest.approx(4 / 9)
    assert mean_wait(3, 2, 20 * 60) == pytest.approx(8 / 54 * 3600)


def test_the_hotline_of_mitan() -> None:
    """Mitan Ltd., “The Erlang C formula”: 0.2 calls a second of 240 seconds, 55 agents."""
    load = load_of(0.2, 240, 1)
    assert waiting(55, load) == pytest.approx(0.2387, abs=5e-5)
    assert mean_wait(55, load, 240) == pytest.approx(8.184, abs=5e-4)
    assert answered_within(55, load, 240, 15) == pytest.approx(0.8459, abs=5e-5)


@given(st.integers(1, 80), LOADS)
def test_the_recursion_is_the_series(agents: int, load: Fraction) -> None:
    assert lost(agents, float(load)) == pytest.approx(float(exact_lost(agents, load)), rel=1e-9)
    if load < agents:
        assert waiting(agents, float(load)) == pytest.approx(float(exact_waiting(agents, load)), rel=1e-9)


@given(LOADS, st.floats(0.01, 0.99), st.floats(1, 900), st.floats(0, 120))
def test_one_agent_less_would_not_do(load: Fraction, share: float, handling: float, seconds: float) -> None:
    agents = agents_needed(float(load), handling, share, seconds)
    assert answered_within(agents, float(load), handling, seconds) >= share - 1e-12
    assert agents - 1 <= load or answered_within(agents - 1, float(load), handling, seconds) < share + 1e-12


@given(st.integers(1, 60), LOADS, st.floats(1, 900))
def test_one_agent_more_lets_fewer_wait(agents: int, load: Fraction, handling: float) -> None:
    assert waiting(agents + 1, float(load)) <= waiting(agents, float(load))
    assert mean_wait(agents + 1, float(load), handling) <= mean_wait(agents, float(load), handling)


def test_where_nobody_calls_and_where_too_many_do() -> None:
    assert (agents_needed(0, 180, 0.8, 20), waiting(3, 0), answered_within(0, 0, 180, 20)) == (0, 0.0, 1.0)
    assert (mean_wait(0, 0, 180), lost(0, 2), waiting(0, 2), waiting(2, 2)) == (0.0, 1.0, 1.0, 1.0)
    assert (answered_within(2, 2, 180, 20), mean_wait(2, 2, 180)) == (0.0, inf)
    assert answered_within(2, 0, 180, 20) == 1.0
    # Whom no share has to be answered in time, the fewest who keep up with the load do for.
    assert agents_needed(2.5, 180, 0, 20) == 3
    # A thousand agents overflow nothing.
    assert agents_needed(1_000, 180, 0.8, 20) == 1_011


@pytest.mark.parametrize("wrong", [(1.0, 2.0), (-0.1, 2.0), (0.8, -1.0), (0.8, 1e9), (0.8, 9_999.9)])
def test_what_no_number_of_agents_does_is_refused(wrong: tuple[float, float]) -> None:
    share, load = wrong
    with pytest.raises(ValueError, match="agents"):
        agents_needed(load, 1e9 if load > 9_000 else 180, share, 0)


def test_the_largest_load_is_ten_thousand() -> None:
    assert waiting(1, 10_000) == 1.0
    with pytest.raises(ValueError, match="agents"):
        waiting(1, 10_000.5)


def test_the_examples_of_the_page() -> None:
    rows = re.findall(
        r"^\| (\d+) \| (\d+) \| ([\d.]+) \| (\d+) \| ([\d.]+) % \| ([\d.]+) s \|$", PAGE.read_text("utf-8"), re.M
    )
    assert len(rows) >= 4
    for calls, handling, load, agents, share, wait in rows:
        erlangs = load_of(int(calls), int(handling), 1800)
        assert f"{erlangs:.2f}" == load
        assert agents_needed(erlangs, int(handling), 0.8, 20) == int(agents)
        assert f"{answered_within(int(agents), erlangs, int(handling), 20) * 100:.1f}" == share
        assert f"{mean_wait(int(agents), erlangs, int(handling)):.1f}" == wait
