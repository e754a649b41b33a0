"""The sample's front desk and gate: windows, the queue of today, the reception log, visitors, what households owe."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from kefu.custody import actions as custody
from kefu.custody.actions import NewThings
from kefu.estate import actions as estate
from kefu.estate.actions.looking import FOLDER
from kefu.fees import actions as fees
from kefu.fees.actions import NewDeposit
from kefu.fees.models import Charge
from kefu.gate import actions as gate_actions
from kefu.gate.models import Kind, Pass
from kefu.reception import actions as desk
from kefu.reception.actions import NewTicket, Served
from kefu.reception.models import CameBy, Window
from kefu.sample import papers, words
from kefu.sample.affairs import Affair
from kefu.sample.office import in_office

FILES, OWING = 14, 12
QUEUE = ("card", "pass", "enquiry", "parking", "key", "card", "transfer", "enquiry", "file", "pass")
WINDOWS = ("1 号窗口", "2 号窗口", "3 号窗口")
THINGS = (("card", "C-{:04d}", 30, "前台"), ("key", "K-{:03d}", 12, "钥匙柜"), ("parking", "B1-{:03d}", 20, "地下车库"))
_PAPERS = ("file.contract", "file.identity", "file.registration", "file.handover", "file.agreement")
_DAY = timedelta(days=1)


def arrange(affair: Affair, at: datetime) -> Iterator[datetime]:
    """Windows are set up, cards, keys and spaces registered; files are opened; some households are charged."""
    supervisor, cashier, agent, here = (
        affair.supervisor,
        affair.staff.by_post["cashier"][0],
        affair.agent,
        affair.community.pk,
    )
    for name in WINDOWS:
        affair.do(desk.add_window, at, supervisor, here, name=name)
    for kind, number, count, place in THINGS:
        new = NewThings(kind, [number.format(n) for n in range(1, count + 1)], place=place)
        affair.do(custody.register_things, at, supervisor, here, new)
    for n in range(FILES):
        yield (at := in_office(at + affair.chance.minutes(60, 300)))
        id_ = affair.do(estate.open_file, at, agent, affair.staff.lived_in[n * 5].pk)
        for item in _PAPERS[: n % (len(_PAPERS) + 1)]:
            paper = papers.picture(f"{item}-{n}", within=FOLDER)
            affair.do(estate.add_paper, at, agent, id_, item=item, origin="archive", paper=paper)
    for n in range(OWING):
        unit = affair.staff.lived_in[n * 11 + 3]
        yield (at := in_office(at + affair.chance.minutes(30, 200)))
        charge = {"item": f"物业服务费 {at:%Y-%m}", "amount": Decimal("236.50")}
        affair.do(fees.charge_household, at, cashier, unit.pk, **charge)
        if n % 3:
            yield (at := in_office(at + affair.chance.minutes(30, 200)))
            ids = list(Charge.objects.filter(unit=unit, settlement=None).values_list("id", flat=True))
            payer = unit.before[0].person.name
            affair.do(fees.settle_charges, at, cashier, unit.pk, charge_ids=ids, way="wechat", payer=payer)
    yield from _deposit(affair, at)


def _deposit(affair: Affair, at: datetime) -> Iterator[datetime]:
    """The deposit of a card is taken, and goes back."""
    cashier, unit = affair.staff.by_post["cashier"][0], affair.staff.lived_in[2]
    new = NewDeposit("card", Decimal(50), "cash", unit.before[0].person.name, unit_id=unit.pk)
    id_ = affair.do(fees.take_deposit, at, cashier, affair.community.pk, new=new)
    yield (at := in_office(at + _DAY))
    affair.do(fees.approve_refund, at, affair.supervisor, id_)
    yield (at := in_office(at + timedelta(hours=2)))
    affair.do(fees.refund_deposit, at, cashier, id_, way="cash")


def reception(affair: Affair, at: datetime) -> Iterator[datetime]:
    """A day's log of the desk: who came or called, for what, how it ended; one result comes later."""
    chance = affair.chance
    for n in range(4):
        yield (at := in_office(at + chance.minutes(20, 90)))
        purpose, matter, result = chance.choice(words.ENQUIRIES)
        person = chance.choice(affair.staff.lived_in).before[0].person
        new = NewTicket(purpose, chance.choice((CameBy.VISIT, CameBy.PHONE)), person.name, person.phone, matter=matter)
        served = Served(result, "工程部" if purpose == "complaint" else "", is_pending=n == 0)
        id_ = affair.do(desk.receive_visitor, at, affair.agent, affair.community.pk, new, served=served)
        if n == 0 and chance.is_so(0.7):
            yield (at := in_office(at + chance.minutes(30, 120)))
            affair.do(desk.answer_ticket, at, affair.agent, id_, result=result)
            yield (at := in_office(at + chance.minutes(60, 240)))
            affair.do(desk.revisit_ticket, at, affair.agent, id_, is_satisfied=True, opinion=words.CONTENT[0])


def gate(affair: Affair, at: datetime) -> Iterator[datetime]:
    """A visitor is registered at the gate, goes in once the host was told, and mostly leaves."""
    guard, (name, purpose) = affair.staff.by_post["guard"][0], affair.chance.choice(words.VISITORS)
    yield (at := at + affair.chance.minutes(10, 200))
    unit = affair.chance.choice(affair.staff.lived_in)
    new = Pass(community=affair.community, unit=unit, kind=Kind.VISITOR, holder=name, purpose=purpose)
    new.host, new.valid_from, new.valid_until = unit.before[0].person.name, at, at + timedelta(hours=6)
    told = gate_actions.PHONE if affair.chance.is_so(0.8) else ""
    id_ = affair.do(gate_actions.register_visitor, at, guard, new, told=told)
    affair.do(gate_actions.enter_visitor, at + timedelta(minutes=2), guard, id_)
    yield (at := at + affair.chance.minutes(40, 180))
    affair.do(gate_actions.leave_visitor, at, guard, id_)


def queue(affair: Affair, at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """The last hour: two windows are open, some were received, two are called, four wait."""
    clerks, step = affair.staff.by_post["agent"][:2], (ends_at - at) / 13
    windows = list(Window.objects.filter(community=affair.community).order_by("id")[:2])
    for window, clerk in zip(windows, clerks, strict=False):
        affair.do(desk.open_window, at, clerk, window.pk)
    for n, purpose in enumerate(QUEUE):
        yield (at := at + step)
        id_ = affair.do(desk.take_ticket, at, clerks[0], affair.community.pk, NewTicket(purpose))
        if n < 6:
            window, clerk = windows[n % 2], clerks[n % 2]
            affair.do(desk.call_ticket, at + step / 4, clerk, id_, window_id=window.pk)
            if n < 4:
                affair.do(desk.serve_ticket, at + step / 2, clerk, id_, served=Served(words.SERVED))
