"""Calls: the list, one, a new one by hand, what each led to, and who is calling now."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.estate import access as estate_access
from kefu.hotline import access, actions, queries, rules
from kefu.hotline.forms import CallForm, CallsFilterForm, DealtForm, NoChargeForm
from kefu.hotline.models import Call
from kefu.hotline.views.columns import CALLS
from kefu.people import access as people_access
from kefu.people.models import User
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.exporting import exported
from kefu.ui.lists import RecordList, listed


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Calls by what is chosen of them; first those of which nobody has said what they led to."""
    viewer = people_access.signed_in(request)
    form = CallsFilterForm(request.GET, viewer=viewer)
    chosen = form.chosen()
    shown = {
        "form": form,
        "listed": listed(request, _columns(viewer), queries.selection(viewer, chosen), "newest"),
        "views": [(name, label, name == chosen.show) for name, label in queries.VIEWS.items()],
        "export": reverse("hotline:export"),
        "may_answer": access.answers_in(viewer).exists(),
        "may_listen": bool(access.listens_in(viewer)),
        "may_connect": access.connects_anywhere(viewer),
    }
    return render(request, "hotline/calls.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All calls of a list as an Excel file."""
    viewer = people_access.signed_in(request)
    chosen = CallsFilterForm(request.GET, viewer=viewer).chosen()
    return exported(request, _columns(viewer), queries.selection(viewer, chosen))


def _columns(viewer: User) -> RecordList[Call]:
    return CALLS if estate_access.calls_everywhere(viewer) else CALLS.without("number")


@once("hotline:call")
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """At the phone: who is calling, what to say, and a call to be written down."""
    viewer = people_access.signed_in(request)
    communities = access.answers_in(viewer).order_by("name")
    people_access.require(communities.exists())
    now = clock.now()
    began = {"opened_at": int(now.timestamp()), "direction": "in"}
    form = CallForm(request.POST or None, communities=communities, now=now, initial=began)
    if form.is_valid():
        with refusals_on(request, form):
            where = form.cleaned_data["community"]
            noted = actions.note_call(where.pk, form.new_call(), form.dealt(), by=people_access.act(request))
            messages.success(request, _("The call is written down."))
            return redirect("hotline:call", noted.pk)
    first = communities[0]
    shown = {"form": form, "scripts": rules.scripts(first.pk, now), **_under_way(request, queries.ringing(viewer, now))}
    return render(request, "hotline/note.html", shown, status=422 if form.is_bound else 200)


@require_GET
def ringing(request: HttpRequest) -> HttpResponse:
    """Who is calling now: a part of the page, asked for every few seconds; nothing while it is as it was seen."""
    found = queries.ringing(people_access.signed_in(request), clock.now())
    if request.GET.get("seen") == _seen(found):
        return HttpResponse(status=204)
    return render(request, "hotline/ringing.html", _under_way(request, found))


@require_GET
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call."""
    return _page(request, _visible(request, call_id))


@once("hotline:call")
@require_POST
def log(request: HttpRequest, call_id: int) -> HttpResponse:
    """Somebody says what a call led to."""
    found = _visible(request, call_id)
    people_access.require(access.may_answer(people_access.signed_in(request), found.community_id))
    form = DealtForm(request.POST, community_id=found.community_id)
    if form.is_valid():
        with refusals_on(request, form):
            actions.log_call(found.pk, form.dealt(), by=people_access.act(request))
            messages.success(request, _("Done."))
            return redirect("hotline:call", found.pk)
    return _page(request, _visible(request, call_id), form, status=422)


@once("hotline:call")
@require_POST
def no_charge(request: HttpRequest, call_id: int) -> HttpResponse:
    """The caller asks about the bill and has no charge on record: taken and passed on at once."""
    found = _visible(request, call_id)
    people_access.require(access.may_pass_on(people_access.signed_in(request), found.community_id))
    form = NoChargeForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            done = actions.report_no_charge(found.pk, form.no_charge(), by=people_access.act(request))
            messages.success(request, _("Taken as %(number)s.") % {"number": done.case.number if done.case else ""})
            return redirect("hotline:call", found.pk)
    return _page(request, _visible(request, call_id), no_charge_form=form, status=422)


def _under_way(request: HttpRequest, found: Sequence[Call]) -> dict[str, Any]:
    viewer = people_access.signed_in(request)
    return {"under_way": [(one, queries.caller(viewer, one)) for one in found], "seen": _seen(found)}


def _seen(found: Sequence[Call]) -> str:
    """What a page shows of the calls under way, in short: which, and whether each is answered."""
    return ".".join(f"{one.pk}{'a' if one.answered_at else 'r'}" for one in found)


def _visible(request: HttpRequest, call_id: int) -> Call:
    visible = access.visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("community", "agent", "case"), pk=call_id)


def _page(
    request: HttpRequest,
    found: Call,
    form: DealtForm | None = None,
    *,
    no_charge_form: NoChargeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = people_access.signed_in(request)
    may_answer = access.may_answer(viewer, found.community_id)
    known = {
        "number_of_case": found.case.number if found.case else "",
        "disposition": found.disposition,
        "summary": found.summary,
    }
    duties = queries.duties(found)
    shown = {
        "call": found,
        "number": estate_access.contact_for(viewer, found.community_id, found.number, found.agent_id),
        "form": form or (DealtForm(initial=known, community_id=found.community_id) if may_answer else None),
        "caller": queries.caller(viewer, found),
        "cases_for": queries.cases_for(found, viewer) if may_answer and found.logged_at is None else [],
        "scripts": rules.scripts(found.community_id, clock.now()) if found.logged_at is None else [],
        "may_answer": may_answer,
        "no_charge_form": no_charge_form or _no_charge_form(found, viewer),
        "is_link": found.recording.startswith(("http://", "https://")),
        "duties": duties,
        "events": queries.timeline(found, duties),
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "hotline/call.html", shown, status=status)


def _no_charge_form(found: Call, viewer: User) -> NoChargeForm | None:
    """Where a deadline of the rulebook hangs on it, and the call has led to nothing else yet."""
    if found.logged_at is not None or not access.may_pass_on(viewer, found.community_id):
        return None
    book = rules.book_in_force(found.community_id, clock.now())
    return NoChargeForm(auto_id="id_charge_%s") if rules.asks_about(book, "no-charge-on-record") else None
