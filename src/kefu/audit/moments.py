"""Dates and times as people write them in a register: 2015-01-02 08:05, 2015年1月2日下午3点半, 01/02/2015 08:05:00 AM.

A register has millions of them and few different days and times of day, so each part is looked up in a cache first;
what is not there goes the slow way through the patterns (`docs/scaling.md`).
"""

import re
from datetime import date, timedelta
from typing import Literal

from kefu.lib.text import Text
from kefu.lib.width import half_width
from kefu.lib.worktime import Instant, Zone

Order = Literal["ymd", "mdy", "dmy"]
DateOnly = Literal["start", "end"]

DAY = 86_400
_CACHE_LIMIT = 100_000
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?|80000(?:\.0+)?")

_YEAR_FIRST = (
    r"(?P<y>\d{4})(?:\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?:\s*[日号]|(?!\d))"
    r"|(?P<m2>\d\d)(?P<d2>\d\d)(?!\d))"
)
_YEAR_LAST = r"(?P<a>\d{1,2})\s*[-/.]\s*(?P<b>\d{1,2})\s*[-/.]\s*(?P<y3>\d{4})(?!\d)"
_DATE = re.compile(rf"(?:{_YEAR_FIRST}|{_YEAR_LAST})")
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)")
_WEEKDAY = re.compile(
    r"\(?(?:周|星期|礼拜)[一二三四五六日天]\)?|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]*day)?\b[.,]?", re.I
)
_OFFSET = re.compile(r"(?<=[\d秒分点时])\s*(?:(?P<utc>Z)|(?P<sign>[+-])(?P<h>\d\d):?(?P<m>\d\d))$", re.I)
_NOON = r"上午|下午|晚上|晚|中午|凌晨|清晨|早上|早晨|傍晚|夜里|夜间|[AP]\.?M\.?"
_TIME = re.compile(
    rf"(?P<before>{_NOON})?\s*(?P<h>\d{{1,2}})\s*"
    r"(?:(?P<sharp>[点时][整钟]?)|(?P<half>[点时]半)|(?P<quarter>[点时][一三]刻)"
    r"|[:点时]\s*(?P<m>\d{1,2})\s*分?(?:\s*:?\s*(?P<s>\d{1,2})(?:[.,]\d+)?\s*秒?)?"
    r"|(?=\s*[AP]\.?M))"
    rf"\s*(?P<after>{_NOON})?",
    re.I,
)
_PACKED = re.compile(r"^(\d{8})(\d{6}|\d{4})$")
_BARE_TIME = re.compile(r"(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)?")

_EXAMPLE = Text("应写作 2015-01-02 08:05", "write it as 2015-01-02 08:05")


