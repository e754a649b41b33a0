"""What is done at the hotline: one function per verb, each recording what happened."""

from kefu.hotline.actions.acting import HotlineRefused, subject
from kefu.hotline.actions.charging import NoCharge, report_no_charge
from kefu.hotline.actions.drawing import NewDraw, draw_recordings, hear_recording, sample_answers
from kefu.hotline.actions.exchanges import add_exchange, drop_exchange
from kefu.hotline.actions.logging import Dealt, NewCall, log_call, note_call
from kefu.hotline.actions.manners import confirm_slip, dismiss_slip, look_through
from kefu.hotline.actions.reporting import ConflictError, Report, Taken, take_report

__all__ = [
    "ConflictError",
    "Dealt",
    "HotlineRefused",
    "NewCall",
    "NewDraw",
    "NoCharge",
    "Report",
    "Taken",
    "add_exchange",
    "confirm_slip",
    "dismiss_slip",
    "draw_recordings",
    "drop_exchange",
    "hear_recording",
    "log_call",
    "look_through",
    "note_call",
    "report_no_charge",
    "sample_answers",
    "subject",
    "take_report",
]
