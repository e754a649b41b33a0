"""A log through worker processes, and in one: the same verdicts, row for row."""

import os
import signal
from collections import Counter
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from kefu.audit import workers
from kefu.audit.choosing import choose
from kefu.audit.mapping import Mapping, MappingError, load_mapping
from kefu.audit.running import Audited, audit
from kefu.audit.tables import Table, TableError
from kefu.rulebook.checking import load
from tests.audit.test_tables import workbook

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


def test_a_log_that_none_of_the_given_mappings_fits_is_refused_and_nothing_guessed(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("编号,报修时间\n1,2025-03-01 08:00\n", encoding="utf-8")
    with pytest.raises(MappingError, match="受理时间"):
        choose(path, [MAPPING])
    assert choose(path, []).is_guessed


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
    table = cast(Table, SimpleNamespace(path=Path(name), size=size, is_excel=is_excel))
    assert workers.workers_for(table, wanted) == expected


def test_a_file_may_be_large_though_it_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(b"x" * (workers.SMALL // 8))
    assert workers.may_be_large(path)
    path.write_bytes(b"x" * (workers.SMALL // 8 - 1))
    assert not workers.may_be_large(path)
    assert not workers.may_be_large(tmp_path)
    assert not workers.may_be_large(tmp_path / "absent.csv")


def small(folder: Path, name: str, *rows: str) -> tuple[Table, Mapping]:
    path = folder / name
    path.write_text("\n".join(("编号,受理时间,办结时间,类别,处理人", *rows, "")), "utf-8")
    chosen = choose(path, [MAPPING])
    return chosen.table, chosen.mapping


def test_several_files_are_one_log(tmp_path: Path) -> None:
    one = small(tmp_path, "one.csv", "1,2025-03-03 09:00,,投诉,张", "2,2025-03-02 09:00,,投诉,张", "x,昨天,,投诉,张")
    two = small(
        tmp_path, "two.csv", "3,2025-03-05 09:00,,投诉,张", "4,2025-03-02 09:00,,投诉,李", "1,2025-03-09 09:00,,投诉,张"
    )
    seen: list[tuple[str, int, int, int]] = []
    found = audit([one, two], [load("broadcast")], NOW, lambda *told: seen.append(told), workers=0)
    shanghai = [datetime.fromtimestamp(at or 0, ZoneInfo("Asia/Shanghai")) for at in (found.first_at, found.last_at)]
    assert [f"{at:%m-%d %H:%M}" for at in shanghai] == ["03-02 09:00", "03-05 09:00"]
    assert (found.rows, found.tallies[0].cases) == (6, 4)
    assert [(file, bad.row, bad.column) for file, bad in found.rejections] == [
        ("one.csv", 4, "受理时间"),
        ("two.csv", 4, "编号"),
    ]
    assert found.rejections[1][1].reason == (
        "这个编号已见于 one.csv 第 2 行",
        "this number stands already in one.csv, row 2",
    )
    # What says the same as an earlier row, by another number, is a repeat.
    assert found.repeats == 1
    assert [(name, mapping.mapping) for name, mapping in found.files] == [("one.csv", "office"), ("two.csv", "office")]
    assert [(name, rows) for name, _, _, rows in seen] == [("one.csv", 3), ("two.csv", 6)]
    assert all(done == size for _, done, size, _ in seen)


def test_a_row_of_a_workbook_is_named_by_its_sheet_and_its_number_there(tmp_path: Path) -> None:
    headings = ["编号", "受理时间", "办结时间", "类别", "处理人"]
    march = [headings, ["1", "2025-03-03 09:00", "", "投诉", "张"], ["2", "2025-03-02 09:00", "", "投诉", "张"]]
    april = [headings, ["3", "昨天", "", "投诉", "张"], ["1", "2025-04-09 09:00", "", "投诉", "李"]]
    path = workbook(tmp_path / "log.xlsx", ("3月", march), ("4月", april))
    mapping = MAPPING.model_copy(update={"sheet": "all"})
    found = audit([(mapping.open(path), mapping)], [load("broadcast")], NOW, workers=0)
    assert [(file, bad.row, bad.column) for file, bad in found.rejections] == [
        ("log.xlsx “4月”", 2, "受理时间"),
        ("log.xlsx “4月”", 3, "编号"),
    ]
    assert found.rejections[1][1].reason.zh == "这个编号已见于 log.xlsx “3月” 第 2 行"


def test_a_log_without_a_row_that_can_be_used_has_no_span(tmp_path: Path) -> None:
    found = audit([small(tmp_path, "log.csv", "1,昨天,,投诉,张")], [load("broadcast")], NOW, workers=0)
    assert (found.first_at, found.last_at, found.rows, found.tallies[0].cases) == (None, None, 1, 0)


ROUNDS = load_mapping("""
mapping: rounds
subject: 区域
skip: [{column: 事件, values: [备注]}]
log: {event: 事件, values: {启用: area.opened, 检查: area.inspected}, at: 时间}
""")


def test_events_in_rows_of_their_own_are_put_in_order(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [
        "大堂,检查,2025-03-04 09:00",
        "大堂,启用,2025-03-03 08:00",
        "大堂,备注,",
        "车库,检查,昨天",
        "大堂,检查,2025-03-04 15:00",
    ]
    path.write_text("\n".join(("区域,事件,时间", *rows, "")), "utf-8")
    chosen = choose(path, [ROUNDS])
    now = int(datetime(2025, 3, 5, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp())
    found = audit([(chosen.table, chosen.mapping)], [load("broadcast")], now + 1, workers=0)
    assert (found.rows, found.skipped, found.tallies[0].cases) == (5, 1, 1)
    assert [bad.row for _, bad in found.rejections] == [5]
    # The rounds of the day after the opening were both made, in whatever order the rows stand.
    verdicts = Counter(key[1] for key in found.tallies[0].counts.elements() if key[0] == "area.spot-check")
    assert verdicts == {"on_time": 2, "open": 2}
