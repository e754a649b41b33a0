"""The page of an errand: how it begins, each step, corrections, its forms as PDF."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.counter import access, actions, printed, queries, rules
from kefu.counter.calc import chooses_first
from kefu.counter.forms import BeginForm, CorrectForm, StepForm, WhoForm, WhyForm
from kefu.counter.models import Errand, State
from kefu.counter.words import name_of, step_name
from kefu.duties import queries as duty_queries
from kefu.estate.calc import typed_code
from kefu.estate.models import Person
from kefu.people import access as people_access
from kefu.people.models import Role
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community
from kefu.reception import queries as reception_queries
from kefu.reception.forms import HouseholdForm
from kefu.reception.models import Ticket
from kefu.rulebook.procedures import Procedure
from kefu.ui import papers
from kefu.ui.punctuation import headed


@once("counter:errand")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, community_id: int, procedure: str) -> HttpResponse:
    """An errand is taken in; the address may name a `unit` and a `person` by id, or a `place` as it is written."""
    where, viewer = visible_community(request, community_id), people_access.signed_in(request)
    found = rules.procedures_on(where.pk, localtime(clock.now()).date()).get(procedure)
    if found is None:
        raise Http404
    people_access.require(access.may_begin(viewer, where.pk, found))
    title, ticket = name_of(found, procedure), reception_queries.called_by(viewer, where.pk)
    new = Errand(community=where, procedure=procedure, ticket=ticket)
    known = _known(request, new) if request.method != "POST" else {}
    if known and chooses_first(found):
        who = WhoForm({"place": known["place"]} if known["place"] else None, community=where)
        if not who.is_valid():
            return render(request, "counter/who.html", {"community": where, "form": who, "title": title})
    if request.method == "POST":
        form = BeginForm(request.POST, request.FILES, errand=new, procedure=found)
        if form.is_valid():
            with refusals_on(request, form):
                errand = actions.begin_errand(form.errand(), form.said(), by=people_access.act(request))
                messages.success(request, _("Taken in as %(number)s.") % {"number": errand.number})
                return redirect("counter:errand", errand.pk)
    else:
        form = BeginForm(initial=known, errand=new, procedure=found)
    shown = {"community": where, "form": form, "title": title}
    return render(request, "counter/begin.html", shown, status=422 if form.is_bound else 200)


def _known(request: HttpRequest, new: Errand) -> dict[str, str]:
    """For which household somebody comes, and who: as the address names them, else who is called at the window.

    `ticket`: the number at the window, unless it is another household's. By what telephone they are reached is on
    file, and is taken from there.
    """
    named = HouseholdForm(request.GET, viewer=people_access.signed_in(request), community=new.community)
    named.is_valid()
    unit, person = named.cleaned_data.get("unit"), named.cleaned_data.get("person")
    place = request.GET.get("place", "")[:40] or (unit.code if unit else "")
    comes = new.ticket if new.ticket and _is_for(new.ticket, place, person) else None
    person = person or (comes.person if comes else None)
    return {
        "ticket": str(comes.pk) if comes else "",
        "place": place or (comes.unit.code if comes and comes.unit else ""),
        "applicant": (person.name if person else "") or (comes.name if comes else ""),
    }


def _is_for(ticket: Ticket, place: str, person: Person | None) -> bool:
    """Whether nothing that is known of who was called speaks against this household and this person."""
    if place and ticket.unit and ticket.unit.code not in (place, typed_code(place)):
        return False
    if person is None or ticket.person is not None:
        return person is None or ticket.person == person
    return bool(place) or ticket.unit is None or ticket.unit.residencies.filter(person=person, until=None).exists()


@require_GET
def errand(request: HttpRequest, errand_id: int) -> HttpResponse:
    """One errand: what was done, what is next, its duties, what came of it."""
    return _page(request, visible_errand(request, errand_id))


@once("counter:errand")
@require_POST
def step(request: HttpRequest, errand_id: int, step: str) -> HttpResponse:
    """A step is taken."""
    found = visible_errand(request, errand_id)
    procedure = rules.procedure_of(found)
    if step not in procedure.steps:
        raise Http404
    people_access.require(access.may_take(people_access.signed_in(request), found.community_id, procedure.steps[step]))
    form = _form(step, found, procedure, request)
    if form.is_valid():
        with refusals_on(request, form):
            actions.take_step(found.pk, step, form.said(), by=people_access.act(request))
            messages.success(request, headed(_("Done"), step_name(procedure, step)))
            return redirect("counter:errand", found.pk)
    return _page(request, visible_errand(request, errand_id), {step: form}, status=422)


@once("counter:errand")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, errand_id: int, step: str) -> HttpResponse:
    """What was typed in a step is put right."""
    found = visible_errand(request, errand_id)
    procedure = rules.procedure_of(found)
    if step not in procedure.steps or not queries.was_taken(found, step):
        raise Http404
    viewer, asked = people_access.signed_in(request), procedure.steps[step]
    people_access.require(access.may_correct(viewer, found) and access.may_take(viewer, found.community_id, asked))
    named: dict[str, Any] = {"procedure": procedure, "step": step, "unit": found.unit, "known": found.values}
    sent = request.POST if request.method == "POST" else None
    form = CorrectForm(sent, initial=_typed(found), **named)
    if form.is_valid():
        with refusals_on(request, form):
            said, why = form.said().values, form.cleaned_data["why"]
            actions.correct_errand(found.pk, step, by=people_access.act(request), values=said, why=why)
            messages.success(request, _("Put right."))
            return redirect("counter:errand", found.pk)
    shown = {"errand": found, "form": form, "step": step_name(procedure, step), "seq": _seq(found)}
    return render(request, "counter/correct.html", shown, status=422 if form.is_bound else 200)


@once("counter:errand")
@require_POST
def withdraw(request: HttpRequest, errand_id: int) -> HttpResponse:
    """The applicant takes it back."""
    found = visible_errand(request, errand_id)
    people_access.require(access.may_correct(people_access.signed_in(request), found))
    form = WhyForm(request.POST, auto_id="id_withdraw_%s")
    if form.is_valid():
        with refusals_on(request, form):
            actions.withdraw_errand(found.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Withdrawn."))
            return redirect("counter:errand", found.pk)
    return _page(request, visible_errand(request, errand_id), {"": form}, status=422)


@require_GET
def paper(request: HttpRequest, errand_id: int, form: str) -> HttpResponse:
    """A printed form of an errand, with what was typed so far; the rest is for the pen."""
    found = visible_errand(request, errand_id)
    procedure = rules.procedure_of(found)
    if form not in procedure.forms:
        raise Http404
    viewer = people_access.signed_in(request)
    address = request.build_absolute_uri(reverse("counter:errand", args=[found.pk]))
    return papers.shown(printed.form(found, procedure, form, address, viewer, clock.now()), f"{found.number}-{form}")


def visible_errand(request: HttpRequest, errand_id: int) -> Errand:
    """The errand, where one sees it; else 404."""
    visible = access.visible_to(people_access.signed_in(request))
    related = ("community", "unit", "person", "opened_by", "ticket__window")
    return get_object_or_404(visible.select_related(*related), pk=errand_id)


def _page(
    request: HttpRequest, found: Errand, bound: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    bound, viewer, procedure = bound or {}, people_access.signed_in(request), rules.procedure_of(found)
    following, others = queries.open_steps(found, procedure)
    may = access.takers(viewer, found.community_id, procedure, [*([following] if following else []), *others])
    by = people_access.act(request)

    def offered(name: str) -> dict[str, Any]:
        one = procedure.steps[name]
        return {
            "id": name,
            "name": step_name(procedure, name),
            "papers": [(form, name_of(procedure.forms[form], form)) for form in one.forms],
            "by": [Role(role).label for role in one.by],
            "form": bound.get(name) or _form(name, found, procedure) if name in may or name in bound else None,
            "waits": actions.waits_for(found, procedure, name, viewer, by) if name in may else [],
        }

    beside = [name for name in dict.fromkeys((*others, *filter(None, bound))) if name != following]
    duties = queries.duties(found)
    shown = {
        "errand": found,
        "phone": access.phone_for(viewer, found),
        "title": name_of(procedure, found.procedure),
        "next": offered(following) if following else None,
        "others": [offered(name) for name in beside],
        "taken": queries.taken(found, procedure, viewer),
        "outcomes": queries.outcomes(found, viewer),
        "papers": [(name, name_of(one, name)) for name, one in procedure.forms.items()],
        "duties": duties,
        "events": queries.events(found, procedure, duties),
        "may_correct": found.state == State.OPEN and access.may_correct(viewer, found),
        "withdrawing": bound.get("") or WhyForm(auto_id="id_withdraw_%s"),
        "wrong": next(iter(bound), None),
        "seq": _seq(found),
    }
    return render(request, "counter/errand.html", shown, status=status)


def _form(name: str, found: Errand, procedure: Procedure, request: HttpRequest | None = None) -> StepForm:
    sent = (request.POST, request.FILES) if request else (None, None)
    named: dict[str, Any] = {"procedure": procedure, "step": name, "unit": found.unit, "known": found.values}
    return StepForm(*sent, **named, auto_id=f"id_{name}_%s")


def _typed(found: Errand) -> dict[str, Any]:
    """What stands in an errand's fields, as forms show it."""

    def shown(value: Any) -> Any:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "\n".join(value) if isinstance(value, list) else value

    return {name: shown(value) for name, value in found.values.items()}


def _seq(found: Errand) -> int:
    return duty_queries.seq_of(actions.subject(found))
