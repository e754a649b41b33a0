"""A log through worker processes, and in one: the same verdicts, row for row."""

import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from kefu.audit import workers
from kefu.audit.choosing import choose
from kefu.audit.mapping import load_mapping
from kefu.audit.running import Audited, audit
from kefu.audit.tables import TableError
from kefu.rulebook.checking import load

MAPPING = load_mapping("""
mapping: office
subject: 编号
repeats: [受理时间, 类别]
events:
  case.received: {at: 受理时间}
  case.resolved: {at: 办结时间}
facts:
  kind: {column: 类别, values: {投诉: complaint, 报修: repair}}
by: {category: 类别, person: 处理人}
""")
NOW = 1_767_196_800


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty thousand cases in several blocks; some numbers come again blocks later, some rows are bad."""
    path = tmp_path_factory.mktemp("log") / "log.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("编号,受理时间,办结时间,类别,处理人,事由\n")
        for number in range(30_000):
            case = number - 25_000 if number > 29_990 else number
            day, hour = number % 28 + 1, number % 24
            kind = "其他" if number % 5_000 == 7 else "投诉" if number % 3 else "报修"
            done = f"2025-04-{day:02} {hour:02}:30" if number % 4 else ""
            file.write(f"N{case},2025-03-{day:02} {hour:02}:00,{done},{kind},员工{number % 9},{'漏水' * 30}\n")
    return path


def judged(path: Path, count: int) -> Audited:
    chosen = choose(path, [MAPPING])
    assert len(list(chosen.table.blocks())) > 2
    return audit([(chosen.table, chosen.mapping)], [load("broadcast")], NOW, workers=count)


def test_in_processes_and_in_one_the_same(log: Path) -> None:
    here, there = judged(log, 0), judged(log, 2)
    assert here.tallies == there.tallies
    assert here.rejections == there.rejections
    assert (here.rows, here.repeats, here.first_at, here.last_at) == (
        there.rows,
        there.repeats,
        there.first_at,
        there.last_at,
    )


def test_a_number_that_comes_again_is_rejected_and_judged_once(log: Path) -> None:
    found = judged(log, 0)
    again = [rejection for _, rejection in found.rejections if "stands already" in rejection.reason.en]
    assert len(again) == 9
    assert again[0].column == "编号"
    assert "row 4993" in again[0].reason.en
    assert found.rows == 30_000
    assert found.tallies[0].cases == 30_000 - len(found.rejections)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_worker_that_is_killed_ends_the_audit_with_a_clear_word(log: Path) -> None:
    chosen = choose(log, [MAPPING])

    def kill(*_: object) -> None:
        for child in children(os.getpid()):
            if "forkserver" in Path(f"/proc/{child}/cmdline").read_text():
                for worker in children(child):
                    os.kill(worker, signal.SIGKILL)

    with pytest.raises(TableError, match="a worker process was ended"):
        audit([(chosen.table, chosen.mapping)], [load("broadcast")], NOW, kill, workers=2)


@pytest.mark.parametrize(
    ("name", "size", "is_excel", "wanted", "expected"),
    [
        ("log.csv", workers.SMALL - 1, False, None, 0),
        ("log.csv", workers.SMALL, False, None, 7),
        # Packed, and in rows instead of bytes: their size does not tell.
        ("log.csv.gz", 10, False, None, 7),
        ("log.xlsx", 10, True, None, 7),
        ("log.csv", workers.SMALL, False, 0, 0),
        ("log.csv", 10, False, 3, 3),
    ],
)
def test_as_many_workers_as_a_register_is_worth(
    monkeypatch: pytest.MonkeyPatch, name: str, size: int, is_excel: bool, wanted: int | None, expected: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 7)
    table = SimpleNamespace(path=Path(name), size=size, is_excel=is_excel)
    assert workers.workers_for(table, wanted) == expected  # type: ignore[arg-type]


def test_a_file_may_be_large_though_it_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(b"x" * (workers.SMALL // 8))
    assert workers.may_be_large(path)
    path.write_bytes(b"x" * (workers.SMALL // 8 - 1))
    assert not workers.may_be_large(path)
    assert not workers.may_be_large(tmp_path)
    assert not workers.may_be_large(tmp_path / "absent.csv")
