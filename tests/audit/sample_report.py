"""A report to write as a page and as Excel: a small register with everything awkward in it, judged for real."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kefu.audit.choosing import choose
from kefu.audit.mapping import load_mapping
from kefu.audit.reporting import Reporter
from kefu.audit.running import audit
from kefu.rulebook.checking import load

SCRIPT = "<script>alert(1)</script>"
FORMULA = "=1+1"
MAPPING = """
mapping: sample
subject: 编号
events:
  case.received: {at: 受理}
  case.resolved: {at: 解决}
  case.reported: {at: 上报}
  case.closed: {at: 关闭}
facts:
  kind: {column: 类型, values: {投诉: complaint, 报修: repair, 咨询: enquiry}}
  recorded.matter: {column: 记录, type: yes_no}
  recorded.time: {column: 记录, type: yes_no}
  recorded.place: {column: 记录, type: yes_no}
  recorded.people: {column: 记录, type: yes_no}
by: {category: 类别, department: 部门, person: 经办人}
promises:
  old: {due: 承诺, when: case.received, bring: case.resolved, compare: true, says: {zh: 旧系统, en: The old system}}
"""
HEADINGS = "编号,类型,类别,部门,经办人,受理,解决,上报,关闭,承诺,记录"
# 2026-04-01 18:00 in China.
NOW = 1_775_037_600
BAD = "坏一,投诉,x,客服部,王丽,昨天,,,,,是"
ROWS = [
    f"{FORMULA},投诉,{SCRIPT},客服部,王丽,2026-01-05 09:00,2026-01-09 10:00,,2026-02-01 09:00,2026-01-06 09:00,否",
    f"{SCRIPT},投诉,A&B,工程部,李强,2026-02-05 09:00,,,,2026-02-06 09:00,是",
    *(
        f"2026-{n:03},投诉,服务{n},{('客服部', '工程部')[n % 2]},员工{n},2026-03-{n % 27 + 1:02} 09:00,"
        f"2026-03-{n % 27 + 1:02} 1{n % 9}:00,2026-03-{n % 27 + 1:02} 09:30,2026-03-28 09:00,2026-03-30 18:00,是"
        for n in range(40)
    ),
    BAD,
    "问一,咨询,x,客服部,王丽,2026-03-01 09:00,,,,,是",
]


def clause(report: dict[str, Any], id_: str) -> dict[str, Any]:
    """What a report says of one clause."""
    found: dict[str, Any]
    (found,) = [one for one in report["clauses"] if one["id"] == id_]
    return found


def judged(folder: Path, rows: Sequence[str] = ROWS) -> dict[str, Any]:
    """The report of the register under `property`, and under one with another limit; both written into the folder."""
    shipped = Path(__file__).parents[2] / "src" / "kefu" / "rulebooks" / "property.yaml"
    changed = folder / "changed.yaml"
    changed.write_text(shipped.read_text("utf-8").replace("within: same day", "within: 4 hours"), "utf-8")
    register, mapping = folder / "register.csv", folder / "register.mapping.yaml"
    register.write_text("\n".join((HEADINGS, *rows, "")), "utf-8")
    mapping.write_text(MAPPING, "utf-8")
    chosen = choose(register, [load_mapping(mapping)])
    books = [load("property"), load(str(changed))]
    report = Reporter(audit([(chosen.table, chosen.mapping)], books, NOW)).report()
    found: dict[str, Any] = json.loads(json.dumps(report))
    return found
