"""A new water connection: passed on at once, surveyed, decided at the meeting, told, opened in the month."""

from datetime import datetime, timedelta

import pytest

from kefu.duties.models import Duty
from kefu.events.models import Event
from kefu.fees.models import Account
from tests.cases.test_cases import MORNING
from tests.cast import HERE, Cast, make_cast
from tests.counter.errands import begun, of_utility, step, taken

pytestmark = pytest.mark.django_db
APPLICATION = {"use": "household", "demand": "新建住宅一户一表", "paper-identity": "on", "paper-title": "on"}


@pytest.fixture
def cast() -> Cast:
    return of_utility(make_cast())


def duty(clause: str) -> Duty:
    return Duty.objects.get(subject_kind="errand", clause=clause)


def test_from_the_application_to_the_account(cast: Cast) -> None:
    errand = begun(cast, "new-connection", **APPLICATION)
    assert duty("connection.pass-on").due_at == MORNING + timedelta(hours=1)
    taken(cast, errand, "pass-on", "agent", MORNING + timedelta(minutes=10), **{"passed.to": "工程部"})
    assert duty("connection.pass-on").end == "done"
    found = {"surveyed.with": "工程部、管网部", "surveyed": "支管距楼 12 米，可接"}
    taken(cast, errand, "survey", "engineer", MORNING + timedelta(days=1), **found)
    taken(
        cast,
        errand,
        "check-class",
        "agent",
        MORNING + timedelta(days=1),
        doubt="一层有小店",
        **{"use.checked": "household"},
    )

    met = MORNING + timedelta(days=3)
    decision = {"met.on": "2026-03-13", "approved": "yes", "reason": "管网能力足够"}
    taken(cast, errand, "decide", "supervisor", met, **decision)
    assert duty("connection.open").due_at == datetime(2026, 4, 1, tzinfo=HERE)
    sheet = {"sheet": "GC-118", "meter": "W0091", "reading": "0"}
    assert step(cast, errand, "open", "agent", met, **sheet)[0] == 422
    taken(cast, errand, "tell", "agent", met, told="on")
    assert duty("connection.tell").end == "done"
    taken(cast, errand, "open", "agent", met + timedelta(days=5), **sheet)
    account = Account.objects.get(unit=errand.unit)
    assert (errand.state, account.opened_at) == ("done", met + timedelta(days=5))
    opened = Event.objects.get(kind="account.opened")
    assert opened.facts["use.class"] == "household"
    assert duty("connection.open").end == "done"


def test_who_is_told_no_hears_why(cast: Cast) -> None:
    errand = begun(cast, "new-connection", **APPLICATION)
    taken(cast, errand, "pass-on", **{"passed.to": "工程部"})
    taken(cast, errand, "survey", "engineer", surveyed="无支管", **{"surveyed.with": "管网部"})
    no = {"met.on": "2026-03-13", "approved": "no", "reason": "管网未到，明年规划"}
    taken(cast, errand, "decide", "supervisor", **no)
    assert step(cast, errand, "tell", told="on")[0] == 422
    taken(cast, errand, "turn-down", told="on")
    assert errand.state == "refused"
    assert not Duty.objects.filter(subject_kind="errand", end="").exists()
    assert not Account.objects.exists()
