"""The charts of the report, each in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kefu.audit.figures import Figures, Member, figures, is_promise, total
from kefu.audit.wording import UNDONE, VERDICTS
from kefu.lib import charts
from kefu.lib.charts import Frame, Series
from kefu.lib.text import Text, percent

MOST_COLUMNS = 36
_QUARTERS_UP_TO = 144
HEAT_DEPARTMENTS = 8
HEAT_CLAUSES = 30
_PARTS = (("kept", "kept"), ("late", "late"), ("undone", "undone"), ("waiting", "waiting"))
_NAMES = {
    "kept": VERDICTS["kept"],
    "late": VERDICTS["late"],
    "undone": UNDONE,
    "waiting": Text("未判定", "Not judged"),
}


class Span(NamedTuple):
    """A month, a quarter or a year of the chart and what was in it."""

    label: str
    counted: Figures


def spans(months: Sequence[Member], is_promised: bool) -> tuple[list[Span], Text]:
    """The months from the first to the last without a gap, or quarters or years if there are many; and which."""
    counted = {one.name: one.promised if is_promised else one.own for one in months}
    counted = {name: one for name, one in counted.items() if one.duties}
    if not counted:
        return [], Text("", "")
    every = _every_month(min(counted), max(counted))
    if len(every) <= MOST_COLUMNS:
        return [Span(name, counted.get(name, Figures())) for name in every], Text("各月", "by month")
    is_long = len(every) > _QUARTERS_UP_TO
    labels = {name: name[:4] if is_long else f"{name[:4]} Q{(int(name[5:7]) + 2) // 3}" for name in every}
    found = [
        Span(label, total(counted[name] for name in every if labels[name] == label and name in counted))
        for label in dict.fromkeys(labels.values())
    ]
    return found, Text("各年", "by year") if is_long else Text("各季度", "by quarter")


def _every_month(first: str, last: str) -> list[str]:
    found, (year, month) = [], (int(first[:4]), int(first[5:7]))
    while f"{year:04d}-{month:02d}" <= last:
        found.append(f"{year:04d}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def stacked_chart(found: Sequence[Span], per: Text) -> Text:
    """How many duties were kept, late, not done and not judged, by span."""
    title = Text(f"{per.zh}职责的结果", f"How duties ended, {per.en}")
    return Text(*(_stacked(found, title[place], place) for place in (0, 1)))


def _stacked(found: Sequence[Span], title: str, language: int) -> str:
    series = [
        Series(_NAMES[key][language], mark, [_part(one.counted, key) for one in found])
        for key, mark in _PARTS
        if any(_part(one.counted, key) for one in found)
    ]
    colon, comma = ("：", "，") if language == 0 else (": ", ", ")
    desc = "; ".join(
        f"{one.label}{colon}" + comma.join(f"{s.name} {s.values[place]:.0f}" for s in series)
        for place, one in enumerate(found)
    )
    frame = Frame(f"chart-months-{language}", title, desc)
    return charts.stacked(frame, [one.label for one in found], series)


def _part(counted: Figures, key: str) -> int:
    return counted.duties - counted.due if key == "waiting" else int(getattr(counted, key))


def line_chart(found: Sequence[Span], per: Text) -> Text:
    """The share kept, by span."""
    title = Text(f"{per.zh}按时率", f"Share kept, {per.en}")
    labels, values = [one.label for one in found], [one.counted.share for one in found]
    desc = "; ".join(f"{label} {percent(value)}" for label, value in zip(labels, values, strict=True))
    return Text(*(charts.line(Frame(f"chart-share-{n}", title[n], desc), labels, values) for n in (0, 1)))


class Heat(NamedTuple):
    """The share kept by clause and department: as a chart and as a table."""

    chart: Text
    departments: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Figures]]]
    left_out: int


def heat_of(departments: Sequence[Member], clauses: Sequence[Mapping[str, Any]]) -> Heat | None:
    """Clauses down, departments across, both with the most past their time first; None where there is no field."""
    with_own = [one for one in departments if one.own.due]
    shown = with_own[:HEAT_DEPARTMENTS]
    own = [clause for clause in clauses if not is_promise(clause["id"]) and figures(clause).due]
    own = sorted(own, key=lambda clause: -figures(clause).past)[:HEAT_CLAUSES]
    if len(shown) < 2 or not own:
        return None
    rows = [(clause["id"], [one.clauses.get(clause["id"], Figures()) for one in shown]) for clause in own]
    title = Text("各条款在各部门的按时率", "Share kept by clause and department")
    desc = Text("同样的数字见下表", "The same figures are in the table below")
    names = [one.name for one in shown]
    cells = [[one.share for one in figures_] for _, figures_ in rows]
    drawn = (
        charts.heat(Frame(f"chart-heat-{n}", title[n], desc[n]), [id_ for id_, _ in rows], names, cells) for n in (0, 1)
    )
    return Heat(Text(*drawn), names, rows, len(with_own) - len(shown))
