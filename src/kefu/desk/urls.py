"""Addresses of the desk."""

from django.urls import include, path

from kefu.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("kefu.desk.governing.urls")),
    path("", include("kefu.desk.wallboard.urls")),
    path("steps/<int:step_id>/acknowledge", views.acknowledge, name="acknowledge"),
]
