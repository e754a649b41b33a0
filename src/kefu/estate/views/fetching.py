"""What a page is about, as far as who asks may see or keep it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from kefu.estate import access
from kefu.estate.models import EstateImport, FilePaper, HouseholdFile, Person, Unit
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community


def kept_community(request: HttpRequest, community_id: int) -> Community:
    """The community, where one keeps its estate; `PermissionDenied` where one only sees it."""
    where = visible_community(request, community_id)
    people_access.require(access.may_keep(people_access.signed_in(request), where.pk))
    return where


def registering(request: HttpRequest, community_id: int) -> Community:
    """The community, where one writes down who belongs to its units; `PermissionDenied` where one only sees it."""
    where = visible_community(request, community_id)
    people_access.require(access.may_register(people_access.signed_in(request), where.pk))
    return where


def unit(request: HttpRequest, unit_id: int) -> Unit:
    """The unit, where one sees it."""
    visible = access.units_visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "building"), pk=unit_id)


def person(request: HttpRequest, person_id: int) -> Person:
    """The resident, where one sees them."""
    visible = access.persons_visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community"), pk=person_id)


def kept_file(request: HttpRequest, import_id: int) -> EstateImport:
    """The file, where one may import it."""
    kept = access.imports_kept_by(people_access.signed_in(request))
    return get_object_or_404(kept.select_related("community"), pk=import_id)


def household_file(request: HttpRequest, file_id: int) -> HouseholdFile:
    """The household's file, where one may add to it."""
    visible = access.files_visible_to(people_access.signed_in(request)).select_related("unit")
    found = get_object_or_404(visible, pk=file_id)
    registering(request, found.unit.community_id)
    return found


def paper(request: HttpRequest, paper_id: int) -> FilePaper:
    """The paper of a file, where one sees it."""
    visible = access.papers_visible_to(people_access.signed_in(request)).select_related("file__unit")
    return get_object_or_404(visible, pk=paper_id)
