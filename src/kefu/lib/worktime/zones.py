"""Local time: what a zone's clocks read at an instant, and at which instant they read it.

An instant is whole seconds since 1970-01-01T00:00Z; a reading ("wall") is whole seconds since 1970-01-01T00:00 as the
local clocks show it. Offsets come from `zoneinfo`; they are read once per zone, for the years 1970 to 2199.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

Instant = int
DAY = 86_400
FIRST_YEAR = 1970
LAST_YEAR = 2199
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The moment after the last one that is counted: 2200-01-01T00:00Z.
END = (datetime(2200, 1, 1, tzinfo=UTC) - EPOCH).days * DAY
# Explicit changes end in 2037 (Morocco: 2087, a month apart); afterwards zones follow two yearly rules.
RULES_SINCE = (datetime(2038, 1, 1, tzinfo=UTC) - EPOCH).days * DAY
SAMPLES = (*range(-2 * DAY, RULES_SINCE, 3 * DAY), *range(RULES_SINCE, END + 20 * DAY, 20 * DAY))


def wall_seconds(reading: datetime) -> int:
    """Seconds since 1970 that the clocks show at a date and time without a zone."""
    return int((reading - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001


class Zone:
    """One time zone. Raises ZoneInfoNotFoundError for an unknown name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.info = ZoneInfo(name)
        self.changes, self.offsets = _changes(self.info)
        # What the clocks read at each change if nothing had changed; the highest such reading so far.
        self.old_readings = [at + offset for at, offset in zip(self.changes, self.offsets, strict=False)]
        self.floors = list(accumulate(self.old_readings, max))
        # From here on the offset is constant.
        self.stable_since = self.changes[-1] if self.changes else SAMPLES[0]

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def local(self, instant: Instant) -> int:
        """What the clocks read at this instant."""
        return instant + self.offsets[bisect_right(self.changes, instant)]

    def steady(self, instant: Instant) -> int:
        """The reading, except that it never goes back: in the hour that comes twice it waits for the second to end."""
        number = bisect_right(self.changes, instant)
        reading = instant + self.offsets[number]
        return max(reading, self.floors[number - 1]) if number else reading

    def instant(self, wall: int) -> Instant:
        """When the clocks read this: the first time if twice, the moment of the change if it is skipped."""
        number = bisect_right(self.old_readings, wall)
        instant = wall - self.offsets[number]
        return max(instant, self.changes[number - 1]) if number else instant

    def aware(self, instant: Instant) -> datetime:
        """The instant as a datetime of this zone."""
        return (EPOCH + timedelta(seconds=instant)).astimezone(self.info)


@cache
def get_zone(name: str) -> Zone:
    """The zone of this name, read once."""
    return Zone(name)


def _changes(info: ZoneInfo) -> tuple[list[Instant], list[int]]:
    """The instants at which the offset changes, and the offsets before the first, between and after the last."""
    changes: list[Instant] = []
    offsets = [_offset(info, SAMPLES[0])]
    before = SAMPLES[0]
    for sample in SAMPLES:
        offset = _offset(info, sample)
        if offset != offsets[-1]:
            changes.append(_first_with(info, offset, before, sample))
            offsets.append(offset)
        before = sample
    return changes, offsets


def _first_with(info: ZoneInfo, offset: int, low: Instant, high: Instant) -> Instant:
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == offset:
            high = middle
        else:
            low = middle
    return high


def _offset(info: ZoneInfo, instant: Instant) -> int:
    offset = datetime.fromtimestamp(instant, info).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
