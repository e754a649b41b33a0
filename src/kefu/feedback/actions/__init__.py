"""What is done with surveys, opinions and voices outside: one function per verb, each recording one event.

Each locks what it changes, asks whether the actor may (`PermissionDenied`), refuses what would be wrong
(`FeedbackRefused`), changes, and records; in one transaction.
"""

from kefu.feedback.actions.acting import FeedbackRefused, FloodRefused, questionnaire, sheet_subject
from kefu.feedback.actions.answering import Filled, Visit, enter_answers, fill_in_online, note_visit
from kefu.feedback.actions.chain import (
    Revisit,
    answer_sheet,
    change_sheet,
    receive_sheet,
    revisit_giver,
    send_sheet,
    sum_up,
    tell_givers,
)
from kefu.feedback.actions.feeds import add_feed, drop_feed, read_feed
from kefu.feedback.actions.surveys import (
    NewQuestion,
    add_question,
    close_survey,
    draw_sample,
    open_survey,
    plan_survey,
    remove_question,
)
from kefu.feedback.actions.voices import NewVoice, bring_in, judge_voice, note_voice

__all__ = [
    "FeedbackRefused",
    "Filled",
    "FloodRefused",
    "NewQuestion",
    "NewVoice",
    "Revisit",
    "Visit",
    "add_feed",
    "add_question",
    "answer_sheet",
    "bring_in",
    "change_sheet",
    "close_survey",
    "draw_sample",
    "drop_feed",
    "enter_answers",
    "fill_in_online",
    "judge_voice",
    "note_visit",
    "note_voice",
    "open_survey",
    "plan_survey",
    "questionnaire",
    "read_feed",
    "receive_sheet",
    "remove_question",
    "revisit_giver",
    "send_sheet",
    "sheet_subject",
    "sum_up",
    "tell_givers",
]
