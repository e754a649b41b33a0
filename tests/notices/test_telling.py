"""Who is told, in how many messages, and when they leave."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kefu.duties.sending import Unsent
from kefu.notices import calc as notices
from kefu.notices.outbox import calc as outbox

HERE = ZoneInfo("Asia/Shanghai")


def _step(id_: int, duty: int, level: int, to: int | None = 1, *, community: int = 9, waits: bool = True) -> Unsent:
    return Unsent(id_, duty, level, to, community, waits)


def test_of_each_duty_the_level_it_has_reached_is_told() -> None:
    """After a standstill nobody is told of every level (CORE 6)."""
    first, second, third = _step(1, 1, 1), _step(2, 1, 2), _step(3, 1, 3)
    other = _step(4, 2, 1)
    assert notices.reached([first, third, second, other]) == [third, other]
    # The highest was acknowledged, so that nothing of this duty waits.
    assert notices.reached([first, third._replace(is_waiting=False), other]) == [other]
    assert notices.reached([]) == []


def test_what_goes_to_nobody_who_is_there_goes_to_the_stand_ins() -> None:
    mine, gone, nobodys = _step(1, 1, 1, 5), _step(2, 2, 1, 6), _step(3, 3, 1, None)
    told = notices.by_receiver([mine, gone, nobodys], [5], {9: [7, 8]})
    assert told == {5: [mine], 7: [gone, nobodys], 8: [gone, nobodys]}


def test_more_than_five_at_once_come_as_one_message() -> None:
    steps = [_step(number, number, 1) for number in range(6)]
    assert notices.messages(steps[:5]) == [[step] for step in steps[:5]]
    assert notices.messages(steps) == [steps]


def test_quiet_hours_are_read_as_they_are_written() -> None:
    assert outbox.read_quiet("21:00 - 08:00") == outbox.Quiet(time(21), time(8))
    assert outbox.read_quiet("") is None
    for said in ("21:00", "late-early", "25:00-08:00"):
        with pytest.raises(ValueError, match=r".*"):
            outbox.read_quiet(said)


@pytest.mark.parametrize(
    ("at", "quiet", "leaves"),
    [
        ("2026-03-10 23:59", "21:00-08:00", "2026-03-11 08:00"),
        ("2026-03-11 00:00", "21:00-08:00", "2026-03-11 08:00"),
        ("2026-03-11 12:00", "21:00-08:00", "2026-03-11 12:00"),
        ("2026-03-11 11:59", "12:00-14:00", "2026-03-11 11:59"),
        ("2026-03-11 12:00", "12:00-14:00", "2026-03-11 14:00"),
        ("2026-03-11 13:59", "12:00-14:00", "2026-03-11 14:00"),
    ],
)
def test_nobody_is_disturbed_in_quiet_hours(at: str, quiet: str, leaves: str) -> None:
    moment, wanted = (datetime.fromisoformat(said).replace(tzinfo=HERE) for said in (at, leaves))
    assert outbox.leaves_at(moment.astimezone(UTC), outbox.read_quiet(quiet), HERE) == wanted


def test_each_pause_is_longer_and_then_it_has_failed() -> None:
    pauses = [outbox.pause_before(left) for left in range(outbox.TRIES - 1, -1, -1)]
    assert pauses == [*(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)), None]
    # A worker that sends is not taken for one that stopped, and one that stopped does not hold up a day.
    assert timedelta(minutes=1) < outbox.STOPPED_AFTER < timedelta(hours=1)


@pytest.mark.parametrize(
    ("way", "address", "plain"),
    [
        ("email", " Li.Si@Example.ORG ", "Li.Si@example.org"),
        ("sms", "+86 139-1234-5678", "13912345678"),
        ("sms", "0086(139)12345678", "13912345678"),
        ("sms", "86139 1234 5678", "13912345678"),
        ("sms", "020-8888 0000", "02088880000"),
        ("wecom", " Room ", "Room"),
    ],
)
def test_one_address_is_one_however_it_is_written(way: str, address: str, plain: str) -> None:
    assert outbox.plain_address(way, address) == plain
