"""Addresses of estates."""

from django.urls import path

from kefu.estate import views

app_name = "estate"
urlpatterns = [
    path("estate", views.estates, name="estates"),
    path("estate/<int:community_id>", views.estate, name="estate"),
    path("estate/<int:community_id>/open-area", views.open_area, name="open-area"),
    path("estate/<int:community_id>/upload", views.upload, name="upload"),
    path("estate/imports/<int:import_id>", views.import_file, name="import"),
    path("estate/imports/<int:import_id>/faults", views.faults, name="faults"),
    path("estate/areas/<int:area_id>", views.area, name="area"),
    path("estate/areas/<int:area_id>/retire", views.retire_area, name="retire-area"),
    path("estate/units/<int:unit_id>", views.unit, name="unit"),
    path("estate/units/<int:unit_id>/move-in", views.move_in, name="move-in"),
    path("estate/residencies/<int:residency_id>/move-out", views.move_out, name="move-out"),
    path("estate/persons/<int:person_id>", views.person, name="person"),
    path("estate/persons/<int:person_id>/change", views.change_person, name="change-person"),
]
