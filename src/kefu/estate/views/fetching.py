"""What a page is about, as far as who asks may see or keep it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from kefu.estate import access
from kefu.estate.models import EstateImport, Person, Unit
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community


def kept_community(request: HttpRequest, community_id: int) -> Community:
    """The community, where one keeps its estate; `PermissionDenied` where one only sees it."""
    where = visible_community(request, community_id)
    people_access.require(access.may_keep(people_access.signed_in(request), where.pk))
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
