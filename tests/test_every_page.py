"""Every page and verb × every role × another community, by one table. A page that is not in it fails."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from kefu import clock
from kefu.cases import actions as case_actions
from kefu.cases.calc import VERBS
from kefu.cases.models import Case
from kefu.counter import actions as counter_actions
from kefu.counter.actions import Said
from kefu.counter.models import Errand
from kefu.custody import actions as custody_actions
from kefu.custody.actions import Holder, Loan, NewThings, Signing
from kefu.custody.calc import VERBS as CUSTODY_VERBS
from kefu.custody.models import Handout, Registration, Thing
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow, Why
from kefu.estate.models import EstateImport, FilePaper, HouseholdFile, Person, Residency, Unit
from kefu.events.models import Event
from kefu.feedback import actions as feedback_actions
from kefu.feedback.actions import NewVoice
from kefu.feedback.calc import SURVEY_VERBS
from kefu.feedback.models import Answer, Feed, Home, Opinion, Response, Sheet, Survey, Voice
from kefu.feedback.papers import home_token
from kefu.feedback.views.sheets import OFFERS as SHEET_VERBS
from kefu.fees import actions as fee_actions
from kefu.fees.models import Account, Deposit, Entry
from kefu.gate import actions as gate_actions
from kefu.gate.calc import VERBS as PASS_VERBS
from kefu.gate.models import Kind as PassKind
from kefu.gate.models import Pass
from kefu.hotline import actions as hotline_actions
from kefu.hotline.models import Call, Draw, Exchange, Hearing, Slip
from kefu.hotline.views.words import VERBS as SLIP_VERBS
from kefu.incidents import actions as incident_actions
from kefu.incidents.actions import CLAIM_VERBS
from kefu.incidents.models import Claim, Incident
from kefu.notices import actions as notice_actions
from kefu.notices.actions import NewAnnouncement
from kefu.notices.models import Announcement, Message, Notice
from kefu.notices.outbox import actions as outbox
from kefu.notices.outbox.actions import NewMessage, Recipient
from kefu.people.models import Appointment, Department, Post
from kefu.reception import actions as reception_actions
from kefu.reception.actions import NewTicket
from kefu.reception.addresses import ticket_token
from kefu.reception.models import Device, Ticket, Window
from kefu.registers import actions as register_actions
from kefu.registers import models as register_models
from kefu.registers.declared import REGISTERS
from kefu.repairs import actions as defect_actions
from kefu.repairs.actions import VERBS as DEFECT_VERBS
from kefu.repairs.models import Defect
from kefu.ui.storing import Kept
from kefu.workorders.calc import VERBS as ORDER_VERBS
from kefu.workorders.models import Receiver, WorkOrder
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import BEGAN, Cast, make_cast
from tests.gate import passes as gate_passes
from tests.workorders.orders import issued

HERE = ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "keeper")
ALL = frozenset({*HERE, "administrator"})
WORKING = frozenset({"agent", "lead", "supervisor", "manager", "engineer"})
RECEIVING = (WORKING - {"engineer"}) | {"cashier"}
LEADING = frozenset({"lead", "supervisor", "manager"})
OF_LEADERS = ("take-over", "withdraw", "check-entry")
REGISTERING = LEADING | {"agent", "keeper", "administrator"}
KEEPING = LEADING | {"keeper", "administrator"}
MANAGING = frozenset({"keeper", "administrator"})
GOVERNING = MANAGING | {"manager"}
# Who has a resident's numbers shown, and who sees that they had.
SHOWING = LEADING | {"agent", "cashier", "administrator"}
WATCHING = frozenset({"supervisor", "manager", "auditor"}) | MANAGING
# Who hears recordings and judges words; who sees a slip of the agent's.
LISTENING = frozenset({"supervisor", "manager"})
# Who sets up windows and devices of the queue.
ARRANGING = LEADING | MANAGING
# Engineering, and those who lead it.
VERIFYING = frozenset({"engineer", "supervisor", "manager"})
DEFECT_RIGHTS = {"verify": VERIFYING, "reject": VERIFYING, "withdraw": LEADING}
# An order of the agent's to the engineer's department: who follows it, who received it.
FOLLOWING = LEADING | {"agent"}
ORDER_RIGHTS = {"sender": FOLLOWING, "receiver": frozenset({"engineer"}), "either": FOLLOWING | {"engineer"}}
LISTING = frozenset({"supervisor", "manager"}) | MANAGING
ASKING = RECEIVING
# Who looks at the books, and at what a household owes.
READING = LEADING | {"cashier", "auditor", "administrator"}
AT_MONEY = READING | {"agent"}
PASS_RIGHTS = {"extend": RECEIVING, "call-in": RECEIVING, "revoke": LEADING}
EVERYBODY = (*HERE, "administrator", "other_clerk", "anonymous")


Ids = Mapping[str, int | str]
Clients = Callable[[str], Client]


@dataclass(frozen=True)
class Page:
    """Who `may` open it, or do it; the others are told 403. `stranger`: what a clerk of another community is told."""

    address: Callable[[Ids], str]
    may: frozenset[str] = ALL
    stranger: int = 404
    is_verb: bool = False
    is_open: bool = False


def at(address: str) -> Callable[[Ids], str]:
    return lambda known: address.format(**known)


def verb(address: str, may: frozenset[str], stranger: int = 404) -> Page:
    return Page(at(address), may, stranger, is_verb=True)


# What stands in addresses by the first row of its kind.
FIRST: dict[str, type[Model]] = {
    "case": Case,
    "unit": Unit,
    "department": Department,
    "post": Post,
    "import": EstateImport,
    "order": WorkOrder,
    "person": Person,
    "residency": Residency,
    "file": HouseholdFile,
    "paper-kept": FilePaper,
    "announcement": Announcement,
    "survey": Survey,
    "home": Home,
    "response": Response,
    "sheet": Sheet,
    "opinion": Opinion,
    "voice": Voice,
    "feed": Feed,
    "message": Message,
    "call": Call,
    "draw": Draw,
    "hearing": Hearing,
    "exchange": Exchange,
    "slip": Slip,
    "ticket": Ticket,
    "window": Window,
    "device": Device,
    "incident": Incident,
    "claim": Claim,
    "defect": Defect,
    "deposit": Deposit,
    "entry": Entry,
    "pass": Pass,
    "errand": Errand,
    "share": register_models.Draw,
    "receiver": Receiver,
    "thing": Thing,
    "handout": Handout,
    "registration": Registration,
}


def ids(cast: Cast) -> Ids:
    """What stands in addresses."""
    revisit = Event.objects.filter(kind="case.revisited").earliest("id")
    number = Ticket.objects.earliest("id").pk
    return {
        **{name: model._default_manager.earliest("id").pk for name, model in FIRST.items()},
        "community": cast.community.pk,
        "building": Unit.objects.earliest("id").building_id,
        "area": cast.community.areas.earliest("id").pk,
        "user": cast.engineer.pk,
        "appointment": Appointment.objects.filter(user=cast.engineer).earliest("id").pk,
        "duty": Duty.objects.filter(subject_kind="case", bearer_id=cast.agent.pk).earliest("id").pk,
        "paper": home_token(Home.objects.filter(is_answered=False).earliest("id")),
        "notice": Notice.objects.filter(user=cast.agent).earliest("id").pk,
        "number": ticket_token(number),
        "account": Account.objects.filter(kind="cash").earliest("id").pk,
        "repair": Case.objects.filter(kind="repair").earliest("id").pk,
        "revisited": revisit.subject_id,
        "revisit": revisit.seq,
    }


PAGES: dict[str, Page] = {
    "home": Page(at("/"), stranger=200),
    "later": Page(at("/later"), stranger=200),
    "acknowledge": verb("/steps/0/acknowledge", frozenset(), stranger=404),
    "wallboards": Page(at("/wallboard"), stranger=302),
    "wallboard": Page(at("/wallboard/{community}")),
    "governing:rulebooks": Page(at("/rulebook"), stranger=302),
    "governing:rulebook": Page(at("/rulebook/{community}")),
    "governing:clause": Page(at("/rulebook/{community}/clauses/complaint.settle.forwarded")),
    "governing:file": Page(at("/rulebook/{community}/file?version=2026-01-01")),
    "governing:adopt": Page(at("/rulebook/{community}/adopt"), GOVERNING),
    "governing:reissue": Page(at("/rulebook/{community}/reissue"), GOVERNING),
    "governing:calendar": Page(at("/rulebook/{community}/calendar")),
    "governing:adopt-year": verb("/rulebook/{community}/calendar/adopt", GOVERNING),
    "governing:set-day": verb("/rulebook/{community}/calendar/day", GOVERNING),
    "governing:settings": Page(at("/rulebook/{community}/settings")),
    "governing:duty": Page(at("/duties/{duty}")),
    "governing:attest": verb("/duties/{duty}/attest", frozenset({"agent", "supervisor", "manager"})),
    "governing:move": verb("/duties/{duty}/move", frozenset({"supervisor", "manager"})),
    "governing:waive": verb("/duties/{duty}/waive", frozenset({"manager"})),
    "governing:reissue-duty": verb("/duties/{duty}/reissue", frozenset({"manager"})),
    # No worker runs in tests, and everybody but an administrator of the installation is told so in one word.
    "health": Page(at("/health"), stranger=503, is_open=True),
    "choose-columns": verb("/lists/cases/columns", ALL, stranger=302),
    "people:save-filter": verb("/lists/cases/filters", ALL, stranger=302),
    # Nobody has saved one there.
    "people:forget-filter": verb("/lists/filters/1/forget", frozenset(), stranger=404),
    "sample:sample": Page(at("/sample"), frozenset(), stranger=404, is_open=True),
    "registers:registers-where": Page(at("/registers"), stranger=302),
    "registers:registers": Page(at("/registers/{community}")),
    "registers:register": Page(at("/registers/{community}/revisits?since=2026-03-01")),
    **{f"registers:register {name}": Page(at(f"/registers/{{community}}/{name}")) for name in REGISTERS},
    "registers:export": verb("/registers/{community}/revisits/export", ALL),
    "registers:print": verb("/registers/{community}/revisits/print", ALL),
    "registers:revisit": Page(at("/registers/revisits/{revisited}/{revisit}")),
    "registers:customers": Page(at("/registers/{community}/customers"), LISTING),
    "registers:export-customers": verb("/registers/{community}/customers/export", LISTING),
    "registers:rates": Page(at("/registers/{community}/rates")),
    "registers:export-rates": verb("/registers/{community}/rates/export", ALL),
    "registers:statistics": Page(at("/registers/{community}/rates/paper")),
    "registers:causes": Page(at("/registers/{community}/causes")),
    "registers:draws": Page(at("/registers/{community}/draws")),
    "registers:draw": verb("/registers/{community}/draws/draw", LEADING),
    "registers:drawn": Page(at("/registers/draws/{share}")),
    "reception:home": Page(at("/reception"), stranger=302),
    "reception:desk": Page(at("/reception/{community}?unit={unit}&person={person}"), RECEIVING),
    "reception:receive": verb("/reception/{community}/receive", RECEIVING),
    "reception:tickets": Page(at("/reception/tickets"), stranger=200),
    **{
        f"reception:tickets {show}": Page(at(f"/reception/tickets?show={show}"), stranger=200)
        for show in ("waiting", "low")
    },
    "reception:export": verb("/reception/tickets/export", ALL, stranger=200),
    "reception:ticket": Page(at("/reception/tickets/{ticket}")),
    **{
        f"reception:act {name}": verb(f"/reception/tickets/{{ticket}}/{name}", RECEIVING)
        for name in ("recall", "pass", "leave", "call", "serve", "move", "identify", "answer", "revisit")
    },
    "reception:windows": Page(at("/reception/{community}/windows")),
    "reception:window": Page(at("/reception/windows/{window}")),
    "reception:add-window": verb("/reception/{community}/windows/add", ARRANGING),
    "reception:act-on-window open": verb("/reception/windows/{window}/open", RECEIVING),
    "reception:act-on-window next": verb("/reception/windows/{window}/next", frozenset({"agent"})),
    "reception:act-on-window close": verb("/reception/windows/{window}/close", ARRANGING | {"agent"}),
    "reception:act-on-window retire": verb("/reception/windows/{window}/retire", ARRANGING),
    "reception:devices": Page(at("/reception/{community}/devices"), ARRANGING),
    "reception:add-device": verb("/reception/{community}/devices/add", ARRANGING),
    "reception:drop-device": verb("/reception/devices/{device}/drop", ARRANGING),
    "reception:numbers": Page(at("/reception/{community}/numbers"), RECEIVING),
    "reception:slip": Page(at("/reception/{community}/numbers/{ticket}"), RECEIVING),
    "reception:screen": Page(at("/reception/{community}/screen")),
    "reception:figures": Page(at("/reception/{community}/figures?since=2026-01-01&until=2026-12-31")),
    "reception:export-figures": verb("/reception/{community}/figures/export", ALL),
    "reception:score": Page(at("/reception/{community}/score?month=2026-01")),
    # Devices, and whoever took a number: each has tests of its own.
    "reception:device-numbers": Page(at("/n/nonsense"), is_open=True, stranger=404, may=frozenset()),
    "reception:device-slip": Page(at("/n/nonsense/{ticket}"), is_open=True, stranger=404, may=frozenset()),
    "reception:device-screen": Page(at("/s/nonsense"), is_open=True, stranger=404, may=frozenset()),
    "reception:follow": Page(at("/t/{number}"), is_open=True, stranger=200),
    "incidents:incidents": Page(at("/incidents"), stranger=200),
    "incidents:open": Page(at("/incidents/open"), WORKING, stranger=200),
    "incidents:incident": Page(at("/incidents/{incident}")),
    "incidents:join": verb("/incidents/{incident}/join", WORKING),
    "incidents:part": verb("/incidents/{incident}/part/{case}", WORKING),
    "incidents:claim": verb("/incidents/{incident}/claim", WORKING),
    "incidents:close": verb("/incidents/{incident}/close", LEADING),
    **{
        f"incidents:act-on-claim {name}": verb(
            f"/incidents/claims/{{claim}}/{name}", WORKING if name == "count" else LEADING
        )
        for name in CLAIM_VERBS
    },
    "cases:cases": Page(at("/cases"), stranger=200),
    "cases:export": verb("/cases/export", ALL, stranger=200),
    "cases:receive": Page(at("/cases/receive"), RECEIVING, stranger=200),
    "cases:case": Page(at("/cases/{case}")),
    **{
        f"cases:act {name}": verb(f"/cases/{{case}}/{name}", LEADING if name in OF_LEADERS else WORKING)
        for name in VERBS
    },
    "cases:file": Page(at("/cases/files/0"), frozenset()),
    "cases:bulk": verb("/cases/bulk/close", ALL, stranger=302),
    "cases:households": verb("/cases/receive/households", RECEIVING, stranger=200),
    "cases:look-alikes": verb("/cases/receive/look-alikes", RECEIVING, stranger=200),
    "gate:gate": Page(at("/gate/"), WORKING, stranger=200),
    "gate:known": Page(at("/gate/known"), WORKING, stranger=200),
    "gate:find": verb("/gate/find", WORKING, stranger=200),
    "gate:send": verb("/gate/send", WORKING, stranger=422),
    "gate:worker": Page(at("/gate/worker.js"), is_open=True, stranger=200),
    "gate:manifest": Page(at("/gate/manifest.webmanifest"), is_open=True, stranger=200),
    "gate:passes": Page(at("/passes"), stranger=200),
    "gate:export-passes": verb("/passes/export", ALL, stranger=200),
    "gate:log": Page(at("/passes/log"), stranger=200),
    "gate:export-log": verb("/passes/log/export", ALL, stranger=200),
    **{
        f"gate:issue {kind}": Page(
            at(f"/passes/issue/{kind}"), RECEIVING | WORKING if kind == "visitor" else RECEIVING, stranger=200
        )
        for kind in PassKind.values
    },
    "gate:months-where": Page(at("/passes/months"), stranger=302),
    "gate:months": Page(at("/passes/months/{community}?month=2026-03")),
    "gate:export-months": verb("/passes/months/{community}/export", ALL),
    "gate:pass": Page(at("/passes/{pass}")),
    "gate:paper": Page(at("/passes/{pass}/paper")),
    **{f"gate:act {name}": verb(f"/passes/{{pass}}/{name}", PASS_RIGHTS.get(name, WORKING)) for name in PASS_VERBS},
    "repairs:engineer": Page(at("/engineer/"), WORKING, stranger=200),
    "repairs:slips": Page(at("/engineer/slips"), WORKING, stranger=200),
    "repairs:send": verb("/engineer/send", WORKING, stranger=422),
    "repairs:worker": Page(at("/engineer/worker.js"), is_open=True, stranger=200),
    "repairs:manifest": Page(at("/engineer/manifest.webmanifest"), is_open=True, stranger=200),
    "repairs:defects": Page(at("/defects"), stranger=200),
    "repairs:export-defects": verb("/defects/export", ALL, stranger=200),
    "repairs:send-defect": Page(at("/defects/send?case={repair}"), WORKING),
    "repairs:figures-where": Page(at("/defects/figures"), stranger=302),
    "repairs:figures": Page(at("/defects/figures/{community}?year=2026")),
    "repairs:export-figures": verb("/defects/figures/{community}/export", ALL),
    "repairs:defect": Page(at("/defects/{defect}")),
    **{
        f"repairs:act-on-defect {name}": verb(f"/defects/{{defect}}/{name}", DEFECT_RIGHTS.get(name, WORKING))
        for name in DEFECT_VERBS
    },
    "repairs:months-where": Page(at("/repairs/months"), stranger=302),
    "repairs:months": Page(at("/repairs/months/{community}?month=2026-03")),
    "repairs:count": verb("/repairs/months/{community}/count", LEADING),
    "repairs:collect": verb("/repairs/months/{community}/collect", LEADING),
    "counter:errands": Page(at("/counter"), stranger=200),
    "counter:export": verb("/counter/export", ALL, stranger=200),
    "counter:procedures-where": Page(at("/counter/begin"), stranger=302),
    "counter:procedures": Page(at("/counter/begin/{community}")),
    "counter:begin": Page(at("/counter/begin/{community}/certificate?place=3-2-501"), FOLLOWING - {"manager"}),
    "counter:errand": Page(at("/counter/errands/{errand}")),
    "counter:step": verb("/counter/errands/{errand}/steps/check", FOLLOWING - {"manager"}),
    "counter:correct": Page(at("/counter/errands/{errand}/correct/apply"), FOLLOWING - {"manager"}),
    "counter:withdraw": verb("/counter/errands/{errand}/withdraw", FOLLOWING),
    "counter:paper": Page(at("/counter/errands/{errand}/forms/certificate")),
    "workorders:orders": Page(at("/orders"), stranger=200),
    "workorders:export": verb("/orders/export", ALL, stranger=200),
    "workorders:issue-where": Page(at("/orders/issue"), stranger=302),
    "workorders:issue": Page(at("/orders/issue/{community}"), WORKING | {"cashier"}),
    "workorders:directories": Page(at("/orders/receivers"), stranger=302),
    "workorders:receivers": Page(at("/orders/receivers/{community}")),
    "workorders:add-receiver": verb("/orders/receivers/{community}/add", LISTING),
    "workorders:load-receivers": verb("/orders/receivers/{community}/load", LISTING),
    "workorders:change-receiver": Page(at("/orders/receiver/{receiver}"), LISTING),
    "workorders:retire-receiver": verb("/orders/receiver/{receiver}/retire", LISTING),
    "workorders:restore-receiver": verb("/orders/receiver/{receiver}/restore", LISTING),
    "workorders:months-where": Page(at("/orders/answers"), stranger=302),
    "workorders:months": Page(at("/orders/answers/{community}")),
    "workorders:signature": Page(at("/orders/signatures/0"), frozenset()),
    "workorders:slip": Page(at("/orders/slips/{repair}")),
    "workorders:order": Page(at("/orders/{order}")),
    "workorders:paper": Page(at("/orders/{order}/paper")),
    **{
        f"workorders:act {name}": verb(f"/orders/{{order}}/{name}", ORDER_RIGHTS[one.side])
        for name, one in ORDER_VERBS.items()
    },
    "custody:things": Page(at("/custody"), stranger=200),
    "custody:export": verb("/custody/export", ALL, stranger=200),
    "custody:scan": Page(at("/custody/scan?number=K-1"), stranger=302),
    "custody:register-where": Page(at("/custody/register"), stranger=302),
    "custody:register": Page(at("/custody/register/{community}"), FOLLOWING),
    "custody:leave-where": Page(at("/custody/leave"), stranger=302),
    "custody:leave": Page(at("/custody/leave/{community}"), FOLLOWING),
    "custody:registration": Page(at("/custody/registrations/{registration}")),
    "custody:undo": verb("/custody/registrations/{registration}/undo", FOLLOWING),
    "custody:receipt": Page(at("/custody/handouts/{handout}/receipt")),
    "custody:signature": Page(at("/custody/handouts/0/signature/out"), frozenset()),
    "custody:thing": Page(at("/custody/{thing}")),
    **{f"custody:act {name}": verb(f"/custody/{{thing}}/{name}", FOLLOWING) for name in CUSTODY_VERBS},
    "feedback:surveys": Page(at("/surveys"), stranger=200),
    "feedback:plan": Page(at("/surveys/plan"), LEADING, stranger=403),
    "feedback:survey": Page(at("/surveys/{survey}")),
    **{f"feedback:act {name}": verb(f"/surveys/{{survey}}/{name}", LEADING) for name in SURVEY_VERBS},
    "feedback:answers": Page(at("/surveys/{survey}/answers"), ASKING),
    "feedback:export-answers": verb("/surveys/{survey}/answers/export", ASKING),
    "feedback:papers": Page(at("/surveys/{survey}/papers?building={building}"), ASKING),
    "feedback:homes": Page(at("/surveys/{survey}/homes?show=all")),
    "feedback:sum-up": Page(at("/surveys/{survey}/sum-up"), LEADING),
    "feedback:response": Page(at("/surveys/forms/{response}"), ASKING),
    "feedback:home": Page(at("/surveys/homes/{home}"), ASKING),
    "feedback:visit": verb("/surveys/homes/{home}/visit", ASKING),
    "feedback:enter": verb("/surveys/homes/{home}/answers", ASKING),
    "feedback:sheet": Page(at("/surveys/opinions/{sheet}")),
    # Who holds a post in the department responsible, as all of the cast do, may do these too.
    **{
        f"feedback:act-on-sheet {name}": verb(
            f"/surveys/opinions/{{sheet}}/{name}", LEADING if name in ("send", "tell") else ALL - {"administrator"}
        )
        for name in SHEET_VERBS
    },
    "feedback:revisit": verb("/surveys/opinion/{opinion}/revisit", ASKING),
    "feedback:resident": Page(at("/q/{paper}"), is_open=True, stranger=200),
    "feedback:voices": Page(at("/voices"), stranger=200),
    "feedback:export-voices": verb("/voices/export", ALL, stranger=200),
    "feedback:note-where": Page(at("/voices/note"), stranger=302),
    "feedback:note": Page(at("/voices/note/{community}"), ASKING),
    "feedback:bring-in": verb("/voices/note/{community}/file", ASKING),
    "feedback:add-feed": verb("/voices/note/{community}/feed", LEADING),
    "feedback:read-feed": verb("/voices/feeds/{feed}/read", LEADING),
    "feedback:drop-feed": verb("/voices/feeds/{feed}/drop", LEADING),
    "feedback:voice": Page(at("/voices/{voice}")),
    "feedback:judge": verb("/voices/{voice}/judge", ASKING),
    "hotline:calls": Page(at("/calls?show=all"), stranger=200),
    "hotline:export": verb("/calls/export", ALL, stranger=200),
    "hotline:note": Page(at("/calls/note"), RECEIVING, stranger=200),
    "hotline:ringing": Page(at("/calls/ringing"), stranger=200),
    # Exchanges alone report, by their token.
    "hotline:report": Page(at("/calls/reports"), stranger=401, is_verb=True, is_open=True),
    "hotline:answers-where": Page(at("/calls/answers"), stranger=302),
    "hotline:answers": Page(at("/calls/answers/{community}")),
    "hotline:export-answers": verb("/calls/answers/{community}/export", ALL),
    "hotline:staffing-where": Page(at("/calls/staffing"), stranger=302),
    "hotline:staffing": Page(at("/calls/staffing/{community}")),
    "hotline:draws-where": Page(at("/calls/recordings"), stranger=302),
    "hotline:draws": Page(at("/calls/recordings/{community}"), LISTENING),
    "hotline:draw": verb("/calls/recordings/{community}/draw", LISTENING),
    "hotline:hearings": Page(at("/calls/draws/{draw}"), LISTENING),
    "hotline:hearing": Page(at("/calls/hearings/{hearing}"), LISTENING),
    "hotline:hear": verb("/calls/hearings/{hearing}/hear", LISTENING),
    "hotline:no-charge": verb("/calls/{call}/no-charge", FOLLOWING),
    "hotline:sample": verb("/calls/words/sample/{community}", LISTENING),
    "hotline:exchanges-where": Page(at("/calls/exchanges"), stranger=302),
    "hotline:exchanges": Page(at("/calls/exchanges/{community}"), GOVERNING),
    "hotline:add-exchange": verb("/calls/exchanges/{community}/add", GOVERNING),
    "hotline:drop-exchange": verb("/calls/exchange/{exchange}/drop", GOVERNING),
    "hotline:call": Page(at("/calls/{call}")),
    "hotline:log": verb("/calls/{call}/log", RECEIVING),
    "hotline:slips": Page(at("/calls/words?show=all"), stranger=200),
    "hotline:check": verb("/calls/words/check", ALL, stranger=200),
    # The words are the supervisor's own.
    "hotline:slip": Page(at("/calls/words/{slip}"), LISTENING),
    **{f"hotline:judge {name}": verb(f"/calls/words/{{slip}}/{name}", LISTENING) for name in SLIP_VERBS},
    "notices:notices": Page(at("/notices"), stranger=200),
    "notices:bell": Page(at("/notices/bell"), stranger=200),
    "notices:see": verb("/notices/see", ALL, stranger=302),
    "notices:acknowledge": verb("/notices/{notice}/acknowledge", frozenset({"agent"})),
    "notices:announcements": Page(at("/announcements"), KEEPING, stranger=403),
    "notices:publish": Page(at("/announcements/publish/{community}"), KEEPING),
    "notices:announcement": Page(at("/announcements/{announcement}"), GOVERNING),
    "notices:withdraw": verb("/announcements/{announcement}/withdraw", GOVERNING),
    "notices:outbox": Page(at("/outbox"), KEEPING, stranger=403),
    "notices:export-outbox": verb("/outbox/export", KEEPING, stranger=403),
    "notices:write-where": Page(at("/outbox/write"), stranger=302),
    "notices:write": Page(at("/outbox/write/{community}"), KEEPING),
    "notices:message": Page(at("/outbox/{message}"), KEEPING),
    "notices:retry": verb("/outbox/{message}/retry", KEEPING),
    "fees:books-where": Page(at("/fees"), stranger=302),
    "fees:books": Page(at("/fees/books/{community}"), READING),
    "fees:take": Page(at("/fees/books/{community}/take"), frozenset({"cashier"})),
    "fees:take-deposit": Page(at("/fees/books/{community}/take-deposit"), frozenset({"cashier"})),
    "fees:account": Page(at("/fees/accounts/{account}"), READING),
    "fees:export-account": verb("/fees/accounts/{account}/export", READING),
    "fees:entry": Page(at("/fees/entries/{entry}"), AT_MONEY),
    "fees:reverse": verb("/fees/entries/{entry}/reverse", LISTENING),
    "fees:receipt": Page(at("/fees/entries/{entry}/receipt"), AT_MONEY),
    "fees:deposits": Page(at("/fees/deposits"), stranger=200),
    "fees:export-deposits": verb("/fees/deposits/export", ALL, stranger=200),
    "fees:deposit": Page(at("/fees/deposits/{deposit}"), AT_MONEY),
    "fees:approve": verb("/fees/deposits/{deposit}/approve", LISTENING),
    "fees:refund": verb("/fees/deposits/{deposit}/refund", frozenset({"cashier"})),
    "fees:household": Page(at("/fees/homes/{unit}"), AT_MONEY),
    "fees:charge": verb("/fees/homes/{unit}/charge", RECEIVING),
    "fees:settle": verb("/fees/homes/{unit}/settle", frozenset({"cashier"})),
    "estate:estates": Page(at("/estate"), stranger=302),
    "estate:estate": Page(at("/estate/{community}")),
    "estate:find": verb("/estate/{community}/find", ALL),
    "estate:export": Page(at("/estate/{community}/export"), KEEPING),
    "estate:looks": Page(at("/estate/{community}/looks"), WATCHING),
    "estate:export-looks": verb("/estate/{community}/looks/export", WATCHING),
    "estate:building": Page(at("/estate/buildings/{building}")),
    "estate:add-building": verb("/estate/{community}/add-building", KEEPING),
    "estate:add-unit": verb("/estate/{community}/add-unit", KEEPING),
    "estate:add-person": Page(at("/estate/{community}/add-person"), KEEPING),
    "estate:open-area": verb("/estate/{community}/open-area", KEEPING),
    "estate:upload": Page(at("/estate/{community}/upload"), KEEPING),
    "estate:import": Page(at("/estate/imports/{import}"), KEEPING),
    "estate:progress": Page(at("/estate/imports/{import}/progress"), KEEPING),
    "estate:go-on": verb("/estate/imports/{import}/go-on", KEEPING),
    "estate:faults": verb("/estate/imports/{import}/faults", KEEPING),
    "estate:area": Page(at("/estate/areas/{area}")),
    "estate:retire-area": verb("/estate/areas/{area}/retire", KEEPING),
    "estate:unit": Page(at("/estate/units/{unit}")),
    "estate:show-unit": verb("/estate/units/{unit}/show", SHOWING),
    "estate:open-file": verb("/estate/units/{unit}/open-file", REGISTERING),
    "estate:file": Page(at("/estate/files/{file}")),
    "estate:update-file": verb("/estate/files/{file}/update", REGISTERING),
    "estate:add-paper": verb("/estate/files/{file}/add-paper", REGISTERING),
    "estate:remove-paper": verb("/estate/papers/{paper-kept}/remove", KEEPING),
    # Only by an address that a page has just given.
    "estate:paper": Page(at("/estate/papers/{paper-kept}/nonsense"), frozenset()),
    "estate:move-in": verb("/estate/units/{unit}/move-in", REGISTERING),
    "estate:move-out": verb("/estate/residencies/{residency}/move-out", REGISTERING),
    "estate:person": Page(at("/estate/persons/{person}")),
    "estate:show-person": verb("/estate/persons/{person}/show", SHOWING),
    "estate:forget-person": Page(at("/estate/persons/{person}/forget"), KEEPING),
    "estate:change-person": Page(at("/estate/persons/{person}/change"), KEEPING),
    "people:users": Page(at("/people"), stranger=200),
    "people:export": verb("/people/export", ALL, stranger=200),
    "people:join": Page(at("/people/join"), MANAGING, stranger=403),
    "people:user": Page(at("/people/{user}")),
    "people:rename": Page(at("/people/{user}/rename"), MANAGING),
    "people:appoint": verb("/people/{user}/appoint", MANAGING),
    "people:relieve": verb("/people/{user}/relieve/{appointment}", MANAGING),
    "people:make-link": verb("/people/{user}/link", MANAGING),
    "people:leave": verb("/people/{user}/leave", MANAGING),
    "people:return": verb("/people/{user}/return", MANAGING),
    "people:communities": Page(at("/communities"), stranger=200),
    "people:found-community": Page(at("/communities/found"), frozenset({"administrator"}), stranger=403),
    "people:community": Page(at("/communities/{community}")),
    "people:found-department": verb("/communities/{community}/departments/found", MANAGING),
    "people:rename-department": Page(at("/communities/{community}/departments/{department}/rename"), MANAGING),
    "people:close-department": verb("/communities/{community}/departments/{department}/close", MANAGING),
    "people:change-post": Page(at("/communities/{community}/posts/{post}/change"), MANAGING),
    "people:close-post": verb("/communities/{community}/posts/{post}/close", MANAGING),
    "people:found-posts": verb("/communities/{community}/posts/found-all", MANAGING),
    "people:found-post": verb("/communities/{community}/posts/found", MANAGING),
    "people:change-password": Page(at("/password"), stranger=200),
    # For who is not signed in: each has tests of its own.
    "people:sign-in": Page(at("/sign-in"), is_open=True, stranger=302),
    "people:second-factor": Page(at("/second-factor"), is_open=True, stranger=302),
    "people:set-up-second-factor": Page(at("/second-factor/set-up"), stranger=200),
    "people:renew-codes": verb("/second-factor/codes", ALL, stranger=302),
    "people:drop-second-factor": verb("/people/{user}/second-factor/drop", MANAGING | {"engineer"}),
    "people:sign-out": verb("/sign-out", ALL, stranger=302),
    "people:use-link": Page(at("/link/nonsense"), is_open=True, stranger=410),
    "people:set-language": Page(at("/language"), is_verb=True, is_open=True, stranger=400),
}
# What is hidden rather than refused: it is somebody's own, or not there for whoever may not have it.
# Else no database is made where this file is run alone.
pytestmark = pytest.mark.django_db
HIDDEN = {
    "people:forget-filter",
    "cases:file",
    "workorders:signature",
    "custody:signature",
    "notices:announcement",
    "notices:withdraw",
    "notices:acknowledge",
    "acknowledge",
    "sample:sample",
    "feedback:response",
    "estate:import",
    "estate:faults",
    "estate:progress",
    "estate:go-on",
    "hotline:hearings",
    "hotline:hearing",
    "hotline:hear",
    "hotline:slip",
    "reception:device-numbers",
    "reception:device-slip",
    "reception:device-screen",
    *(f"hotline:judge {name}" for name in SLIP_VERBS),
}


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Made once; each page then acts in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnished()
        transaction.set_rollback(True)


@pytest.fixture
def cast(everybody: Cast, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield everybody
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def known(everybody: Cast, django_db_blocker: DjangoDbBlocker) -> Ids:
    """What stands in addresses, as long as nothing that a page did stays."""
    with django_db_blocker.unblock():
        return ids(everybody)


@pytest.fixture(scope="module")
def clients(everybody: Cast, django_db_blocker: DjangoDbBlocker) -> Clients:
    """A browser of each, signed in; "" and "anonymous" are nobody."""
    sessions: dict[str, str] = {}

    def client_of(who: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        if who in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[who]
        return client

    with django_db_blocker.unblock():
        for who in (*HERE, "administrator", "other_clerk"):
            sessions[who] = signed_in(everybody, who).cookies[settings.SESSION_COOKIE_NAME].value
    return client_of


def furnished() -> Cast:
    """The people, with one of all that stands in addresses."""
    cast = make_cast()
    by = Act(cast.manager.pk, BEGAN)
    row = EstateRow("3栋", "2", 5, "3-2-501", "home", "王丽", "13900001111", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=by)
    estate_actions.open_area(cast.community.pk, by=by, name="东门", kind="gate")
    estate_actions.keep_read(cast.community.pk, by=by, name="a.csv", rows=[row], faults={"headings": [], "rows": []})
    _filed(cast)
    notice_actions.publish(NewAnnouncement(cast.community.pk, "消防演练", "周五", must_acknowledge=True), by=by)
    at_work = Act(cast.agent.pk, BEGAN)
    incident = incident_actions.open_incident(
        Incident(community=cast.community, title="水管爆裂", happened_at=BEGAN), by=at_work, cases=(received(cast),)
    )
    incident_actions.make_claim(incident.pk, by=at_work, claim=Claim(claimant="王丽", items="地板"))
    received(cast, kind="repair", severity="", repair_way="private")
    defect_actions.send_defect(
        Defect(community=cast.community, place="3-2-501", matter="窗框渗水", form="sheet", contractor="建工三局"),
        by=at_work,
    )
    issued(cast)
    slip = gate_passes.issued(cast, at=BEGAN)
    gate_actions.refuse_goods(slip.pk, by=Act(cast.lead.pk, BEGAN), said="多出一台空调")
    to = [Recipient("email", "wang@example.com", "王丽")]
    outbox.write_message(NewMessage(cast.community.pk, "word", "停水通知", "周五停水", to), by=by)
    _asked(cast)
    _revisited(cast)
    _called(cast)
    _paid(cast)
    _lent(cast)
    _queued(cast)
    _at_counter(cast)
    return cast


def _paid(cast: Cast) -> None:
    """A deposit of a home, and what it was charged: one paid, one open."""
    at_window, unit = Act(cast.cashier.pk, BEGAN), Unit.objects.order_by("id")[0]
    new = fee_actions.NewDeposit("renovation", Decimal(2000), "cash", "王丽", unit_id=unit.pk)
    fee_actions.take_deposit(cast.community.pk, by=at_window, new=new)
    for item in ("管理费", "停车费"):
        charge = fee_actions.charge_household(unit.pk, by=at_window, item=item, amount=Decimal("300.50"))
    fee_actions.settle_charges(unit.pk, by=at_window, charge_ids=[charge.pk], way="cash", payer="王丽")


def _at_counter(cast: Cast) -> None:
    """Somebody wants a certificate, which waits to be checked."""
    unit = Unit.objects.order_by("id")[0]
    errand = Errand(community=cast.community, procedure="certificate", unit=unit, applicant="王丽")
    said = Said({"kind": "residence", "purpose": "落户", "content": "居住于此"}, ["identity"])
    counter_actions.begin_errand(errand, said, by=Act(cast.agent.pk, BEGAN))


def _lent(cast: Cast) -> None:
    """A key that the engineer has until the evening."""
    by = Act(cast.agent.pk, BEGAN)
    made = custody_actions.register_things(cast.community.pk, NewThings("key", ["K-1"]), by=by)
    to, loan = Holder(cast.engineer.name, user=cast.engineer), Loan("检修水泵", BEGAN + timedelta(hours=8))
    custody_actions.lend_key(made.things.get().pk, by=by, to=to, loan=loan, signed=Signing(on_paper=True))


def _filed(cast: Cast) -> None:
    """A household's file with a paper, and a look at it."""
    by = Act(cast.manager.pk, BEGAN)
    unit = Unit.objects.earliest("id")
    file = estate_actions.open_file(unit.pk, by=by)
    paper = Kept("0" * 64, 1, "application/pdf", "合同.pdf")
    estate_actions.add_paper(file.pk, by=by, item="file.contract", origin="archive", paper=paper)
    estate_actions.show_unit(unit.pk, by=Act(cast.agent.pk, BEGAN), why=Why("contact"))


