"""Rows of the counter in bulk: passes, things handed out, money, tickets; as many elsewhere as are asked for."""

from datetime import timedelta

from kefu.counter.models import Errand, Outcome, Taken
from kefu.custody.models import Handout, Load, Registration, Thing
from kefu.fees.models import Account, Charge, Deduction, Deposit, Entry, Line, Receipt
from kefu.gate.models import Pass, Passage
from kefu.reception.models import Ticket
from tests.cases.test_cases import MORNING
from tests.cast import BEGAN, Cast
from tests.changing import changed


def fill_counter(cast: Cast, count: int, elsewhere: int) -> None:
    """All of it; homes are there already."""
    _fill_passes(cast, count, elsewhere)
    _fill_custody(cast, count, elsewhere)
    _fill_fees(cast, count, elsewhere)
    _fill_reception(cast, count, elsewhere)
    _fill_errands(cast, count, elsewhere)


def _fill_errands(cast: Cast, count: int, elsewhere: int) -> None:
    """Errands of a home, one in three open with something due, each with a step and what came of it; more elsewhere."""
    first, begun = Errand.objects.earliest("id"), Errand.objects.count()
    where = [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    errands = Errand.objects.bulk_create(
        changed(
            first,
            pk=None,
            community_id=id_,
            unit_id=first.unit_id if n < count else None,
            number=f"Y2026-9{begun + n:05d}",
            next_due_at=MORNING + timedelta(minutes=n) if n % 3 == 0 else None,
            **({"state": "done", "ended_at": MORNING} if n % 3 else {}),
        )
        for n, id_ in enumerate(where)
    )
    step = first.taken.earliest("id")
    Taken.objects.bulk_create(changed(step, pk=None, errand_id=one.pk) for one in errands)
    Outcome.objects.bulk_create(
        Outcome(errand=one, step="apply", kind="unit", subject_id=one.pk, label="3-2-501") for one in errands
    )


def _fill_passes(cast: Cast, count: int, elsewhere: int) -> None:
    """Slips issued a minute after each other, half of them valid, each turned back once; and so many elsewhere."""
    first, begun = Pass.objects.earliest("id"), Pass.objects.count()
    passage = first.passages.earliest("id")
    where = [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    passes = Pass.objects.bulk_create(
        changed(
            first,
            pk=None,
            community_id=id_,
            number=f"P2026-9{begun + n:05d}",
            code=f"filled-{begun + n}",
            issued_at=BEGAN + timedelta(minutes=n),
            valid_until=MORNING + timedelta(days=1 if n % 2 else -1),
        )
        for n, id_ in enumerate(where)
    )
    Passage.objects.bulk_create(
        changed(passage, pk=None, of_id=one.pk, community_id=one.community_id, at=one.issued_at) for one in passes
    )


def _fill_custody(cast: Cast, count: int, elsewhere: int) -> None:
    """Things, one in three of them out and overdue; and so many elsewhere; the first one has had as many holders."""
    first, made = Thing.objects.earliest("id"), Registration.objects.earliest("id")
    handout = first.handouts.earliest("id")
    begun, where = Thing.objects.count(), [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    new = [
        changed(
            first,
            pk=None,
            community_id=id_,
            registration_id=None,
            number=f"K-9{begun + n}",
            sorts_as=f"K-9{begun + n:05d}",
            **({"state": "kept", "due_at": None} if n % 3 else {}),
        )
        for n, id_ in enumerate(where)
    ]
    things = Thing.objects.bulk_create(new)
    Handout.objects.bulk_create(changed(handout, pk=None, thing_id=one.pk) for one in things if one.state == "out")
    before = {"back_at": MORNING, "end": "back"}
    Handout.objects.bulk_create(changed(handout, pk=None, **before) for _ in range(count))
    Registration.objects.bulk_create(changed(made, pk=None) for _ in where)
    Load.objects.bulk_create(Load(thing=one, what="3 栋大门", at=MORNING) for one in things)


def _fill_fees(cast: Cast, count: int, elsewhere: int) -> None:
    """Deposits of a home, charges paid by it and one account for each other home; and so many deposits elsewhere."""
    deposit, paid = Deposit.objects.earliest("id"), Charge.objects.filter(settlement__isnull=False).earliest("id")
    approved = {"state": "approved", "approved_at": MORNING, "approved_by_id": cast.manager.pk}
    for community, many in ((cast.community, count), (cast.other_community, elsewhere)):
        accounts = {
            kind: Account.objects.get_or_create(community=community, kind=kind, unit=None)[0]
            for kind in ("cash", "deposits", "income")
        }
        begun = community.receipts.count()
        is_here = community == cast.community
        entry = changed(deposit.taken_by_entry, pk=None, community_id=community.pk, unit_id=None)
        entries = Entry.objects.bulk_create(
            changed(entry, pk=None, booked_at=BEGAN + timedelta(minutes=n)) for n in range(many)
        )
        _fill_lines(entries, accounts["cash"], accounts["deposits"])
        Receipt.objects.bulk_create(
            Receipt(community=community, number=begun + n, entry=one, payer="王丽", amount=1, way="cash")
            for n, one in enumerate(entries, 1)
        )
        held = changed(deposit, pk=None, community_id=community.pk, unit_id=deposit.unit_id if is_here else None)
        deposits = Deposit.objects.bulk_create(
            changed(held, pk=None, taken_by_entry_id=one.pk, taken_at=one.booked_at, **approved) for one in entries
        )
        Deduction.objects.bulk_create(Deduction(deposit=one, amount=1, reason="墙面") for one in deposits)
        units = list(community.units.filter(account=None).order_by("id")[:many])
        Account.objects.bulk_create(Account(community=community, kind="receivable", unit=one) for one in units)
        if is_here:
            charged = Entry.objects.bulk_create(changed(paid.entry, pk=None) for _ in range(many))
            _fill_lines(charged, paid.unit.account, accounts["income"])
            Charge.objects.bulk_create(changed(paid, pk=None, entry_id=one.pk) for one in charged)


def _fill_lines(entries: list[Entry], debit: Account, credit: Account) -> None:
    Line.objects.bulk_create(
        Line(entry=one, account=account, amount=amount, booked_at=one.booked_at)
        for one in entries
        for account, amount in ((debit, 1), (credit, -1))
    )


def _fill_reception(cast: Cast, count: int, elsewhere: int) -> None:
    """Tickets of the morning, one in three waiting, the others received, some with a low mark; and so many elsewhere."""
    first = Ticket.objects.earliest("id")
    where = [cast.community.pk] * count + [cast.other_community.pk] * elsewhere
    day = MORNING.date()
    done = {"state": "served", "served_at": MORNING, "called_at": MORNING, "result": "已办", "clerk_id": cast.agent.pk}
    waiting = {"state": "waiting", "called_at": None, "clerk_id": None}
    begun = Ticket.objects.count()
    Ticket.objects.bulk_create(
        changed(
            first,
            pk=None,
            community_id=id_,
            day=day,
            number=f"Z{begun + n}",
            taken_at=MORNING - timedelta(seconds=n),
            queued_at=MORNING,
            window_id=None,
            **({**done, "mark": 1 if n % 9 == 1 else None} if n % 3 else waiting),
        )
        for n, id_ in enumerate(where)
    )
