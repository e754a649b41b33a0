"""The books of a community, an account, an entry with its counter-entry and receipt."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.estate.queries import home_called
from kefu.fees import access, actions, printed, queries
from kefu.fees.columns import LINES
from kefu.fees.forms import PeriodForm, ReverseForm
from kefu.fees.models import Account, Entry
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.ui import papers
from kefu.ui.lists import listed, order_of


@require_GET
def books(request: HttpRequest, community_id: int) -> HttpResponse:
    """The accounts with their balances, and what was booked last; a home's code leads to what it owes."""
    where = visible_community(request, community_id)
    viewer = people_access.signed_in(request)
    people_access.require(access.may_read(viewer, where.pk))
    home = request.GET.get("home", "").strip()[:40]
    unit = home_called(where.pk, home, "", "")[0] if home else None
    if unit is not None:
        return redirect("fees:household", unit.pk)
    shown = {
        "community": where,
        "home": home,
        "balances": queries.balances(where.pk),
        "difference": queries.difference(where.pk),
        "entries": queries.latest_entries(where.pk),
        "may_take": access.may_do(viewer, where.pk, "take"),
    }
    return render(request, "fees/books.html", shown)


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """The lines of an account in a period."""
    found, form, order = _account(request, account_id), PeriodForm(request.GET), order_of(request, queries.ORDERS)
    shown = {
        "account": found,
        "form": form,
        "listed": listed(request, LINES, queries.lines(found, form.period(), order), order),
        "export": reverse("fees:export-account", args=[found.pk]),
    }
    return render(request, "fees/account.html", shown)


@require_POST
def export(request: HttpRequest, account_id: int) -> FileResponse:
    """All lines of an account in a period as an Excel file."""
    found = _account(request, account_id)
    return exported(
        request, LINES, queries.lines(found, PeriodForm(request.GET).period(), order_of(request, queries.ORDERS))
    )


@require_GET
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: its lines, and how it is booked back."""
    return _entry_page(request, _entry(request, entry_id))


@once("fees:entry")
@require_POST
def reverse_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """An entry is booked back."""
    found = _entry(request, entry_id)
    people_access.require(access.may_do(people_access.signed_in(request), found.community_id, "reverse"))
    form = ReverseForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.reverse_entry(found.pk, by=people_access.act(request), why=form.cleaned_data["why"])
            messages.success(request, _("Booked back."))
            return redirect("fees:entry", found.pk)
    return _entry_page(request, _entry(request, entry_id), form)


@require_GET
def receipt(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The receipt of an entry as a PDF; 404 where nothing came in by it."""
    found = get_object_or_404(
        access.entries_visible_to(people_access.signed_in(request)).select_related(
            "receipt__community", "unit", "booked_by", "reversed_by"
        ),
        pk=entry_id,
        receipt__isnull=False,
    )
    viewer = people_access.signed_in(request)
    people_access.require(access.may_look(viewer, found.community_id))
    found.receipt.entry = found
    address = request.build_absolute_uri(reverse("fees:entry", args=[found.pk]))
    paper = printed.receipt(found.receipt, address, viewer, clock.now())
    return papers.shown(paper, f"receipt-{found.receipt}")


def _account(request: HttpRequest, account_id: int) -> Account:
    """The account, where one sees the community; what a household owes is for whoever may look at that."""
    viewer = people_access.signed_in(request)
    visible = access.accounts_visible_to(viewer).select_related("community", "unit")
    found = get_object_or_404(visible, pk=account_id)
    may = access.may_read if found.unit_id is None else access.may_look
    people_access.require(may(viewer, found.community_id))
    return found


def _entry(request: HttpRequest, entry_id: int) -> Entry:
    viewer = people_access.signed_in(request)
    visible = access.entries_visible_to(viewer).select_related("community", "unit", "booked_by", "reverses", "receipt")
    visible = visible.select_related("reversed_by", "deposit_taken", "deposit_refunded", "charge")
    found = get_object_or_404(visible, pk=entry_id)
    people_access.require(access.may_look(viewer, found.community_id))
    return found


def _entry_page(request: HttpRequest, found: Entry, bound: ReverseForm | None = None) -> HttpResponse:
    may_reverse = access.may_do(people_access.signed_in(request), found.community_id, "reverse")
    refusal = actions.refusal_to_reverse(found, getattr(found, "deposit_taken", None), getattr(found, "charge", None))
    shown: dict[str, Any] = {
        "entry": found,
        "lines": queries.lines_of(found),
        "events": queries.timeline("entry", found.pk),
        "form": bound or (ReverseForm() if may_reverse and not refusal else None),
        "is_wrong": bound is not None,
        "refusal": refusal if may_reverse else "",
        "may_read": access.may_read(people_access.signed_in(request), found.community_id),
        "seq": duty_queries.seq_of(actions.entry_subject(found)),
    }
    return render(request, "fees/entry.html", shown, status=422 if bound else 200)
