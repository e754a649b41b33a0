"""Addresses of the desk."""

from django.urls import path

from kefu.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("duties/<int:duty_id>/attest", views.attest, name="attest"),
    path("wallboard", views.wallboards, name="wallboards"),
    path("wallboard/<int:community_id>", views.wallboard, name="wallboard"),
    path("steps/<int:step_id>/acknowledge", views.acknowledge, name="acknowledge"),
]
