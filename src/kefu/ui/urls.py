"""Addresses of the interface itself."""

from django.urls import path

from kefu.ui import views

urlpatterns = [path("lists/<slug:name>/columns", views.choose_columns, name="choose-columns")]
