"""The clerk's one page: who is it, their household's file, the ten things that people come for; and the log's entry."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu import clock
from kefu.duties.governing import book_on
from kefu.estate import queries as estate_queries
from kefu.estate.models import Person, Unit
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community
from kefu.reception import access, actions, queries, rules
from kefu.reception.addresses import CASE_KINDS, begin_address
from kefu.reception.forms import HouseholdForm, ReceiveForm, WhoForm
from kefu.reception.models import CameBy
from kefu.reception.rules import Choice

_KEYS = "1234567890"


class Offer(NamedTuple):
    """Something that people come for: its key, its name, where it begins, the kind of case that it is."""

    id: str
    key: str
    says: str
    address: str
    kind: str


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, community_id: int) -> HttpResponse:
    """The clerk's page; what is sent asks only who somebody is."""
    where = receiving(request, community_id)
    asked = WhoForm(request.POST)
    who = asked.cleaned_data["who"] if asked.is_valid() else ""
    found = estate_queries.households(people_access.signed_in(request), who, community_id=where.pk) if who else []
    if len(found) == 1:
        unit, person = found[0].unit, found[0].first
    else:
        unit, person = _chosen(request, where)
    phone = who if who.strip("+-").replace(" ", "").isdigit() else ""
    shown: dict[str, Any] = {"asked": who, "found": found if len(found) > 1 else [], "is_unknown": who and not found}
    return _page(request, where, (unit, person), more={**shown, "phone": phone if len(phone) > 6 else ""})


@once("reception:desk", of="community_id")
@require_POST
def receive(request: HttpRequest, community_id: int) -> HttpResponse:
    """Somebody at the desk or on the phone is written down."""
    where = receiving(request, community_id)
    viewer = people_access.signed_in(request)
    form = ReceiveForm(request.POST, viewer=viewer, community=where, choices=choices_of(where))
    if form.is_valid():
        served = form.served() if form.cleaned_data["result"] else None
        with refusals_on(request, form):
            came_at = form.cleaned_data["came_at"]
            by = people_access.act(request)
            taken = actions.receive_visitor(where.pk, form.new_ticket(), by=by, served=served, came_at=came_at)
            messages.success(request, _("Written down."))
            return redirect("reception:desk", where.pk) if served else redirect("reception:ticket", taken.pk)
    said = getattr(form, "cleaned_data", {})
    return _page(request, where, (said.get("unit"), said.get("person")), form=form, status=422)


def receiving(request: HttpRequest, community_id: int) -> Community:
    """The community, where one receives people."""
    where = visible_community(request, community_id)
    people_access.require(access.may_receive(people_access.signed_in(request), where.pk))
    return where


def choices_of(where: Community) -> dict[str, Choice]:
    """What people come for here, today."""
    return rules.purposes(book_on(where.pk, where.day(clock.now())))


def _chosen(request: HttpRequest, where: Community) -> tuple[Unit | None, Person | None]:
    """The household that the address names."""
    form = HouseholdForm(request.GET, viewer=people_access.signed_in(request), community=where)
    form.is_valid()
    return form.cleaned_data.get("unit"), form.cleaned_data.get("person")


def _page(
    request: HttpRequest,
    where: Community,
    known: tuple[Unit | None, Person | None],
    form: ReceiveForm | None = None,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer, (unit, person), more = people_access.signed_in(request), known, more or {}
    choices = choices_of(where)
    begun = {id_: one for id_, one in choices.items() if access.may_begin(viewer, where.pk, one)}
    window = queries.window_of(viewer)
    initial = {
        "unit": unit.pk if unit else None,
        "person": person.pk if person else None,
        "name": person.name if person else "",
        "phone": person.phone if person else more.get("phone", ""),
        "purpose": request.GET.get("purpose", ""),
        "came_by": CameBy.VISIT,
    }
    shown = {
        "community": where,
        "form": form
        or ReceiveForm(initial=initial, viewer=viewer, community=where, choices=choices, auto_id="id_receive_%s"),
        "household": queries.household(unit, person, choices),
        "offers": _offers(where, begun, unit, person),
        "window": window,
        "ticket": queries.at_window(window) if window is not None else None,
        "queue": queries.queue(where, clock.now()),
        "is_filling": form is not None or "purpose" in request.GET,
        "may_arrange": access.may_arrange(viewer, where.pk),
        **more,
    }
    return render(request, "reception/desk.html", shown, status=status)


def _offers(where: Community, choices: Mapping[str, Choice], unit: Unit | None, person: Person | None) -> list[Offer]:
    """What people come for, the first ten with a key."""
    return [
        Offer(
            one.id,
            _KEYS[place] if place < len(_KEYS) else "",
            one.says,
            _address(where, one, unit, person),
            CASE_KINDS.get(one.id, ""),
        )
        for place, one in enumerate(choices.values())
    ]


def _address(where: Community, one: Choice, unit: Unit | None, person: Person | None) -> str:
    """Where it begins: at the counter, or here in the log; blank for what a case is made of."""
    if one.is_procedure:
        return begin_address(where.pk, one.id, unit, person)
    return "" if one.id in CASE_KINDS else _here(where, one.id, unit, person)


def _here(where: Community, purpose: str, unit: Unit | None, person: Person | None) -> str:
    """The desk's own entry of the log, for this purpose and household."""
    said = [f"purpose={purpose}", *([f"unit={unit.pk}"] if unit else []), *([f"person={person.pk}"] if person else [])]
    return f"{reverse('reception:desk', args=[where.pk])}?{'&'.join(said)}#receive"
