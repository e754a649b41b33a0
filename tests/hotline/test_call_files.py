"""`kefu hotline import`: all of a file or nothing, once; what is wrong by row and column."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kefu import clock
from kefu.cli import app
from kefu.duties.models import Duty, Step
from kefu.hotline.models import Call
from kefu.lib.located import Problems
from tests.cast import Cast, make_cast
from tests.hotline.calling import kinds

pytestmark = pytest.mark.django_db
WHOLE = ["call.offered", "call.answered", "call.ended", "call.logged"]
HEAD = "通话编号,来电时间,接听时间,挂机时间,主叫号码,坐席,振铃次数,处置\n"
GOOD = HEAD + (
    "1,2026-03-09 09:00:00,2026-03-09 09:00:06,2026-03-09 09:03:00,13900001111,zhangxm,2,当场答复\n"
    "2,2026-03-09 09:10:00,,2026-03-09 09:10:30,13900002222,,,\n"
)
WRONG = HEAD + (
    "1,2026-03-09 09:00:00,2026-03-09 09:00:06,2026-03-09 09:03:00,13900001111,zhangxm,2,当场答复\n"
    "2,2026/13/09 09:10,,,13900002222,,,\n"
    "3,2026-03-09 09:10:00,,,13900002222,nobody,many,\n"
    "1,2026-03-09 09:00:00,2026-03-09 09:00:06,2026-03-09 09:04:00,13900001111,zhangxm,2,\n"
)


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("KEFU_LANGUAGE", "en")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 10, 1, 30, tzinfo=UTC))
    return make_cast()


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["hotline", "import", *map(str, words), "--community", "CH"])
    if isinstance(result.exception, Problems):
        assert code == 1
        return result.output + str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def written(folder: Path, text: str, name: str = "calls.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_file_comes_in_once(cast: Cast, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    assert "2 calls are new, 0 were known" in run(file)
    assert "0 calls are new, 2 were known" in run(file)
    answered, missed = Call.objects.order_by("key")
    assert (answered.agent, answered.rings, answered.disposition) == (cast.agent, 2, "answered")
    # What became of it was known in time and is recorded later: the duty is done, and nobody is called for it.
    assert [kind for kind in kinds(answered) if kind.startswith("call.")] == WHOLE
    duty = Duty.objects.get(subject_kind="call", subject_id=answered.pk)
    assert (duty.end, duty.ended_at) == ("done", answered.ended_at)
    assert not Step.objects.filter(duty=duty, is_waiting=True).exists()
    assert missed.is_missed
    assert missed.logged_at is None


def test_what_is_wrong_is_told_by_row_and_column_and_nothing_comes_in(cast: Cast, tmp_path: Path) -> None:
    told = run(written(tmp_path, WRONG), code=1)
    for said in (
        "row 3, column 来电时间",
        "row 4, column 振铃次数",
        "row 4, column 坐席: nobody here is called “nobody”",
        "row 5, column",
        "4 faults: no call was imported",
    ):
        assert said in told
    assert not Call.objects.exists()


def test_a_mapping_names_other_columns(cast: Cast, tmp_path: Path) -> None:
    file = written(tmp_path, "when,who\n2026-03-09 09:00:00,13900001111\n")
    assert "no column says when calls came in" in run(file, code=1)
    mapping = written(tmp_path, "started: when\nnumber: who\n", "calls.yaml")
    assert "1 calls are new" in run(file, "--mapping", mapping)
    assert "1 were known" in run(file, "--mapping", mapping)
    assert Call.objects.get().number == "13900001111"
    wrong = written(tmp_path, "began: when\n", "wrong.yaml")
    assert "no field began" in run(file, "--mapping", wrong, code=1)
    absent = written(tmp_path, "started: when\nline: which\n", "absent.yaml")
    assert "no column “which”" in run(file, "--mapping", absent, code=1)
    assert "there is no such file" in run(tmp_path / "none.csv", code=1)
