"""Charts on pages."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from kefu.lib import charts
from kefu.lib.charts import Frame, Series


def columns(frame: Frame, labels: Sequence[str], series: Sequence[Series]) -> SafeString:
    """Columns of stacked parts."""
    # Our own SVG; what stands in it is escaped there.
    return mark_safe(charts.patterns() + charts.stacked(frame, labels, series))  # noqa: S308
