"""Which accounts move, for each kind of entry."""

from decimal import Decimal

import pytest

from kefu.fees import calc as fees


@pytest.mark.parametrize(("way", "purse"), [("cash", "cash"), ("transfer", "bank"), ("card", "bank")])
def test_each_entry_is_in_balance(way: str, purse: str) -> None:
    amount, deducted = Decimal(1000), Decimal(300)
    assert fees.taken(amount, way, fees.DEPOSITS) == [fees.Move(purse, amount), fees.Move("deposits", -amount)]
    assert fees.charged(amount) == [fees.Move("receivable", amount), fees.Move("income", -amount)]
    out = fees.paid_out(amount, deducted, way)
    assert out == [
        fees.Move("deposits", amount),
        fees.Move("deductions", -deducted),
        fees.Move(purse, Decimal(-700)),
    ]
    assert sum(move.amount for move in out) == 0
    assert fees.undone(out) == [fees.Move(move.account, -move.amount) for move in out]
    # Nothing was deducted, or all of it: no move of nothing.
    assert [move.account for move in fees.paid_out(amount, Decimal(), way)] == ["deposits", purse]
    assert [move.account for move in fees.paid_out(amount, amount, way)] == ["deposits", "deductions"]
