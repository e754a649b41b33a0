"""The register that comes along, audited as README shows it."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kefu.audit.choosing import read_mappings, shipped

ROOT = Path(__file__).parent.parent.parent
KEFU = Path(sys.executable).parent / "kefu"
SAMPLE = ROOT / "src/kefu/audit/sample/register-2025.csv"
VERDICTS = ("on_time", "recorded_late", "late", "breached_open", "open", "paused", "waived", "cancelled", "missed")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("demo") / "audit.json"
    command = [*map(str, (KEFU, "audit", SAMPLE, "--rulebook", "property", "--now", "2026-01-01T00:00", "--json", out))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def kept(clauses: Iterator[dict[str, int]]) -> float:
    """The share of duties on time among those that ended or are past their time."""
    on_time = past = 0
    for clause in clauses:
        on_time += clause["on_time"]
        past += clause["late"] + clause["breached_open"]
    return on_time / (on_time + past)


def test_a_shipped_mapping_reads_it(report: dict[str, Any]) -> None:
    assert [file["mapping"] for file in report["log"]["files"]] == ["property-register"]


def test_rows_are_all_accounted_for(report: dict[str, Any]) -> None:
    log = report["log"]
    assert log["rows"] == 2000
    assert log["cases"] + len(log["rejected"]) == 2000
    assert 10 <= len(log["rejected"]) <= 16
    assert 3 <= log["repeats"] <= 10
    assert report["unmatched_cases"] < 20


def test_every_rejected_row_has_its_reason_in_both_languages(report: dict[str, Any]) -> None:
    for rejected in report["log"]["rejected"]:
        assert rejected["row"] > 1
        assert rejected["reason"]
        assert rejected["reason_zh"]


def test_many_clauses_are_exercised(report: dict[str, Any]) -> None:
    exercised = [clause for clause in report["clauses"] if not clause["not_exercised"]]
    assert len(exercised) >= 15
    assert sum(clause["duties"] for clause in exercised) > 4000
    demanded = [requirement for requirement in report["requirements"] if not requirement["not_exercised"]]
    assert len(demanded) >= 5


def test_verdicts_exclude_each_other_and_add_up(report: dict[str, Any]) -> None:
    for clause in report["clauses"]:
        assert sum(clause[verdict] for verdict in VERDICTS) == clause["duties"], clause["id"]


def test_most_is_kept_but_not_after_the_storm_nor_by_the_order_department(report: dict[str, Any]) -> None:
    months = {month: kept(iter(clauses.values())) for month, clauses in report["by"]["month"].items()}
    departments = {name: kept(iter(clauses.values())) for name, clauses in report["by"]["department"].items()}
    assert len(months) == 12
    assert min(months, key=lambda month: months[month]) == "2025-08"
    assert months["2025-02"] < months["2025-04"]
    assert departments["秩序部"] < departments["工程部"]
    assert kept(clause for clause in report["clauses"]) > 0.8


def test_the_file_is_what_its_script_makes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.sample", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr or "make it anew: python -m bench.sample"


def audited(log: Path, rulebook: str) -> dict[str, Any]:
    out = log.with_suffix(".json")
    command = [str(KEFU), "audit", str(log), "--rulebook", rulebook, "--now", "2025-04-01T00:00", "--json", str(out)]
    subprocess.run(command, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def write(log: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Path:
    with log.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return log


def test_the_mapping_of_a_log_with_an_event_in_a_row(tmp_path: Path) -> None:
    complaint = {"类型": "投诉", "等级": "重大", "首问责任人": "苏晓雯", "经办人": "苏晓雯"}
    rows = [
        {"编号": "A1", "事件": "受理", "发生时间": "2025-03-03 09:00", **complaint},
        {"编号": "A1", "事件": "接管", "发生时间": "2025-03-03 12:00", "经办人": "林可"},
        {"编号": "A1", "事件": "办结", "发生时间": "2025-03-03 16:00", "登记时间": "2025-03-04 09:00"},
    ]
    (columns,) = [mapping.columns() for mapping in read_mappings(shipped()) if mapping.mapping == "property-log"]
    report = audited(write(tmp_path / "log.csv", columns, rows), "property")
    clauses = {clause["id"]: clause for clause in report["clauses"]}
    assert clauses["complaint.major.report"]["on_time"] == 1
    assert clauses["complaint.settle.own"]["recorded_late"] == 1


def test_the_mapping_of_a_log_of_inspections(tmp_path: Path) -> None:
    days = [f"2025/3/{day}" for day in range(3, 8)]
    rows = [
        {"区域": "一号楼", "检查时间": f"{day} {hour}:30", "检查人": "罗桂香", "检查结论": "正常"}
        for day in days
        for hour in (9, 15)
    ]
    report = audited(write(tmp_path / "log.csv", ("区域", "检查时间", "检查人", "检查结论"), rows), "broadcast")
    assert [file["mapping"] for file in report["log"]["files"]] == ["area-inspections"]
    (spot_checks,) = [clause for clause in report["clauses"] if clause["id"] == "area.spot-check"]
    assert spot_checks["on_time"] == 10
    assert spot_checks["missed"] > 50
