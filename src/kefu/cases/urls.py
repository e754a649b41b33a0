"""Addresses of cases."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from kefu.cases.calc import VERBS
from kefu.cases.views import acting, bulk, intake, listing


class VerbConverter(StringConverter):
    """A verb on a case; any other word is no address."""

    regex = "|".join(VERBS)


register_converter(VerbConverter, "case_verb")
app_name = "cases"
urlpatterns = [
    path("cases", listing.cases, name="cases"),
    path("cases/export", listing.export, name="export"),
    path("cases/receive", intake.receive, name="receive"),
    path("cases/receive/households", intake.households, name="households"),
    path("cases/receive/look-alikes", intake.look_alikes, name="look-alikes"),
    path("cases/bulk/<case_verb:verb>", bulk.bulk, name="bulk"),
    path("cases/files/<int:file_id>", acting.file, name="file"),
    path("cases/<int:case_id>", acting.case, name="case"),
    path("cases/<int:case_id>/<case_verb:verb>", acting.act, name="act"),
]
