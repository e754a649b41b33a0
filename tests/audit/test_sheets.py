"""The report as Excel: every figure, every row, and nothing from the register that runs."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kefu.audit.figures import figures, is_promise, total
from kefu.audit.sheets import write_xlsx
from tests.audit.sample_report import BAD, FORMULA, SCRIPT, judged

SHEETS = [
    "概要 Summary",
    "条款 Clauses",
    "月份 Months",
    "类别 Categories",
    "部门 Departments",
    "人员 People",
    "最差 Worst",
    "要求 Requirements",
    "违反 Violations",
    "不予采用 Rejected",
    "对照 Agreement",
    "不一致 Disagreements",
]
WHAT_IF = ["假设差异 What-if changes", "假设对比 What-if figures"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return judged(tmp_path_factory.mktemp("sheets"))


@pytest.fixture(scope="module")
def book(report: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return opened(report, tmp_path_factory.mktemp("book"))


def opened(report: dict[str, Any], folder: Path) -> Workbook:
    write_xlsx(report, folder / "report.xlsx")
    found: Workbook = openpyxl.load_workbook(folder / "report.xlsx")
    return found


def by_heading(book: Workbook, name: str) -> list[dict[str, Any]]:
    heads, *found = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in found]


def test_the_sheets_are_there_in_their_order(book: Workbook) -> None:
    assert book.sheetnames == [*SHEETS, *WHAT_IF]


def test_every_heading_is_in_both_languages_and_stays_in_sight(book: Workbook) -> None:
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        for cell in sheet[1]:
            text = str(cell.value)
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text), text
            assert any(sign.isascii() and sign.isalpha() for sign in text), text


def test_the_clauses_have_the_figures_of_the_report(book: Workbook, report: dict[str, Any]) -> None:
    found = {row["条款 Clause"]: row for row in by_heading(book, "条款 Clauses")}
    assert list(found) == [clause["id"] for clause in report["clauses"]]
    for clause in report["clauses"]:
        row, counted = found[clause["id"]], figures(clause)
        assert (row["职责 Duties"], row["按时 Kept"], row["逾期完成 Late"]) == (
            counted.duties,
            counted.kept,
            counted.late,
        )
        said = {"assumed": "含假定值 Has assumed values", "not_exercised": "从未用到 Never exercised"}
        assert {key: row[heading] for key, heading in said.items()} == {
            key: "是 yes" if clause[key] else "否 no" for key in said
        }
        assert row["按时率 Share kept"] == (None if counted.share is None else pytest.approx(counted.share))


def test_the_summary_is_about_the_rulebook_alone(book: Workbook, report: dict[str, Any]) -> None:
    found = {row["项目 Item"]: row["值 Value"] for row in by_heading(book, "概要 Summary")}
    own = total(figures(clause) for clause in report["clauses"] if not is_promise(clause["id"]))
    assert found["职责 Duties"] == own.duties > 0
    assert own.share is not None
    assert found["按时率（%） Share kept (%)"] == pytest.approx(100 * own.share, abs=0.05)
    assert found["其他系统承诺：职责 Promises of other systems: Duties"] > 0
    assert found["不予采用的行 Rejected rows"] == 1
    assert found["判定时刻 Judged at"] == datetime(2026, 4, 1, 18)  # noqa: DTZ001


def test_divisions_add_up_to_the_clauses(book: Workbook, report: dict[str, Any]) -> None:
    duties = sum(clause["duties"] for clause in report["clauses"])
    for name in ("月份 Months", "部门 Departments", "人员 People"):
        assert sum(row["职责 Duties"] for row in by_heading(book, name)) == duties


def test_what_the_register_says_stays_text(book: Workbook) -> None:
    cases = [cell for row in book["最差 Worst"].iter_rows(min_row=2) for cell in row if cell.value == FORMULA]
    assert cases
    assert {cell.data_type for cell in cases} == {"s"}
    assert SCRIPT in {row["类别 Category"] for row in by_heading(book, "类别 Categories")}
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_times_are_local_moments_and_excess_a_number(book: Workbook, report: dict[str, Any]) -> None:
    row = by_heading(book, "最差 Worst")[0]
    worst = next(clause["worst"][0] for clause in report["clauses"] if clause["worst"])
    assert row["到期 Due"] == datetime.fromisoformat(worst["due_at"]).replace(tzinfo=None)
    assert row["相差（分） Minutes over"] == worst["over_minutes"]
    assert row["依据 Trace (zh)"].count("\n") == len(worst["trace"]) - 1


def test_all_rejected_rows_and_disagreements_are_there(book: Workbook, report: dict[str, Any], tmp_path: Path) -> None:
    assert [row["行 Row"] for row in by_heading(book, "不予采用 Rejected")] == [44]
    differing = sum(len(one["disagreements"]) for one in report["agreement"])
    assert len(by_heading(book, "不一致 Disagreements")) == differing > 0
    many = {**report, "log": {**report["log"], "rejected": report["log"]["rejected"] * 900}}
    assert len(by_heading(opened(many, tmp_path), "不予采用 Rejected")) == 900


def test_violations_name_their_cases(book: Workbook) -> None:
    demanded = {row["条款 Clause"]: row["违反 Violations"] for row in by_heading(book, "要求 Requirements")}
    assert demanded["complaint.record.complete"] == 1
    found = [row for row in by_heading(book, "违反 Violations") if row["条款 Clause"] == "complaint.record.complete"]
    assert [row["事项 Case"] for row in found] == [FORMULA]


def test_the_what_if_stands_side_by_side(book: Workbook, report: dict[str, Any]) -> None:
    changes = by_heading(book, WHAT_IF[0])
    assert len(changes) == len(report["what_if"]["differences"]) > 0
    sides = {row["条款 Clause"]: row for row in by_heading(book, WHAT_IF[1])}
    side = next(one for one in report["what_if"]["side_by_side"] if one["was"]["duties"])
    row = sides[side["id"]]
    assert (row["原 Was: 按时 Kept"], row["改后 Is: 按时 Kept"]) == (
        figures(side["was"]).kept,
        figures(side["is"]).kept,
    )


def test_a_report_without_cases_has_all_its_sheets(tmp_path: Path) -> None:
    empty = judged(tmp_path, [BAD])
    empty.pop("what_if")
    book = opened(empty, tmp_path)
    assert book.sheetnames == SHEETS
    found = {row["项目 Item"]: row["值 Value"] for row in by_heading(book, "概要 Summary")}
    assert found["事项 Cases"] == 0
    assert found["按时率（%） Share kept (%)"] is None
