"""The forms that stand beside a ticket."""

from collections.abc import Mapping
from typing import NamedTuple

from kefu.reception.forms import MoveForm, ServedForm
from kefu.reception.models import Ticket
from kefu.reception.queries import windows_in
from kefu.reception.rules import Choice


class ServiceForms(NamedTuple):
    """How it ended, and where somebody is sent on to; `wrong`: the verb whose form was found wrong just now."""

    serve: ServedForm
    move: MoveForm
    wrong: str = ""


def forms_of(ticket: Ticket, choices: Mapping[str, Choice]) -> ServiceForms:
    """The forms, nothing typed yet."""
    move = MoveForm(
        initial={"purpose": ticket.purpose},
        choices=choices,
        windows=windows_in(ticket.community_id),
        auto_id="id_move_%s",
    )
    return ServiceForms(ServedForm(community_id=ticket.community_id, auto_id="id_serve_%s"), move)
