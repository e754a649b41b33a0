"""What is done about an order from its receipt to its closing, by either side."""

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties.acts import Act
from kefu.ui.storing import Kept
from kefu.workorders import access
from kefu.workorders.actions.acting import Doing, OrderRefused, act, locked
from kefu.workorders.models import Signature, WorkOrder


@transaction.atomic
def confirm_order(order_id: int, *, by: Act, note: str = "") -> WorkOrder:
    """The receiver has it; of several who answer for the receiver, who confirms it handles it from then on."""
    order = locked(order_id)
    takes = by.actor_id != order.handler_id and by.actor_id in access.answerers(order.receiver)
    facts = {"handler": str(by.actor_id)} if takes else {}
    fields = {"confirmed_at": by.at, **({"handler_id": by.actor_id} if takes else {})}
    return act("confirm", order_id, by, Doing(facts, _noted(note), fields))


@transaction.atomic
def answer_order(order_id: int, *, by: Act, answer: str, is_written: bool) -> WorkOrder:
    """The receiver answers, by word of mouth or in writing."""
    order = locked(order_id)
    fields = {"answer": answer, "answered_at": by.at}
    done = act("answer", order_id, by, Doing({"written": is_written}, {"answer": answer}, fields, order.sender_id))
    if order.is_written_asked and not is_written:
        raise OrderRefused(_("This order asks for an answer in writing."), field="is_written")
    return done


@transaction.atomic
def finish_order(order_id: int, *, by: Act, result: str) -> WorkOrder:
    """The receiver says that what was asked for is done."""
    order = locked(order_id)
    fields = {"result": result, "finished_at": by.at}
    return act("finish", order_id, by, Doing({}, {"result": result}, fields, order.sender_id))


@transaction.atomic
def urge_order(order_id: int, *, by: Act, note: str = "") -> WorkOrder:
    """The sender asks again."""
    order = locked(order_id)
    return act("urge", order_id, by, Doing({}, _noted(note), {"urged": order.urged + 1}, order.handler_id))


def close_order(order_id: int, *, by: Act, is_confirmed: bool, note: str = "") -> WorkOrder:
    """The sender closes an order once its completion is confirmed."""
    facts = {"completion-confirmed": is_confirmed}
    return act("close", order_id, by, Doing(facts, _noted(note), {"closed_at": by.at}))


@transaction.atomic
def return_order(order_id: int, *, by: Act, why: str) -> WorkOrder:
    """The sender finds that it is not done, and says what is missing."""
    order = locked(order_id)
    return act("return", order_id, by, Doing({}, {"reason": why}, {"finished_at": None}, order.handler_id))


def advise_order(order_id: int, *, by: Act, note: str = "") -> WorkOrder:
    """Orders pile up and the matter presses: the customer is advised to go to the department directly (S4)."""
    return act("advise", order_id, by, Doing({}, _noted(note), {"advised_at": by.at}))


@transaction.atomic
def withdraw_order(order_id: int, *, by: Act, why: str) -> WorkOrder:
    """Take back an order that was issued by mistake; what was due for it is due no more."""
    order = locked(order_id)
    fields = {"closed_at": by.at, "is_withdrawn": True}
    return act("withdraw", order_id, by, Doing({}, {"reason": why}, fields, order.handler_id))


@transaction.atomic
def sign_order(order_id: int, *, by: Act, place: str, name: str, picture: Kept) -> WorkOrder:
    """Somebody has signed, on the screen or on paper; each place is signed once."""
    facts = {"signed.as": place, "file.digest": picture.digest, "file.size": picture.size}
    order = act("sign", order_id, by, Doing({**facts, "file.type": picture.media_type}, {"name": name}))
    if Signature.objects.filter(order=order, place=place).exists():
        raise OrderRefused(_("This place is signed already."), field="place")
    Signature.objects.create(
        order=order,
        place=place,
        name=name,
        digest=picture.digest,
        media_type=picture.media_type,
        taken_by_id=by.actor_id or 0,
        signed_at=by.at,
    )
    return order


def _noted(note: str) -> dict[str, str]:
    return {"note": note} if note else {}
