"""An audit's report in a few lines for the terminal."""

from collections.abc import Iterator
from typing import Any

from kefu.lib.text import Text, percent

PAST = ("late", "breached_open", "missed")


def summary(report: dict[str, Any]) -> Iterator[Text]:
    """The log in one line, then a line for each clause that was exercised, then what was not."""
    log = report["log"]
    rejected = len(log["rejected"])
    yield Text(
        f"{log['rows']} 行，{log['cases']} 件；不予采用 {rejected} 行，重复 {log['repeats']} 行，"
        f"没有条款适用 {report['unmatched_cases']} 件",
        f"{log['rows']} rows, {log['cases']} cases; {rejected} rejected, {log['repeats']} repeats, "
        f"{report['unmatched_cases']} that no clause applied to",
    )
    for clause in report["clauses"]:
        if not clause["not_exercised"]:
            yield _line(clause)
    unused = sum(clause["not_exercised"] for clause in report["clauses"])
    yield Text(f"{unused} 条时限条款在此登记中从未用到", f"{unused} timed clauses were never exercised by this log")
    for requirement in report["requirements"]:
        if requirement["violations"]:
            yield Text(
                f"{requirement['id']}：{requirement['violations']} 次违反（共 {requirement['demanded']} 次）",
                f"{requirement['id']}: violated {requirement['violations']} of {requirement['demanded']} times",
            )
    for found in report["agreement"]:
        share = percent(found["share"])
        yield Text(
            f"{found['clause']} 与 {found['promise']} 相差 60 秒以内：{share}（{found['compared']} 件）",
            f"{found['clause']} agrees with {found['promise']} within 60 s: {share} of {found['compared']}",
        )
    for difference in report.get("what_if", {}).get("differences", ()):
        yield Text(difference["text_zh"], difference["text_en"])
    for side in report.get("what_if", {}).get("side_by_side", ()):
        yield _compared(side)


def _line(clause: dict[str, Any]) -> Text:
    kept = clause["on_time"] + clause["recorded_late"]
    past = sum(clause[verdict] for verdict in PAST)
    share = percent(kept / (kept + past) if kept + past else None)
    running = clause["duties"] - kept - past
    rest = Text(f"，未计 {running}（未到期或不再适用）", f", {running} not judged (not due, or no longer apply)")
    rest = rest if running else Text("", "")
    return Text(
        f"{clause['id']}：{clause['duties']} 项，按时 {kept}（{share}），逾期完成 {clause['late']}，"
        f"逾期未完成 {clause['breached_open'] + clause['missed']}{rest.zh}",
        f"{clause['id']}: {clause['duties']} duties, {kept} on time ({share}), {clause['late']} late, "
        f"{clause['breached_open'] + clause['missed']} past and not done{rest.en}",
    )


def _compared(side: dict[str, Any]) -> Text:
    was, is_ = side["was"], side["is"]
    return Text(
        f"{side['id']}：按时 {was.get('on_time', 0)} → {is_.get('on_time', 0)}，"
        f"逾期完成 {was.get('late', 0)} → {is_.get('late', 0)}，"
        f"逾期未完成 {was.get('breached_open', 0)} → {is_.get('breached_open', 0)}",
        f"{side['id']}: on time {was.get('on_time', 0)} → {is_.get('on_time', 0)}, "
        f"late {was.get('late', 0)} → {is_.get('late', 0)}, "
        f"past and not done {was.get('breached_open', 0)} → {is_.get('breached_open', 0)}",
    )
