"""What is done with orders and with the directory of receivers: one function per verb, each recording one event."""

from kefu.workorders.actions.acting import OrderRefused, refusals, subject
from kefu.workorders.actions.handling import (
    advise_order,
    answer_order,
    close_order,
    confirm_order,
    finish_order,
    return_order,
    sign_order,
    urge_order,
    withdraw_order,
)
from kefu.workorders.actions.issuing import issue_order
from kefu.workorders.actions.receivers import (
    NewReceiver,
    add_receiver,
    change_receiver,
    load_receivers,
    restore_receiver,
    retire_receiver,
)

__all__ = [
    "NewReceiver",
    "OrderRefused",
    "add_receiver",
    "advise_order",
    "answer_order",
    "change_receiver",
    "close_order",
    "confirm_order",
    "finish_order",
    "issue_order",
    "load_receivers",
    "refusals",
    "restore_receiver",
    "retire_receiver",
    "return_order",
    "sign_order",
    "subject",
    "urge_order",
    "withdraw_order",
]
