"""The file of a household: opened, gone through, its papers added, looked at and removed."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu.estate import access, actions, queries
from kefu.estate.actions.looking import FOLDER
from kefu.estate.personal_forms import RemovePaperForm, UpdateForm
from kefu.estate.views import fetching, tickets
from kefu.estate.views.residents import paper_form, unit_page
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.ui import storing


@require_GET
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file stands on its unit's page."""
    found = get_object_or_404(access.files_visible_to(people_access.signed_in(request)), pk=file_id)
    return redirect("estate:unit", found.unit_id)


@once("estate:file")
@require_POST
def open_file(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A household has a file from now on."""
    found = fetching.unit(request, unit_id)
    fetching.registering(request, found.community_id)
    with refusals_told(request, _("The file is open. Add its papers.")):
        actions.open_file(found.pk, by=people_access.act(request))
    return redirect("estate:unit", found.pk)


@once("estate:file")
@require_POST
def update_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file was gone through with the household."""
    found = fetching.household_file(request, file_id)
    form = UpdateForm(request.POST, auto_id="update_%s")
    if form.is_valid():
        with refusals_told(request, _("The file is up to date.")):
            actions.update_file(found.pk, by=people_access.act(request), note=form.cleaned_data["note"])
        return redirect("estate:unit", found.unit_id)
    return unit_page(request, fetching.unit(request, found.unit_id), status=422, update_form=form)


@once("estate:file")
@require_POST
def add_paper(request: HttpRequest, file_id: int) -> HttpResponse:
    """A paper goes into the file."""
    found = fetching.household_file(request, file_id)
    unit = fetching.unit(request, found.unit_id)
    now, _before = queries.residencies(unit)
    form = paper_form(unit, now, request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data
        kept = storing.keep(sent["paper"], FOLDER)
        with refusals_on(request, form):
            if kept is None:
                raise Http404
            about = {"item": sent["item"], "origin": sent["origin"]}
            person_id = int(sent["of"]) if sent["of"] else None
            actions.add_paper(found.pk, by=people_access.act(request), paper=kept, person_id=person_id, **about)
            return redirect("estate:unit", unit.pk)
    return unit_page(request, unit, status=422, paper_form=form)


@once("estate:file")
@require_POST
def remove_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A paper is taken out of the file."""
    found = fetching.paper(request, paper_id)
    fetching.kept_community(request, found.file.unit.community_id)
    form = RemovePaperForm(request.POST, auto_id="remove_%s")
    if form.is_valid():
        with refusals_told(request, _("The paper is removed.")):
            actions.remove_paper(found.pk, by=people_access.act(request), why=form.cleaned_data["why"])
        return redirect("estate:unit", found.file.unit_id)
    unit = fetching.unit(request, found.file.unit_id)
    return unit_page(request, unit, status=422, remove_form=form, paper_to_remove=found)


@require_GET
def paper(request: HttpRequest, paper_id: int, ticket: str) -> FileResponse:
    """A paper, by the address that a page gave to whoever has just said why they look."""
    found = fetching.paper(request, paper_id)
    people_access.require(tickets.is_valid(ticket, found.pk, people_access.signed_in(request).pk))
    try:
        held = storing.open_kept(found.digest, FOLDER)
    except FileNotFoundError as gone:
        raise Http404 from gone
    is_picture = found.media_type.startswith("image/")
    answer = FileResponse(held, content_type=found.media_type, as_attachment=not is_picture, filename=found.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
