"""What is done with errands: one function per verb, each recording its event."""

from kefu.counter.actions.acting import ErrandRefused, Said, subject
from kefu.counter.actions.ending import correct_errand, withdraw_errand
from kefu.counter.actions.stepping import begin_errand, take_step, waits_for

__all__ = [
    "ErrandRefused",
    "Said",
    "begin_errand",
    "correct_errand",
    "subject",
    "take_step",
    "waits_for",
    "withdraw_errand",
]
