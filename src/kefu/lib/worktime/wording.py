"""Moments, days and lengths of time as people say them, in Chinese and English."""

from datetime import date, timedelta
from typing import NamedTuple

from kefu.lib.periods import clock_reading
from kefu.lib.text import Text
from kefu.lib.worktime.calendars import Hours
from kefu.lib.worktime.days import MONTHS_EN, WEEKDAYS_EN, WEEKDAYS_ZH
from kefu.lib.worktime.zones import DAY, Instant, Zone


class TraceLine(NamedTuple):
    """One line of an explanation: when, by which rule, in words."""

    at: Instant
    rule: str
    text: Text


def line(at: Instant, rule: str, zh: str, en: str) -> TraceLine:
    """A line in both languages."""
    return TraceLine(at, rule, Text(zh, en))


ZH_LENGTHS = ("天", "小时", "分", "秒")
EN_LENGTHS = ("day", "hour", "minute", "second")


def say_date(day: date, year: int) -> Text:
    """2月14日（周六） / Sat 14 Feb; with the year where it is not `year`."""
    other = day.year != year
    return Text(
        f"{f'{day.year}年' if other else ''}{day.month}月{day.day}日（周{WEEKDAYS_ZH[day.weekday()]}）",
        f"{WEEKDAYS_EN[day.weekday()][:3]} {day.day} {MONTHS_EN[day.month - 1]}{f' {day.year}' if other else ''}",
    )


def say_moment(zone: Zone, instant: Instant, year: int, *, is_end: bool = False) -> Text:
    """2月14日（周六）18:00 / Sat 14 Feb 18:00. An end at midnight is said as 24:00 of the day before."""
    day, seconds = divmod(zone.local(instant), DAY)
    if is_end and seconds == 0:
        day, seconds = day - 1, DAY
    on = say_date(date(1970, 1, 1) + timedelta(days=day), year)
    reading = clock_reading(seconds // 60) + (f":{seconds % 60:02d}" if seconds % 60 else "")
    return Text(f"{on.zh}{reading}", f"{on.en} {reading}")


def say_length(seconds: int) -> Text:
    """2 天 3 小时 / 2 days 3 hours."""
    minutes, rest = divmod(seconds, 60)
    parts = (minutes // 1440, minutes // 60 % 24, minutes % 60, rest)
    return _parts(parts) if seconds else Text("0 分", "0 minutes")


def say_office_length(seconds: int) -> Text:
    """26 小时 30 分: office time is not said in days."""
    minutes, rest = divmod(seconds, 60)
    return _parts((0, minutes // 60, minutes % 60, rest)) if seconds else Text("0 分", "0 minutes")


def _parts(parts: tuple[int, ...]) -> Text:
    zh = " ".join(f"{n} {name}" for n, name in zip(parts, ZH_LENGTHS, strict=True) if n)
    en = " ".join(f"{n} {name}{'s' if n > 1 else ''}" for n, name in zip(parts, EN_LENGTHS, strict=True) if n)
    return Text(zh, en)


def say_hours(hours: Hours) -> str:
    """08:30–12:00, 14:00–18:00; a closing on the next day as +08:00."""
    return ", ".join(
        f"{clock_reading(opening)}–{clock_reading(closing) if closing <= 1440 else '+' + clock_reading(closing - 1440)}"
        for opening, closing in hours
    )


def say_days(first: date, last: date, year: int) -> Text:
    """One date, or from the first to the last."""
    one, other = say_date(first, year), say_date(last, year)
    return one if first == last else Text(f"{one.zh}至{other.zh}", f"{one.en} to {other.en}")
