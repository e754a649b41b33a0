"""Tickets: the log of whoever came or called, one of them, and what is done with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.duties.governing import book_on
from kefu.estate import access as estate_access
from kefu.people import access as people_access
from kefu.people.models import Community, User
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.exporting import exported
from kefu.reception import access, actions, queries, rules
from kefu.reception.columns import tickets as declared
from kefu.reception.forms import HouseholdForm, MoveForm, ResultForm, RevisitForm, ServedForm, TicketsFilterForm
from kefu.reception.models import State, Ticket, Window
from kefu.reception.rules import Choice
from kefu.reception.views.desk import choices_of
from kefu.reception.views.offering import forms_of
from kefu.reception.views.windows import window_page
from kefu.rulebook.clauses import Rulebook
from kefu.ui.lists import RecordList, Selection, listed


@dataclass(frozen=True)
class Verb:
    """What is done with a ticket: its action, the form that it takes (None: none), what of the form it is given."""

    action: Callable[..., Any]
    form: Callable[[HttpRequest, Ticket], forms.Form] | None = None
    given: Callable[[Any], Mapping[str, Any]] = lambda form: form.cleaned_data


def _serve_form(request: HttpRequest, found: Ticket) -> forms.Form:
    return ServedForm(request.POST, community_id=found.community_id, auto_id="id_serve_%s")


def _move_form(request: HttpRequest, found: Ticket) -> forms.Form:
    windows = queries.windows_in(found.community_id)
    return MoveForm(request.POST, choices=choices_of(found.community), windows=windows, auto_id="id_move_%s")


def _who_form(request: HttpRequest, found: Ticket) -> forms.Form:
    return HouseholdForm(request.POST, viewer=people_access.signed_in(request), community=found.community)


VERBS: dict[str, Verb] = {
    "recall": Verb(actions.recall_ticket),
    "pass": Verb(actions.pass_ticket),
    "leave": Verb(actions.leave_ticket),
    "call": Verb(actions.call_ticket),
    "serve": Verb(actions.serve_ticket, _serve_form, lambda form: {"served": form.served()}),
    "move": Verb(actions.move_ticket, _move_form, lambda form: form.moved()),
    "identify": Verb(actions.identify_ticket, _who_form),
    "answer": Verb(actions.answer_ticket, lambda request, _found: ResultForm(request.POST)),
    "revisit": Verb(actions.revisit_ticket, lambda request, _found: RevisitForm(request.POST)),
}


@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The log of whoever came or called."""
    form, chosen, choices = _asked(request)
    viewer = people_access.signed_in(request)
    shown = {
        "form": form,
        "listed": listed(request, _columns(viewer, choices), queries.selection(viewer, chosen), "newest"),
        "views": [(name, label, name == chosen.show) for name, label in queries.VIEWS.items()],
        "export": reverse("reception:export"),
    }
    return render(request, "reception/tickets.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All tickets of a list as an Excel file."""
    _form, chosen, choices = _asked(request)
    viewer = people_access.signed_in(request)
    selection: Selection[Ticket] = queries.selection(viewer, chosen)
    return exported(request, _columns(viewer, choices), selection)


@require_GET
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """One ticket."""
    return _page(request, _visible(request, ticket_id))


@once("reception:ticket")
@require_POST
def act(request: HttpRequest, ticket_id: int, verb: str) -> HttpResponse:
    """Something is done with a ticket; whoever sits at a window is led back there."""
    found, viewer = _visible(request, ticket_id), people_access.signed_in(request)
    people_access.require(access.may_receive(viewer, found.community_id))
    window, by = queries.window_of(viewer), people_access.act(request)
    known = VERBS[verb]
    if known.form is None:
        given: dict[str, Any] = {"window_id": window.pk if window else 0} if verb == "call" else {}
        if verb == "call" and window is None:
            messages.error(request, _("Sit down at a window first."))
            return redirect("reception:windows", found.community_id)
        with refusals_told(request, _("Done.")):
            known.action(found.pk, by=by, **given)
        return _back(window, found)
    form = known.form(request, found)
    if form.is_valid():
        with refusals_on(request, form):
            known.action(found.pk, by=by, **known.given(form))
            messages.success(request, _("Done."))
            return _back(window if verb not in ("answer", "revisit") else None, found)
    return _wrong(request, window, _visible(request, ticket_id), verb, form)


def _columns(viewer: User, choices: Mapping[str, Choice]) -> RecordList[Ticket]:
    found = declared(choices)
    return found if estate_access.calls_everywhere(viewer) else found.without("phone")


def _wrong(request: HttpRequest, window: Window | None, found: Ticket, verb: str, form: forms.Form) -> HttpResponse:
    """Where it was typed, with what is wrong; where nothing was, it is told on the next page."""
    if not form.visible_fields():
        messages.error(request, " ".join(str(said) for wrong in form.errors.values() for said in wrong))
        return _back(window, found)
    if window is not None and found.window_id == window.pk and verb in ("serve", "move"):
        bound = forms_of(found, choices_of(found.community))._replace(wrong=verb)
        bound = bound._replace(serve=form) if isinstance(form, ServedForm) else bound
        bound = bound._replace(move=form) if isinstance(form, MoveForm) else bound
        return window_page(request, window, bound, status=422)
    return _page(request, found, {verb: form}, status=422)


def _back(window: Window | None, found: Ticket) -> HttpResponse:
    """Where the clerk goes on."""
    if window is not None and window.community_id == found.community_id:
        return redirect("reception:window", window.pk)
    return redirect("reception:ticket", found.pk)


def _visible(request: HttpRequest, ticket_id: int) -> Ticket:
    visible = access.visible_to(people_access.signed_in(request))
    related = ("community", "clerk", "window", "unit", "person", "case", "only_at")
    return get_object_or_404(visible.select_related(*related), pk=ticket_id)


def _page(
    request: HttpRequest, found: Ticket, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    viewer, bound, choices = people_access.signed_in(request), bound or {}, choices_of(found.community)
    duties = queries.duties(found)
    shown = {
        "ticket": found,
        "purpose": rules.called(choices, found.purpose),
        "forms": _offers(found, choices, bound) if access.may_receive(viewer, found.community_id) else {},
        "wrong": next(iter(bound), ""),
        "household": queries.household(found.unit, found.person, choices),
        "duties": duties,
        "events": queries.timeline(found, duties, may_call=estate_access.calls_in(viewer, found.community_id)),
        "phone": estate_access.contact_for(viewer, found.community_id, found.phone),
        "seq": duty_queries.seq_of(actions.subject(found)),
        "now": clock.now(),
    }
    return render(request, "reception/ticket.html", shown, status=status)


def _offers(found: Ticket, choices: Mapping[str, Choice], bound: dict[str, forms.Form]) -> dict[str, forms.Form | bool]:
    """What may be done with a ticket as it is, with its form."""
    offered: dict[str, forms.Form | bool] = {
        verb: True for verb in ("call", "leave") if found.state in actions.VERBS[verb]
    }
    # Only who is called to a window may not come.
    if found.window_id and found.state in actions.VERBS["pass"]:
        offered["pass"] = True
    if found.state in actions.VERBS["serve"]:
        made = forms_of(found, choices)
        offered |= {"serve": made.serve, "move": made.move}
    if found.state == State.SERVED:
        if found.is_pending:
            offered["answer"] = ResultForm(auto_id="id_answer_%s")
        else:
            offered["revisit"] = RevisitForm(auto_id="id_revisit_%s")
    return {**offered, **bound}


def _asked(request: HttpRequest) -> tuple[TicketsFilterForm, queries.Chosen, dict[str, Choice]]:
    viewer = people_access.signed_in(request)
    book = _book(viewer)
    choices = rules.purposes(book)
    form = TicketsFilterForm(request.GET, viewer=viewer, choices=choices)
    low = rules.low_mark(book)
    return form, form.chosen(low[0] if low else 0), choices


def _book(viewer: User) -> Rulebook | None:
    """The rulebook by whose words a list over several communities speaks: that of the reader's own."""
    where = people_access.communities_visible_to(viewer).order_by("id")
    mine = None if viewer.community_id is None else where.filter(pk=viewer.community_id).first()
    own: Community | None = mine or where.first()
    return None if own is None else book_on(own.pk, own.day(clock.now()))
