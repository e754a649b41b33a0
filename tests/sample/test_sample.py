"""The sample: filled through the actions, the same every time, gone on with after it was cut off."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from kefu.cases.models import Case
from kefu.counter.models import Errand
from kefu.custody.models import Thing
from kefu.duties.clock import _CLOCK
from kefu.duties.models import Duty, Step
from kefu.estate.models import HouseholdFile, Unit
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.feedback.models import Response, Survey
from kefu.fees.models import Charge, Deposit
from kefu.gate.models import Pass
from kefu.hotline.models import Call
from kefu.incidents.models import Claim, Incident
from kefu.people.models import Community, User
from kefu.reception.models import Ticket, Window
from kefu.sample import actions
from kefu.sample.cast import CAST
from kefu.sample.lives import Life, life
from kefu.sample.models import Sample
from kefu.workorders.models import WorkOrder
from tests.cast import BEGAN, HERE, make_cast

NOW = datetime(2026, 3, 20, 15, 30, tzinfo=HERE)
DAYS = 8
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "DAYS", DAYS)


def filled() -> Sample:
    sample = actions.begin_sample(NOW)
    assert sample is not None
    actions.fill_sample(sample)
    return sample


def lived() -> list[tuple[str, str, str, str]]:
    """What every case came to, without what is drawn anew for each installation."""
    return list(Case.objects.order_by("number").values_list("number", "matter", "place", "state"))


def test_an_office_with_its_history() -> None:
    sample = filled()
    assert sample.is_full
    assert Unit.objects.count() == 1200
    assert User.objects.count() == len(CAST) == 15
    states = Counter(Case.objects.values_list("state", flat=True))
    assert {"closed", "resolved", "in-hand"} <= states.keys()
    assert 15 < sum(states.values()) < 80
    ends = Counter(Duty.objects.values_list("end", flat=True))
    assert ends["done"] > 30
    assert ends[""]
    assert not Duty.objects.filter(end="", due_at__lt=NOW - timedelta(seconds=1), breached_at=None).exists()
    assert Step.objects.filter(acknowledged_at__isnull=False).exists()
    assert Event.objects.filter(recorded_at__gt=NOW).count() == 0
    assert list(event_queries.verify()) == []


def test_departments_ask_each_other_a_pipe_bursts_and_a_survey_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.sample.history.SURVEY", timedelta(days=7))
    monkeypatch.setattr("kefu.sample.affairs.HOMES", 6)
    filled()
    assert {"confirmed", "closed"} & set(WorkOrder.objects.values_list("state", flat=True))
    assert Incident.objects.get().members.count() == 6
    assert set(Claim.objects.values_list("state", flat=True)) >= {"settled", "agreed"}
    calls = Call.objects.filter(logged_at__isnull=False)
    assert calls.filter(case__isnull=False).exists()
    assert calls.exclude(disposition="").exists()
    survey = Survey.objects.get()
    assert survey.state == "closed"
    assert Response.objects.filter(survey=survey).exists()
    assert list(event_queries.verify()) == []


def test_cut_off_and_gone_on_with_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    acted = 0
    with transaction.atomic():
        filled()
        whole = lived()
        transaction.set_rollback(True)

    def until_cut_off(one: Life) -> Iterator[datetime]:
        nonlocal acted
        for at in life(one):
            acted += 1
            if acted == 60:
                raise KeyboardInterrupt
            yield at

    sample = actions.begin_sample(NOW)
    assert sample is not None
    monkeypatch.setattr("kefu.sample.history.life", until_cut_off)
    with pytest.raises(KeyboardInterrupt):
        actions.fill_sample(sample)
    sample.refresh_from_db()
    assert not sample.is_full
    before = Case.objects.count()
    monkeypatch.setattr("kefu.sample.history.life", life)
    filled()
    assert len(whole) > before
    assert lived() == whole
    assert list(event_queries.verify()) == []
    received = Event.objects.filter(kind="case.received").count()
    assert received == len(whole)


def test_it_waits_until_the_pass_of_the_clock_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = actions.begin_sample(NOW)
    assert sample is not None
    begun: list[Sample] = []
    monkeypatch.setattr(actions, "_fill", begun.append)
    worker = psycopg.connect(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    worker.execute("select pg_advisory_lock(%s)", [_CLOCK])
    monkeypatch.setattr(actions, "PATIENCE", 0)
    with pytest.raises(actions.ClockBusyError):
        actions.fill_sample(sample)
    monkeypatch.setattr(actions, "PATIENCE", 20)
    monkeypatch.setattr("kefu.sample.actions.time.sleep", lambda _: worker.close())
    actions.fill_sample(sample)
    assert begun == [sample]


def test_where_a_department_works_already_there_is_no_sample() -> None:
    make_cast()
    assert actions.begin_sample(BEGAN) is None
    assert not Sample.objects.exists()
    assert Community.objects.count() == 2


def test_its_cast_is_shown_at_the_machine_itself_and_nowhere_else() -> None:
    sample = filled()
    password = sample.passwords["zhangxm"]
    here = Client().get("/sign-in").content.decode()
    assert password in here
    assert "张晓梅" in here
    away = Client(REMOTE_ADDR="10.0.0.7").get("/sign-in").content.decode()
    behind = Client(headers={"x-forwarded-for": "10.0.0.7"}).get("/sign-in").content.decode()
    assert password not in away
    assert password not in behind
    client = Client()
    answer = client.post("/sign-in", {"username": "zhangxm", "password": password})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    assert password not in client.get("/").content.decode()


def test_how_far_it_is_filled_is_shown() -> None:
    sample = actions.begin_sample(NOW)
    assert sample is not None
    assert 'value="0"' in Client().get("/sample").content.decode()
    sample.filled_until = NOW - timedelta(days=DAYS) / 2
    sample.save()
    page = Client().get("/sample").content.decode()
    assert 'value="50"' in page
    assert "every 2s" in page
    sample.filled_until = NOW
    sample.save()
    assert "every 2s" not in Client().get("/sample").content.decode()
    assert Client(REMOTE_ADDR="10.0.0.7").get("/sample").status_code == 404


def test_the_counter_the_desk_and_the_gate_have_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "DAYS", 24)
    monkeypatch.setattr("kefu.sample.history.CASES_A_DAY", 0)
    monkeypatch.setattr("kefu.sample.history.CALLS_A_DAY", 0)
    filled()
    states = Counter(Errand.objects.values_list("procedure", "state"))
    assert Errand.objects.filter(is_stopped=True).count() == 1
    assert states["renovation-permit", "refused"] == 1
    assert states["move-in", "done"] == 2
    assert {one for one, state in states if state == "done"} >= {
        "card",
        "transfer",
        "key",
        "parking",
        "special-service",
    }
    queue = Counter(Ticket.objects.filter(day=NOW.date(), came_by="number").values_list("state", flat=True))
    assert queue == {"served": 4, "called": 2, "waiting": 4}
    assert Window.objects.filter(clerk__isnull=False).count() == 2
    assert {"kept", "out"} <= set(Thing.objects.values_list("state", flat=True))
    assert Thing.objects.filter(kind="key", due_at__lt=NOW).exists()
    assert set(Pass.objects.values_list("kind", flat=True)) == {"worker", "resident", "visitor", "goods"}
    assert set(Deposit.objects.values_list("state", flat=True)) == {"held", "refunded"}
    assert Charge.objects.filter(settlement=None).exists()
    assert HouseholdFile.objects.count() >= 14
    assert list(event_queries.verify()) == []
