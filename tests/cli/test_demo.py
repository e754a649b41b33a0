"""The register that comes along, audited as README shows it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
