"""A city's service line: our clock against its own (shows 3)."""

import csv
import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import audit_json

pytestmark = pytest.mark.real
BOOKS = Path(__file__).parents[1] / "rulebooks"
LOG = "boston311_2015_jan_sep.csv.gz"
# The share of the city's targets that our due times meet within 60 seconds.
SHARES = {
    "general-comments.close": 0.99,
    "empty-litter-basket.close": 0.99,
    "utility-call-in.close": 0.99,
    "ce-collection.close": 0.99,
    "sign-repair.close": 0.985,
    "graffiti-removal.close": 0.975,
}


@pytest.fixture(scope="module")
def report(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return audit_json(
        tmp_path_factory.mktemp("boston") / "report.json",
        real_data / LOG,
        rulebook=BOOKS / "boston311.yaml",
        mapping=BOOKS / "boston311.mapping.yaml",
    )


def test_our_targets_agree_with_the_citys(report: dict[str, Any]) -> None:
    shares = {found["clause"]: found["share"] for found in report["agreement"]}
    assert {clause: share for clause, share in SHARES.items() if shares[clause] < share} == {}
    for found in report["agreement"]:
        missed = found["compared"] - found["within_60_seconds"]
        assert len(found["disagreements"]) == missed
        assert all(one["trace"] for one in found["disagreements"])


def test_with_the_citys_targets_the_verdicts_are_the_citys(report: dict[str, Any], real_data: Path) -> None:
    """Row by row: every row that is not rejected and has both dates and a verdict."""
    rejected = {rejection["row"] for rejection in report["log"]["rejected"]}
    ontime = overdue = blank_late = 0
    with gzip.open(real_data / LOG, "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if number in rejected or not (row["TARGET_DT"] and row["CLOSED_DT"]):
                continue
            is_late = moment(row["CLOSED_DT"]) > moment(row["TARGET_DT"])
            verdict = row["OnTime_Status"]
            if verdict:
                assert is_late == (verdict == "OVERDUE"), number
                ontime += not is_late
                overdue += is_late
            else:
                blank_late += is_late
    (promise,) = [clause for clause in report["clauses"] if clause["id"] == "promise.city.target"]
    assert promise["on_time"] == ontime
    assert promise["late"] == overdue + blank_late
    assert (overdue, blank_late) == (15957, 80)


def moment(written: str) -> datetime:
    return datetime.strptime(written, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007


def test_rows_are_read_and_the_bad_ones_named(report: dict[str, Any]) -> None:
    log = report["log"]
    assert log["rows"] == 93963
    assert len(log["rejected"]) == 176
    assert {rejection["column"] for rejection in log["rejected"]} == {"CLOSED_DT"}
    assert log["cases"] == 93963 - 176
