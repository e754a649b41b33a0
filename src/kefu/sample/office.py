"""Chance in the sample: always the same for the same case, whatever came before it."""

from bisect import bisect
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(8), time(18)
# Of a hundred cases, how many come in each hour of the day.
HOURS = (0.3, 0.2, 0.2, 0.1, 0.2, 0.5, 1.5, 4, 9, 12, 11, 7, 4, 5, 9, 9, 7, 6, 4, 4, 3, 2, 1, 0.6)
_SEED = 2026
Chosen = TypeVar("Chosen")


class Chance(Random):
    """The chance of one thing in the sample, by its name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{_SEED} {name}")

    def is_so(self, share: float) -> bool:
        """Whether something comes about that does in this share of all cases."""
        return self.random() < share

    def by_weight(self, choices: Sequence[Chosen], weights: Sequence[float]) -> Chosen:
        """One of the choices, each as often as its weight says."""
        sums = list(accumulate(weights))
        return choices[bisect(sums, self.random() * sums[-1])]

    def minutes(self, least: int, most: int) -> timedelta:
        """A span between two numbers of minutes."""
        return timedelta(minutes=self.randint(least, most))


def in_office(at: datetime) -> datetime:
    """This moment, or the next opening."""
    local = at.astimezone(ZONE)
    if local.time() < OPENS:
        return local.replace(hour=OPENS.hour, minute=local.minute)
    return local if local.time() < CLOSES else in_office(local.replace(hour=0) + timedelta(days=1))
