"""An audit's report as an Excel file: every figure, every case and every rejected row that the report has."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kefu.audit.figures import Figures, figures, is_promise, total
from kefu.audit.wording import GROUPS, VERDICTS, local
from kefu.lib.text import Text
from kefu.lib.xlsx import Cell, Column, Kind, Sheet
from kefu.lib.xlsx import write_xlsx as write_sheets

Report = Mapping[str, Any]
_MINUTES_OF_A_DAY = 1440
# How wide columns are, in signs: what names a clause, what it says, other names, numbers of rows, texts to read.
_ID, _SAYS, _NAME, _ROW, _LONG = 26, 46, 18, 8, 60
_CLAUSE = (
    ("条款 Clause", _ID),
    ("内容 What it says (zh)", _SAYS),
    ("英文内容 What it says (en)", _SAYS),
)
_GROUP_VERDICTS = ("duties", "kept", "recorded_late", "late", "breached_open", "missed", "open")
_GROUP_SHEETS = {
    "month": "月份 Months",
    "category": "类别 Categories",
    "department": "部门 Departments",
    "person": "人员 People",
}
_NO, _YES = "否 no", "是 yes"


def write_xlsx(report: Report, path: Path) -> None:
    """Write the report as Excel. Raises OSError if the file cannot be written."""
    write_sheets(list(_sheets(report)), path)


def _sheets(report: Report) -> Iterator[Sheet]:
    says = {clause["id"]: clause for clause in _all_clauses(report)}
    yield _summary(report)
    yield _clauses(report["clauses"])
    for group, name in _GROUP_SHEETS.items():
        yield _group(name, GROUPS[group], report["by"][group], says)
    yield _worst(report["clauses"])
    yield _requirements(report["requirements"])
    yield _violations(report["requirements"])
    yield _rejected(report["log"]["rejected"])
    yield _agreement(report["agreement"])
    yield _disagreements(report["agreement"])
    if "what_if" in report:
        yield from _what_if(report["what_if"], says)


def _all_clauses(report: Report) -> Iterator[Mapping[str, Any]]:
    yield from report["clauses"]
    yield from report.get("what_if", {}).get("clauses", ())


def _summary(report: Report) -> Sheet:
    columns = (Column("项目 Item", _LONG), Column("值 Value", _SAYS, "mixed"))
    return Sheet("概要 Summary", columns, list(_summary_rows(report)))


def _summary_rows(report: Report) -> Iterator[tuple[str, Cell]]:
    book, log = report["rulebook"], report["log"]
    yield "制度 Rulebook", f"{book['title_zh']} {book['title_en']}"
    yield "制度编号 Rulebook id", book["id"]
    yield "版本 Version", book["version"]
    yield "判定时刻 Judged at", local(report["now"])
    for file in log["files"]:
        yield "登记簿（映射） Log (mapping)", f"{file['name']}（{file['mapping']}）"
    yield "最早 First entry", local(log["first_at"])
    yield "最晚 Last entry", local(log["last_at"])
    for key, zh, en in (("rows", "行数", "Rows"), ("cases", "事项", "Cases")):
        yield f"{zh} {en}", log[key]
    yield "不予采用的行 Rejected rows", len(log["rejected"])
    yield "重复的行 Repeats", log["repeats"]
    yield "按映射略去的行 Rows left out as the mapping says", log["left_out"]
    yield "没有条款适用的事项 Cases that no clause applied to", report["unmatched_cases"]
    yield from _totals("", "", [c for c in report["clauses"] if not is_promise(c["id"])])
    promised = [clause for clause in report["clauses"] if is_promise(clause["id"])]
    if promised:
        yield from _totals("其他系统承诺：", "Promises of other systems: ", promised)


def _totals(zh: str, en: str, clauses: list[Mapping[str, Any]]) -> Iterator[tuple[str, Cell]]:
    counted = total(map(figures, clauses))
    for verdict, name in VERDICTS.items():
        if verdict == "share":
            share = None if counted.share is None else round(100 * counted.share, 1)
            yield f"{zh}{name.zh}（%） {en}{name.en} (%)", share
        else:
            yield f"{zh}{name.zh} {en}{name.en}", getattr(counted, verdict)


def _clauses(clauses: list[Mapping[str, Any]]) -> Sheet:
    columns = (
        *(Column(heading, width) for heading, width in _CLAUSE),
        Column("出处 Source"),
        Column("期限 Limit", _NAME),
        Column("英文期限 Limit (en)", _ID),
        *_figure_columns(tuple(VERDICTS)),
        Column("扣分 Points", kind="number"),
        Column("含假定值 Has assumed values"),
        Column("程序尚不记录 Not recorded yet"),
        Column("登记簿无此列 Not in the log"),
        Column("从未用到 Never exercised"),
        Column("作用 Effect (zh)", _LONG),
        Column("作用 Effect (en)", _LONG),
    )
    return Sheet("条款 Clauses", columns, list(map(_clause_row, clauses)))


def _clause_row(clause: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        *_named(clause),
        ", ".join(clause["source"]),
        clause["limit_zh"],
        clause["limit_en"],
        *_figure_cells(figures(clause), tuple(VERDICTS)),
        clause["points"],
        *(_yes(clause[key]) for key in ("assumed", "later", "not_in_log", "not_exercised")),
        clause["effect_zh"],
        clause["effect_en"],
    )


def _group(name: str, heading: Text, group: Report, says: Mapping[str, Report]) -> Sheet:
    columns = (
        Column(f"{heading.zh} {heading.en}", _ID),
        *(Column(title, width) for title, width in _CLAUSE),
        *_figure_columns(_GROUP_VERDICTS),
        Column("暂停、免除或取消 Paused, waived or cancelled", kind="number"),
        Column("按时率 Share kept", kind="share"),
    )
    rows = (_group_row(key, says[id_], counts) for key, clauses in group.items() for id_, counts in clauses.items())
    return Sheet(name, columns, rows)


def _group_row(key: str, clause: Report, counts: Report) -> tuple[Cell, ...]:
    found = figures(counts)
    elsewhere = found.elsewhere + found.paused + found.waived + found.cancelled
    return (key, *_named(clause), *_figure_cells(found, _GROUP_VERDICTS), elsewhere, found.share)


def _worst(clauses: list[Mapping[str, Any]]) -> Sheet:
    columns = (
        *_columns("条款 Clause", "内容 What it says (zh)", "事项 Case", widths=(_ID, _SAYS, _NAME)),
        Column("行 Row", _ROW, "number"),
        *_moments("开始 Started", "到期 Due", "完成 Done"),
        *_excess(),
        *_columns(
            "部门 Department", "人员 Person", "依据 Trace (zh)", "依据 Trace (en)", widths=(_NAME, _NAME, _LONG, _LONG)
        ),
    )
    rows = ((clause["id"], clause["says_zh"], *_worst_row(one)) for clause in clauses for one in clause["worst"])
    return Sheet("最差 Worst", columns, rows)


def _worst_row(found: Report) -> tuple[Cell, ...]:
    return (
        found["case"],
        found["row"],
        local(found["start_at"]),
        local(found["due_at"]),
        local(found["done_at"]),
        *_excess_cells(found),
        found["department"],
        found["person"],
        *_traces(found),
    )


def _requirements(requirements: list[Mapping[str, Any]]) -> Sheet:
    columns = (
        *(Column(heading, width) for heading, width in _CLAUSE),
        Column("出处 Source"),
        Column("要求次数 Times demanded", kind="number"),
        Column("违反 Violations", kind="number"),
        Column("登记簿无此列 Not in the log"),
        Column("从未用到 Never exercised"),
    )
    rows = [
        (
            *_named(one),
            ", ".join(one["source"]),
            one["demanded"],
            one["violations"],
            _yes(one["not_in_log"]),
            _yes(one["not_exercised"]),
        )
        for one in requirements
    ]
    return Sheet("要求 Requirements", columns, rows)


def _violations(requirements: list[Mapping[str, Any]]) -> Sheet:
    columns = (
        *_columns("条款 Clause", "内容 What it says (zh)", "事项 Case", widths=(_ID, _SAYS, _NAME)),
        Column("行 Row", _ROW, "number"),
        *_moments("时间 When"),
        Column("人员 Person", _NAME),
    )
    rows = [
        (one["id"], one["says_zh"], found["case"], found["row"], local(found["at"]), found["person"])
        for one in requirements
        for found in one["worst"]
    ]
    return Sheet("违反 Violations", columns, rows)


def _rejected(rejected: list[Mapping[str, Any]]) -> Sheet:
    columns = (
        Column("文件 File", _ID),
        Column("行 Row", _ROW, "number"),
        *_columns("列 Column", "原因 Reason (zh)", "原因 Reason (en)", widths=(_NAME, _LONG, _LONG)),
    )
    rows = ((one["file"], one["row"], one["column"], one["reason_zh"], one["reason"]) for one in rejected)
    return Sheet("不予采用 Rejected", columns, rows)


def _agreement(agreement: list[Mapping[str, Any]]) -> Sheet:
    columns = (
        *_columns("其他系统 Other system", "条款 Clause", widths=(_ID, _ID)),
        Column("比较 Compared", kind="number"),
        Column("相差 60 秒以内 Within 60 seconds", kind="number"),
        Column("一致率 Share that agrees", kind="share"),
    )
    rows = [
        (one["promise"], one["clause"], one["compared"], one["within_60_seconds"], one["share"]) for one in agreement
    ]
    return Sheet("对照 Agreement", columns, rows)


def _disagreements(agreement: list[Mapping[str, Any]]) -> Sheet:
    columns = (
        *_columns("其他系统 Other system", "条款 Clause", "事项 Case", widths=(_ID, _ID, _NAME)),
        Column("行 Row", _ROW, "number"),
        *_moments("开始 Started", "该系统的时间 Promised there", "本制度到期 Due here"),
        *_excess(),
        *_columns("依据 Trace (zh)", "依据 Trace (en)", widths=(_LONG, _LONG)),
    )
    rows = (
        (
            *(pair["promise"], pair["clause"], one["case"], one["row"]),
            *(local(one[key]) for key in ("start_at", "promised_at", "due_at")),
            *_excess_cells(one),
            *_traces(one),
        )
        for pair in agreement
        for one in pair["disagreements"]
    )
    return Sheet("不一致 Disagreements", columns, rows)


def _what_if(what_if: Report, says: Mapping[str, Report]) -> Iterator[Sheet]:
    yield Sheet(
        "假设差异 What-if changes",
        _columns(
            "部分 Section", "条款 Clause", "变化 Change (zh)", "变化 Change (en)", widths=(_NAME, _ID, _LONG, _LONG)
        ),
        [(one["section"], one["id"], one["text_zh"], one["text_en"]) for one in what_if["differences"]],
    )
    columns = (
        *(Column(heading, width) for heading, width in _CLAUSE),
        Column("条款有改动 Clause is changed"),
        *_figure_columns(tuple(VERDICTS), "原 Was: "),
        *_figure_columns(tuple(VERDICTS), "改后 Is: "),
    )
    rows = [_side(one, says) for one in what_if["side_by_side"]]
    yield Sheet("假设对比 What-if figures", columns, rows)


def _side(one: Report, says: Mapping[str, Report]) -> tuple[Cell, ...]:
    was, is_ = figures(one["was"]), figures(one["is"])
    verdicts = tuple(VERDICTS)
    return (
        *_named(says.get(one["id"], one)),
        _yes(one["is_changed"]),
        *_figure_cells(was, verdicts),
        *_figure_cells(is_, verdicts),
    )


def _named(clause: Report) -> tuple[Cell, Cell, Cell]:
    return clause["id"], clause["says_zh"], clause["says_en"]


def _columns(*headings: str, widths: tuple[float, ...]) -> tuple[Column, ...]:
    return tuple(Column(heading, width) for heading, width in zip(headings, widths, strict=True))


def _moments(*headings: str) -> tuple[Column, ...]:
    return tuple(Column(heading, _NAME, "moment") for heading in headings)


def _excess() -> tuple[Column, ...]:
    return Column("相差（分） Minutes over", kind="number"), Column("相差（天） Days over", kind="decimal")


def _excess_cells(found: Report) -> tuple[Cell, Cell]:
    return found["over_minutes"], round(found["over_minutes"] / _MINUTES_OF_A_DAY, 2)


def _figure_columns(verdicts: tuple[str, ...], before: str = "") -> tuple[Column, ...]:
    kinds: dict[str, Kind] = {"share": "share"}
    return tuple(
        Column(f"{before}{VERDICTS[verdict].zh} {VERDICTS[verdict].en}", kind=kinds.get(verdict, "number"))
        for verdict in verdicts
    )


def _figure_cells(counted: Figures, verdicts: tuple[str, ...]) -> Iterator[Cell]:
    return (getattr(counted, verdict) for verdict in verdicts)


def _traces(found: Report) -> tuple[str, str]:
    return tuple("\n".join(line[key] for line in found["trace"]) for key in ("text_zh", "text_en"))  # type: ignore[return-value]


def _yes(is_so: bool) -> str:
    return _YES if is_so else _NO
