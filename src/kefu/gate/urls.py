"""Addresses of the gate; its service worker has the folder `gate/` as its scope."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from kefu.gate.models import Kind
from kefu.gate.views import gate, months, passes
from kefu.people.views.choosing import of_each_community


class PassVerbConverter(StringConverter):
    """A verb on a pass; any other word is no address."""

    regex = "|".join(passes.OFFERS)


class PassKindConverter(StringConverter):
    """A kind of pass; any other word is no address."""

    regex = "|".join(Kind.values)


register_converter(PassVerbConverter, "pass_verb")
register_converter(PassKindConverter, "pass_kind")
app_name = "gate"
urlpatterns = [
    path("gate/", gate.gate, name="gate"),
    path("gate/known", gate.known, name="known"),
    path("gate/find", gate.find, name="find"),
    path("gate/send", gate.send, name="send"),
    path("gate/worker.js", gate.worker, name="worker"),
    path("gate/manifest.webmanifest", gate.manifest, name="manifest"),
    path("passes", passes.listing, name="passes"),
    path("passes/export", passes.export, name="export-passes"),
    path("passes/log", passes.log, name="log"),
    path("passes/log/export", passes.export_log, name="export-log"),
    path("passes/issue/<pass_kind:kind>", passes.issue, name="issue"),
    path("passes/months", of_each_community("gate:months", _("Gates by month")), name="months-where"),
    path("passes/months/<int:community_id>", months.months, name="months"),
    path("passes/months/<int:community_id>/export", months.export, name="export-months"),
    path("passes/<int:pass_id>", passes.one, name="pass"),
    path("passes/<int:pass_id>/paper", passes.paper, name="paper"),
    path("passes/<int:pass_id>/<pass_verb:verb>", passes.act, name="act"),
]
