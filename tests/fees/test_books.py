"""The books: what each verb books, what it refuses, and what the database keeps true whoever writes."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from kefu.duties.acts import AlreadyDone
from kefu.duties.models import Duty
from kefu.events import queries as event_queries
from kefu.fees import actions, queries
from kefu.fees.actions import FeesRefused, NewDeposit
from kefu.fees.models import Account, Books, Charge, Deduction, Deposit, Entry, Line, Receipt
from tests.cast import Cast, make_cast
from tests.fees.money import approved, by, charged, deposited, fee, home, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def proven() -> None:
    """What is proven at the end of a transaction is proven now."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    assert queries.unbalanced() == []


def balances(cast: Cast) -> dict[str, Decimal]:
    found = Account.objects.filter(community=cast.community).exclude(balance=0)
    return dict(found.values_list("kind", "balance"))


def kinds(kind: str, subject_id: int) -> list[str]:
    events = event_queries.history(kind, subject_id)
    return [one.kind for one in events if not one.kind.startswith("duty.")]


def test_a_deposit_is_held_and_goes_back_less_what_is_deducted(cast: Cast) -> None:
    unit = home(cast)
    deposit = approved(cast, unit, ("150.50", "墙面损坏"), ("49.50", "垃圾清运"))
    duty = Duty.objects.get(subject_kind="deposit", subject_id=deposit.pk)
    assert (duty.clause, duty.bearer_id) == ("deposit.refund", cast.cashier.pk)
    assert queries.standing(unit).held == 2000
    assert balances(cast) == {"cash": 2000, "deposits": -2000}
    actions.refund_deposit(deposit.pk, by=by(cast, "cashier", 2), way="transfer")
    deposit.refresh_from_db()
    duty.refresh_from_db()
    assert (deposit.state, deposit.refunded, duty.end) == ("refunded", Decimal(1800), "done")
    assert balances(cast) == {"cash": 2000, "bank": -1800, "deductions": -200}
    assert queries.standing(unit) == (queries.Standing(Decimal(0), Decimal(0)))
    assert kinds("deposit", deposit.pk) == ["deposit.taken", "deposit.refund-approved", "deposit.refunded"]
    proven()


def test_a_deposit_that_is_kept_wholly_pays_out_nothing(cast: Cast) -> None:
    deposit = approved(cast, None, ("2000", "逾期未清"))
    actions.refund_deposit(deposit.pk, by=by(cast, "cashier", 2), way="cash")
    assert balances(cast) == {"cash": 2000, "deductions": -2000}
    proven()


def test_what_is_deducted_may_be_said_anew_until_it_is_paid_out(cast: Cast) -> None:
    deposit = approved(cast, None, ("100", "墙面"))
    actions.approve_refund(deposit.pk, by=by(cast, "manager", 2), deductions=[(Decimal(30), "墙面复核")])
    assert [(one.amount, one.reason) for one in deposit.deductions.all()] == [(Decimal(30), "墙面复核")]
    actions.refund_deposit(deposit.pk, by=by(cast, "cashier", 3), way="cash")
    with pytest.raises(FeesRefused):
        actions.approve_refund(deposit.pk, by=by(cast, "manager", 4))
    with pytest.raises(FeesRefused):
        actions.refund_deposit(deposit.pk, by=by(cast, "cashier", 4), way="cash")
    proven()


@pytest.mark.parametrize("deduction", [("2000.01", "过多"), ("0", "无"), ("-1", "负数"), ("0.001", "零头"), ("5", "")])
def test_deductions_that_make_no_sense_are_refused(cast: Cast, deduction: tuple[str, str]) -> None:
    with pytest.raises(FeesRefused):
        approved(cast, None, deduction)
    assert not Deduction.objects.exists()


def test_a_refund_needs_two_people(cast: Cast) -> None:
    deposit = deposited(cast)
    with pytest.raises(FeesRefused):
        actions.refund_deposit(deposit.pk, by=by(cast, "cashier"), way="cash")
    post = cast.posts["supervisor"]
    from kefu.people import actions as people_actions

    people_actions.appoint_user(cast.cashier.pk, by=by(cast, "administrator"), post_id=post.pk)
    actions.approve_refund(deposit.pk, by=by(cast, "cashier", 1))
    with pytest.raises(FeesRefused):
        actions.refund_deposit(deposit.pk, by=by(cast, "cashier", 2), way="cash")


