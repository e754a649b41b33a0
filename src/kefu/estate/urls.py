"""Addresses of estates."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from kefu.estate.views import files, importing, places, residents, watching
from kefu.people.views.choosing import of_each_community

app_name = "estate"
urlpatterns = [
    path("estate", of_each_community("estate:estate", _("Estates")), name="estates"),
    path("estate/<int:community_id>", places.estate, name="estate"),
    path("estate/<int:community_id>/find", places.find, name="find"),
    path("estate/<int:community_id>/export", watching.export, name="export"),
    path("estate/<int:community_id>/looks", watching.looks, name="looks"),
    path("estate/<int:community_id>/looks/export", watching.export_looks, name="export-looks"),
    path("estate/<int:community_id>/add-building", places.add_building, name="add-building"),
    path("estate/<int:community_id>/add-unit", places.add_unit, name="add-unit"),
    path("estate/<int:community_id>/add-person", residents.add_person, name="add-person"),
    path("estate/<int:community_id>/open-area", places.open_area, name="open-area"),
    path("estate/<int:community_id>/upload", importing.upload, name="upload"),
    path("estate/imports/<int:import_id>", importing.import_file, name="import"),
    path("estate/imports/<int:import_id>/progress", importing.progress, name="progress"),
    path("estate/imports/<int:import_id>/go-on", importing.go_on, name="go-on"),
    path("estate/imports/<int:import_id>/faults", importing.faults, name="faults"),
    path("estate/buildings/<int:building_id>", places.building, name="building"),
    path("estate/areas/<int:area_id>", places.area, name="area"),
    path("estate/areas/<int:area_id>/retire", places.retire_area, name="retire-area"),
    path("estate/units/<int:unit_id>", residents.unit, name="unit"),
    path("estate/units/<int:unit_id>/show", residents.show_unit, name="show-unit"),
    path("estate/units/<int:unit_id>/open-file", files.open_file, name="open-file"),
    path("estate/files/<int:file_id>", files.file, name="file"),
    path("estate/files/<int:file_id>/update", files.update_file, name="update-file"),
    path("estate/files/<int:file_id>/add-paper", files.add_paper, name="add-paper"),
    path("estate/papers/<int:paper_id>/remove", files.remove_paper, name="remove-paper"),
    path("estate/papers/<int:paper_id>/<str:ticket>", files.paper, name="paper"),
    path("estate/units/<int:unit_id>/move-in", residents.move_in, name="move-in"),
    path("estate/residencies/<int:residency_id>/move-out", residents.move_out, name="move-out"),
    path("estate/persons/<int:person_id>", residents.person, name="person"),
    path("estate/persons/<int:person_id>/show", residents.show_person, name="show-person"),
    path("estate/persons/<int:person_id>/forget", residents.forget_person, name="forget-person"),
    path("estate/persons/<int:person_id>/change", residents.change_person, name="change-person"),
]
