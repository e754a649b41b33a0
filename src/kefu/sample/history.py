"""The sample's history: lives of cases side by side, each at its own pace, in the order in which things happen.

A life is a generator: it yields the moment at which it goes on. Every act has a key of its own, so that a history that
was cut off is lived again up to where it stopped, each act answered by what it did before.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from kefu.duties.clock import run_clock
from kefu.people.models import Community
from kefu.sample.lives import Life, life
from kefu.sample.office import HOURS, ZONE, Chance
from kefu.sample.rounds import Staff, rounds

CASES_A_DAY = 2.5
# Weekends are quieter.
_WEEKEND = 0.6

Moment = tuple[datetime, int, Iterator[datetime]]


class History:
    """What happens in the sample's office from one moment to another; `done_until`: what was lived before."""

    def __init__(self, community_id: int, begins_at: datetime, ends_at: datetime, done_until: datetime) -> None:
        community = Community.objects.get(id=community_id)
        staff = Staff(community_id)
        self._lives: list[Moment] = []
        numbers = count(1)
        for day in _days(begins_at, ends_at):
            for received_at in _arrivals(day):
                if begins_at < received_at < ends_at:
                    number = next(numbers)
                    heappush(self._lives, (received_at, number, life(Life(number, received_at, community, staff))))
        heappush(self._lives, (done_until, 0, rounds(staff, done_until)))

    def live(self, until: datetime) -> None:
        """Let everything happen up to a moment, and what time brings."""
        while self._lives and self._lives[0][0] < until:
            at, number, one = heappop(self._lives)
            following = next(one, None)
            if following is not None:
                heappush(self._lives, (max(following, at + timedelta(seconds=1)), number, one))
        run_clock(until)


def _days(begins_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    day = begins_at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < ends_at:
        yield day
        day += timedelta(days=1)


def _arrivals(day: datetime) -> list[datetime]:
    """When cases come in on a day."""
    chance = Chance(f"day {day:%Y-%m-%d}")
    usual = CASES_A_DAY * (_WEEKEND if day.weekday() >= 5 else 1)
    hours = [chance.by_weight(range(24), HOURS) for _ in range(round(usual * chance.uniform(0.6, 1.4)))]
    return sorted(day + timedelta(hours=hour, seconds=chance.randrange(3600)) for hour in hours)