def test_a_home_owes_what_it_was_charged_until_it_is_paid(cast: Cast) -> None:
    unit = home(cast)
    first, second = charged(cast, unit), charged(cast, unit, "99.50", "停车费")
    assert queries.arrears(unit.pk) == 400
    entry = settled(cast, first)
    assert queries.arrears(unit.pk) == Decimal("99.50")
    assert [one.pk for one in queries.open_charges(unit)] == [second.pk]
    assert (entry.receipt.number, entry.receipt.amount) == (1, Decimal("300.50"))
    with pytest.raises(FeesRefused):
        settled(cast, first, second)
    assert settled(cast, second).receipt.number == 2
    assert queries.arrears(unit.pk) == 0
    assert balances(cast) == {"bank": 400, "income": -400}
    assert kinds("entry", entry.pk) == ["fee.settled"]
    proven()


def test_a_charge_is_paid_as_one_of_its_own_home(cast: Cast) -> None:
    own, other = charged(cast, home(cast)), charged(cast, home(cast, "3-2-502", "李雷"))
    for chosen in ([other.pk], [own.pk, other.pk], [own.pk, 0], []):
        with pytest.raises(FeesRefused):
            actions.settle_charges(own.unit_id, by=by(cast, "cashier"), charge_ids=chosen, way="cash", payer="王丽")
    assert not Receipt.objects.exists()
    assert [queries.arrears(one.unit_id) for one in (own, other)] == [own.amount, other.amount]
    settled(cast, own)
    assert [queries.arrears(one.unit_id) for one in (own, other)] == [0, other.amount]
    proven()


def test_a_fee_is_income_at_once(cast: Cast) -> None:
    entry = fee(cast, way="alipay")
    assert balances(cast) == {"bank": 20, "income": -20}
    assert kinds("entry", entry.pk) == ["fee.taken"]
    proven()


@pytest.mark.parametrize("amount", ["0", "-5", "0.001", "NaN", "10000000000"])
def test_no_amount_is_refused(cast: Cast, amount: str) -> None:
    for take in (lambda: fee(cast, amount), lambda: deposited(cast, None, amount)):
        with pytest.raises(FeesRefused):
            take()
    with pytest.raises(FeesRefused):
        charged(cast, home(cast), amount)
    assert not Entry.objects.exists()


def test_a_home_of_another_community_is_refused(cast: Cast) -> None:
    unit = home(cast)
    new = NewDeposit("key", Decimal(50), "cash", "王丽", unit_id=unit.pk)
    with pytest.raises(PermissionDenied):
        actions.take_deposit(cast.other_community.pk, by=by(cast, "cashier"), new=new)
    unit.__class__.objects.filter(pk=unit.pk).update(community=cast.other_community)
    with pytest.raises(FeesRefused):
        actions.take_deposit(cast.community.pk, by=by(cast, "cashier"), new=new)


def reversing(cast: Cast, entry: Entry) -> Entry:
    return actions.reverse_entry(entry.pk, by=by(cast, "manager", 5), why="录错")


def test_what_was_booked_back_leaves_nothing_and_is_booked_back_once(cast: Cast) -> None:
    unit = home(cast)
    deposit, charge, paid = deposited(cast, unit), charged(cast, unit), charged(cast, unit, "5")
    settlement, taken = settled(cast, paid), fee(cast)
    for entry in (settlement, taken, deposit.taken_by_entry, charge.entry, paid.entry):
        counter = reversing(cast, entry)
        assert kinds("entry", entry.pk)[-1] == "entry.reversed"
        for again in (entry, counter):
            with pytest.raises(FeesRefused):
                reversing(cast, again)
    assert balances(cast) == {}
    deposit.refresh_from_db()
    assert deposit.state == "void"
    assert kinds("deposit", deposit.pk)[-1] == "deposit.voided"
    assert not Charge.objects.filter(is_void=False).exists()
    assert not queries.open_charges(unit).exists()
    proven()


def test_what_was_paid_is_open_again_when_the_payment_is_booked_back(cast: Cast) -> None:
    unit = home(cast)
    charge = charged(cast, unit)
    entry = settled(cast, charge)
    with pytest.raises(FeesRefused):
        reversing(cast, charge.entry)
    reversing(cast, entry)
    assert [one.pk for one in queries.open_charges(unit)] == [charge.pk]
    assert queries.arrears(unit.pk) == charge.amount
    assert settled(cast, charge).receipt.number == 2
    proven()


def test_a_refund_under_way_is_not_booked_back(cast: Cast) -> None:
    deposit = approved(cast)
    with pytest.raises(FeesRefused):
        reversing(cast, deposit.taken_by_entry)
    done = actions.refund_deposit(deposit.pk, by=by(cast, "cashier", 2), way="cash")
    assert done.refunded_by_entry is not None
    with pytest.raises(FeesRefused):
        reversing(cast, done.refunded_by_entry)


