"""Addresses of incidents."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from kefu.incidents import views


class ClaimVerbConverter(StringConverter):
    """A verb on a claim; any other word is no address."""

    regex = "|".join(views.CLAIM_ACTIONS)


register_converter(ClaimVerbConverter, "claim_verb")
app_name = "incidents"
urlpatterns = [
    path("incidents", views.incidents, name="incidents"),
    path("incidents/open", views.open_incident, name="open"),
    path("incidents/<int:incident_id>", views.incident, name="incident"),
    path("incidents/<int:incident_id>/join", views.join, name="join"),
    path("incidents/<int:incident_id>/part/<int:case_id>", views.part, name="part"),
    path("incidents/<int:incident_id>/claim", views.claim, name="claim"),
    path("incidents/<int:incident_id>/close", views.close, name="close"),
    path("incidents/claims/<int:claim_id>/<claim_verb:verb>", views.act_on_claim, name="act-on-claim"),
]
