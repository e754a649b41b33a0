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
    assert found["判定时刻 Judged at"] == datetime.fromisoformat("2026-04-01T18:00")


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


def row_of(book: Workbook, sheet: str, **wanted: object) -> dict[str, Any]:
    (found,) = [
        row
        for row in by_heading(book, sheet)
        if all(any(key in head and row[head] == value for head in row) for key, value in wanted.items())
    ]
    return found


def test_a_clause_has_its_whole_row(book: Workbook) -> None:
    row = row_of(book, "条款 Clauses", Clause="complaint.settle.own")
    assert row.pop("作用 Effect (zh)").endswith("；期限 当日")
    assert row.pop("作用 Effect (en)").endswith("; within same day")
    assert row == {
        "条款 Clause": "complaint.settle.own",
        "内容 What it says (zh)": "本部门职责范围内的投诉，当日处理完毕",
        "英文内容 What it says (en)": "A complaint within the department's own scope is settled the same day",
        "出处 Source": "S0, S4",
        "期限 Limit": "当日",
        "英文期限 Limit (en)": "same day",
        "职责 Duties": 42,
        "按时 Kept": 40,
        "其中补录 Of them recorded late": 0,
        "逾期完成 Late": 1,
        "逾期未完成 Past and not done": 1,
        "到期未做 Missed": 0,
        "未到期 Open": 0,
        "暂停 Paused": 0,
        "免除 Waived": 0,
        "取消 Cancelled": 0,
        "按时率 Share kept": pytest.approx(40 / 42),
        "扣分 Points": 2,
        "含假定值 Has assumed values": "是 yes",
        "程序尚不记录 Not recorded yet": "否 no",
        "登记簿无此列 Not in the log": "否 no",
        "从未用到 Never exercised": "否 no",
    }
    absent = row_of(book, "条款 Clauses", Clause="complaint.settle.forwarded")
    assert absent["登记簿无此列 Not in the log"] == "是 yes"
    assert row_of(book, "条款 Clauses", Clause="rules.read")["程序尚不记录 Not recorded yet"] == "是 yes"


def test_the_summary_tells_of_the_log_and_of_the_rulebook(book: Workbook) -> None:
    found = {row["项目 Item"]: row["值 Value"] for row in by_heading(book, "概要 Summary")}
    told = {
        "制度 Rulebook": "物业客户服务中心制度 Property service centre",
        "制度编号 Rulebook id": "property",
        "版本 Version": "2026-01-01",
        "登记簿（映射） Log (mapping)": "register.csv（sample）",
        "最早 First entry": datetime.fromisoformat("2026-01-05T09:00"),
        "最晚 Last entry": datetime.fromisoformat("2026-03-27T09:00"),
        "行数 Rows": 44,
        "事项 Cases": 43,
        "不予采用的行 Rejected rows": 1,
        "重复的行 Repeats": 0,
        "按映射略去的行 Rows left out as the mapping says": 0,
        "没有条款适用的事项 Cases that no clause applied to": 1,
        "逾期完成 Late": 2,
        "其他系统承诺：逾期完成 Promises of other systems: Late": 1,
        "其他系统承诺：按时率（%） Promises of other systems: Share kept (%)": 95.2,
    }
    assert {item: found[item] for item in told} == told


def test_a_group_has_a_row_for_each_of_its_clauses(book: Workbook) -> None:
    row = row_of(book, "部门 Departments", Department="客服部", Clause="complaint.settle.own")
    assert row == {
        "部门 Department": "客服部",
        "条款 Clause": "complaint.settle.own",
        "内容 What it says (zh)": "本部门职责范围内的投诉，当日处理完毕",
        "英文内容 What it says (en)": "A complaint within the department's own scope is settled the same day",
        "职责 Duties": 21,
        "按时 Kept": 20,
        "其中补录 Of them recorded late": 0,
        "逾期完成 Late": 1,
        "逾期未完成 Past and not done": 0,
        "到期未做 Missed": 0,
        "未到期 Open": 0,
        "暂停、免除或取消 Paused, waived or cancelled": 0,
        "按时率 Share kept": pytest.approx(20 / 21),
    }


def test_what_is_stopped_or_let_off_is_counted_once_in_a_group(report: dict[str, Any], tmp_path: Path) -> None:
    """A report may tell paused, waived and cancelled duties apart, or leave them to the sum."""
    counts = {"duties": 10, "on_time": 1, "late": 1, "paused": 1, "waived": 2, "cancelled": 3}
    found = {**report, "by": {**report["by"], "department": {"客服部": {"complaint.settle.own": counts}}}}
    row = row_of(opened(found, tmp_path), "部门 Departments", Department="客服部")
    assert row["暂停、免除或取消 Paused, waived or cancelled"] == 8


