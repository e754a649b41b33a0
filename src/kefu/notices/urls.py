"""Addresses of notices."""

from django.urls import path

from kefu.notices import views

app_name = "notices"
urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/bell", views.bell_alone, name="bell"),
    path("notices/seen", views.see_all, name="see-all"),
    path("notices/publish", views.publish, name="publish"),
    path("notices/<int:notice_id>/acknowledge", views.acknowledge, name="acknowledge"),
    path("notices/said/<int:announcement_id>", views.announcement, name="announcement"),
    path("notices/said/<int:announcement_id>/withdraw", views.withdraw, name="withdraw"),
]