def _revisited(cast: Cast) -> None:
    """A case that was settled and revisited, and a draw."""
    case = received(cast)
    case_actions.resolve_case(case.pk, by=Act(cast.agent.pk, MORNING), result="已劝停", facts={})
    case_actions.revisit_case(case.pk, by=Act(cast.lead.pk, MORNING), facts={"revisit.satisfied": True})
    register_actions.draw_revisits(cast.community.pk, "revisit.drawn", by=Act(cast.lead.pk, MORNING))


def _called(cast: Cast) -> None:
    """An exchange, and a call of the supervisor's with words out of place in its summary."""
    hotline_actions.add_exchange(cast.community.pk, by=Act(cast.manager.pk, BEGAN), name="总机")
    new = hotline_actions.NewCall(BEGAN, BEGAN, BEGAN, "13900001111", recording="r1")
    dealt = hotline_actions.Dealt(disposition="answered", summary="不知道。")
    hotline_actions.note_call(cast.community.pk, new, dealt, by=Act(cast.supervisor.pk, BEGAN))
    days = hotline_actions.NewDraw(cast.department.pk, BEGAN, BEGAN + timedelta(days=1), 1)
    hotline_actions.draw_recordings(days, by=Act(cast.manager.pk, BEGAN))


def _queued(cast: Cast) -> None:
    """A device, and a window at which the agent has just called the first of two numbers: an old slip is not shown."""
    by = Act(cast.manager.pk, BEGAN)
    reception_actions.add_device(cast.community.pk, by=by, kind="numbers", name="大厅")
    window = reception_actions.add_window(cast.community.pk, by=by, name="一号窗口")
    at_work = Act(cast.agent.pk, clock.now())
    reception_actions.open_window(window.pk, by=at_work)
    for purpose in ("pass", "card"):
        reception_actions.take_ticket(cast.community.pk, NewTicket(purpose, name="王丽"), by=at_work)
    reception_actions.call_next(window.pk, by=at_work)


