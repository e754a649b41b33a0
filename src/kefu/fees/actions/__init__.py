"""What is done with money: one function per verb, each recording one event and booking one entry.

Each locks what it changes and then the community's books, so that whoever waits for one never holds the other; asks
whether the actor may (`PermissionDenied`), refuses what would be wrong (`FeesRefused`), books, and records; in one
transaction. Somebody of the staff acts: the program itself handles no money.
"""

from kefu.fees.actions.booking import FeesRefused, deposit_subject, entry_subject
from kefu.fees.actions.charging import charge_household, settle_charges
from kefu.fees.actions.deposits import NewDeposit, approve_refund, refund_deposit, take_deposit
from kefu.fees.actions.opening import open_account
from kefu.fees.actions.reversing import refusal_to_reverse, reverse_entry
from kefu.fees.actions.taking import NewFee, take_fee

__all__ = [
    "FeesRefused",
    "NewDeposit",
    "NewFee",
    "approve_refund",
    "charge_household",
    "deposit_subject",
    "entry_subject",
    "open_account",
    "refund_deposit",
    "refusal_to_reverse",
    "reverse_entry",
    "settle_charges",
    "take_deposit",
    "take_fee",
]
