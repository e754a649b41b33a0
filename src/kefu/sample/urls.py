"""Addresses of the sample."""

from django.urls import path

from kefu.sample import views

app_name = "sample"
urlpatterns = [path("sample", views.sample, name="sample")]
