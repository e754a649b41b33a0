"""Local time against the standard library."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.lib.periods import Period, Unit
from kefu.lib.worktime import Calendar, Zone, compile_calendar, due_function, get_zone, wall_seconds
from kefu.lib.worktime.bulk import instants_in_bulk, local_in_bulk

NAMES = (
    "UTC",
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Europe/Dublin",
    "Pacific/Apia",
    "America/Caracas",
)
ZONES = st.sampled_from([get_zone(name) for name in NAMES])
END = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())


@st.composite
def zones_and_instants(draw: st.DrawFn) -> tuple[Zone, int]:
    """Instants anywhere, every other one near a change of clocks where the zone has any."""
    zone = draw(ZONES)
    changes = [change for change in zone.changes if change >= 0]
    anywhere = st.integers(0, END - 1)
    near = st.builds(lambda change, by: max(0, change + by), st.sampled_from(changes or [0]), st.integers(-8000, 8000))
    return zone, draw(st.one_of(anywhere, near))


def _local_by_zoneinfo(zone: Zone, instant: int) -> int:
    there = datetime.fromtimestamp(instant, ZoneInfo(zone.name))
    return int((there.replace(tzinfo=UTC)).timestamp())


@given(zones_and_instants())
def test_local_is_as_zoneinfo_says(found: tuple[Zone, int]) -> None:
    zone, instant = found
    assert zone.local(instant) == _local_by_zoneinfo(zone, instant)
    assert zone.aware(instant).timestamp() == instant
    assert zone.aware(instant).tzinfo == ZoneInfo(zone.name)


@given(zones_and_instants())
def test_instant_is_the_first_time_of_a_reading(found: tuple[Zone, int]) -> None:
    zone, instant = found
    reading = zone.local(instant)
    first = zone.instant(reading)
    assert first <= instant
    assert zone.local(first) == reading
    naive = datetime(1970, 1, 1, tzinfo=ZoneInfo(zone.name)) + timedelta(seconds=reading)
    assert first == int(naive.replace(fold=0).timestamp())


@given(zones_and_instants(), st.integers(0, 4000))
def test_readings_in_order_are_instants_in_order(found: tuple[Zone, int], more: int) -> None:
    zone, instant = found
    wall = zone.local(instant)
    assert zone.instant(wall) <= zone.instant(wall + more)
    assert zone.steady(instant) <= zone.steady(instant + more)
    assert zone.steady(instant) >= zone.local(instant)
    assert zone.instant(zone.steady(instant)) >= instant


def test_skipped_and_doubled_readings() -> None:
    zone = get_zone("America/New_York")

    def wall(text: str) -> int:
        return int(datetime.fromisoformat(text + "+00:00").timestamp())

    forward = int(datetime.fromisoformat("2015-03-08T07:00+00:00").timestamp())
    assert [zone.instant(wall(f"2015-03-08T0{reading}")) for reading in ("2:00", "2:30", "3:00")] == [forward] * 3
    assert zone.instant(wall("2015-03-08T01:59")) == forward - 60
    back = int(datetime.fromisoformat("2015-11-01T06:00+00:00").timestamp())
    assert zone.instant(wall("2015-11-01T01:30")) == back - 1800
    assert zone.steady(back + 1800) == wall("2015-11-01T02:00")
    assert zone.local(back + 1800) == wall("2015-11-01T01:30")


@given(ZONES, st.lists(st.integers(0, END - 1), min_size=1, max_size=30))
def test_many_at_once(zone: Zone, instants: list[int]) -> None:
    many = np.array(instants, dtype=np.int64)
    assert local_in_bulk(zone, many).tolist() == [zone.local(instant) for instant in instants]
    assert instants_in_bulk(zone, many).tolist() == [zone.instant(wall) for wall in instants]


def test_a_zone_is_shown_by_its_name() -> None:
    assert repr(get_zone("Asia/Shanghai")) == "Zone('Asia/Shanghai')"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(KeyError, match="Nowhere"):
        get_zone("Asia/Nowhere")


@pytest.mark.parametrize("change", ["2015-03-08", "2015-11-01"])
@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("reading", ["09:00", "10:30", "16:59"])
def test_elapsed_days_end_at_the_same_time_of_day_over_a_change_of_clocks(
    change: str, before: int, reading: str
) -> None:
    calendar = Calendar(zone="America/New_York", country=None, rest_days=frozenset(), hours=((540, 1020),))
    timeline = compile_calendar(calendar)
    start = datetime.fromisoformat(f"{change}T{reading}") - timedelta(days=before)
    for count in (1, 2, 3):
        due = due_function(timeline, Period(Unit.WORKING_DAYS, count), "elapsed")
        found = due(timeline.zone.instant(wall_seconds(start)))
        assert timeline.zone.local(found) == wall_seconds(start + timedelta(days=count))