@pytest.mark.parametrize(
    ("verb", "may"),
    [
        (
            lambda cast, who: actions.charge_household(home(cast).pk, by=by(cast, who), item="x", amount=Decimal(1)),
            {"agent", "lead", "supervisor", "manager", "cashier"},
        ),
        (lambda cast, who: actions.approve_refund(deposited(cast).pk, by=by(cast, who)), {"supervisor", "manager"}),
        (lambda cast, who: actions.refund_deposit(approved(cast).pk, by=by(cast, who), way="cash"), {"cashier"}),
        (lambda cast, who: actions.reverse_entry(fee(cast).pk, by=by(cast, who), why="x"), {"supervisor", "manager"}),
        (
            lambda cast, who: actions.take_deposit(
                cast.community.pk, by=by(cast, who), new=NewDeposit("key", Decimal(1), "cash", "x")
            ),
            {"cashier"},
        ),
    ],
    ids=["charge", "approve", "refund", "reverse", "take"],
)
def test_who_may(cast: Cast, verb: Callable[[Cast, str], object], may: set[str]) -> None:
    everybody = ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "keeper", "administrator")
    able = set()
    for who in (*everybody, "other_clerk"):
        try:
            with transaction.atomic():
                verb(cast, who)
        except PermissionDenied:
            continue
        able.add(who)
    assert able == may


def test_a_second_click_takes_the_money_once(cast: Cast) -> None:
    new = NewDeposit("key", Decimal(50), "cash", "王丽")
    actions.take_deposit(cast.community.pk, by=by(cast, "cashier", key="k" * 32), new=new)
    with pytest.raises(AlreadyDone), transaction.atomic():
        actions.take_deposit(cast.community.pk, by=by(cast, "cashier", key="k" * 32), new=new)
    assert (Deposit.objects.count(), Receipt.objects.count(), Books.objects.get().last_receipt) == (1, 1, 1)


@pytest.mark.parametrize(
    "sql",
    [
        "update fees_entry set words = 'x'",
        "delete from fees_entry",
        "update fees_line set amount = amount * 2",
        "delete from fees_line",
        "update fees_receipt set payer = 'x'",
        "delete from fees_receipt",
        "update fees_deduction set reason = 'x'",
        "update fees_account set balance = balance + 1",
        "update fees_books set owed = owed + 1",
        "update fees_deposit set refunded = refunded - 1; set constraints all immediate",
        "delete from fees_deduction; set constraints all immediate",
        "update fees_deposit set approved_by_id = refunded_by_id",
        "update fees_deposit set state = 'held'",
        (
            "insert into fees_line (entry_id, account_id, amount, booked_at) select entry_id, account_id, 1, booked_at"
            " from fees_line limit 1; set constraints all immediate"
        ),
        (
            "insert into fees_entry (community_id, kind, words, booked_at, booked_by_id) select community_id, 'fee', 'x',"
            " booked_at, booked_by_id from fees_entry limit 1; set constraints all immediate"
        ),
        (
            "insert into fees_receipt (community_id, number, entry_id, payer, amount, way)"
            " select community_id, 1, refunded_by_entry_id, 'x', 1, 'cash' from fees_deposit"
        ),
    ],
)
def test_the_database_refuses_what_would_falsify_the_books(cast: Cast, sql: str) -> None:
    deposit = approved(cast, home(cast), ("100", "墙面"))
    actions.refund_deposit(deposit.pk, by=by(cast, "cashier", 2), way="cash")
    charged(cast, home(cast))
    proven()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    proven()


def test_what_does_not_balance_is_found(cast: Cast) -> None:
    unit = home(cast)
    charged(cast, unit)
    fee(cast)
    proven()
    with connection.cursor() as cursor:
        cursor.execute("alter table fees_account disable trigger all; alter table fees_line disable trigger all")
        cursor.execute("update fees_account set balance = balance + 7 where kind = 'cash'")
        line = Line.objects.order_by("id")[0]
        cursor.execute("update fees_line set amount = amount + 1 where id = %s", [line.pk])
        cursor.execute("alter table fees_account enable trigger all; alter table fees_line enable trigger all")
    found = {(one.what, one.id) for one in queries.unbalanced()}
    cash = Account.objects.get(kind="cash")
    assert found == {
        ("entry", line.entry_id),
        ("account", line.account_id),
        ("account", cash.pk),
        ("books", cast.community.pk),
    }
    assert queries.difference(cast.community.pk) == 7
