"""Dates and times as people write them."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.audit.moments import MomentError, MomentReader
from kefu.audit.moments import read_time as time_of
from kefu.lib.worktime import get_zone

SHANGHAI = get_zone("Asia/Shanghai")
NEW_YORK = get_zone("America/New_York")


def shown(reader: MomentReader, cell: str) -> str:
    """What was read, as the reader's zone shows it."""
    return datetime.fromtimestamp(reader.read(cell), ZoneInfo(reader.zone.name)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2015-01-02 08:05", "2015-01-02 08:05:00"),
        ("2015-01-02 08:05:09", "2015-01-02 08:05:09"),
        ("2015-01-02T08:05:09", "2015-01-02 08:05:09"),
        ("2015-01-02T08:05:09.123", "2015-01-02 08:05:09"),
        ("2015/1/2 8:05", "2015-01-02 08:05:00"),
        ("2015.1.2   8:05:09", "2015-01-02 08:05:09"),
        ("20150102 08:05", "2015-01-02 08:05:00"),
        ("20150102080509", "2015-01-02 08:05:09"),
        ("201501020805", "2015-01-02 08:05:00"),
        ("  2015-01-02 08:05  ", "2015-01-02 08:05:00"),
        ("2015年1月2日8:05", "2015-01-02 08:05:00"),
        ("2015年1月2号 8时5分", "2015-01-02 08:05:00"),
        ("2015年1月2日8时5分9秒", "2015-01-02 08:05:09"),
        ("2015年1月2日8点半", "2015-01-02 08:30:00"),
        ("2015年1月2日8点05分", "2015-01-02 08:05:00"),
        ("2015年1月2日8点", "2015-01-02 08:00:00"),
        ("2015年1月2日8点整", "2015-01-02 08:00:00"),
        ("2015年1月2日8点一刻", "2015-01-02 08:15:00"),
        ("2015年1月2日下午3点半", "2015-01-02 15:30:00"),
        ("2015-01-02 上午8:05", "2015-01-02 08:05:00"),
        ("2015-01-02 上午 12:05", "2015-01-02 00:05:00"),
        ("2015-01-02 下午12:30", "2015-01-02 12:30:00"),
        ("2015-01-02 下午15:30", "2015-01-02 15:30:00"),
        ("2015-01-02 中午12点", "2015-01-02 12:00:00"),
        ("2015-01-02 中午1点", "2015-01-02 13:00:00"),
        ("2015-01-02 晚上8点", "2015-01-02 20:00:00"),
        ("2015-01-02 晚上12点", "2015-01-03 00:00:00"),
        ("2015-01-02 凌晨1:05", "2015-01-02 01:05:00"),
        ("2015-01-02 12:05 AM", "2015-01-02 00:05:00"),
        ("2015-01-02 12:05:09 pm", "2015-01-02 12:05:09"),
        ("2015-01-02 8 p.m.", "2015-01-02 20:00:00"),
        ("2015-01-02 24:00", "2015-01-03 00:00:00"),
        ("2015-01-02 23:59:59", "2015-01-02 23:59:59"),
        ("2015-01-02 0:00", "2015-01-02 00:00:00"),
        ("2015-01-02 中午11:30", "2015-01-02 11:30:00"),
        ("2015-01-02 中午10点", "2015-01-02 10:00:00"),
        ("2015-01-02 晚上5点", "2015-01-02 17:00:00"),
        ("2015-01-02 傍晚6:30", "2015-01-02 18:30:00"),
        ("2015-01-02 清晨6点三刻", "2015-01-02 06:45:00"),
        ("2015-01-02 1:00 am", "2015-01-02 01:00:00"),
        ("2015-01-02 20:00 PM", "2015-01-02 20:00:00"),
        ("2015-01-02 08:05:09+05:30", "2015-01-02 10:35:09"),
        ("2015-01-02(周五) 08:05", "2015-01-02 08:05:00"),
        ("2015年1月2日 星期五 8:05", "2015-01-02 08:05:00"),
        ("２０１５－０１－０２　０８：０５", "2015-01-02 08:05:00"),
        ("2015-01-02 08：05", "2015-01-02 08:05:00"),
        ("2015-01-02T00:05:09Z", "2015-01-02 08:05:09"),
        ("2015-01-02 08:05:09+0800", "2015-01-02 08:05:09"),
        ("2015-01-02 08:05-05:00", "2015-01-02 21:05:00"),
    ],
)
def test_ways_of_writing(cell: str, expected: str) -> None:
    reader = MomentReader(SHANGHAI)
    assert shown(reader, cell) == expected
    assert shown(reader, cell) == expected


