"""Our own charts: SVG made from plain values, without script, for screen and paper.

Colours are the page's: each shape has a class (`chart-kept`, `chart-late` …) that its style sheet fills from custom
properties. Colour never speaks alone: marks have patterns too (`patterns()` goes once into the page), heat has its
figures in the cells. Charts with a `Frame` are pictures with a name; without one they are ornaments beside figures.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

LEFT, TOP, PLOT, FOOT = 52, 30, 170, 24
STEP_MIN, STEP_MAX, COLUMN_MAX, NARROWEST, WIDTH = 22, 84, 40, 420, 860
CELL_WIDTH, CELL_HEIGHT, HEAT_LEFT = 76, 26, 230
HEAT_LEVELS = (0.5, 0.75, 0.9, 1.0)
_TINY = 0.0005
_VALUES_FIT = 14
_SIGN = 6.2


class Frame(NamedTuple):
    """What a chart is called and what it shows, for those who cannot see it. `id` is unique in its document."""

    id: str
    title: str
    desc: str


class Series(NamedTuple):
    """One kind of value for each label; `mark` is the end of its class."""

    name: str
    mark: str
    values: Sequence[float]


def patterns() -> str:
    """The patterns that style sheets fill shapes with: `url(#chart-hatch)` and `url(#chart-dots)`."""
    hatch = (
        '<pattern id="chart-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="chart-hatch-ground" width="6" height="6"/><rect class="chart-hatch-line" width="2.4" height="6"/>'
        "</pattern>"
    )
    dots = (
        '<pattern id="chart-dots" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect class="chart-dots-ground" width="6" height="6"/><circle class="chart-dots-dot" cx="3" cy="3" r="1.1"/>'
        "</pattern>"
    )
    return f'<svg class="chart-patterns" width="0" height="0" aria-hidden="true"><defs>{hatch}{dots}</defs></svg>'


def bar(parts: Iterable[tuple[str, float]], width: int = 72, height: int = 9) -> str:
    """A bar as wide as it is, divided among marks by their values: an ornament beside its figures."""
    parts = list(parts)
    whole = sum(value for _, value in parts)
    shapes, at = [], 0.0
    for mark, value in parts:
        part = width * value / whole if whole else 0.0
        if part:
            shapes.append(_rect(mark, at, 0, part, height))
        at += part
    edge = f'<rect class="chart-edge" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}"/>'
    return _svg(None, width, height, "".join(shapes) + edge, "chart-bar")


def spark(values: Sequence[float | None], width: int = 96, height: int = 18) -> str:
    """A small line of shares, 0 to 1, with gaps where there is none: an ornament beside its figures."""
    step = (width - 4) / max(1, len(values) - 1)
    points = [
        None if value is None else (2 + place * step, 2 + (height - 4) * (1 - value))
        for place, value in enumerate(values)
    ]
    return _svg(None, width, height, _polyline(points) + _last_dot(points), "chart-spark")


def stacked(frame: Frame, labels: Sequence[str], series: Sequence[Series]) -> str:
    """Columns for the labels, each stacked from the series in their order, with a scale and a legend."""
    step = _step(len(labels))
    width = max(NARROWEST, int(LEFT + step * len(labels) + 12))
    sums = [sum(one.values[place] for one in series) for place in range(len(labels))]
    top = _round_up(max(sums, default=0))
    body = [_scale(width, [(top * part / 4, f"{top * part / 4:,.0f}") for part in range(5)], top)]
    wide = min(step * 0.7, COLUMN_MAX)
    body.extend(
        _column(LEFT + step * (place + 0.5), wide, [(one, one.values[place]) for one in series], top)
        for place in range(len(labels))
    )
    body.append(_feet(labels, step))
    body.append(_legend([(one.name, one.mark) for one in series]))
    return _svg(frame, width, TOP + PLOT + FOOT, "".join(body))


def line(frame: Frame, labels: Sequence[str], values: Sequence[float | None]) -> str:
    """A line of shares, 0 to 1, on a scale from 0 to 100 %, with gaps where there is none."""
    step = _step(len(labels))
    width = max(NARROWEST, int(LEFT + step * len(labels) + 12))
    points = [
        None if value is None else (LEFT + step * (place + 0.5), TOP + PLOT * (1 - value))
        for place, value in enumerate(values)
    ]
    body = [_scale(width, [(part / 4, f"{part * 25}%") for part in range(5)], 1), _polyline(points)]
    for value, point in zip(values, points, strict=True):
        if value is not None and point is not None:
            body.append(f'<circle class="chart-point" cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="2.6"/>')
            if len(labels) <= _VALUES_FIT:
                body.append(_text(point[0], point[1] - 7, f"{value:.0%}", "middle"))
    body.append(_feet(labels, step))
    return _svg(frame, width, TOP + PLOT + FOOT, "".join(body))


def heat(frame: Frame, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[float | None]]) -> str:
    """A field of shares, 0 to 1, each with its figure; the lower, the stronger its mark. None leaves the cell empty."""
    body = [
        _named_text(HEAT_LEFT + CELL_WIDTH * (place + 0.5), 16, name, "middle", CELL_WIDTH - 6)
        for place, name in enumerate(columns)
    ]
    for row, name in enumerate(rows):
        y = 24 + CELL_HEIGHT * row
        body.append(_named_text(HEAT_LEFT - 8, y + 17, name, "end", HEAT_LEFT - 12))
        for place, share in enumerate(cells[row]):
            body.append(_heat_cell(HEAT_LEFT + CELL_WIDTH * place, y, share))
    return _svg(frame, HEAT_LEFT + CELL_WIDTH * len(columns) + 2, 28 + CELL_HEIGHT * len(rows), "".join(body))


def heat_level(share: float) -> int:
    """0 where all is kept, up to 4 where less than half is."""
    return sum(share < bound for bound in HEAT_LEVELS)


def _heat_cell(x: float, y: float, share: float | None) -> str:
    mark = "none" if share is None else str(heat_level(share))
    box = (
        f'<rect class="chart-heat chart-heat-{mark}" x="{x + 1:.0f}" y="{y + 1:.0f}" '
        f'width="{CELL_WIDTH - 2}" height="{CELL_HEIGHT - 2}"/>'
    )
    shown = "·" if share is None else f"{_not_rounded_off(share):.0%}"
    return box + _text(x + CELL_WIDTH / 2, y + 17, shown, "middle", f"chart-heat-text-{mark}")


def _not_rounded_off(share: float) -> float:
    """What is not wholly kept is not shown as 100 %, nor what is not wholly lost as 0 %."""
    return share if share in (0, 1) else min(max(share, 0.01), 0.99)


def _column(middle: float, width: float, parts: Sequence[tuple[Series, float]], top: float) -> str:
    shapes, y = [], float(TOP + PLOT)
    for series, value in parts:
        height = PLOT * value / top
        if height > _TINY:
            y -= height
            shapes.append(_rect(series.mark, middle - width / 2, y, width, height))
    return "".join(shapes)


def _scale(width: int, ticks: Iterable[tuple[float, str]], top: float) -> str:
    drawn = []
    for value, shown in ticks:
        y = TOP + PLOT * (1 - value / top)
        drawn.append(f'<line class="chart-grid" x1="{LEFT}" x2="{width - 8}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(_text(LEFT - 6, y + 4, shown, "end"))
    return "".join(drawn)


def _feet(labels: Sequence[str], step: float) -> str:
    """The labels below; of too many every second, third … is shown."""
    longest = max((_wide(label) for label in labels), default=1) * _SIGN + 8
    every = max(1, -(-int(longest) // int(step)))
    return "".join(
        _text(LEFT + step * (place + 0.5), TOP + PLOT + 17, label, "middle")
        for place, label in enumerate(labels)
        if place % every == 0
    )


def _legend(names: Sequence[tuple[str, str]]) -> str:
    drawn, x = [], float(LEFT)
    for name, mark in names:
        drawn.append(_rect(mark, x, 5, 14, 11) + _text(x + 19, 15, name, "start"))
        x += 19 + _wide(name) * _SIGN + 22
    return "".join(drawn)


def _polyline(points: Sequence[tuple[float, float] | None]) -> str:
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]:.1f},{point[1]:.1f}")
    return "".join(f'<polyline class="chart-line" points="{" ".join(run)}"/>' for run in runs if len(run) > 1)


def _last_dot(points: Sequence[tuple[float, float] | None]) -> str:
    last = next((point for point in reversed(points) if point is not None), None)
    return "" if last is None else f'<circle class="chart-point" cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2"/>'


def _rect(mark: str, x: float, y: float, width: float, height: float) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, 0.6):.1f}"'
    return f'<rect class="chart-{escape(mark)}" {place}/>'


def _text(x: float, y: float, shown: str, anchor: str, mark: str = "chart-text") -> str:
    return f'<text class="{mark}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(shown)}</text>'


def _named_text(x: float, y: float, name: str, anchor: str, room: float) -> str:
    """A label cut to its room in pixels."""
    return _text(x, y, _cut(name, int(room / _SIGN)), anchor)


def _cut(text: str, cells: int) -> str:
    if _wide(text) <= cells:
        return text
    while text and _wide(text) >= cells:
        text = text[:-1]
    return f"{text}…"


def _wide(text: str) -> int:
    """How many half-width places a text takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _step(number: int) -> float:
    return max(STEP_MIN, min(STEP_MAX, (WIDTH - LEFT - 12) / max(1, number)))


def _round_up(most: float) -> float:
    """The next round number from which a scale divides well; at least 4."""
    size = 1
    while True:
        for step in (4, 8, 12, 20, 32):
            if most <= step * size:
                return step * size
        size *= 10


def _svg(frame: Frame | None, width: int, height: int, body: str, mark: str = "chart") -> str:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    if frame is None:
        return f'<svg class="{mark}" {size} aria-hidden="true">{body}</svg>'
    id_ = escape(frame.id)
    names = f'<title id="{id_}-t">{escape(frame.title)}</title><desc id="{id_}-d">{escape(frame.desc)}</desc>'
    role = f'role="img" aria-labelledby="{id_}-t" aria-describedby="{id_}-d"'
    return f'<svg class="{mark}" {size} {role}>{names}{body}</svg>'
