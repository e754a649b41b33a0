"""Addresses of the governing pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from kefu.desk.governing.views import adopting, calendar, duty, rulebook
from kefu.people.views.choosing import of_each_community

app_name = "governing"
urlpatterns = [
    path("rulebook", of_each_community("governing:rulebook", _("Rulebook")), name="rulebooks"),
    path("rulebook/<int:community_id>", rulebook.rulebook, name="rulebook"),
    path("rulebook/<int:community_id>/clauses/<str:clause_id>", rulebook.clause, name="clause"),
    path("rulebook/<int:community_id>/file", rulebook.file, name="file"),
    path("rulebook/<int:community_id>/adopt", adopting.adopt, name="adopt"),
    path("rulebook/<int:community_id>/reissue", adopting.reissue, name="reissue"),
    path("rulebook/<int:community_id>/calendar", calendar.calendars, name="calendar"),
    path("rulebook/<int:community_id>/calendar/adopt", calendar.adopt_year, name="adopt-year"),
    path("rulebook/<int:community_id>/calendar/day", calendar.set_day, name="set-day"),
    path("rulebook/<int:community_id>/settings", rulebook.settings, name="settings"),
    path("duties/<int:duty_id>", duty.duty, name="duty"),
    path("duties/<int:duty_id>/attest", duty.attest, name="attest"),
    path("duties/<int:duty_id>/waive", duty.waive, name="waive"),
    path("duties/<int:duty_id>/move", duty.move, name="move"),
    path("duties/<int:duty_id>/reissue", duty.reissue, name="reissue-duty"),
]
