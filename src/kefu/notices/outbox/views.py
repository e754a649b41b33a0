"""The outbox: what left the program and what did not, one message, writing one, sending again."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.duties import queries as duty_queries
from kefu.duties.acts import Subject
from kefu.notices import access
from kefu.notices.models import Message
from kefu.notices.outbox import actions, queries
from kefu.notices.outbox.columns import DELIVERIES, state, trouble
from kefu.notices.outbox.forms import MessageForm, OutboxFilterForm
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.ui.lists import listed
from kefu.ui.paging import asked_by


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """To whom messages went, the last first."""
    viewer = people_access.signed_in(request)
    people_access.require(access.may_write_anywhere(viewer))
    communities = access.tells_in(viewer)
    form = OutboxFilterForm(request.GET, communities=communities)
    chosen = form.chosen()
    shown = {
        "form": form,
        "listed": listed(request, DELIVERIES, queries.deliveries(viewer, chosen), chosen.sort),
        "export": reverse("notices:export-outbox"),
        "communities": communities.order_by("name"),
    }
    return render(request, "notices/outbox.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All of the list as an Excel file."""
    viewer = people_access.signed_in(request)
    people_access.require(access.may_write_anywhere(viewer))
    form = OutboxFilterForm(request.GET, communities=access.tells_in(viewer))
    return exported(request, DELIVERIES, queries.deliveries(viewer, form.chosen()))


@once("notices:message")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, community_id: int) -> HttpResponse:
    """A message is written by hand."""
    where = visible_community(request, community_id)
    people_access.require(access.may_tell(people_access.signed_in(request), where.pk))
    form = MessageForm(request.POST or None)
    if form.is_valid():
        with refusals_on(request, form):
            written = actions.write_message(form.new_message(where.pk), by=people_access.act(request))
            messages.success(request, _("It is in the outbox and goes out within a few seconds, or after quiet hours."))
            return redirect("notices:message", written.pk)
    shown = {"form": form, "community": where}
    return render(request, "notices/write.html", shown, status=422 if form.is_bound else 200)


@require_GET
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message, and how it went to each address."""
    found = _visible(request, message_id)
    page, viewer = queries.of_message(found, asked_by(request)), people_access.signed_in(request)
    shown = {
        "message": found,
        "page": page,
        "rows": [
            (one, access.address_for(viewer, one), state(one), trouble(one), one.state in actions.AGAIN)
            for one in page.rows
        ],
        "counts": queries.counts(found),
        "seq": duty_queries.seq_of(Subject("message", found.pk, found.community_id, found.subject)),
    }
    return render(request, "notices/message.html", shown)


@once("notices:message")
@require_POST
def retry(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send again what did not go out, or what was chosen."""
    found = _visible(request, message_id)
    sent = request.POST.getlist("delivery")
    chosen = {int(said) for said in sent if said.isascii() and said.isdigit() and len(said) < 19}
    with refusals_told(request, _("It is sent again.")):
        actions.retry_message(found.pk, by=people_access.act(request), chosen=chosen)
    return redirect("notices:message", found.pk)


def _visible(request: HttpRequest, message_id: int) -> Message:
    viewer = people_access.signed_in(request)
    visible = access.messages_visible_to(viewer).select_related("community", "made_by")
    found = get_object_or_404(visible, pk=message_id)
    people_access.require(access.may_tell(viewer, found.community_id))
    return found