@pytest.mark.parametrize(
    ("order", "cell", "expected"),
    [
        ("mdy", "01/02/2015 08:05:09 PM", "2015-01-02 20:05:09"),
        ("mdy", "1/2/2015 8:05", "2015-01-02 08:05:00"),
        ("dmy", "01/02/2015 08:05", "2015-02-01 08:05:00"),
        ("dmy", "1.2.2015 08:05", "2015-02-01 08:05:00"),
        ("mdy", "2015-01-02 08:05", "2015-01-02 08:05:00"),
    ],
)
def test_orders(order: str, cell: str, expected: str) -> None:
    assert shown(MomentReader(NEW_YORK, order), cell) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "no time is given"),
        ("   ", "no time is given"),
        ("不详", "no date: “不详”; write it as 2015-01-02 08:05"),
        ("2019-02-30 08:00", "there is no day 2019-02-30"),
        ("2019-13-01 08:00", "there is no day 2019-13-01; is the order of month and day right?"),
        ("2019-01-01 25:61", "there is no time “25:61”; a day goes from 00:00 to 24:00"),
        ("2019-01-01 08:60", "there is no time “08:60”; a day goes from 00:00 to 24:00"),
        ("2019-01-01 24:01", "there is no time “24:01”; a day goes from 00:00 to 24:00"),
        ("2019-01-01 24:00:01", "there is no time “24:00:01”; a day goes from 00:00 to 24:00"),
        ("2019-01-01 08:05:60", "there is no time “08:05:60”; a day goes from 00:00 to 24:00"),
        ("2019-01-01 25:00", "there is no time “25:00”; a day goes from 00:00 to 24:00"),
        ("2019-01-01 13:00 AM", "there is no time “13:00 AM”; a day goes from 00:00 to 24:00"),
        ("2019-01-01 晚上4点", "“晚上4点” may be of either day; write it by 24 hours"),
        ("2019-01-01 晚上2点", "“晚上2点” may be of either day; write it by 24 hours"),
        ("15-01-02 08:00", "“15-01-02 08:00”: the year needs four digits; write it as 2015-01-02 08:05"),
        ("2019-00-01 08:00", "there is no day 2019-00-01"),
        ("1969-12-31 08:00", "year 1969 is not within 1970 to 2199"),
        ("2200-01-01 08:00", "year 2200 is not within 1970 to 2199"),
        ("01/02/2015 08:00", "“01/02/2015”: month or day first? Say order: mdy or order: dmy in the mapping"),
        ("2015-01-02 早", "no time of day: “早”; write it as 2015-01-02 08:05"),
        ("42006.5", "no date: “42006.5”; write it as 2015-01-02 08:05"),
    ],
)
def test_what_is_no_moment_says_why(cell: str, words: str) -> None:
    reader = MomentReader(SHANGHAI)
    for _ in range(2):
        with pytest.raises(MomentError) as caught:
            reader.read(cell)
        assert caught.value.text.en == words
        assert caught.value.text.zh != words


def test_a_date_alone_needs_a_meaning() -> None:
    with pytest.raises(MomentError, match="without a time"):
        MomentReader(SHANGHAI).read("2015-01-02")
    assert shown(MomentReader(SHANGHAI, date_only="start"), "2015-01-02") == "2015-01-02 00:00:00"
    end = MomentReader(SHANGHAI, date_only="end")
    assert shown(end, "2015-01-02") == "2015-01-02 23:59:59"
    assert shown(end, "2015年1月2日") == "2015-01-02 23:59:59"
    assert shown(end, "2015-01-02 08:05") == "2015-01-02 08:05:00"


def test_day_counts_of_spreadsheets() -> None:
    reader = MomentReader(SHANGHAI, excel=True)
    assert shown(reader, "42006.5") == "2015-01-02 12:00:00"
    assert shown(reader, "42006.33680555555") == "2015-01-02 08:05:00"
    with pytest.raises(MomentError, match="2015-01-02” is a date without a time"):
        reader.read("42006")
    with pytest.raises(MomentError, match="no date"):
        reader.read("99999.5")


def test_days_when_the_clocks_change() -> None:
    reader = MomentReader(NEW_YORK)
    day = [reader.read(f"2015-03-08 {hour:02d}:30") for hour in (0, 1, 3, 4)]
    assert [later - earlier for earlier, later in pairwise(day)] == [3600, 3600, 3600]
    assert reader.read("2015-03-09 00:00") - reader.read("2015-03-08 00:00") == 23 * 3600


def test_blank_is_none_where_it_may_be() -> None:
    reader = MomentReader(SHANGHAI)
    assert reader.read_or_none("") is None
    assert reader.read_or_none(" \t") is None
    assert reader.read_or_none("1970-01-01 08:00") == 0


def test_what_was_read_before_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers have millions of moments and few days: the patterns are for the first of a kind alone."""
    reader = MomentReader(SHANGHAI)
    slow: list[str] = []
    times: list[str] = []

    def read_slowly(cell: str) -> int:
        slow.append(cell)
        return MomentReader._read_slowly(reader, cell)

    def read_time(written: str) -> int:
        times.append(written)
        return time_of(written)

    monkeypatch.setattr(reader, "_read_slowly", read_slowly)
    monkeypatch.setattr("kefu.audit.moments.read_time", read_time)
    plain = [f"2015-01-{day:02} 08:{day:02}" for day in range(1, 29)]
    assert [reader.read(cell) for cell in plain] == [MomentReader(SHANGHAI).read(cell) for cell in plain]
    assert slow == []
    iso = [cell.replace(" ", "T") for cell in plain]
    assert [reader.read(cell) for cell in iso] == [reader.read(cell) for cell in plain]
    assert len(slow) <= 2
    times.clear()
    assert [reader.read(cell) for cell in iso]
    assert times == []


def test_caches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.audit.moments._CACHE_LIMIT", 5)
    reader = MomentReader(SHANGHAI)
    for day in range(1, 29):
        assert shown(reader, f"2015-01-{day:02d} 08:{day:02d}") == f"2015-01-{day:02d} 08:{day:02d}:00"
    assert len(reader._days) <= 5
    assert len(reader._times) <= 5


@given(st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)), st.sampled_from(["Asia/Shanghai", "UTC"]))  # noqa: DTZ001
def test_every_local_time_comes_back(moment: datetime, name: str) -> None:
    zone = get_zone(name)
    moment = moment.replace(microsecond=0)
    expected = zone.instant(int((moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()))
    year, month, day = moment.year, moment.month, moment.day
    for written in (
        moment.isoformat(" "),
        moment.isoformat("T"),
        f"{year}年{month}月{day}日{moment.hour}时{moment.minute}分{moment.second}秒",
        f"{year}/{month}/{day} {moment.strftime('%I:%M:%S %p')}",
    ):
        assert MomentReader(zone).read(written) == expected
