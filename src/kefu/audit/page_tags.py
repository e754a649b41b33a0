"""What the report's templates can say: both languages, figures, and small bars."""

from collections.abc import Iterable

from django import template  # type: ignore[import-untyped, unused-ignore]
from django.utils.html import format_html  # type: ignore[import-untyped, unused-ignore]
from django.utils.safestring import SafeString  # type: ignore[import-untyped, unused-ignore]

from kefu.audit import wording
from kefu.audit.figures import Figures
from kefu.lib import charts
from kefu.lib.text import Text, percent

register = template.Library()


def both(text: Text) -> str:
    """A text in both languages, of which the style sheet shows the chosen one."""
    if text.zh == text.en:
        return text.zh
    return _safe(format_html('<span lang="zh">{}</span><span lang="en">{}</span>', text.zh, text.en))


def drawn(chart: Text) -> str:
    """A chart in both languages. Charts escape what they show."""
    return _safe(f'<div lang="zh">{chart.zh}</div><div lang="en">{chart.en}</div>')


def say(zh: str, en: str) -> str:
    """The same for words of a template."""
    return both(Text(zh, en))


def patterns() -> str:
    """The patterns of the charts, once for the page."""
    return _safe(charts.patterns())


def num(number: int) -> str:
    """A whole number with thousands separated; a nought stands back."""
    return _safe('<span class="nought">0</span>') if number == 0 else f"{number:,}"


def verdict(name: str) -> str:
    """What a verdict is called."""
    return both(wording.VERDICTS[name])


def verdict_of(counted: Figures, name: str) -> str:
    """How many duties had a verdict."""
    return num(getattr(counted, name))


def bar(counted: Figures) -> str:
    """A small bar of what was kept, late and not done."""
    parts = (("kept", counted.kept), ("late", counted.late), ("undone", counted.undone))
    return _safe(charts.bar(parts)) if counted.due else ""


def spark(shares: Iterable[float | None]) -> str:
    """A small line of shares."""
    return _safe(charts.spark(list(shares), width=72))


def shift(points: float | None) -> str:
    """A change of a share in percentage points, with its direction in signs."""
    if points is None:
        return "–"
    rounded = round(points * 100, 1)
    if rounded == 0:
        return "="
    return f"{'▲ +' if rounded > 0 else '▼ −'}{abs(rounded):.1f}"


def _safe(html: str) -> str:
    marked: str = SafeString(html)
    return marked


for _filter in (both, drawn, num, percent, verdict, verdict_of, bar, spark, shift):
    register.filter(_filter.__name__, _filter)
register.simple_tag(say, name="say")
register.simple_tag(patterns, name="patterns")
