"""Which accounts move by what, for each kind of entry; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

CASH, BANK, DEPOSITS, INCOME, DEDUCTIONS, RECEIVABLE = "cash", "bank", "deposits", "income", "deductions", "receivable"


@dataclass(frozen=True)
class Move:
    """An account, by its kind, and by how much it moves: above zero a debit, below it a credit."""

    account: str
    amount: Decimal


def purse(way: str) -> str:
    """The account where money comes in that is paid so: only cash lies in the drawer."""
    return CASH if way == "cash" else BANK


def taken(amount: Decimal, way: str, for_what: str) -> list[Move]:
    """Money comes in, for deposits held, income, or what a home owes."""
    return [Move(purse(way), amount), Move(for_what, -amount)]


def charged(amount: Decimal) -> list[Move]:
    """A home owes it from now on, and it is income."""
    return [Move(RECEIVABLE, amount), Move(INCOME, -amount)]


def paid_out(amount: Decimal, deducted: Decimal, way: str) -> list[Move]:
    """A deposit is held no longer: what is deducted becomes income, the rest goes out."""
    moves = [Move(DEPOSITS, amount), Move(DEDUCTIONS, -deducted), Move(purse(way), deducted - amount)]
    return [move for move in moves if move.amount]


def undone(moves: Sequence[Move]) -> list[Move]:
    """What books the same back."""
    return [Move(move.account, -move.amount) for move in moves]
