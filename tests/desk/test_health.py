"""The health page: each check finds what is wrong, monitors get one word, administrators what to do."""

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from kefu.cases.models import Case
from kefu.desk.health import checking, views
from kefu.desk.health.checking import Finding, Level, findings, worst
from kefu.duties.clock import run_clock
from kefu.duties.models import Step
from kefu.estate.models import Person
from kefu.events.actions import seal_all
from kefu.events.models import LedgerHead, Seal
from kefu.notices.actions import send_notices
from kefu.people.sealing import Sealed, keyring
from tests.cases.test_cases import MORNING, received, signed_in
from tests.cast import Cast

NOW = MORNING + timedelta(minutes=1)
EVENING = MORNING + timedelta(hours=8, minutes=40)


@pytest.fixture(autouse=True)
def well(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation in which nothing is wrong."""
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "kefu.tar").touch()
    monkeypatch.setattr(settings, "HOME", tmp_path)
    received(cast)
    Case.objects.update(is_indexed=True)
    run_clock(NOW)
    seal_all(NOW, tmp_path / "seals.txt")
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (%s)", [NOW])


def found(name: str, at: timedelta = timedelta()) -> Finding:
    with time_machine.travel(NOW + at, tick=False):
        return next(one for one in findings(NOW + at) if one.name == name)


def test_where_nothing_is_wrong_monitors_are_told_so() -> None:
    assert [(one.name, one.says.en) for one in findings(NOW) if one.level] == []
    with time_machine.travel(NOW, tick=False):
        answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (200, b"well\n")


def test_a_silent_worker_fails_and_says_what_to_do(cast: Cast) -> None:
    late = NOW + timedelta(minutes=2)
    with time_machine.travel(late, tick=False):
        answer = signed_in(cast, "manager").get("/health")
        page = signed_in(cast, "administrator").get("/health")
    assert (answer.status_code, answer.content) == (503, b"failing: worker\n")
    assert page.status_code == 200
    assert "it starts one" in page.content.decode()
    assert "something needs you" in page.content.decode()


def test_what_falls_due_is_recorded_late() -> None:
    assert found("clock", timedelta(hours=9)).level is Level.FAILING
    run_clock(NOW + timedelta(hours=9))
    assert found("clock", timedelta(hours=9)).level is Level.WELL


def test_an_escalation_that_is_told_to_nobody() -> None:
    run_clock(EVENING)
    waits = EVENING - NOW + timedelta(minutes=20)
    assert Step.objects.filter(sent_at=None).exists()
    assert found("notices", waits).level is Level.WARNING
    send_notices(EVENING)
    assert found("notices", waits).level is Level.WELL


def test_jobs_that_fail_or_wait() -> None:
    put = "insert into procrastinate_jobs (queue_name, task_name, status, scheduled_at) values ('clock', %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(put, ["kefu.duties.tasks.seal_ledger", "failed", None])
        cursor.execute(put, ["kefu.duties.tasks.let_time_pass", "todo", NOW - timedelta(hours=1)])
    jobs = found("jobs")
    assert jobs.level is Level.WARNING
    assert jobs.says.en == "1 wait, failed: seal_ledger"


def test_a_ledger_that_is_not_sealed(cast: Cast) -> None:
    received(cast)
    assert LedgerHead.objects.filter(is_sealed=False).exists()
    assert found("seals").level is Level.WELL
    late = found("seals", timedelta(hours=3))
    assert late.level is Level.WARNING
    assert bytes(Seal.objects.get().hash).hex() in late.says.en


def test_a_key_that_is_missing(cast: Cast) -> None:
    assert found("keys").level is Level.WELL
    number = "11010519491231002X"
    paper = {"id_kind": "id-card", "id_number": Sealed.of(number), "id_index": keyring().index(number)}
    person = Person.objects.create(community=cast.community, name="王丽", **paper)
    assert found("keys").level is Level.WELL
    Person.objects.filter(pk=person.pk).update(id_number=Sealed(f"9{person.id_number}"))
    assert found("keys").level is Level.FAILING


def test_cases_that_search_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "UNFOUND", 0)
    Case.objects.update(is_indexed=False)
    assert found("search").level is Level.WARNING


@pytest.mark.parametrize(("left", "level"), [(3 << 30, Level.WELL), (1 << 30, Level.WARNING), (1 << 20, Level.FAILING)])
def test_a_full_disk(left: int, level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=left))
    assert found("disk").level is level


def test_old_backups_and_none(tmp_path: Path) -> None:
    (path,) = (tmp_path / "backups").iterdir()
    assert found("backup", timedelta(days=400)).level is Level.WARNING
    path.unlink()
    assert found("backup").says.en == "no backup was ever made"
    # What `kefu backup FILE` leaves of one that it wrote elsewhere.
    (tmp_path / "backups" / "last.txt").write_text("2026-03-10T09:30:00+08:00 /mnt/kefu.tar")
    assert found("backup").level is Level.WELL


def test_a_transaction_that_holds_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "HOLDING", timedelta())
    where = connection.get_connection_params()
    with psycopg.connect(
        **{name: where[name] for name in ("dbname", "user", "host", "port") if where.get(name)}
    ) as other:
        other.execute("select 1")
        held = found("database")
    assert held.level is Level.WARNING
    assert "transaction" in held.says.en


def test_where_the_database_does_not_answer_monitors_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> list[Finding]:
        raise OperationalError

    monkeypatch.setattr(views, "findings", fail)
    answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (503, b"failing: database\n")


def test_the_worst_decides() -> None:
    levels = (Level.WARNING, Level.FAILING, Level.WELL)
    assert worst([found("disk")._replace(level=level) for level in levels]) is Level.FAILING
    assert worst([]) is Level.WELL
