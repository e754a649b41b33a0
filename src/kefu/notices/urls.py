"""Addresses of notices."""

from django.urls import path

from kefu.notices import views

app_name = "notices"
urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/bell", views.bell_alone, name="bell"),
    path("notices/see", views.see, name="see"),
    path("notices/<int:notice_id>/acknowledge", views.acknowledge, name="acknowledge"),
    path("announcements", views.announcements, name="announcements"),
    path("announcements/publish/<int:community_id>", views.publish, name="publish"),
    path("announcements/<int:announcement_id>", views.announcement, name="announcement"),
    path("announcements/<int:announcement_id>/withdraw", views.withdraw, name="withdraw"),
]
