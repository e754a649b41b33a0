"""What the form of each verb on an order asks, and which action it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from kefu.ui.storing import keep
from kefu.workorders import actions
from kefu.workorders import forms as asked
from kefu.workorders.models import WorkOrder


@dataclass(frozen=True)
class Offer:
    """A verb as a page offers it. `said`: what its action is told of a valid form; `initial`: what stands first."""

    action: Callable[..., WorkOrder]
    form: type[forms.Form]
    said: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda cleaned: cleaned
    initial: Callable[[WorkOrder], Mapping[str, Any]] = lambda _order: {}


def form_of(verb: str, request: HttpRequest, order: WorkOrder, *, is_bound: bool) -> forms.Form:
    """The form of a verb, bound to what was sent, or as it is shown first."""
    offer, (posted, files) = OFFERS[verb], (request.POST, request.FILES) if is_bound else (None, None)
    return offer.form(posted, files, initial=dict(offer.initial(order)), auto_id=f"id_{verb}_%s")


OFFERS = {
    "confirm": Offer(actions.confirm_order, asked.NoteForm),
    "answer": Offer(
        actions.answer_order, asked.AnswerForm, initial=lambda order: {"is_written": order.is_written_asked}
    ),
    "finish": Offer(actions.finish_order, asked.FinishForm),
    "urge": Offer(actions.urge_order, asked.NoteForm),
    "close": Offer(actions.close_order, asked.CloseForm),
    "return": Offer(actions.return_order, asked.ReturnForm),
    "advise": Offer(actions.advise_order, asked.NoteForm),
    "sign": Offer(
        actions.sign_order,
        asked.SignForm,
        lambda cleaned: {**cleaned, "picture": keep(cleaned["picture"])},
    ),
    "withdraw": Offer(actions.withdraw_order, asked.WhyForm),
}
# What leads on in an order's life is offered first; the rest under "more".
NEXT = frozenset({"confirm", "answer", "finish", "urge", "close", "return"})
# Stands beside the signatures.
BESIDE = frozenset({"sign"})
