"""The registers that come with a mapping: what an audit makes of their rows."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from kefu.audit.choosing import read_mappings, shipped

KEFU = Path(sys.executable).parent / "kefu"


def audited(folder: Path, rulebook: str, mapping: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    """The report on a register of these rows, which that mapping is to read."""
    (columns,) = [known.columns() for known in read_mappings(shipped()) if known.mapping == mapping]
    log, out = folder / "log.csv", folder / "log.json"
    with log.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    command = [str(KEFU), "audit", str(log), "--rulebook", rulebook, "--now", "2025-04-01T00:00", "--json", str(out)]
    subprocess.run(command, capture_output=True, check=True)
    report: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert [file["mapping"] for file in report["log"]["files"]] == [mapping]
    assert report["log"]["rejected"] == []
    return report


def by_id(report: dict[str, Any], part: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in report[part]}


def test_a_log_with_an_event_in_a_row(tmp_path: Path) -> None:
    complaint = {"类型": "投诉", "等级": "重大", "首问责任人": "苏晓雯", "经办人": "苏晓雯"}
    rows = [
        {"编号": "A1", "事件": "受理", "发生时间": "2025-03-03 09:00", **complaint},
        {"编号": "A1", "事件": "接管", "发生时间": "2025-03-03 12:00", "经办人": "林可"},
        {"编号": "A1", "事件": "办结", "发生时间": "2025-03-03 16:00", "登记时间": "2025-03-04 09:00"},
    ]
    clauses = by_id(audited(tmp_path, "property", "property-log", rows), "clauses")
    assert clauses["complaint.major.report"]["on_time"] == 1
    assert clauses["complaint.settle.own"]["recorded_late"] == 1


def test_a_log_of_inspections(tmp_path: Path) -> None:
    days = [f"2025/3/{day}" for day in range(3, 8)]
    rows = [
        {"区域": "一号楼", "检查时间": f"{day} {hour}:30", "检查人": "罗桂香", "检查结论": "正常"}
        for day in days
        for hour in (9, 15)
    ]
    clauses = by_id(audited(tmp_path, "broadcast", "area-inspections", rows), "clauses")
    assert clauses["area.spot-check"]["on_time"] == 10
    assert clauses["area.spot-check"]["missed"] > 50


def test_a_register_of_revisits(tmp_path: Path) -> None:
    """Who asked how it was must be another than who did it; the form and the signature are demanded."""
    case = {
        "类型": "投诉",
        "等级": "重大",
        "经办人": "陈力",
        "受理时间": "2025-03-03 09:00",
        "办结时间": "2025-03-03 16:00",
    }
    asked = {"联系上": "是", "满意": "满意", "客户签字": "是", "回访记录表": "是"}
    rows = [
        {
            **case,
            **asked,
            "编号": "1",
            "回访时间": "2025-03-06 10:00",
            "回访人": "苏晓雯",
            "关闭时间": "2025-03-06 11:00",
        },
        {**case, **asked, "编号": "2", "回访时间": "2025-03-06 10:00", "回访人": " 陈力"},
        {**case, **asked, "编号": "3", "回访时间": "2025-03-12 10:00", "回访人": "苏晓雯", "回访记录表": "否"},
        {**case, **asked, "编号": "4", "回访时间": "2025-03-06", "回访人": "苏晓雯", "满意": "不满意"},
        {**case, "编号": "5"},
    ]
    report = audited(tmp_path, "broadcast", "revisit-register", rows)
    clauses, requirements = by_id(report, "clauses"), by_id(report, "requirements")
    revisit = clauses["complaint.major.revisit"]
    assert [revisit[verdict] for verdict in ("duties", "on_time", "late", "breached_open")] == [5, 3, 1, 1]
    assert clauses["complaint.unsatisfied.answer"]["breached_open"] == 1
    assert (requirements["revisit.by-another"]["demanded"], requirements["revisit.by-another"]["violations"]) == (4, 1)
    assert [worst["case"] for worst in requirements["revisit.by-another"]["worst"]] == ["2"]
    assert [worst["case"] for worst in requirements["revisit.form"]["worst"]] == ["3"]
    assert requirements["complaint.revisit.signed"]["violations"] == 0


def test_a_register_of_work_orders(tmp_path: Path) -> None:
    order = {"日期": "2025-03-03", "发单人": "苏晓雯", "接收部门": "工程部", "经办人": "陈力", "事由": "电梯停梯"}
    rows = [
        {**order, "联系单编号": "1", "开单时间": "2025-03-03 09:00", "确认时间": "2025-03-03 10:00",
         "答复时间": "2025-03-04 09:00", "书面答复": "是", "办结时间": "2025-03-05 09:00",
         "确认完成": "是", "关闭时间": "2025-03-05 17:00"},
        {**order, "联系单编号": "2", "开单时间": "2025-03-03 09:00", "事由": "", "催办时间": "2025-03-07 09:00",
         "答复时间": "2025-03-10 09:00"},
        {**order, "联系单编号": "3", "开单时间": "2025-03-03 09:00"},
    ]  # fmt: skip
    report = audited(tmp_path, "property", "order-register", rows)
    clauses, requirements = by_id(report, "clauses"), by_id(report, "requirements")
    answers = clauses["order.answer"]
    assert [answers[verdict] for verdict in ("duties", "on_time", "late", "breached_open")] == [3, 1, 1, 1]
    assert (clauses["order.urge"]["on_time"], clauses["order.urge"]["breached_open"]) == (1, 1)
    assert clauses["order.close"]["on_time"] == 1
    assert [worst["case"] for worst in requirements["order.complete"]["worst"]] == ["2"]
    assert report["by"]["department"]["工程部"]["order.answer"]["late"] == 1


def test_a_register_of_survey_opinions(tmp_path: Path) -> None:
    survey = {"调查": "2025上半年", "汇总人": "林可", "汇总时间": "2025-03-03 09:00", "意见数": "4", "经办人": "陈力"}
    rows = [
        {**survey, "责任部门": "网络部", "送达时间": "2025-03-04", "收到时间": "2025-03-05", "答复时间": "2025-03-08",
         "书面答复": "是", "整改完成时间": "2025-03-12", "回访时间": "2025-03-20", "回访人": "林可",
         "客户签字": "是", "回访记录表": "是", "满意": "是"},
        {**survey, "责任部门": "营业部", "送达时间": "2025-03-07", "收到时间": "2025-03-08", "答复时间": "2025-03-10",
         "书面答复": "否"},
    ]  # fmt: skip
    report = audited(tmp_path, "broadcast", "opinion-register", rows)
    clauses, requirements = by_id(report, "clauses"), by_id(report, "requirements")
    assert (clauses["survey.opinions.send"]["on_time"], clauses["survey.opinions.send"]["late"]) == (1, 1)
    assert clauses["survey.opinions.answer"]["on_time"] == 2
    assert clauses["survey.opinions.revisit"]["on_time"] == 1
    assert requirements["survey.answer.written"]["violations"] == 1
    assert requirements["survey.revisit.signed"]["violations"] == 0
    assert set(report["by"]["department"]) == {"网络部", "营业部"}
