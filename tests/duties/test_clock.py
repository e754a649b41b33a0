"""Several clock workers after a standstill of three days, one of them killed: each thing happens once, and in order."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kefu.duties import actions, tasks
from kefu.duties.accounts import Account, write
from kefu.duties.acts import Act, Subject
from kefu.duties.clock import Passed, run_clock
from kefu.duties.governing import rules_of
from kefu.duties.models import Duty, Standing, Step
from kefu.events import queries as event_queries
from kefu.events.actions import Chain, Happening
from kefu.events.models import Event, LedgerHead
from tests.duties.department import adopted
from tests.postgres import CLUSTER

# Tuesday, ten o'clock in Shanghai; the workers start three days later.
AT = datetime(2026, 2, 10, 2, tzinfo=UTC)
LATER = AT + timedelta(days=3)
# `KEFU_SUBJECTS=25000` makes a hundred thousand duties.
SUBJECTS = int(os.environ.get("KEFU_SUBJECTS", "60"))
BATCH = min(SUBJECTS // 20, 200)
WORKER = """
import sys, time, django
django.setup()
from datetime import datetime
from kefu.duties.clock import run_clock
now, idle = datetime.fromisoformat(sys.argv[1]), 0
print("ready", flush=True)
while idle < 3:
    passed = run_clock(now, batch=int(sys.argv[2]))
    idle = idle + 1 if passed is not None and not passed.subjects else 0
    time.sleep(0.02)
"""


def fill() -> int:
    """Cases with four duties each, and an area inspected twice a day; all forgotten for three days."""
    community_id = adopted(1)
    for first in range(1, SUBJECTS + 1, 500):
        numbers = range(first, min(first + 500, SUBJECTS + 1))
        heads = LedgerHead.objects.bulk_create([LedgerHead(subject_kind="case", subject_id=one) for one in numbers])
        write([forgotten(Chain(head.pk, ("case", head.subject_id), 0, b""), community_id) for head in heads])
    actions.record("area.opened", Subject("area", 1, community_id, "东门"), by=Act(11, AT))
    return community_id


def forgotten(chain: Chain, community_id: int) -> Account:
    """A case to which this happened, many at once what `record` does one by one."""
    id_ = chain.subject[1]
    account = Account(Subject("case", id_, community_id, f"2026-{id_:06d}"), chain, rules_of(community_id))
    received = {"kind": "complaint", "severity": "major", "owner": "11"}
    for kind in ("case.received", "case.resolved", "case.reopened", "case.forwarded", "repair.appointed"):
        appointed = {"appointment.at": int(AT.timestamp()) + 3600} if kind == "repair.appointed" else {}
        account.add(Happening(kind, AT, AT, 11, facts=received if kind == "case.received" else appointed))
    return account


def worker() -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": CLUSTER.url_of(connection.settings_dict["NAME"]),
        "PYTEST_XDIST_WORKER": "clock",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", WORKER, LATER.isoformat(), str(BATCH)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def recorded() -> int:
    return Event.objects.filter(kind="duty.breached").count()


def kill_at_work(workers: list[subprocess.Popen[bytes]]) -> None:
    """`kill -9` for the worker that holds the clock, once a part is done."""
    while recorded() < SUBJECTS // 3:
        time.sleep(0.005)
    workers[0].send_signal(signal.SIGKILL)
    workers[0].communicate()


@pytest.mark.django_db(transaction=True)
def test_four_workers_one_killed_after_a_standstill() -> None:
    community_id = fill()
    due = Duty.objects.filter(end="", due_at__lt=LATER, is_series=False).count()
    workers = [worker()]
    assert workers[0].stdout is not None
    workers[0].stdout.readline()
    workers += [worker() for _ in range(3)]
    kill_at_work(workers)
    assert recorded()
    assert Standing.objects.filter(next_at__lt=LATER).exists(), "it was killed too late to be in the middle"
    for one in workers[1:]:
        one.communicate(timeout=3600)
        assert one.returncode == 0
    breached = Counter(
        (event.subject_id, event.facts["clause"], event.facts["occurrence"])
        for event in Event.objects.filter(kind="duty.breached", subject_kind="case")
    )
    assert set(breached.values()) == {1}
    assert len(breached) >= due
    assert not Duty.objects.filter(end="", due_at__lt=LATER, breached_at=None).exists()
    steps = Counter(Step.objects.values_list("duty_id", "level"))
    assert set(steps.values()) == {1}
    assert list(event_queries.verify()) == []
    assert not Standing.objects.filter(next_at__lt=LATER).exists()
    area_periods_in_order(community_id)


def area_periods_in_order(community_id: int) -> None:
    """The first period began after the area opened: Wednesday and Thursday were missed, Friday is open."""
    duties = Duty.objects.filter(community_id=community_id, is_series=True).order_by("id")
    found = [(duty.occurrence, duty.end) for duty in duties]
    missed = [(f"2026-02-{day}#{number}", "missed") for day in (11, 12) for number in (1, 2)]
    assert found == [*missed, ("2026-02-13#1", ""), ("2026-02-13#2", "")]
    ended = list(event_queries.history("area", 1).filter(kind="period.ended"))
    assert [event.happened_at for event in ended] == sorted(event.happened_at for event in ended)
    assert all(event.recorded_at == LATER for event in ended)


@pytest.mark.django_db
def test_an_idle_pass_is_one_look_at_the_index_and_a_failing_subject_stops_no_other(
    django_assert_num_queries: object, caplog: pytest.LogCaptureFixture
) -> None:
    community_id = adopted(1)
    for number in (1, 2):
        facts = {"kind": "complaint", "severity": "major", "owner": "11"}
        actions.record("case.received", Subject("case", number, community_id, "试"), by=Act(11, AT), facts=facts)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert run_clock(AT) == Passed(0, 0, 0)
    Standing.objects.filter(subject_id=1).update(version="1999-01-01")
    passed = run_clock(LATER)
    assert passed is not None
    assert (passed.subjects, passed.failed) == (2, 1)
    assert "the clock failed on case 1" in caplog.text
    assert Duty.objects.get(subject_id=2, clause="major.settle").breached_at is not None


@pytest.mark.django_db
def test_the_clock_finds_what_is_due_by_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select * from duties_standing where next_at is not null and next_at < now()"
            " and (next_at, id) > ('-infinity', 0) order by next_at, id limit 500"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using standing_next" in plan
    assert "Sort" not in plan


@pytest.mark.django_db
def test_what_a_short_pass_leaves_a_whole_one_finds() -> None:
    """Passes that begin behind what was done look back two minutes; once a minute all is looked through."""
    fill()
    # Nothing was done for three days: a pass of the last two minutes finds none of it.
    assert run_clock(LATER, since=LATER - tasks.LATE) == Passed(0, 0, 0)
    tasks.pass_at(LATER)
    assert Standing.objects.filter(next_at__lt=LATER).count() == 0
    waiting = Standing.objects.filter(subject_kind="area").update(next_at=LATER - timedelta(hours=1))
    tasks.pass_at(LATER + timedelta(seconds=10))
    assert Standing.objects.filter(next_at__lt=LATER).count() == waiting == 1
    tasks.pass_at(LATER + tasks.WHOLE)
    assert Standing.objects.filter(next_at__lt=LATER).count() == 0
