"""The chart of a clause: its duties by month, stacked by how they ended."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kefu.desk.governing.counting import Month
from kefu.lib.charts import Frame, Series
from kefu.ui.drawing import columns
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
    return columns(frame, labels, series)
