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
from kefu.sample.affairs import Affair, call, flood, order, survey
from kefu.sample.counter import PLANS, errand
from kefu.sample.desk import arrange, gate, queue, reception
from kefu.sample.lives import Life, life
from kefu.sample.office import HOURS, ZONE, Chance, in_office
from kefu.sample.rounds import Staff, rounds

CASES_A_DAY = 2.5
ORDERS_A_DAY, CALLS_A_DAY = 0.4, 4
# For how many days before the end the desk and the gate are told of.
DESK_DAYS = 10
# How long before the end a pipe bursts, and the survey begins.
FLOOD, SURVEY = timedelta(days=5), timedelta(days=48)
# Weekends are quieter.
_WEEKEND = 0.6

Moment = tuple[datetime, int, Iterator[datetime]]


class History:
    """What happens in the sample's office from one moment to another; `done_until`: what was lived before."""

    def __init__(self, community_id: int, begins_at: datetime, ends_at: datetime, done_until: datetime) -> None:
        community = Community.objects.get(id=community_id)
        staff = Staff(community_id, begins_at)
        self._lives: list[Moment] = []
        numbers = count(1)
        for day in _days(begins_at, ends_at):
            for received_at in _arrivals(day):
                if begins_at < received_at < ends_at:
                    number = next(numbers)
                    heappush(self._lives, (received_at, number, life(Life(number, received_at, community, staff))))
        for affair in _affairs(begins_at, ends_at, community, staff):
            heappush(self._lives, affair)
        for affair in _counter(begins_at, ends_at, community, staff):
            heappush(self._lives, affair)
        heappush(self._lives, (done_until, 0, rounds(staff, done_until)))

    def live(self, until: datetime) -> None:
        """Let everything happen up to a moment, and what time brings."""
        while self._lives and self._lives[0][0] < until:
            at, number, one = heappop(self._lives)
            following = next(one, None)
            if following is not None:
                heappush(self._lives, (max(following, at + timedelta(seconds=1)), number, one))
        run_clock(until)


def _affairs(begins_at: datetime, ends_at: datetime, community: Community, staff: Staff) -> Iterator[Moment]:
    """What goes on beside single cases, each with a number below those of the cases."""
    numbers = count(-1, -1)
    for day in _days(begins_at, ends_at):
        chance = Chance(f"order {day:%Y-%m-%d}")
        at = in_office(day + timedelta(hours=8, minutes=chance.randrange(540)))
        if chance.is_so(ORDERS_A_DAY) and begins_at < at < ends_at:
            affair = Affair(f"order {day:%Y-%m-%d}", community, staff)
            yield at, next(numbers), order(affair, at)
        for number, at in enumerate(_arrivals(day, CALLS_A_DAY, "calls")):
            if begins_at < at < ends_at:
                affair = Affair(f"call {day:%Y-%m-%d} {number}", community, staff)
                yield at, next(numbers), call(affair, at)
    for name, life_of, before, hour in (("flood", flood, FLOOD, 2), ("survey", survey, SURVEY, 9)):
        at = (ends_at - before).astimezone(ZONE).replace(hour=hour, minute=10)
        if at > begins_at:
            yield at, next(numbers), life_of(Affair(name, community, staff), at)


def _counter(begins_at: datetime, ends_at: datetime, community: Community, staff: Staff) -> Iterator[Moment]:
    """What goes on at the counter, each with a number far below those of the affairs."""
    numbers = count(-100_000, -1)
    opened = in_office(begins_at)
    yield opened, next(numbers), arrange(Affair("arrange", community, staff), opened)
    for number, plan in enumerate(PLANS):
        at = in_office(ends_at - timedelta(days=plan.before))
        if opened + timedelta(hours=1) < at < ends_at:
            yield at, next(numbers), errand(Affair(f"errand {number}", community, staff), at, plan, number)
    for day in range(1, DESK_DAYS + 1):
        at = in_office((ends_at - timedelta(days=day)).astimezone(ZONE).replace(hour=9, minute=10))
        if opened < at:
            affair = Affair(f"reception {day}", community, staff)
            yield at, next(numbers), reception(affair, at)
            yield at, next(numbers), gate(Affair(f"gate {day}", community, staff), at)
    day_begins = ends_at.astimezone(ZONE).replace(hour=0, minute=1)
    at = max(day_begins, ends_at - timedelta(minutes=70))
    yield at, next(numbers), queue(Affair("queue", community, staff), at, ends_at)


def _days(begins_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    day = begins_at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < ends_at:
        yield day
        day += timedelta(days=1)


def _arrivals(day: datetime, a_day: float = CASES_A_DAY, what: str = "day") -> list[datetime]:
    """When cases come in on a day, or calls."""
    chance = Chance(f"{what} {day:%Y-%m-%d}")
    usual = a_day * (_WEEKEND if day.weekday() >= 5 else 1)
    hours = [chance.by_weight(range(24), HOURS) for _ in range(round(usual * chance.uniform(0.6, 1.4)))]
    return sorted(day + timedelta(hours=hour, seconds=chance.randrange(3600)) for hour in hours)
