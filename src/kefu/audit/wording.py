"""The words of a report in both languages: verdicts, moments and spans of time as people say them."""

from collections.abc import Mapping
from datetime import datetime

from kefu.lib.text import Text

VERDICTS: Mapping[str, Text] = {
    "duties": Text("职责", "Duties"),
    "kept": Text("按时", "Kept"),
    "recorded_late": Text("其中补录", "Of them recorded late"),
    "late": Text("逾期完成", "Late"),
    "breached_open": Text("逾期未完成", "Past and not done"),
    "missed": Text("到期未做", "Missed"),
    "open": Text("未到期", "Open"),
    "paused": Text("暂停", "Paused"),
    "waived": Text("免除", "Waived"),
    "cancelled": Text("取消", "Cancelled"),
    "share": Text("按时率", "Share kept"),
}
# Past the time, still open or missed: where the two are not told apart.
UNDONE = Text("逾期未完成", "Past and not done")
GROUPS: Mapping[str, Text] = {
    "month": Text("月份", "Month"),
    "category": Text("类别", "Category"),
    "department": Text("部门", "Department"),
    "person": Text("人员", "Person"),
}
_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = 24 * 60


def spoken(minutes: int) -> Text:
    """A span of time as people say it, its two greatest units: 3 天 4 小时."""
    minutes = abs(minutes)
    days, hours, rest = minutes // _DAY, minutes % _DAY // 60, minutes % 60
    parts = [(days, "天", "d"), (hours, "小时", "h"), (rest, "分", "min")]
    first = next((place for place, part in enumerate(parts) if part[0]), None)
    if first is None:
        return Text("不到 1 分", "under 1 min")
    shown = [part for part in parts[first : first + 2] if part[0]]
    return Text(" ".join(f"{n:,} {zh}" for n, zh, _ in shown), " ".join(f"{n:,} {en}" for n, _, en in shown))


def local(written: str | None) -> datetime | None:
    """A moment of the report as the clocks there show it."""
    return None if written is None else datetime.fromisoformat(written).replace(tzinfo=None)


def brief(written: str | None) -> str:
    """A moment for a table: 2026-02-01 17:30; nothing for none."""
    moment = local(written)
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def in_words(written: str | None) -> Text:
    """A moment for a sentence."""
    moment = local(written)
    if moment is None:
        return Text("–", "–")
    clock = f"{moment:%H:%M}"
    return Text(
        f"{moment.year} 年 {moment.month} 月 {moment.day} 日 {clock}",
        f"{moment.day} {_MONTHS[moment.month]} {moment.year} {clock}",
    )


def day_in_words(written: str | None) -> Text:
    """The day of a moment for a sentence."""
    zh, en = in_words(written)
    return Text(zh, en) if written is None else Text(zh.rpartition(" ")[0], en.rpartition(" ")[0])
