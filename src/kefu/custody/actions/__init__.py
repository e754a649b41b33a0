"""What is done with cards, keys and parking spaces: one function per verb, each recording one event of the thing.

Each locks the thing, asks whether the actor may (`PermissionDenied`), refuses what would be wrong (`CustodyRefused`,
which says who has it), changes, and records; in one transaction.
"""

from kefu.custody.actions.acting import UNSIGNED, CustodyRefused, Holder, Signing, refusal, subject
from kefu.custody.actions.cards import block_card, issue_card, load_card, lose_card, replace_card, return_card
from kefu.custody.actions.keys import LeftKey, Loan, give_back_key, leave_key, lend_key, lose_key, return_key
from kefu.custody.actions.moving import move_things
from kefu.custody.actions.parking import Vehicle, assign_parking, release_parking
from kefu.custody.actions.registering import (
    NewThings,
    find_thing,
    known,
    register_things,
    retire_thing,
    undo_registration,
)

__all__ = [
    "UNSIGNED",
    "CustodyRefused",
    "Holder",
    "LeftKey",
    "Loan",
    "NewThings",
    "Signing",
    "Vehicle",
    "assign_parking",
    "block_card",
    "find_thing",
    "give_back_key",
    "issue_card",
    "known",
    "leave_key",
    "lend_key",
    "load_card",
    "lose_card",
    "lose_key",
    "move_things",
    "refusal",
    "register_things",
    "release_parking",
    "replace_card",
    "retire_thing",
    "return_card",
    "return_key",
    "subject",
    "undo_registration",
]
