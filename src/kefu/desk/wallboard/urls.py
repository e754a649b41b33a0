"""Addresses of the wallboard."""

from django.urls import path

from kefu.desk.wallboard import views

urlpatterns = [
    path("wallboard", views.wallboards, name="wallboards"),
    path("wallboard/<int:community_id>", views.wallboard, name="wallboard"),
]
