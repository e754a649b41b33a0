"""Deposits: the list, a new one, one with what may be done."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu import clock
from kefu.duties import queries as duty_queries
from kefu.fees import access, actions, queries
from kefu.fees.columns import DEPOSITS
from kefu.fees.forms import ApproveForm, DepositForm, DepositsForm, RefundForm
from kefu.fees.models import Deposit
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community
from kefu.people.views.exporting import exported
from kefu.ui.lists import listed, order_of

State = Deposit.State


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Deposits, the last taken first."""
    form, order = DepositsForm(request.GET), order_of(request, queries.ORDERS)
    selection = queries.deposits(people_access.signed_in(request), form.chosen(), order)
    shown = {
        "form": form,
        "listed": listed(request, DEPOSITS, selection, order),
        "export": reverse("fees:export-deposits"),
    }
    return render(request, "fees/deposits.html", shown)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """All of the list as an Excel file."""
    chosen = DepositsForm(request.GET).chosen()
    return exported(
        request, DEPOSITS, queries.deposits(people_access.signed_in(request), chosen, order_of(request, queries.ORDERS))
    )


@once("fees:deposit")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, community_id: int) -> HttpResponse:
    """A deposit is taken."""
    where = visible_community(request, community_id)
    people_access.require(access.may_do(people_access.signed_in(request), where.pk, "take"))
    sent = request.POST if request.method == "POST" else None
    form = DepositForm(sent, community=where, initial={"home": request.GET.get("home", "")[:40]})
    if form.is_valid():
        with refusals_on(request, form):
            found = actions.take_deposit(where.pk, by=people_access.act(request), new=form.new())
            messages.success(request, _("Taken. Print the receipt."))
            return redirect("fees:deposit", found.pk)
    shown = {"community": where, "form": form, "title": _("Take a deposit")}
    return render(request, "fees/take.html", shown, status=422 if form.is_bound else 200)


@require_GET
def deposit(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """One deposit: how far it is, its duties and history, and what may be done now."""
    return _page(request, _visible(request, deposit_id))


@once("fees:deposit")
@require_POST
def approve(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """The refund of a deposit is approved."""
    found = _visible(request, deposit_id)
    people_access.require(access.may_do(people_access.signed_in(request), found.community_id, "approve"))
    form = ApproveForm(request.POST, auto_id="id_approve_%s")
    if form.is_valid():
        with refusals_on(request, form):
            actions.approve_refund(found.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Approved. Another pays it out."))
            return redirect("fees:deposit", found.pk)
    return _page(request, _visible(request, deposit_id), {"approve": form})


@once("fees:deposit")
@require_POST
def refund(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """A deposit is paid out."""
    found = _visible(request, deposit_id)
    people_access.require(access.may_do(people_access.signed_in(request), found.community_id, "refund"))
    form = RefundForm(request.POST, auto_id="id_refund_%s")
    if form.is_valid():
        with refusals_on(request, form):
            actions.refund_deposit(found.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Paid out."))
            return redirect("fees:deposit", found.pk)
    return _page(request, _visible(request, deposit_id), {"refund": form})


def _visible(request: HttpRequest, deposit_id: int) -> Deposit:
    viewer = people_access.signed_in(request)
    named = ("community", "unit", "approved_by", "refunded_by", "taken_by_entry__booked_by", "taken_by_entry__receipt")
    found = get_object_or_404(access.deposits_visible_to(viewer).select_related(*named), pk=deposit_id)
    people_access.require(access.may_look(viewer, found.community_id))
    return found


def _page(request: HttpRequest, found: Deposit, bound: Mapping[str, forms.Form] | None = None) -> HttpResponse:
    bound, deductions = bound or {}, list(found.deductions.order_by("id"))
    duties = queries.duties(found)
    shown = {
        "deposit": found,
        "deductions": deductions,
        "left": found.amount - sum(one.amount for one in deductions),
        "offers": [(*offer, offer[0] in bound) for offer in _offers(request, found, bound)],
        "waits": found.state == State.APPROVED,
        "duties": duties,
        "events": queries.timeline("deposit", found.pk, duties),
        "seq": duty_queries.seq_of(actions.deposit_subject(found)),
        "now": clock.now(),
    }
    return render(request, "fees/deposit.html", shown, status=422 if bound else 200)


def _offers(
    request: HttpRequest, found: Deposit, bound: Mapping[str, forms.Form]
) -> list[tuple[str, str, forms.Form, str]]:
    """What may be done now: the verb, what it is called, its form, its address; what was refused stays."""
    viewer = people_access.signed_in(request)
    again = _("Approve anew with other deductions")
    offers: list[tuple[str, str, type[forms.Form], bool]] = [
        ("refund", _("Pay it out"), RefundForm, found.state == State.APPROVED and found.approved_by_id != viewer.pk),
        (
            "approve",
            again if found.state == State.APPROVED else _("Approve the refund"),
            ApproveForm,
            found.state in (State.HELD, State.APPROVED),
        ),
    ]
    return [
        (verb, label, bound.get(verb) or kind(auto_id=f"id_{verb}_%s"), reverse(f"fees:{verb}", args=[found.pk]))
        for verb, label, kind, is_able in offers
        if verb in bound or (is_able and access.may_do(viewer, found.community_id, verb))
    ]
