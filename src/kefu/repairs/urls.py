"""Addresses of repairs; the engineer's service worker has its folder as its scope."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from kefu.people.views.choosing import of_each_community
from kefu.repairs.views import defects, engineer, months


class DefectVerbConverter(StringConverter):
    """A verb on a defect; any other word is no address."""

    regex = "|".join(defects.OFFERS)


register_converter(DefectVerbConverter, "defect_verb")
app_name = "repairs"
urlpatterns = [
    path("engineer/", engineer.engineer, name="engineer"),
    path("engineer/slips", engineer.slips, name="slips"),
    path("engineer/send", engineer.send, name="send"),
    path("engineer/worker.js", engineer.worker, name="worker"),
    path("engineer/manifest.webmanifest", engineer.manifest, name="manifest"),
    path("defects", defects.listing, name="defects"),
    path("defects/export", defects.export, name="export-defects"),
    path("defects/send", defects.send, name="send-defect"),
    path(
        "defects/figures", of_each_community("repairs:figures", _("Builder's defects by month")), name="figures-where"
    ),
    path("defects/figures/<int:community_id>", defects.figures, name="figures"),
    path("defects/figures/<int:community_id>/export", defects.export_figures, name="export-figures"),
    path("defects/<int:defect_id>", defects.defect, name="defect"),
    path("defects/<int:defect_id>/<defect_verb:verb>", defects.act, name="act-on-defect"),
    path("repairs/months", of_each_community("repairs:months", _("Repairs of the month")), name="months-where"),
    path("repairs/months/<int:community_id>", months.months, name="months"),
    path("repairs/months/<int:community_id>/count", months.count, name="count"),
    path("repairs/months/<int:community_id>/collect", months.collect, name="collect"),
]
