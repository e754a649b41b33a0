"""Plain decisions of the front desk: how long somebody will wait, and what a window's month scores."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import NamedTuple

FULL = Decimal(100)


class Deduction(NamedTuple):
    """What costs a window points: which ticket, under which clause, how many, whose it was (None: nobody's)."""

    ticket_id: int
    clause: str
    points: Decimal
    clerk_id: int | None
    at: datetime


class Score(NamedTuple):
    """A month's score, with what was taken off of each clause: how often, and how many points."""

    points: Decimal
    taken_off: Mapping[str, tuple[int, Decimal]]


def score(counted: Iterable[tuple[str, int, Decimal]]) -> Score:
    """The score of a month: 100 less the points of each clause as often as it was broken, and no less than 0.

    `counted`: clause, how often, points each time (docs/algorithms/window-score.md).
    """
    taken_off: dict[str, tuple[int, Decimal]] = {}
    for clause, times, each in counted:
        before = taken_off.get(clause, (0, Decimal()))
        taken_off[clause] = (before[0] + times, before[1] + times * each)
    lost = sum((points for _times, points in taken_off.values()), Decimal())
    return Score(max(FULL - lost, Decimal()), taken_off)


def expected_wait(ahead: int, windows: int, service: float | None) -> int | None:
    """After how many minutes somebody is called, rounded up; None where nothing is known.

    `ahead`: who waits before them; `windows`: those that are open; `service`: seconds that one takes in the middle.
    Somebody is being served at each window: half of that is still to come.
    """
    if service is None or windows < 1:
        return None
    return ceil((ahead / windows + 0.5) * service / 60)


def seconds(later: datetime, earlier: datetime) -> int:
    """Whole seconds from one moment to another."""
    return max(round((later - earlier).total_seconds()), 0)
