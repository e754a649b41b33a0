"""`kefu audit`, on registers as offices have them and on damaged ones."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kefu.rulebook.model import VERDICTS
from tests.audit.sample_report import clause
from tests.cli.running import audit_json, run

HEADINGS = ["编号", "受理时间", "类别", "等级", "办结时间", "回访时间", "部门", "处理人"]
MAPPING = """
mapping: office
subject: 编号
now: 2025-12-31T18:00
repeats: [受理时间, 类别, 处理人]
events:
  case.received: {at: 受理时间}
  case.resolved: {at: 办结时间}
  case.revisited: {at: 回访时间}
facts:
  kind: {column: 类别, values: {投诉: complaint, 报修: repair}, default: enquiry}
  severity: {column: 等级, values: {重大: major, 一般: general}, default: general}
by: {category: 类别, department: 部门, person: 处理人}
"""
ROWS = [
    ["1", "2025-03-03 09:00", "投诉", "重大", "2025-03-04 17:00", "2025-03-10 10:00", "工程部", "张三"],
    ["2", "2025/3/4 8:05", "投诉", "一般", "2025/3/20 09:00", "", "工程部", "李四"],
    ["3", "２０２５-03-05 ０９：００", "投诉", "重大", "", "", "客服部", "张三"],
    ["4", "2025-03-06 09:00", "报修", "", "2025-03-06 10:00", "", "工程部", "王五"],
    ["5", "2025-03-03 09:00", "投诉", "重大", "2025-03-04 18:00", "", "工程部", "张三"],
]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "office.yaml"
    path.write_text(MAPPING, "utf-8")
    return path


def text_of(rows: list[list[str]]) -> str:
    return "\n".join(",".join(row) for row in [HEADINGS, *rows]) + "\n"


def check_figures(report: dict[str, Any]) -> None:
    settle = clause(report, "complaint.major.settle")
    assert (settle["duties"], settle["on_time"], settle["breached_open"]) == (3, 2, 1)
    (worst,) = settle["worst"]
    assert (worst["case"], worst["due_at"], worst["done_at"]) == ("3", "2025-03-06T18:00:00+08:00", None)
    assert worst["over_minutes"] == 300 * 24 * 60
    general = clause(report, "complaint.general.settle")
    assert (general["late"], general["worst"][0]["over_minutes"]) == (1, 12 * 1440 + 15 * 60)
    assert report["log"]["repeats"] == 1
    assert report["by"]["department"]["工程部"]["complaint.major.settle"] == {
        "duties": 2,
        "on_time": 2,
        "late": 0,
        "breached_open": 0,
    }
    for one in report["clauses"]:
        assert sum(one[verdict] for verdict in VERDICTS) == one["duties"], one["id"]
        assert one["not_exercised"] == (one["duties"] == 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding_and_gzipped(encoding: str, mapping: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(text_of(ROWS).encode(encoding))
    check_figures(audit_json(tmp_path / "out.json", log, rulebook="broadcast", mapping=mapping))
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    check_figures(audit_json(tmp_path / "out.json", packed, rulebook="broadcast", mapping=mapping))


def test_excel_with_title_lines_and_merged_cells(mapping: Path, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["二〇二五年投诉登记表"])
    sheet.merge_cells("A1:H1")
    for row in [HEADINGS, *ROWS]:
        sheet.append(row)
    sheet.merge_cells("G3:G4")
    book.save(tmp_path / "log.xlsx")
    check_figures(audit_json(tmp_path / "out.json", tmp_path / "log.xlsx", rulebook="broadcast", mapping=mapping))


def test_the_same_case_in_two_files_is_judged_once(mapping: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(text_of(ROWS), "utf-8")
    two.write_text(text_of([ROWS[1], ["6", *ROWS[1][1:]], ROWS[1]]), "utf-8")
    report = audit_json(tmp_path / "out.json", one, two, rulebook="broadcast", mapping=mapping)
    assert report["log"]["cases"] == 6
    rejected = [(one["file"], one["row"]) for one in report["log"]["rejected"]]
    assert rejected == [("two.csv", 2), ("two.csv", 4)]
    assert "one.csv, row 3" in report["log"]["rejected"][0]["reason"]


def test_a_damaged_log_names_every_bad_row_and_judges_the_rest(mapping: Path, tmp_path: Path) -> None:
    bad = {
        "2025-02-30 09:00": ["7", "2025-02-30 09:00", "投诉", "重大", "", "", "", ""],
        "before": ["8", "2025-03-03 09:00", "投诉", "重大", "2025-03-02 09:00", "", "", ""],
        "control": ["9", "2025-03-03 09:00", "投\x07诉", "重大", "", "", "", ""],
        "formula": ["10", "=NOW()", "投诉", "重大", "", "", "", ""],
        "cells": ["11", "2025-03-03 09:00"],
        "long": ["12", "2025-03-03 09:00", "投" * 3_500_000, "重大", "", "", "", ""],
        "no time": ["13", "", "投诉", "重大", "", "", "", ""],
        "no such word": ["14", "2025-03-03 09:00", "投诉", "特大", "", "", "", ""],
    }
    text = text_of([*bad.values(), *ROWS]).replace("severity: general", "severity: general")
    log = tmp_path / "log.csv"
    log.write_bytes(text.encode("utf-8").replace("王五".encode(), b"\xff\xfe"))
    mapping.write_text(MAPPING.replace("一般: general}, default: general}", "一般: general, '': general}}"), "utf-8")
    report = audit_json(tmp_path / "out.json", log, rulebook="broadcast", mapping=mapping)
    rejected = {one["row"]: one for one in report["log"]["rejected"]}
    assert set(rejected) >= set(range(2, 10)) | {13}
    assert all(one["reason"] and one["reason_zh"] for one in rejected.values())
    assert clause(report, "complaint.major.settle")["duties"] == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), (b"PK\x03\x04 no workbook", "xlsx"), ("编号,受理时间\n".encode(), "no rows")],
)
def test_a_file_that_is_none(content: bytes, message: str, mapping: Path, tmp_path: Path) -> None:
    log = tmp_path / ("log.xlsx" if content.startswith(b"PK") else "log.csv")
    log.write_bytes(content)
    done = run("audit", str(log), "--rulebook", "broadcast", "--mapping", str(mapping))
    assert done.code == 1
    assert str(log) in done.out
    assert message in done.out
    assert len(done.out.splitlines()) == 1


def test_a_mapping_that_does_not_fit_names_what_is_missing(mapping: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("编号,受理日期\n1,2025-03-03 09:00\n", "utf-8")
    done = run("audit", str(log), "--rulebook", "broadcast", "--mapping", str(mapping))
    assert done.code == 1
    assert "受理时间" in done.out
    assert "受理日期" in done.out


def test_a_mapping_with_words_no_rulebook_knows(mapping: Path, tmp_path: Path) -> None:
    mapping.write_text(MAPPING.replace("case.resolved:", "case.solved:").replace("重大: major", "重大: huge"), "utf-8")
    log = tmp_path / "log.csv"
    log.write_text(text_of(ROWS), "utf-8")
    done = run("audit", str(log), "--rulebook", "broadcast", "--mapping", str(mapping))
    lines = done.out.splitlines()
    assert done.code == 1
    assert [line.split(":")[1] for line in lines] == ["8", "12"]
    assert "case.solved" in lines[0]


def test_what_if_side_by_side(mapping: Path, tmp_path: Path) -> None:
    log, stricter = tmp_path / "log.csv", tmp_path / "stricter.yaml"
    log.write_text(text_of(ROWS), "utf-8")
    from kefu.rulebook.reading import change, shipped

    text = shipped()["broadcast"].read_text("utf-8")
    stricter.write_text(change(text, "complaint.major.settle", "within", "4 working hours"), "utf-8")
    more = ("--what-if", str(stricter))
    report = audit_json(tmp_path / "out.json", log, rulebook="broadcast", mapping=mapping, more=more)
    (difference,) = report["what_if"]["differences"]
    assert difference["text_en"].endswith("1 working day → 4 working hours")
    (side,) = [one for one in report["what_if"]["side_by_side"] if one["is_changed"]]
    assert (side["was"]["on_time"], side["is"].get("on_time", 0)) == (2, 0)
    assert (side["was"].get("late", 0), side["is"]["late"]) == (0, 2)


def test_judged_at_an_earlier_moment(mapping: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(text_of(ROWS), "utf-8")
    more = ("--now", "2025-03-04T12:00")
    report = audit_json(tmp_path / "out.json", log, rulebook="broadcast", mapping=mapping, more=more)
    assert clause(report, "complaint.major.settle")["open"] == 2
    assert report["now"] == "2025-03-04T12:00:00+08:00"


def test_an_output_that_cannot_be_written(mapping: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(text_of(ROWS), "utf-8")
    out = str(tmp_path / "no" / "such" / "folder.json")
    done = run("audit", str(log), "--rulebook", "broadcast", "--mapping", str(mapping), "--json", out)
    assert done.code == 1
    assert "cannot be written" in done.out


def test_events_in_rows_of_their_own_are_put_together(tmp_path: Path) -> None:
    mapping, log = tmp_path / "log.yaml", tmp_path / "log.csv"
    mapping.write_text(
        """
mapping: rounds
subject: 区域
now: 2025-03-07T00:00:01
first: {event: area.opened, at: 2025-03-02}
log: {event: 事件, values: {检查: area.inspected}, at: 时间, actor: 检查人}
by: {person: 检查人}
""",
        "utf-8",
    )
    rows = ["大堂,检查,2025-03-03 09:00,张", "车库,检查,2025-03-03 09:30,张", "大堂,检查,2025-03-03 16:00,李"]
    log.write_text("区域,事件,时间,检查人\n" + "\n".join(rows) + "\n", "utf-8")
    report = audit_json(tmp_path / "out.json", log, rulebook="broadcast", mapping=mapping)
    rounds = clause(report, "area.spot-check")
    assert report["log"]["rows"] == 3
    assert report["log"]["cases"] == 2
    # Four working days and the one that has just begun, two areas, twice a day: three done.
    assert (rounds["duties"], rounds["on_time"], rounds["missed"], rounds["open"]) == (20, 3, 13, 4)
    assert json.dumps(report)
