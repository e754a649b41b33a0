"""Taking a case: who or where is looked up first, and what is open already is shown before a second case is taken."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kefu import clock
from kefu.cases import access, actions, queries
from kefu.cases.forms import ReceiveForm, SentForm
from kefu.cases.models import Case
from kefu.estate import queries as estate_queries
from kefu.estate.queries import Household
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.answering import once, raise_if_done
from kefu.ui import storing
from kefu.ui.storing import Kept


@once("cases:case")
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """A case is taken."""
    typed = request.POST
    if request.method != "POST":
        return _shown(request, _form(request))
    if "choose" in typed or _asks(typed):
        return _looked_up(request)
    form = _form(request, typed, request.FILES)
    sent = _sent(request)
    if not form.is_valid():
        return _shown(request, form, sent=sent, status=422)
    found = [] if "repeats" in typed else queries.look_alikes(form.case(), clock.now())
    if found:
        # A second click must not be asked whether its own first one is the same matter.
        raise_if_done(request)
        form.goes_on_with()
        return _shown(request, form, sent=sent, look_alikes=found, is_asked=True)
    by = people_access.act(request)
    if (came_at := form.cleaned_data["received_at"]) is not None:
        by = replace(by, at=came_at, recorded_at=by.at)
    taken = actions.receive_case(form.case(), by=by, files=sent, facts=form.facts())
    messages.success(request, _("Taken as %(number)s.") % {"number": taken.number})
    return redirect("cases:case", taken.pk)


@require_POST
def households(request: HttpRequest) -> HttpResponse:
    """Who is meant by what is being typed: a part of the page."""
    _communities(request)
    return render(request, "cases/households.html", {"households": _called(request)})


@require_POST
def look_alikes(request: HttpRequest) -> HttpResponse:
    """Cases that may be the same matter as what is being typed: a part of the page."""
    form = _form(request, request.POST)
    form.is_valid()
    return render(request, "cases/look_alikes.html", {"look_alikes": _so_far(form)})


def _communities(request: HttpRequest) -> QuerySet[Community]:
    """Where cases may be taken; `PermissionDenied` if nowhere."""
    found = access.receives_in(people_access.signed_in(request)).order_by("name")
    people_access.require(found.exists())
    return found


def _form(request: HttpRequest, *sent: Any, **named: Any) -> ReceiveForm:
    viewer = people_access.signed_in(request)
    communities = _communities(request)
    now = clock.now()
    categories = queries.categories(communities.values_list("id", flat=True), localtime(now).date())
    return ReceiveForm(*sent, viewer=viewer, communities=communities, categories=categories, now=now, **named)


def _asks(typed: QueryDict) -> bool:
    """Whether Enter in the first field, or its button, asks who it is; not twice for the same words."""
    who = typed.get("who", "").strip()
    return "look_up" in typed and bool(who) and who != typed.get("looked_up")


def _looked_up(request: HttpRequest) -> HttpResponse:
    """The form as it was typed, with the household that was meant; the choice among several."""
    typed = request.POST.dict()
    typed["looked_up"] = typed.get("who", "").strip()[:60]
    found = _called(request)
    is_unknown = not found
    chosen = whole(typed.get("choose", "0" if len(found) == 1 else ""))
    if chosen is not None and chosen < len(found):
        typed |= _said_of(found[chosen])
        found = []
    form = _form(request, initial=typed)
    form.goes_on_with("" if found else "caller" if is_unknown else "matter")
    filled = _form(request, typed)
    filled.is_valid()
    return _shown(
        request, form, sent=_sent(request), households=found, is_unknown=is_unknown, look_alikes=_so_far(filled)
    )


def _called(request: HttpRequest) -> list[Household]:
    who = request.POST.get("who", "").replace("\0", "").strip()[:60]
    return estate_queries.households(people_access.signed_in(request), who) if who else []


def _said_of(household: Household) -> dict[str, Any]:
    """What a household fills in."""
    unit, person = household.unit, household.first
    said: dict[str, Any] = {"unit": unit.pk if unit else "", "person": person.pk if person else ""}
    if unit is not None:
        said |= {"place": unit.code, "community": unit.community_id}
    if person is not None:
        # Their number comes from their file when the case is taken: here nobody needs to see it.
        said |= {"caller": person.name, "community": person.community_id}
    return said


def _so_far(form: ReceiveForm) -> list[Case]:
    """What may be the same matter as a form that is not whole yet."""
    return queries.look_alikes(form.case(), clock.now()) if form.cleaned_data.get("community") else []


def _sent(request: HttpRequest) -> list[Kept]:
    """The files that came with the form, now or before; each is on the disk."""
    viewer = people_access.signed_in(request)
    form = SentForm(request.POST, request.FILES)
    kept = [storing.keep(upload) for upload in form.cleaned_data["papers"]] if form.is_valid() else []
    now = [file for file in kept if file is not None]
    before = storing.of_ticket(request.POST.get("sent", ""), viewer.pk)
    return list({file.digest: file for file in (*before, *now)}.values())


def _shown(
    request: HttpRequest, form: ReceiveForm, *, sent: list[Kept] | None = None, status: int = 200, **found: Any
) -> HttpResponse:
    ticket = storing.ticket(sent or [], people_access.signed_in(request).pk)
    shown = {"form": form, "sent": sent, "ticket": ticket, **found}
    return render(request, "cases/receive.html", shown, status=status)
