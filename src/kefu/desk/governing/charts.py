"""The chart of a clause: its duties by month, stacked by how they ended."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kefu.desk.governing.counting import Month
from kefu.lib import charts
from kefu.lib.charts import Frame, Series
from kefu.ui.punctuation import headed, listed, strung


def by_month(months: list[Month]) -> SafeString:
    """How many duties that fell due in each month were kept, late, or not done."""
    labels = [f"{month.first:%Y-%m}" for month in months]
    series = [
        Series(_("in time"), "kept", [month.kept.on_time + month.kept.recorded_late for month in months]),
        Series(_("late"), "late", [month.kept.late for month in months]),
        Series(_("not done"), "undone", [month.kept.missed + month.kept.breached for month in months]),
    ]
    told = strung(
        headed(label, listed(f"{one.name} {one.values[place]:.0f}" for one in series))
        for place, label in enumerate(labels)
    )
    frame = Frame("kept-by-month", _("How duties ended, by the month in which they fell due"), told)
    # Our own SVG; what stands in it is escaped there.
    return mark_safe(charts.patterns() + charts.stacked(frame, labels, series))  # noqa: S308
