"""`kefu rulebook adopt | reissue`, `kefu calendar adopt`, `kefu ledger` on a database, as a user types them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kefu import clock
from kefu.cli import app
from kefu.duties import actions
from kefu.duties.acts import Act, Subject
from kefu.duties.models import Adoption, Duty
from kefu.lib.located import Problems
from kefu.people.models import Community
from tests.rulebook.story import HEAD
from tests.rulebook.test_deciding import SETTLE

AT = datetime(2026, 2, 10, 2, tzinfo=UTC)
STRICT = (HEAD + SETTLE).replace("within: 1 working day", "within: 4 working hours", 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions and an arrangement, in a community "JY" whose clock stands at a Tuesday morning."""
    monkeypatch.setenv("KEFU_LANGUAGE", "en")
    monkeypatch.setattr(clock, "now", lambda: AT)
    (tmp_path / "old.yaml").write_text(HEAD + SETTLE, "utf-8")
    (tmp_path / "strict.yaml").write_text(STRICT, "utf-8")
    (tmp_path / "2026.yaml").write_text("closed: [2026-02-11]\nopened: []\n", "utf-8")
    Community.objects.create(code="JY", name="景园", time_zone="Asia/Shanghai", rulebook="trial")
    return tmp_path


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    if isinstance(result.exception, Problems):
        assert code == 1
        return str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def received(files: Path) -> Duty:
    run("rulebook", "adopt", files / "old.yaml", "--from", "2026-01-01", "--community", "JY", "--yes")
    community_id = Community.objects.get().pk
    facts = {"kind": "complaint", "severity": "major", "owner": "11"}
    actions.record("case.received", Subject("case", 1, community_id, "2026-000001"), by=Act(11, AT), facts=facts)
    return Duty.objects.get(clause="major.settle")


def test_adopt_shows_the_effect_and_reissue_gives_the_new_times(files: Path) -> None:
    duty = received(files)
    adopted = run("rulebook", "adopt", files / "strict.yaml", "--from", "2026-02-10", "--community", "JY", "--yes")
    assert "within 1 working day → 4 working hours" in adopted
    assert "major.settle: 1 open duties keep what was promised" in adopted
    refused = run("rulebook", "reissue", "--community", "JY", "--clause", "major.settle", "--yes", code=1)
    assert "say why" in refused
    done = run("rulebook", "reissue", "--community", "JY", "--why", "new rulebook", "--yes")
    assert "1 duties re-issued" in done
    duty.refresh_from_db()
    assert duty.due_at == datetime(2026, 2, 10, 8, tzinfo=UTC)
    assert "no open duty" in run("rulebook", "reissue", "--community", "JY", "--why", "again")


def test_without_a_yes_nothing_is_adopted(files: Path) -> None:
    run("rulebook", "adopt", files / "old.yaml", "--from", "2026-01-01", "--community", "JY", code=1)
    assert not Adoption.objects.exists()


def test_a_calendar_year_lists_what_it_touches(files: Path) -> None:
    duty = received(files)
    told = run("calendar", "adopt", 2026, files / "2026.yaml", "--community", "JY")
    assert "2026-000001 major.settle:" in told
    assert "these 1 duties keep their due times" in told
    before = duty.due_at
    duty.refresh_from_db()
    assert duty.due_at == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rulebook", "adopt", "property", "--from", "soon", "--community", "JY", "--yes"), "“soon” is no day"),
        (("rulebook", "adopt", "property", "--from", "2026-01-01", "--community", "xx", "--yes"), "there are: JY"),
        (("rulebook", "adopt", "nowhere.yaml", "--from", "2026-01-01", "--community", "JY"), "no such file"),
        (("calendar", "adopt", "2026", "nowhere.yaml", "--community", "JY"), "cannot be read"),
        (("calendar", "adopt", "2025", "2026.yaml", "--community", "JY"), "no rulebook is in force"),
    ],
)
def test_refused(files: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str) -> None:
    monkeypatch.chdir(files)
    assert said in run(*arguments, code=1)


def test_the_ledger_is_verified_and_a_changed_byte_named(files: Path) -> None:
    received(files)
    assert "the ledger is whole: 2 events" in run("ledger", "verify")
    assert "seal " in run("ledger", "seal")
    assert "nothing has happened since" in run("ledger", "seal")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("update events_event set actor_id = 12 where subject_kind = 'case' and seq = 1")
    assert "case 1 #1: the event was altered" in run("ledger", "verify", code=1)
