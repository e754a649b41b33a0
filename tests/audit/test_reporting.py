"""What a report says of a log, figure by figure: the shape of docs/rulebook.md filled in, and its lines for a terminal."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from kefu.audit.choosing import choose
from kefu.audit.mapping import Mapping, load_mapping
from kefu.audit.reporting import SHOWN_WORST, Reporter
from kefu.audit.running import audit
from kefu.audit.summary import summary
from kefu.rulebook.checking import load
from kefu.rulebook.reading import change, shipped
from kefu.rulebook.showing import is_later, limit
from tests.audit.sample_report import FORMULA, NOW, SCRIPT, clause, judged

ROUNDS = load_mapping("""
mapping: rounds
subject: 区域
first: {event: area.opened, at: 2026-03-22}
log: {event: 事件, values: {检查: area.inspected}, at: 时间, actor: 检查人}
by: {person: 检查人}
""")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return judged(tmp_path_factory.mktemp("reporting"))


def reported(folder: Path, mapping: Mapping, lines: list[str], book: str = "broadcast") -> dict[str, Any]:
    log = folder / "log.csv"
    log.write_text("\n".join((*lines, "")), "utf-8")
    chosen = choose(log, [mapping])
    return Reporter(audit([(chosen.table, chosen.mapping)], [load(book)], NOW)).report()


def test_the_log_is_told_with_its_span_and_each_rejected_row(report: dict[str, Any]) -> None:
    assert report["now"] == "2026-04-01T18:00:00+08:00"
    log = dict(report["log"])
    assert log.pop("rejected") == [
        {
            "file": "register.csv",
            "row": 44,
            "column": "受理",
            "reason": "no date: “昨天”; write it as 2015-01-02 08:05",
            "reason_zh": "看不懂日期“昨天”，应写作 2015-01-02 08:05",
        }
    ]
    assert log == {
        "files": [{"name": "register.csv", "mapping": "sample"}],
        "rows": 44,
        "cases": 43,
        "repeats": 0,
        "left_out": 0,
        "first_at": "2026-01-05T09:00:00+08:00",
        "last_at": "2026-03-27T09:00:00+08:00",
    }
    # An enquiry of whose answer the register says nothing: no clause has anything to say of it.
    assert report["unmatched_cases"] == 1


def test_a_clause_is_told_with_its_limit_its_figures_and_its_worst_first(report: dict[str, Any]) -> None:
    own, book = clause(report, "complaint.settle.own"), load("property")
    assert (own["kind"], own["source"], own["points"]) == ("deadline", ["S0", "S4"], 2)
    assert (own["limit_zh"], own["limit_en"]) == limit(book.deadlines[own["id"]]) == ("当日", "same day")
    assert (own["duties"], own["on_time"], own["late"], own["breached_open"]) == (42, 40, 1, 1)
    assert "；期限 当日" in own["effect_zh"]
    assert "; within same day" in own["effect_en"]
    undone, late = own["worst"]
    assert (undone["case"], undone["row"], undone["done_at"]) == (SCRIPT, 3, None)
    assert undone["over_minutes"] == 55 * 24 * 60
    assert {key: value for key, value in late.items() if key != "trace"} == {
        "case": FORMULA,
        "row": 2,
        "start_at": "2026-01-05T09:00:00+08:00",
        "due_at": "2026-01-05T18:00:00+08:00",
        "done_at": "2026-01-09T10:00:00+08:00",
        "over_minutes": 88 * 60,
        "department": "客服部",
        "person": "王丽",
    }


def test_a_trace_goes_from_the_start_to_the_due_time(report: dict[str, Any]) -> None:
    for one in clause(report, "complaint.left-over")["worst"]:
        assert [one["trace"][0]["at"], one["trace"][-1]["at"]] == [one["start_at"], one["due_at"]]
        assert one["trace"][0]["rule"] == "received"
        assert one["trace"][-1]["text_en"].startswith("due ")
        assert one["trace"][-1]["text_zh"].startswith("到期")


def test_a_promise_of_another_system_is_told_as_one(report: dict[str, Any]) -> None:
    old = clause(report, "promise.old")
    assert (old["says_zh"], old["says_en"], old["source"]) == ("旧系统", "The old system", ["sample"])
    assert (old["limit_zh"], old["limit_en"]) == ("该系统给出的时间", "the time that system gave")
    assert (old["later"], old["not_in_log"], old["assumed"]) == (False, False, False)
    # There is no period that could be explained.
    assert [one["trace"] for one in old["worst"]] == [[], []]


def test_a_promise_is_judged_though_the_program_does_not_record_its_event_yet(tmp_path: Path) -> None:
    later = load_mapping("""
