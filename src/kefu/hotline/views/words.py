"""Manners: what should not stand in words for customers, told while they are typed and listed afterwards."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties.acts import AlreadyDone
from kefu.hotline import access, actions, queries, rules
from kefu.hotline.forms import NoteForm, SampleForm, SlipsFilterForm
from kefu.hotline.models import Slip
from kefu.hotline.views.columns import SLIPS
from kefu.lib.numerals import whole
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.ui.lists import listed

VERBS = {"confirm": actions.confirm_slip, "dismiss": actions.dismiss_slip}
_LONGEST = 4_000


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What should not stand in a text that is being typed: a part of the page. It forbids nothing."""
    text = request.POST.get(request.POST.get("checked", ""), "")[:_LONGEST]
    community_id = _community(request)
    book = None if community_id is None or not text.strip() else rules.book_in_force(community_id, clock.now())
    found = rules.slips(book, text, on_phone=bool(request.POST.get("on_phone")))
    return render(request, "hotline/check.html", {"slips": found})


@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """What was found afterwards: where one judges it, and of one's own words."""
    return _slips(request, {})


@require_POST
def sample(request: HttpRequest, community_id: int) -> HttpResponse:
    """Some of the last answers to customers are looked through now."""
    where = visible_community(request, community_id)
    people_access.require(access.may_listen(people_access.signed_in(request), where.pk))
    form = SampleForm(request.POST)
    if form.is_valid():
        # A second click finds it done, and leads to where the first one led.
        with suppress(AlreadyDone):
            done = actions.sample_answers(where.pk, by=people_access.act(request), **form.cleaned_data)
            said = _("%(drawn)s of %(of)s answers were looked through: %(found)s words out of place are new.")
            messages.success(request, said % vars(done))
        return redirect("hotline:slips")
    return _slips(request, {where.pk: form}, status=422)


@require_GET
def slip(request: HttpRequest, slip_id: int) -> HttpResponse:
    """One, in the text in which it stands."""
    return _page(request, _visible(request, slip_id))


@once("hotline:slip", of=None)
@require_POST
def judge(request: HttpRequest, slip_id: int, verb: str) -> HttpResponse:
    """A supervisor says whether it should not have been said."""
    found = _visible(request, slip_id)
    people_access.require(access.may_listen(people_access.signed_in(request), found.community_id))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    with refusals_told(request, _("Done.")):
        VERBS[verb](found.pk, by=people_access.act(request), **form.cleaned_data)
    return redirect("hotline:slip", found.pk)


def _slips(request: HttpRequest, bound: Mapping[int, SampleForm], status: int = 200) -> HttpResponse:
    viewer = people_access.signed_in(request)
    show = SlipsFilterForm(request.GET).chosen()
    shown = {
        "listed": listed(request, SLIPS, queries.slips(viewer, show), "newest"),
        "views": [(name, label, name == show) for name, label in queries.SLIP_VIEWS.items()],
        "samples": [
            (one, bound.get(one.pk) or SampleForm(auto_id=f"id_{one.pk}_%s"))
            for one in queries.communities(access.listens_in(viewer))
        ],
    }
    return render(request, "hotline/slips.html", shown, status=status)


def _community(request: HttpRequest) -> int | None:
    viewer = people_access.signed_in(request)
    said = request.POST.get("community", "")
    if whole(said) is not None:
        found: int | None = (
            people_access.communities_visible_to(viewer).filter(pk=said).values_list("id", flat=True).first()
        )
        return found
    return rules.home_of(viewer)


def _visible(request: HttpRequest, slip_id: int) -> Slip:
    visible = access.slips_visible_to(people_access.signed_in(request))
    return get_object_or_404(visible.select_related("user", "community", "judged_by"), pk=slip_id)


def _page(request: HttpRequest, found: Slip, form: NoteForm | None = None, status: int = 200) -> HttpResponse:
    may = access.may_listen(people_access.signed_in(request), found.community_id)
    shown: dict[str, Any] = {
        "slip": found,
        "around": queries.around(found),
        "phrase": queries.phrase_of(found, clock.now()),
        "form": form or NoteForm() if may else None,
    }
    return render(request, "hotline/slip.html", shown, status=status)
