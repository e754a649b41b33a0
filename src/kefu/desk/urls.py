"""Addresses of the desk."""

from django.urls import include, path

from kefu.desk import views
from kefu.desk.health import views as health

urlpatterns = [
    path("", views.home, name="home"),
    path("later", views.later, name="later"),
    path("", include("kefu.desk.governing.urls")),
    path("", include("kefu.desk.wallboard.urls")),
    path("health", health.health, name="health"),
    path("steps/<int:step_id>/acknowledge", views.acknowledge, name="acknowledge"),
]
