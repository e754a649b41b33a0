"""What is done with cases: one function per verb, each recording one event."""

from kefu.cases.actions.acting import CaseRefused, refusals, subject
from kefu.cases.actions.files import add_files, remove_file
from kefu.cases.actions.handling import (
    accept_case,
    acknowledge_case,
    answer_case,
    appoint_case,
    arrive_case,
    assign_case,
    classify_case,
    close_case,
    forward_case,
    has_settled,
    pause_case,
    promise_case,
    reopen_case,
    report_case,
    resolve_case,
    resume_case,
    revisit_case,
    take_over_case,
)
from kefu.cases.actions.links import link_case, unlink_case
from kefu.cases.actions.receiving import correct_case, receive_case, withdraw_case

__all__ = [
    "CaseRefused",
    "accept_case",
    "acknowledge_case",
    "add_files",
    "answer_case",
    "appoint_case",
    "arrive_case",
    "assign_case",
    "classify_case",
    "close_case",
    "correct_case",
    "forward_case",
    "has_settled",
    "link_case",
    "pause_case",
    "promise_case",
    "receive_case",
    "refusals",
    "remove_file",
    "reopen_case",
    "report_case",
    "resolve_case",
    "resume_case",
    "revisit_case",
    "subject",
    "take_over_case",
    "unlink_case",
    "withdraw_case",
]
