"""What is done at the front desk: one function per verb, each recording one event."""

from kefu.reception.actions.acting import NewTicket, ReceptionRefused, Served, subject
from kefu.reception.actions.devices import add_device, drop_device
from kefu.reception.actions.following import answer_ticket, identify_ticket, rate_ticket, revisit_ticket
from kefu.reception.actions.queue import (
    VERBS,
    call_next,
    call_ticket,
    leave_ticket,
    move_ticket,
    pass_ticket,
    recall_ticket,
    serve_ticket,
    take_ticket,
)
from kefu.reception.actions.visitors import receive_visitor
from kefu.reception.actions.windows import add_window, close_window, open_window, retire_window

__all__ = [
    "VERBS",
    "NewTicket",
    "ReceptionRefused",
    "Served",
    "add_device",
    "add_window",
    "answer_ticket",
    "call_next",
    "call_ticket",
    "close_window",
    "drop_device",
    "identify_ticket",
    "leave_ticket",
    "move_ticket",
    "open_window",
    "pass_ticket",
    "rate_ticket",
    "recall_ticket",
    "receive_visitor",
    "retire_window",
    "revisit_ticket",
    "serve_ticket",
    "subject",
    "take_ticket",
]
