"""Citizens' messages in Chinese (shows 4)."""

from pathlib import Path

import pytest

from tests.cli.running import audit_json, run

pytestmark = pytest.mark.real
BOOKS = Path(__file__).parents[1] / "rulebooks"


def test_the_share_answered_in_time_by_month(real_data: Path, tmp_path: Path) -> None:
    report = audit_json(
        tmp_path / "report.json",
        real_data / "zh_replied_dev.csv.gz",
        rulebook=BOOKS / "messages.yaml",
        mapping=BOOKS / "messages.replied.mapping.yaml",
    )
    (clause,) = report["clauses"]
    assert clause["duties"] == 1176
    assert (clause["on_time"], clause["late"]) == (816, 360)
    months = report["by"]["month"]
    assert sum(month["message.answer"]["duties"] for month in months.values()) == 1176
    assert all(len(month) == len("2012-02") for month in months)


def test_both_date_formats_and_repeats(real_data: Path, tmp_path: Path) -> None:
    report = audit_json(
        tmp_path / "report.json",
        real_data / "zh_hot_dev.csv.gz",
        rulebook=BOOKS / "messages.yaml",
        mapping=BOOKS / "messages.hot.mapping.yaml",
    )
    assert report["log"]["rows"] == 4326
    assert report["log"]["rejected"] == []
    assert report["log"]["repeats"] == 104
    (clause,) = report["clauses"]
    assert clause["not_in_log"]


@pytest.mark.parametrize("name", ["boston311_2015_jan_sep.csv.gz", "zh_replied_dev.csv.gz", "zh_hot_dev.csv.gz"])
def test_a_mapping_is_proposed_that_loads(name: str, real_data: Path, tmp_path: Path) -> None:
    proposed = run("audit", str(real_data / name), "--suggest")
    assert proposed.code == 0
    mapping = tmp_path / "proposed.yaml"
    mapping.write_text(proposed.out, "utf-8")
    report = audit_json(tmp_path / "r.json", real_data / name, rulebook=BOOKS / "messages.yaml", mapping=mapping)
    assert report["log"]["cases"] > 1000
