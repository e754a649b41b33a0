"""China's public holidays of one year: the holidays themselves, and what the State Council shifts around them.

Source: the State Council's Regulation on Public Holidays and its yearly notices, as the library `holidays` keeps them.
"""

import sys
from datetime import date
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, NamedTuple

from kefu.lib.text import Text

if TYPE_CHECKING:
    from holidays.countries.china import China

ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "农历除夕": "Spring Festival Eve",
    "春节延长假期": "extended Spring Festival holiday",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th Anniversary of Victory",
}
MADE_GOOD = "（补假）"
SHIFTED = "休息日（由 "
# The library's last year with holidays; after it only those of the solar calendar are known.
LAST_KNOWN = 2100
SOLAR = (((1, 1), "元旦"), ((5, 1), "劳动节"), ((5, 2), "劳动节"), *(((10, d), "国庆节") for d in (1, 2, 3)))


class Holidays(NamedTuple):
    """One year. `proper`: statutory holidays; `made_good`: given for one on a weekend; `shifted`: worked elsewhere."""

    proper: dict[date, Text]
    made_good: dict[date, Text]
    shifted: dict[date, date]
    worked: frozenset[date]
    is_announced: bool


@cache
def holidays_of(year: int) -> Holidays:
    """The holidays of this year. `is_announced` only where the library has the State Council's shifted days for it."""
    worked = frozenset(day for day in _library(year).weekend_workdays if day.year == year)
    # Late December is worked under the next year's notice, so it does not show that this year's is known.
    found = Holidays({}, {}, {}, worked, is_announced=any(day.month < 12 for day in worked))
    for day, names in _days_off(year).items():
        for name in names.split("; "):
            _sort_in(found, day, name)
    return found


def _sort_in(found: Holidays, day: date, name: str) -> None:
    if name.startswith(SHIFTED):
        found.shifted[day] = date.fromisoformat(name.removeprefix(SHIFTED)[:10])
    elif MADE_GOOD in name:
        found.made_good[day] = _named(name.replace(MADE_GOOD, ""))
    else:
        found.proper[day] = _named(name, found.proper.get(day))


def _named(name: str, other: Text | None = None) -> Text:
    text = Text(name, ENGLISH.get(name, name))
    return text if other is None else Text(f"{other.zh}、{text.zh}", f"{other.en}, {text.en}")


def _days_off(year: int) -> dict[date, str]:
    if year > LAST_KNOWN:
        return {date(year, *month_and_day): name for month_and_day, name in SOLAR}
    return {day: name for day, name in _library(year).items() if day.year == year}


@cache
def _library(year: int) -> "China":
    _leave_out_other_countries()
    # Imported late: calendars without a country need none of it.
    from holidays.countries.china import China

    return China(years=year, language="zh_CN")  # type: ignore[no-untyped-call]


def _leave_out_other_countries() -> None:
    """Have the library's package of countries there, empty: itself, it loads 250 of them, 8 MB in each process."""
    found = find_spec("holidays.countries")
    if found is not None:
        sys.modules.setdefault(found.name, module_from_spec(found))