mapping: reading
subject: 编号
events: {case.received: {at: 受理}, rules.read: {at: 阅读}}
promises: {read: {due: 承诺, when: case.received, bring: rules.read}}
""")
    lines = ["编号,受理,阅读,承诺", "1,2026-03-02 09:00,2026-03-02 10:00,2026-03-02 11:00"]
    promised = clause(reported(tmp_path, later, lines, "property"), "promise.read")
    assert (promised["on_time"], promised["later"]) == (1, False)
    assert promised["says_en"] == "the time that the other system promised (read)"
    assert promised["says_zh"] == "原系统承诺的时间（read）"


def test_each_clause_says_whether_it_could_be_judged(report: dict[str, Any]) -> None:
    book = load("property")
    for one in report["clauses"]:
        assert one["not_exercised"] is (one["duties"] == 0)
        if not one["id"].startswith("promise."):
            declared = (book.deadlines | book.series)[one["id"]]
            assert one["kind"] == ("deadline" if one["id"] in book.deadlines else "series")
            assert one["later"] is is_later(declared)
            assert one["assumed"] is bool(declared.assumed or declared.on_breach.assumed)
    assert not clause(report, "complaint.settle.own")["not_in_log"]
    # The register has no column of when a case was forwarded.
    assert clause(report, "complaint.settle.forwarded")["not_in_log"]


def test_a_requirement_is_told_with_what_was_done_against_it(report: dict[str, Any]) -> None:
    (found,) = [one for one in report["requirements"] if one["demanded"]]
    assert (found["id"], found["source"]) == ("complaint.record.complete", ["S1"])
    assert (found["demanded"], found["violations"]) == (41, 1)
    assert (found["not_exercised"], found["not_in_log"]) == (False, False)
    assert found["worst"] == [{"case": FORMULA, "row": 2, "at": "2026-02-01T09:00:00+08:00", "person": "王丽"}]
    others = [one for one in report["requirements"] if one is not found]
    assert all(one["not_exercised"] for one in others)
    assert any(one["not_in_log"] for one in others)


def test_figures_are_divided_by_month_and_group(report: dict[str, Any]) -> None:
    by = report["by"]
    assert list(by) == ["month", "category", "department", "person"]
    assert list(by["month"]) == ["2026-01", "2026-02", "2026-03"]
    counted = {"duties": 1, "on_time": 0, "late": 1, "breached_open": 0}
    assert by["month"]["2026-01"]["complaint.settle.own"] == counted
    assert by["person"]["王丽"]["complaint.settle.own"] == counted
    assert by["category"]["A&B"]["complaint.settle.own"] == {**counted, "late": 0, "breached_open": 1}
    assert by["department"]["工程部"]["complaint.settle.own"] == {
        **counted,
        "duties": 21,
        "on_time": 20,
        "late": 0,
        "breached_open": 1,
    }


def test_each_disagreement_with_another_system_is_listed(report: dict[str, Any]) -> None:
    (found,) = deepcopy(report["agreement"])
    differing = found.pop("disagreements")
    assert found == {
        "promise": "old",
        "clause": "complaint.settle.own",
        "compared": 42,
        "within_60_seconds": 0,
        "share": 0,
    }
    assert len(differing) == 42
    trace = differing[0].pop("trace")
    assert trace[-1]["at"] == differing[0]["due_at"]
    # Due fifteen hours before it was promised.
    assert differing[0] == {
        "case": FORMULA,
        "row": 2,
        "start_at": "2026-01-05T09:00:00+08:00",
        "promised_at": "2026-01-06T09:00:00+08:00",
        "due_at": "2026-01-05T18:00:00+08:00",
        "over_minutes": -15 * 60,
    }


def test_a_what_if_tells_what_changes_and_nothing_else(report: dict[str, Any]) -> None:
    what_if = report["what_if"]
    assert what_if["rulebook"]["id"] == "property"
    changed = {one["id"] for one in what_if["differences"]}
    assert {(one["section"], one["key"]) for one in what_if["differences"]} == {("deadlines", "within")}
    assert {one["text_en"].rpartition(": ")[2] for one in what_if["differences"]} == {"within same day → 4 hours"}
    assert {one["text_zh"].rpartition("：")[2] for one in what_if["differences"]} == {"期限 当日 → 4 小时"}
    sides = {one["id"]: one for one in what_if["side_by_side"]}
    # What follows from a breach changes, too, though its own words do not.
    assert {id_ for id_, side in sides.items() if side["is_changed"]} == changed == {*sides} - {"complaint.left-over"}
    own = sides["complaint.settle.own"]
    assert own["was"] == {"duties": 42, "on_time": 40, "late": 1, "breached_open": 1}
    assert own["is"] == {"duties": 42, "on_time": 20, "late": 21, "breached_open": 1}
    assert sides["complaint.left-over"]["is"]["duties"] == 22
    assert clause(what_if, "complaint.settle.own")["late"] == 21


def test_no_more_than_the_ten_worst_are_told(tmp_path: Path) -> None:
    lines = ["区域,事件,时间,检查人", *(f"大堂{n},检查,2026-03-23 09:00,张" for n in range(12))]
    found = clause(reported(tmp_path, ROUNDS, lines), "area.spot-check")
    # Seven working days, two rounds each, in twelve areas; and two more that are not over.
    assert (found["duties"], found["on_time"], found["missed"], found["open"]) == (12 * 16, 12, 12 * 13, 24)
    assert len(found["worst"]) == SHOWN_WORST == 10
    over = [one["over_minutes"] for one in found["worst"]]
    assert over == sorted(over, reverse=True)


def test_what_only_a_group_has_is_told_apart(tmp_path: Path) -> None:
    lines = ["区域,事件,时间,检查人", "大堂,检查,2026-03-23 09:00,张"]
    by = reported(tmp_path, ROUNDS, lines)["by"]["month"]
    assert by["2026-03"]["area.spot-check"] == {
        "duties": 14,
        "on_time": 1,
        "late": 0,
        "breached_open": 0,
        "missed": 13,
    }
    assert by["2026-04"]["area.spot-check"] == {"duties": 2, "on_time": 0, "late": 0, "breached_open": 0, "open": 2}


def test_the_terminal_has_a_line_for_the_log_and_for_each_clause_that_was_used(report: dict[str, Any]) -> None:
    lines = list(summary(report))
    assert lines[0] == (
        "44 行，43 件；不予采用 1 行，重复 0 行，没有条款适用 1 件",
        "44 rows, 43 cases; 1 rejected, 0 repeats, 1 that no clause applied to",
    )
    english = [line.en for line in lines]
    assert "complaint.settle.own: 42 duties, 40 on time (95.2%), 1 late, 1 past and not done" in english
    assert "complaint.settle.own：42 项，按时 40（95.2%），逾期完成 1，逾期未完成 1" in [line.zh for line in lines]
    unused = sum(one["not_exercised"] for one in report["clauses"])
    assert f"{unused} timed clauses were never exercised by this log" in english
    assert "complaint.record.complete: violated 1 of 41 times" in english
    assert not any(
        line.startswith("complaint.major.report: ")
        for line in english[: len(lines) - len(report["what_if"]["side_by_side"])]
    )
    assert "complaint.settle.own agrees with old within 60 s: 0% of 42" in english
    assert english[-1].startswith("renovation.stop: on time 0 → 0")
    own = "complaint.settle.own: on time 40 → 20, late 1 → 21, past and not done 1 → 1"
    assert own in english
    assert report["what_if"]["differences"][0]["text_en"] in english


def test_the_terminal_tells_what_is_not_judged_yet(report: dict[str, Any]) -> None:
    found = deepcopy(report)
    for one in found["clauses"]:
        if one["id"] == "complaint.settle.own":
            one.update(on_time=0, recorded_late=2, late=1, breached_open=1, missed=4, open=30, cancelled=4)
        if one["id"] == "complaint.left-over":
            one.update(late=0, breached_open=0, open=2)
    lines = {line.en for line in summary(found)}
    assert (
        "complaint.settle.own: 42 duties, 2 on time (25.0%), 1 late, 5 past and not done, "
        "34 not judged (not due, or no longer apply)"
    ) in lines
    # Nothing was due: no share.
    assert (
        "complaint.left-over: 2 duties, 0 on time (–), 0 late, 0 past and not done, "
        "2 not judged (not due, or no longer apply)"
    ) in lines


def test_a_stricter_rulebook_in_place_of_the_first(tmp_path: Path) -> None:
    """What-if is the same as judging by the other rulebook alone."""
    text = shipped()["broadcast"].read_text("utf-8")
    stricter = tmp_path / "stricter.yaml"
    stricter.write_text(change(text, "area.spot-check", "days", "all"), "utf-8")
    lines = ["区域,事件,时间,检查人", "大堂,检查,2026-03-23 09:00,张"]
    alone = reported(tmp_path, ROUNDS, lines, str(stricter))
    chosen = choose(tmp_path / "log.csv", [ROUNDS])
    books = [load("broadcast"), load(str(stricter))]
    both = Reporter(audit([(chosen.table, chosen.mapping)], books, NOW)).report()["what_if"]
    assert {key: both[key] for key in ("clauses", "requirements", "by")} == {
        key: alone[key] for key in ("clauses", "requirements", "by")
    }