class MomentError(ValueError):
    """A cell that is no moment: `text` says what is wrong and what would be right."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


class _Days(dict[str, Instant | None]):
    """A written date → the instant of its midnight; None on days when the clocks change (the slow way then)."""

    def __init__(self, zone: Zone, order: Order) -> None:
        super().__init__()
        self._zone, self._order = zone, order

    def __missing__(self, written: str) -> Instant | None:
        day = read_date(written, self._order)
        start, end = self._zone.instant(day), self._zone.instant(day + DAY)
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        self[written] = start if end - start == DAY and self._zone.local(start) == day else None
        return self[written]


class _Times(dict[str, int]):
    """A written time of day → seconds since midnight; none at all → what `date_only` says."""

    def __init__(self, date_only: DateOnly | None) -> None:
        super().__init__()
        self._date_only = date_only

    def __missing__(self, written: str) -> int:
        if not written and self._date_only is not None:
            return 0 if self._date_only == "start" else DAY - 1
        seconds = read_time(written)
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        self[written] = seconds
        return seconds


class MomentReader:
    """Reads the moments of one register.

    `order` says how dates with the year at the end are written; `date_only` what a date without a time means (`start`:
    00:00, `end`: 23:59:59, None: an error); `excel` that a bare number is a day count of a spreadsheet.
    """

    def __init__(
        self, zone: Zone, order: Order = "ymd", *, date_only: DateOnly | None = None, excel: bool = False
    ) -> None:
        self.zone, self.order, self.date_only, self.excel = zone, order, date_only, excel
        self._days = _Days(zone, order)
        self._times = _Times(date_only)
        self._between = " "

    def read(self, cell: str) -> Instant:
        """The moment that the cell says, in seconds since 1970 UTC. Raises `MomentError`, also for a blank cell."""
        written, _, time = cell.partition(self._between)
        try:
            return self._days[written] + self._times[time]  # type: ignore[operator]
        except (MomentError, TypeError):
            # TypeError: the clocks change on that day, and the cache holds None.
            self._between = "T" if cell[10:11] == "T" else " "
            return self._read_slowly(cell)

    def read_or_none(self, cell: str) -> Instant | None:
        """As `read`, but a blank cell is None."""
        return self.read(cell) if cell and not cell.isspace() else None

    def _read_slowly(self, cell: str) -> Instant:
        text = _WEEKDAY.sub(" ", half_width(cell)).strip()
        if not text:
            raise MomentError("没有填写时间", "no time is given")
        if self.excel and _EXCEL_SERIAL.fullmatch(text):
            text = _from_serial(float(text))
        text = _PACKED.sub(r"\1 \2", text)
        found = _DATE.match(text)
        if found is None:
            raise _no_date(text)
        day = _day_of(found, self.order)
        rest = text[found.end() :].lstrip("Tt ,")
        offset = _OFFSET.search(rest)
        if offset is not None:
            return day + read_time(rest[: offset.start()]) - _offset_seconds(offset)
        if not rest and self.date_only is None:
            shown = _short(text)
            raise MomentError(
                f"“{shown}”只有日期没有时间；若登记簿只记日期，请在映射中写 date_only: start 或 end",
                f"“{shown}” is a date without a time; if the register keeps only dates, say date_only: start or end",
            )
        return self.zone.instant(day + self._times[rest])


def read_date(written: str, order: Order = "ymd") -> int:
    """Wall seconds of the midnight that begins the written date. Raises `MomentError`."""
    text = _WEEKDAY.sub("", half_width(written)).strip()
    found = _DATE.fullmatch(text)
    if found is None:
        raise _no_date(text)
    return _day_of(found, order)


def read_time(written: str) -> int:
    """Seconds since midnight of the written time of day (86,400 for 24:00). Raises `MomentError`."""
    text = half_width(written).strip()
    found = _TIME.fullmatch(text) or _BARE_TIME.fullmatch(text)
    if found is None:
        raise MomentError(
            f"看不懂时间“{_short(text)}”，{_EXAMPLE.zh}", f"no time of day: “{_short(text)}”; {_EXAMPLE.en}"
        )
    parts = found.groupdict()
    minute = int(parts["m"] or 0)
    if parts.get("half"):
        minute = 30
    elif parts.get("quarter"):
        minute = 15 if "一" in parts["quarter"] else 45
    second = int(parts["s"] or 0)
    hour = _hour(int(parts["h"]), (parts.get("before") or parts.get("after") or "").upper().replace(".", ""), text)
    if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > DAY:
        raise _no_such_time(text)
    return hour * 3600 + minute * 60 + second


def _hour(hour: int, noon: str, text: str) -> int:
    """The hour of 24 from an hour with 上午, 下午, AM, PM …"""
    if hour > 24 or (noon == "AM" and hour > 12):
        raise _no_such_time(text)
    if not noon or hour > 12:
        return hour
    if noon in ("AM", "上午", "凌晨", "清晨", "早上", "早晨"):
        return hour % 12
    if noon == "中午":
        return hour if hour >= 10 else hour + 12
    if noon in ("PM", "下午", "傍晚"):
        return hour % 12 + 12
    # 晚上12点 ends the day; 晚上1点 to 4点 may be meant of either day.
    if 0 < hour < 5:
        raise MomentError(
            f"“{text}”不知是哪一天，请用 24 小时制", f"“{text}” may be of either day; write it by 24 hours"
        )
    return hour + 12


def _day_of(found: re.Match[str], order: Order) -> int:
    parts = found.groupdict()
    if parts["y"]:
        year, month, day = int(parts["y"]), int(parts["m"] or parts["m2"]), int(parts["d"] or parts["d2"])
    elif order == "ymd":
        shown = found.group()
        raise MomentError(
            f"“{shown}”分不清月和日，请在映射中写 order: mdy 或 dmy",
            f"“{shown}”: month or day first? Say order: mdy or order: dmy in the mapping",
        )
    else:
        year, first, second = int(parts["y3"]), int(parts["a"]), int(parts["b"])
        month, day = (first, second) if order == "mdy" else (second, first)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise MomentError(
            f"年份 {year} 不在 {_FIRST_YEAR} 至 {_LAST_YEAR} 之间",
            f"year {year} is not within {_FIRST_YEAR} to {_LAST_YEAR}",
        )
    try:
        return (date(year, month, day).toordinal() - _EPOCH) * DAY
    except ValueError:
        shown = f"{year}-{month:02d}-{day:02d}"
        hint = Text("；月日顺序是否为 mdy？", "; is the order of month and day right?") if month > 12 else Text("", "")
        raise MomentError(f"没有 {shown} 这一天{hint.zh}", f"there is no day {shown}{hint.en}") from None


_EPOCH = date(1970, 1, 1).toordinal()


def _no_date(text: str) -> MomentError:
    shown = _short(text)
    if _SHORT_YEAR.match(text):
        return MomentError(
            f"“{shown}”的年份须写四位，{_EXAMPLE.zh}", f"“{shown}”: the year needs four digits; {_EXAMPLE.en}"
        )
    return MomentError(f"看不懂日期“{shown}”，{_EXAMPLE.zh}", f"no date: “{shown}”; {_EXAMPLE.en}")


def _no_such_time(text: str) -> MomentError:
    return MomentError(f"没有“{text}”这个时间", f"there is no time “{text}”; a day goes from 00:00 to 24:00")


def _offset_seconds(found: re.Match[str]) -> int:
    if found["utc"]:
        return 0
    seconds = int(found["h"]) * 3600 + int(found["m"]) * 60
    return -seconds if found["sign"] == "-" else seconds


def _from_serial(serial: float) -> str:
    """A spreadsheet's day count as text; a whole number is a date alone."""
    day, fraction = divmod(round(serial * DAY), DAY)
    written = (_EXCEL_DAY_ZERO + timedelta(days=day)).isoformat()
    return written if serial.is_integer() else f"{written} {timedelta(seconds=fraction)}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