def _asked(cast: Cast) -> None:
    """A survey of two homes of which one has answered, an opinion on its way, a voice outside and a feed."""
    by = Act(cast.manager.pk, BEGAN)
    row = EstateRow("3栋", "2", 6, "3-2-601", "home", "李伟", "13900002222", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=by)
    survey = feedback_actions.plan_survey(cast.department.pk, by=by, title="满意度调查")
    feedback_actions.draw_sample(survey.pk, by=by, size=2)
    feedback_actions.open_survey(survey.pk, by=by)
    question = survey.questions.get(kind="text")
    filled = feedback_actions.Filled({}, {question.pk: "路灯太暗"})
    feedback_actions.enter_answers(survey.homes.order_by("id")[0].pk, filled, by=by, channel="phone")
    (answer,) = Answer.objects.filter(response__survey=survey)
    feedback_actions.sum_up(survey.pk, {answer.pk: cast.department.pk}, by=by)
    feedback_actions.note_voice(cast.community.pk, NewVoice("邻里圈", "太慢", "https://bbs.example.org/1"), by=by)
    Feed.objects.create(community=cast.community, name="邻里圈", url="https://bbs.example.org/feed", added_at=BEGAN)


def named(resolver: URLResolver, within: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{within}{pattern.name}"
        else:
            yield from named(pattern, f"{pattern.namespace}:" if pattern.namespace else within)


def test_every_page_stands_in_the_table() -> None:
    assert set(named(get_resolver())) == {name.split()[0] for name in PAGES}


def status_for(client: Client, page: Page, address: str, who: str) -> int:
    answer = client.post(address, {"request_key": who}) if page.is_verb else client.get(address)
    answer.getvalue()  # a file is read to its end, and closed
    return answer.status_code


@pytest.mark.parametrize("name", PAGES)
def test_who_may(cast: Cast, known: Ids, clients: Clients, name: str) -> None:
    page = PAGES[name]
    address = page.address(known)
    if page.is_verb:
        assert clients("administrator").get(address).status_code == 405
        assert clients("anonymous").get(address).status_code == (405 if page.is_open else 302)
    told = {who: status_for(clients(who), page, address, who) for who in EVERYBODY}
    assert told.pop("other_clerk") == page.stranger
    anonymous = told.pop("anonymous")
    assert page.is_open or anonymous == 302
    refused = 404 if name in HIDDEN else 403
    assert {who for who, status in told.items() if status == refused} == ALL - page.may, told
    assert all(status in (200, 302, 400, 401, 410, 422, 503, refused) for status in told.values()), told
