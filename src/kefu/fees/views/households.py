"""What a household owes, charging and settling; a fee that is paid on the spot."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.estate import access as estate_access
from kefu.estate.models import Unit
from kefu.fees import access, actions, queries
from kefu.fees.forms import ChargeForm, FeeForm, SettleForm
from kefu.people import access as people_access
from kefu.people.views.answering import once, refusals_on
from kefu.people.views.choosing import visible_community


@once("fees:entry")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, community_id: int) -> HttpResponse:
    """A fee is taken on the spot."""
    where = visible_community(request, community_id)
    people_access.require(access.may_do(people_access.signed_in(request), where.pk, "take"))
    sent = request.POST if request.method == "POST" else None
    form = FeeForm(sent, community=where, initial={"home": request.GET.get("home", "")[:40]})
    if form.is_valid():
        with refusals_on(request, form):
            entry = actions.take_fee(where.pk, by=people_access.act(request), new=form.new())
            messages.success(request, _("Taken. Print the receipt."))
            return redirect("fees:entry", entry.pk)
    shown = {"community": where, "form": form, "title": _("Take a fee")}
    return render(request, "fees/take.html", shown, status=422 if form.is_bound else 200)


@require_GET
def household(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What a home owes, its deposits, and what may be done."""
    return _page(request, _visible(request, unit_id))


@once("fees:household", of=None)
@require_POST
def charge(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A home is charged for something."""
    found = _visible(request, unit_id)
    people_access.require(access.may_do(people_access.signed_in(request), found.community_id, "charge"))
    form = ChargeForm(request.POST, auto_id="id_charge_%s")
    if form.is_valid():
        with refusals_on(request, form):
            actions.charge_household(found.pk, by=people_access.act(request), **form.cleaned_data)
            messages.success(request, _("Charged."))
            return redirect("fees:household", found.pk)
    return _page(request, found, charging=form)


@once("fees:entry")
@require_POST
def settle(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Charges of a home are paid."""
    found = _visible(request, unit_id)
    people_access.require(access.may_do(people_access.signed_in(request), found.community_id, "take"))
    form = SettleForm(request.POST, unit=found, auto_id="id_settle_%s")
    if form.is_valid():
        with refusals_on(request, form):
            said = form.cleaned_data
            ids = [one.pk for one in said["charges"]]
            by = people_access.act(request)
            entry = actions.settle_charges(found.pk, by=by, charge_ids=ids, way=said["way"], payer=said["payer"])
            messages.success(request, _("Paid. Print the receipt."))
            return redirect("fees:entry", entry.pk)
    return _page(request, found, settling=form)


def _visible(request: HttpRequest, unit_id: int) -> Unit:
    viewer = people_access.signed_in(request)
    visible = estate_access.units_visible_to(viewer).select_related("community")
    found = get_object_or_404(visible, pk=unit_id)
    people_access.require(access.may_look(viewer, found.community_id))
    return found


def _page(
    request: HttpRequest,
    found: Unit,
    charging: ChargeForm | None = None,
    settling: SettleForm | None = None,
) -> HttpResponse:
    viewer, charges = people_access.signed_in(request), list(queries.open_charges(found))
    may_charge, may_take = (access.may_do(viewer, found.community_id, verb) for verb in ("charge", "take"))
    settle_form: forms.Form | None = settling
    if may_take and settling is None and charges:
        initial = {"charges": [one.pk for one in charges], "payer": queries.usual_payer(found)}
        settle_form = SettleForm(unit=found, initial=initial, auto_id="id_settle_%s")
    shown = {
        "unit": found,
        "standing": queries.standing(found),
        "account": getattr(found, "account", None),
        "charges": charges,
        "done": queries.latest_charges(found),
        "deposits": queries.deposits_of(found),
        "settling": settle_form,
        "charging": charging or (ChargeForm(auto_id="id_charge_%s") if may_charge else None),
        "may_take": may_take,
    }
    return render(request, "fees/household.html", shown, status=422 if charging or settling else 200)
