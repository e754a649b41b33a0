"""Two cashiers in the same moment, on two connections: one wins, receipts have no gaps, the books balance.

`KEFU_ROUNDS=1000` tries each a thousand times.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction

from kefu.fees import actions, queries
from kefu.fees.actions import FeesRefused
from kefu.fees.models import Books, Deposit, Entry, Receipt
from tests.cast import Cast, make_cast
from tests.fees.money import approved, by, charged, fee, home, settled

ROUNDS = int(os.environ.get("KEFU_ROUNDS", "20"))
pytestmark = pytest.mark.django_db(transaction=True)
Race = Callable[[Callable[[], object]], list[bool]]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@contextmanager
def racing() -> Iterator[Race]:
    """Both do the same at once; whether each was let."""
    barrier = Barrier(2)

    def attempt(act: Callable[[], object]) -> bool:
        barrier.wait()
        try:
            act()
        except FeesRefused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        yield lambda act: list(pool.map(attempt, (act, act)))

        def leave(_number: int) -> None:
            barrier.wait()
            connection.close()

        list(pool.map(leave, range(2)))


def test_a_deposit_goes_back_once(cast: Cast) -> None:
    with racing() as race:
        for _ in range(ROUNDS):
            deposit = approved(cast)
            won = race(lambda id_=deposit.pk: actions.refund_deposit(id_, by=by(cast, "cashier", 2), way="cash"))  # type: ignore[misc]
            assert sorted(won) == [False, True]
    assert Deposit.objects.filter(state="refunded").count() == Entry.objects.filter(kind="refund").count() == ROUNDS
    assert {one.amount for one in queries.balances(cast.community.pk)} == {Decimal(0)}
    assert queries.unbalanced() == []


def test_a_charge_is_paid_once(cast: Cast) -> None:
    unit = home(cast)
    with racing() as race:
        for _ in range(ROUNDS):
            charge = charged(cast, unit)
            assert sorted(race(lambda one=charge: settled(cast, one))) == [False, True]  # type: ignore[misc]
    assert Receipt.objects.count() == ROUNDS
    assert queries.arrears(unit.pk) == 0
    assert queries.unbalanced() == []


def test_a_charge_is_either_paid_or_booked_back(cast: Cast) -> None:
    unit = home(cast)
    with racing() as race:
        for _ in range(ROUNDS):
            charge, turns = charged(cast, unit), iter((True, False))

            def act() -> None:
                if next(turns):  # noqa: B023 - both have acted before the next round
                    settled(cast, charge)  # noqa: B023
                else:
                    actions.reverse_entry(charge.entry_id, by=by(cast, "manager", 5), why="录错")  # noqa: B023

            assert sorted(race(act)) == [False, True]
    assert queries.arrears(unit.pk) == 0
    assert queries.unbalanced() == []


def test_receipts_are_numbered_without_gaps(cast: Cast) -> None:
    given: list[int] = []
    with racing() as race:
        for _ in range(ROUNDS):
            turns = iter((True, False))

            def act(turns: Iterator[bool] = turns) -> None:
                with transaction.atomic():
                    given.append(fee(cast).receipt.number)
                    # Whoever came first fails when its receipt has its number already.
                    if next(turns):
                        raise FeesRefused("")

            assert sorted(race(act)) == [False, True]
            assert race(lambda: fee(cast)) == [True, True]
    numbers = Receipt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 3 * ROUNDS + 1))
    # What was not given in the end is given to the next.
    assert given == [number for number in range(1, 3 * ROUNDS + 1, 3) for _ in range(2)]
    assert Books.objects.get().last_receipt == 3 * ROUNDS
    assert queries.unbalanced() == []
