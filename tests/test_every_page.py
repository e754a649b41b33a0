"""Every page and verb × every role × another community, by one table. A page that is not in it fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from kefu.cases.calc import VERBS
from kefu.cases.models import Case
from kefu.duties.acts import Act
from kefu.duties.models import Duty
from kefu.estate import actions as estate_actions
from kefu.estate.calc import EstateRow
from kefu.estate.models import EstateImport, Person, Residency, Unit
from kefu.feedback import actions as feedback_actions
from kefu.feedback.actions import NewVoice
from kefu.feedback.calc import SURVEY_VERBS
from kefu.feedback.models import Answer, Feed, Home, Opinion, Response, Sheet, Survey, Voice
from kefu.feedback.papers import home_token
from kefu.feedback.views.sheets import OFFERS as SHEET_VERBS
from kefu.incidents import actions as incident_actions
from kefu.incidents.actions import CLAIM_VERBS
from kefu.incidents.models import Claim, Incident
from kefu.notices import actions as notice_actions
from kefu.notices.actions import NewAnnouncement
from kefu.notices.models import Announcement, Message, Notice
from kefu.notices.outbox import actions as outbox
from kefu.notices.outbox.actions import NewMessage, Recipient
from kefu.people.models import Appointment
from kefu.workorders.calc import VERBS as ORDER_VERBS
from kefu.workorders.models import Receiver, WorkOrder
from tests.cases.test_cases import received
from tests.cast import BEGAN, Cast, make_cast
from tests.workorders.orders import issued

HERE = ("agent", "lead", "supervisor", "manager", "engineer", "cashier", "auditor", "keeper")
ALL = frozenset({*HERE, "administrator"})
WORKING = frozenset({"agent", "lead", "supervisor", "manager", "engineer"})
RECEIVING = (WORKING - {"engineer"}) | {"cashier"}
LEADING = frozenset({"lead", "supervisor", "manager"})
OF_LEADERS = ("take-over", "withdraw", "check-entry")
KEEPING = LEADING | {"keeper", "administrator"}
MANAGING = frozenset({"keeper", "administrator"})
GOVERNING = MANAGING | {"manager"}
# An order of the agent's to the engineer's department: who follows it, who received it.
FOLLOWING = LEADING | {"agent"}
ORDER_RIGHTS = {"sender": FOLLOWING, "receiver": frozenset({"engineer"}), "either": FOLLOWING | {"engineer"}}
LISTING = frozenset({"supervisor", "manager"}) | MANAGING
ASKING = RECEIVING
EVERYBODY = (*HERE, "administrator", "other_clerk", "anonymous")


@dataclass(frozen=True)
class Page:
    """Who `may` open it, or do it; the others are told 403. `stranger`: what a clerk of another community is told."""

    address: Callable[[Cast], str]
    may: frozenset[str] = ALL
    stranger: int = 404
    is_verb: bool = False
    is_open: bool = False


def at(address: str) -> Callable[[Cast], str]:
    return lambda cast: address.format(**ids(cast))


def verb(address: str, may: frozenset[str], stranger: int = 404) -> Page:
    return Page(at(address), may, stranger, is_verb=True)


def ids(cast: Cast) -> dict[str, int | str]:
    """What stands in addresses, made where it is missing."""
    unit = Unit.objects.order_by("id").first()
    case = Case.objects.order_by("id").first()
    assert unit is not None
    assert case is not None
    duty = Duty.objects.filter(subject_kind="case", bearer_id=cast.agent.pk).order_by("id")[0]
    kept = EstateImport.objects.first()
    repair = Case.objects.filter(kind="repair").first()
    order = WorkOrder.objects.order_by("id").first()
    return {
        "community": cast.community.pk,
        "case": case.pk,
        "unit": unit.pk,
        "building": unit.building_id,
        "person": Person.objects.order_by("id")[0].pk,
        "residency": Residency.objects.order_by("id")[0].pk,
        "area": cast.community.areas.order_by("id")[0].pk,
        "import": kept.pk if kept else 0,
        "user": cast.engineer.pk,
        "appointment": Appointment.objects.filter(user=cast.engineer).order_by("id")[0].pk,
        "duty": duty.pk,
        "announcement": Announcement.objects.order_by("id")[0].pk,
        "survey": Survey.objects.order_by("id")[0].pk,
        "home": Home.objects.order_by("id")[0].pk,
        "paper": home_token(Home.objects.filter(is_answered=False).order_by("id")[0]),
        "response": Response.objects.order_by("id")[0].pk,
        "sheet": Sheet.objects.order_by("id")[0].pk,
        "opinion": Opinion.objects.order_by("id")[0].pk,
        "voice": Voice.objects.order_by("id")[0].pk,
        "feed": Feed.objects.order_by("id")[0].pk,
        "message": Message.objects.order_by("id")[0].pk,
        "notice": Notice.objects.filter(user=cast.agent).order_by("id")[0].pk,
        "incident": Incident.objects.order_by("id")[0].pk,
        "claim": Claim.objects.order_by("id")[0].pk,
        "repair": repair.pk if repair else 0,
        "order": order.pk if order else 0,
        "receiver": Receiver.objects.order_by("id")[0].pk,
    }


PAGES: dict[str, Page] = {
    "home": Page(at("/"), stranger=200),
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
    "feedback:surveys": Page(at("/surveys"), stranger=200),
    "feedback:plan": Page(at("/surveys/plan"), LEADING, stranger=403),
    "feedback:survey": Page(at("/surveys/{survey}")),
    **{f"feedback:act {name}": verb(f"/surveys/{{survey}}/{name}", LEADING) for name in SURVEY_VERBS},
    "feedback:answers": Page(at("/surveys/{survey}/answers")),
    "feedback:export-answers": verb("/surveys/{survey}/answers/export", ALL),
    "feedback:papers": Page(at("/surveys/{survey}/papers?building={building}"), ASKING),
    "feedback:homes": Page(at("/surveys/{survey}/homes?show=all")),
    "feedback:sum-up": Page(at("/surveys/{survey}/sum-up"), LEADING),
    "feedback:response": Page(at("/surveys/forms/{response}")),
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
    "feedback:note": Page(at("/voices/note/{community}"), ASKING),
    "feedback:bring-in": verb("/voices/note/{community}/file", ASKING),
    "feedback:add-feed": verb("/voices/note/{community}/feed", LEADING),
    "feedback:read-feed": verb("/voices/feeds/{feed}/read", LEADING),
    "feedback:drop-feed": verb("/voices/feeds/{feed}/drop", LEADING),
    "feedback:voice": Page(at("/voices/{voice}")),
    "feedback:judge": verb("/voices/{voice}/judge", ASKING),
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
    "notices:write": Page(at("/outbox/write/{community}"), KEEPING),
    "notices:message": Page(at("/outbox/{message}"), KEEPING),
    "notices:retry": verb("/outbox/{message}/retry", KEEPING),
    "estate:estates": Page(at("/estate"), stranger=302),
    "estate:estate": Page(at("/estate/{community}")),
    "estate:building": Page(at("/estate/buildings/{building}")),
    "estate:add-building": verb("/estate/{community}/add-building", KEEPING),
    "estate:add-unit": verb("/estate/{community}/add-unit", KEEPING),
    "estate:add-person": Page(at("/estate/{community}/add-person"), KEEPING),
    "estate:open-area": verb("/estate/{community}/open-area", KEEPING),
    "estate:upload": Page(at("/estate/{community}/upload"), KEEPING),
    "estate:import": Page(at("/estate/imports/{import}"), KEEPING),
    "estate:faults": Page(at("/estate/imports/{import}/faults"), KEEPING),
    "estate:area": Page(at("/estate/areas/{area}")),
    "estate:retire-area": verb("/estate/areas/{area}/retire", KEEPING),
    "estate:unit": Page(at("/estate/units/{unit}")),
    "estate:move-in": verb("/estate/units/{unit}/move-in", KEEPING),
    "estate:move-out": verb("/estate/residencies/{residency}/move-out", KEEPING),
    "estate:person": Page(at("/estate/persons/{person}")),
    "estate:change-person": verb("/estate/persons/{person}/change", KEEPING),
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
    "people:found-posts": verb("/communities/{community}/posts/found-all", MANAGING),
    "people:found-post": verb("/communities/{community}/posts/found", MANAGING),
    "people:change-password": Page(at("/password"), stranger=200),
    # For who is not signed in: each has tests of its own.
    "people:sign-in": Page(at("/sign-in"), is_open=True, stranger=302),
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
    "notices:announcement",
    "notices:withdraw",
    "notices:acknowledge",
    "acknowledge",
    "sample:sample",
    "estate:import",
    "estate:faults",
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


def furnished() -> Cast:
    """The people, with one of all that stands in addresses."""
    cast = make_cast()
    by = Act(cast.manager.pk, BEGAN)
    row = EstateRow("3栋", "2", 5, "3-2-501", "home", "王丽", "13900001111", "owner")
    estate_actions.import_estate(cast.community.pk, [row], by=by)
    estate_actions.open_area(cast.community.pk, by=by, name="东门", kind="gate")
    estate_actions.keep_file(cast.community.pk, by=by, name="a.csv", rows=[row], faults={"headings": [], "rows": []})
    notice_actions.publish(NewAnnouncement(cast.community.pk, "消防演练", "周五", must_acknowledge=True), by=by)
    at_work = Act(cast.agent.pk, BEGAN)
    incident = incident_actions.open_incident(
        Incident(community=cast.community, title="水管爆裂", happened_at=BEGAN), by=at_work, cases=(received(cast),)
    )
    incident_actions.make_claim(incident.pk, by=at_work, claim=Claim(claimant="王丽", items="地板"))
    received(cast, kind="repair", severity="", repair_way="private")
    issued(cast)
    to = [Recipient("email", "wang@example.com", "王丽")]
    outbox.write_message(NewMessage(cast.community.pk, "word", "停水通知", "周五停水", to), by=by)
    _asked(cast)
    return cast


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


def status_for(cast: Cast, page: Page, who: str) -> int:
    client = Client(headers={"accept-language": "en"})
    if who != "anonymous":
        client.force_login(cast[who], backend="django.contrib.auth.backends.ModelBackend")
    address = page.address(cast)
    if page.is_verb:
        assert client.get(address).status_code == (405 if who != "anonymous" or page.is_open else 302)
        answer = client.post(address, {"request_key": who})
    else:
        answer = client.get(address)
    answer.getvalue()  # a file is read to its end, and closed
    return answer.status_code


@pytest.mark.parametrize("name", PAGES)
def test_who_may(cast: Cast, name: str) -> None:
    page = PAGES[name]
    told = {who: status_for(cast, page, who) for who in EVERYBODY}
    assert told.pop("other_clerk") == page.stranger
    anonymous = told.pop("anonymous")
    assert page.is_open or anonymous == 302
    refused = 404 if name in HIDDEN else 403
    assert {who for who, status in told.items() if status == refused} == ALL - page.may, told
    assert all(status in (200, 302, 400, 410, 422, 503, refused) for status in told.values()), told