def test_the_worst_and_the_violations_name_whom_and_when(book: Workbook) -> None:
    row = row_of(book, "最差 Worst", Clause="complaint.settle.own", Case=FORMULA)
    assert "依据 Trace (en)" in row
    assert row.pop("依据 Trace (zh)").splitlines()[-1] == "到期：1月5日（周一）18:00"
    assert row.pop("依据 Trace (en)").splitlines()[-1] == "due Mon 5 Jan 18:00"
    assert row == {
        "条款 Clause": "complaint.settle.own",
        "内容 What it says (zh)": "本部门职责范围内的投诉，当日处理完毕",
        "事项 Case": FORMULA,
        "行 Row": 2,
        "开始 Started": datetime.fromisoformat("2026-01-05T09:00"),
        "到期 Due": datetime.fromisoformat("2026-01-05T18:00"),
        "完成 Done": datetime.fromisoformat("2026-01-09T10:00"),
        "相差（分） Minutes over": 5280,
        "相差（天） Days over": pytest.approx(3.67),
        "部门 Department": "客服部",
        "人员 Person": "王丽",
    }
    (violation,) = by_heading(book, "违反 Violations")
    assert violation == {
        "条款 Clause": "complaint.record.complete",
        "内容 What it says (zh)": "投诉记录须写明事由、时间、地点和涉及人员，方可关闭",
        "事项 Case": FORMULA,
        "行 Row": 2,
        "时间 When": datetime.fromisoformat("2026-02-01T09:00"),
        "人员 Person": "王丽",
    }


def test_requirements_and_agreement_have_their_counts(book: Workbook) -> None:
    assert row_of(book, "要求 Requirements", Clause="complaint.record.complete") == {
        "条款 Clause": "complaint.record.complete",
        "内容 What it says (zh)": "投诉记录须写明事由、时间、地点和涉及人员，方可关闭",
        "英文内容 What it says (en)": "A complaint is closed only with its matter, time, place and people on record",
        "出处 Source": "S1",
        "要求次数 Times demanded": 41,
        "违反 Violations": 1,
        "登记簿无此列 Not in the log": "否 no",
        "从未用到 Never exercised": "否 no",
    }
    assert by_heading(book, "对照 Agreement") == [
        {
            "其他系统 Other system": "old",
            "条款 Clause": "complaint.settle.own",
            "比较 Compared": 42,
            "相差 60 秒以内 Within 60 seconds": 0,
            "一致率 Share that agrees": 0,
        }
    ]
    row = row_of(book, "不一致 Disagreements", Case=FORMULA)
    assert row.pop("依据 Trace (zh)").splitlines()[-1] == "到期：1月5日（周一）18:00"
    assert row.pop("依据 Trace (en)").splitlines()[-1] == "due Mon 5 Jan 18:00"
    assert row == {
        "其他系统 Other system": "old",
        "条款 Clause": "complaint.settle.own",
        "事项 Case": FORMULA,
        "行 Row": 2,
        "开始 Started": datetime.fromisoformat("2026-01-05T09:00"),
        "该系统的时间 Promised there": datetime.fromisoformat("2026-01-06T09:00"),
        "本制度到期 Due here": datetime.fromisoformat("2026-01-05T18:00"),
        "相差（分） Minutes over": -900,
        "相差（天） Days over": -0.62,
    }


def test_a_rejected_row_says_why_in_both_languages(book: Workbook) -> None:
    assert by_heading(book, "不予采用 Rejected") == [
        {
            "文件 File": "register.csv",
            "行 Row": 44,
            "列 Column": "受理",
            "原因 Reason (zh)": "看不懂日期“昨天”，应写作 2015-01-02 08:05",
            "原因 Reason (en)": "no date: “昨天”; write it as 2015-01-02 08:05",
        }
    ]


def test_each_change_of_a_what_if_and_what_comes_of_it(book: Workbook, report: dict[str, Any]) -> None:
    change = row_of(book, WHAT_IF[0], Clause="complaint.settle.own")
    told = next(one for one in report["what_if"]["differences"] if one["id"] == "complaint.settle.own")
    assert change == {
        "部分 Section": "deadlines",
        "条款 Clause": "complaint.settle.own",
        "变化 Change (zh)": told["text_zh"],
        "变化 Change (en)": told["text_en"],
    }
    own, left_over = (row_of(book, WHAT_IF[1], Clause=id_) for id_ in ("complaint.settle.own", "complaint.left-over"))
    assert [own[f"{side}逾期完成 Late"] for side in ("原 Was: ", "改后 Is: ")] == [1, 21]
    assert own["改后 Is: 按时率 Share kept"] == pytest.approx(20 / 42)
    assert own["内容 What it says (zh)"] == "本部门职责范围内的投诉，当日处理完毕"
    assert [one["条款有改动 Clause is changed"] for one in (own, left_over)] == ["是 yes", "否 no"]


def test_moments_are_as_wide_as_they_are_shown(book: Workbook) -> None:
    """A moment that does not fit its column is shown as ####."""
    moments = {
        (sheet.title, place)
        for sheet in book
        for row in sheet.iter_rows(min_row=2, values_only=True)
        for place, value in enumerate(row, 1)
        if isinstance(value, datetime)
    }
    widths = {
        (sheet.title, place): dimension.width
        for sheet in book
        for dimension in sheet.column_dimensions.values()
        for place in range(dimension.min or 1, (dimension.max or 1) + 1)
    }
    assert len(moments) > 5
    assert min(widths[place] for place in moments) > len("2026-01-05 09:00")
