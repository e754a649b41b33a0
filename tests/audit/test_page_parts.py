"""The parts of the report's page before they are drawn: what stands in them, in which order, and what is left out."""

from copy import deepcopy
from typing import Any

import pytest

from kefu.audit import page_tags, wording
from kefu.audit.figures import Figures, Member, members, worst_first
from kefu.audit.page import render
from kefu.audit.page_charts import Span, heat_of, line_chart, spans, stacked_chart
from kefu.audit.page_sections import (
    agreement_part,
    clause_table,
    group_part,
    headline,
    idle,
    month_part,
    rejected_part,
    requirement_part,
    row_of,
    what_if_part,
    worst_part,
)
from kefu.lib.text import Text
from tests.audit.sample_report import FORMULA, SCRIPT, judged
from tests.audit.test_page import tree


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return judged(tmp_path_factory.mktemp("parts"))


def named(report: dict[str, Any], *ids: str) -> list[dict[str, Any]]:
    """Copies of some clauses."""
    return [deepcopy(one) for one in report["clauses"] if one["id"] in ids]


def month(name: str, **own: int) -> Member:
    return Member(name, Figures(**own), Figures(), {"a": Figures(**own)})


def contents(html: str) -> list[str]:
    (listed,) = [one for one in tree(html).iter("nav") if one.get("class") == "contents"]
    return [link.get("href", "")[1:] for link in listed.iter("a")]


def test_the_contents_name_each_section_there_is(report: dict[str, Any]) -> None:
    always = ["summary", "clauses", "idle", "months", "category", "department", "person", "worst", "requirements"]
    assert contents(render(report)) == [*always, "agreement", "rejected", "what-if"]
    plain = {**report, "agreement": [], "by": {**report["by"], "category": {}}}
    plain.pop("what_if")
    assert contents(render(plain)) == [one for one in always if one != "category"] + ["rejected"]


def test_the_page_brings_its_own_style(report: dict[str, Any]) -> None:
    style = next(tree(render(report)).iter("style")).text or ""
    assert ".chart-kept" in style
    assert "&quot;" not in style


def test_the_headline_tells_own_clauses_and_promises_apart(report: dict[str, Any]) -> None:
    head = headline(report)
    assert (head["own"].duties, head["own"].kept, head["own"].past) == (44, 40, 4)
    assert (head["promised"].duties, head["promised"].past) == (42, 2)
    assert (head["rejected_rows"], head["unmatched"], head["has_period"]) == (1, 1, True)
    assert head["title"] == ("物业客户服务中心制度", "Property service centre")
    assert head["now"] == ("2026 年 4 月 1 日 18:00", "1 Apr 2026 18:00")
    assert (head["first"], head["last"]) == (
        ("2026 年 1 月 5 日", "5 Jan 2026"),
        ("2026 年 3 月 27 日", "27 Mar 2026"),
    )
    assert [row.id for row in head["look_at"]] == ["complaint.settle.own", "complaint.left-over"]
    unread = {**report, "log": {**report["log"], "first_at": None, "last_at": None}}
    assert (headline(unread)["has_period"], headline(unread)["first"]) == (False, ("–", "–"))


def test_the_table_of_clauses_has_only_the_columns_that_are_needed(report: dict[str, Any]) -> None:
    one, other = named(report, "complaint.settle.own", "promise.old")
    plain = clause_table([one, other], [])
    assert (plain["before"], plain["after"], plain["is_crowded"]) == ([], [], False)
    assert plain["absent"] == ["recorded_late", "missed", "open", "paused", "waived", "cancelled"]
    assert [row.id for row in plain["rows"]] == ["complaint.settle.own", "promise.old"]
    assert plain["has_marks"]
    assert not clause_table([other], [])["has_marks"]
    one.update(recorded_late=1, missed=2)
    two = clause_table([one, other], [])
    assert (two["before"], two["after"], two["is_crowded"]) == (["recorded_late"], ["missed"], False)
    other.update(cancelled=1)
    three = clause_table([one, other], [])
    assert (three["after"], three["absent"]) == (["missed", "cancelled"], ["open", "paused", "waived"])
    assert three["is_crowded"]


def test_a_row_tells_what_its_clause_is(report: dict[str, Any]) -> None:
    own, promise = (row_of(one, ()) for one in named(report, "complaint.settle.own", "promise.old"))
    assert (own.says.en, own.limit) == (
        "A complaint within the department's own scope is settled the same day",
        ("当日", "same day"),
    )
    assert (own.source, own.is_assumed, own.is_later, own.is_promise, own.has_worst) == (
        "S0, S4",
        True,
        False,
        False,
        True,
    )
    assert (promise.is_promise, promise.is_assumed) == (True, False)
    # Signs that a link would have to escape stand as their numbers.
    assert own.anchor == "clause-complaint-2e-settle-2e-own"


def test_a_trend_is_drawn_from_three_months_on(report: dict[str, Any]) -> None:
    (clause,) = named(report, "complaint.settle.own")
    months = [Member(name, Figures(), Figures(), {clause["id"]: Figures(on_time=1, late=1)}) for name in "abc"]
    elsewhere = Member("d", Figures(), Figures(), {"another": Figures(on_time=1)})
    idle_month = Member("e", Figures(), Figures(), {clause["id"]: Figures(open=1)})
    assert row_of(clause, [*months, elsewhere]).trend == [0.5, 0.5, 0.5]
    assert row_of(clause, [*months[:2], elsewhere, idle_month]).trend == ()
    assert row_of(clause, [*months, idle_month]).trend == [0.5, 0.5, 0.5, None]


def test_clauses_that_were_not_used_stand_by_why(report: dict[str, Any]) -> None:
    states = {"used": (False, False, False), "never": (True, False, False), "absent": (True, True, False)}
    states |= {"later": (True, False, True), "later and absent": (True, True, True)}
    (clause,) = named(report, "complaint.settle.own")
    clauses = [
        {**clause, "id": id_, "not_exercised": unused, "not_in_log": absent, "later": later}
        for id_, (unused, absent, later) in states.items()
    ]
    found = {part["id"]: [row.id for row in part["rows"]] for part in idle(clauses)}
    assert found == {"never": ["never"], "absent": ["absent"], "later": ["later", "later and absent"]}


def test_months_without_cases_stand_between_the_others() -> None:
    found, per = spans([month("2025-11", on_time=1), month("2026-02", late=2), month("2026-05")], False)
    assert [(one.label, one.counted.duties) for one in found] == [
        ("2025-11", 1),
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 2),
    ]
    assert per == ("各月", "by month")
    assert spans([month("2026-05")], False) == ([], Text("", ""))


@pytest.mark.parametrize(
    ("last", "per", "labels"),
    [
        ("2004-12", "by month", ["2002-01", "2004-12"]),
        ("2005-01", "by quarter", ["2002 Q1", "2005 Q1"]),
        ("2013-12", "by quarter", ["2002 Q1", "2013 Q4"]),
        ("2014-01", "by year", ["2002", "2014"]),
    ],
)
def test_many_months_are_put_together(last: str, per: str, labels: list[str]) -> None:
    found, told = spans([month("2002-01", on_time=1), month("2002-03", late=1), month(last, on_time=5)], False)
    assert told.en == per
    assert [found[0].label, found[-1].label] == labels
    assert sum(one.counted.duties for one in found) == 7
    assert found[-1].counted.duties == 5


def test_each_month_has_its_quarter() -> None:
    months = [month(f"2002-{number:02}", on_time=number) for number in range(1, 13)] + [month("2006-12", on_time=1)]
    found, _ = spans(months, False)
    assert {one.label: one.counted.duties for one in found[:4]} == {
        "2002 Q1": 6,
        "2002 Q2": 15,
        "2002 Q3": 24,
        "2002 Q4": 33,
    }


def test_where_only_promises_were_judged_the_charts_show_these() -> None:
    promised = Member("2026-01", Figures(), Figures(on_time=3), {})
    part = month_part([promised])
    assert (part["is_promised"], part["chart"] is not None, part["line"]) == (True, True, None)
    assert (part["table"]["has_promises"], part["table"]["has_own"], part["table"]["has_open"]) == (True, False, False)
    both = month_part([promised, month("2026-02", on_time=1, open=1)])
    assert (both["is_promised"], both["line"]) == (False, None)
    assert (both["table"]["has_own"], both["table"]["has_open"]) == (True, True)
    assert month_part([])["chart"] is None


def test_of_many_months_the_last_thirty_six_are_listed() -> None:
    months = [month(f"{2000 + number // 12}-{number % 12 + 1:02}", on_time=1) for number in range(40)]
    table = month_part(months)["table"]
    assert (len(table["rows"]), table["rows"][0].name, table["left_out"]) == (36, "2000-05", 4)
    assert month_part(months)["line"] is not None


def test_charts_are_told_in_words() -> None:
    found = [Span("2026-01", Figures(on_time=2, recorded_late=1, late=4)), Span("2026-02", Figures(missed=5, paused=6))]
    stacked = stacked_chart(found, Text("各月", "by month"))
    assert "2026-01: Kept 3, Late 4, Past and not done 0, Not judged 0; 2026-02: Kept 0, Late 0, " in stacked.en
    assert "Past and not done 5, Not judged 6" in stacked.en
    assert "2026-01：按时 3，逾期完成 4，逾期未完成 0，未判定 0" in stacked.zh
    assert "How duties ended, by month" in stacked.en
    assert "各月职责的结果" in stacked.zh
    # What nothing was is not drawn.
    assert "Not judged" not in stacked_chart(found[:1], Text("各月", "by month")).en
    line = line_chart(found, Text("各月", "by month"))
    assert "2026-01 42.9%; 2026-02 0%" in line.en
    assert "各月按时率" in line.zh


def test_a_field_of_departments_has_own_clauses_that_were_due(report: dict[str, Any]) -> None:
    clauses = named(report, "complaint.settle.own", "complaint.left-over", "promise.old", "complaint.revisit")
    own = {"complaint.settle.own": Figures(on_time=1, late=1), "promise.old": Figures(on_time=9)}
    departments = [Member(f"部门{number}", Figures(on_time=1), Figures(), own) for number in range(10)]
    departments += [
        Member("只有承诺", Figures(), Figures(on_time=1), {}),
        Member("未到期", Figures(open=3), Figures(), {}),
    ]
    field = heat_of(departments, clauses)
    assert field is not None
    assert [name for name, _ in field.rows] == ["complaint.settle.own", "complaint.left-over"]
    assert field.departments == [f"部门{number}" for number in range(8)]
    assert field.left_out == 2
    assert [figures.share for figures in field.rows[0][1]] == [0.5] * 8
    assert [figures.due for figures in field.rows[1][1]] == [0] * 8
    assert heat_of(departments[:2], clauses) is not None
    assert heat_of(departments[:1], clauses) is None
    assert heat_of(departments, clauses[-1:]) is None


def test_groups_have_the_worst_first_and_a_field_for_departments_alone(report: dict[str, Any]) -> None:
    department = group_part(report, "department")
    assert (department["id"], department["title"]) == ("department", ("按部门", "By department"))
    assert department["heat"].departments == [one.name for one in department["table"]["rows"]]
    person = group_part(report, "person")
    assert (person["heat"], len(person["table"]["rows"]), person["table"]["left_out"]) == (None, 30, 12)
    assert {one.name for one in person["table"]["rows"][:2]} == {"李强", "王丽"}


def test_the_worst_are_those_with_most_past_their_time_then_the_smallest_share() -> None:
    told = {
        "one of two": {"a": {"duties": 2, "on_time": 1, "late": 1}},
        "one of nine": {"a": {"duties": 9, "on_time": 8, "late": 1}},
        "two": {"a": {"duties": 5, "on_time": 3, "late": 1, "breached_open": 1}},
        "nothing due": {"a": {"duties": 1, "open": 1}},
        "all kept": {"a": {"duties": 1, "on_time": 1}},
        "promises": {"promise.x": {"duties": 1, "late": 1}},
    }
    found = worst_first(members(told))
    assert [one.name for one in found] == ["two", "one of two", "one of nine", "all kept", "promises", "nothing due"]
    promises = found[4]
    assert (promises.own.duties, promises.promised.late, promises.clauses["promise.x"].late) == (0, 1, 1)


def test_each_worst_case_is_told_with_its_excess(report: dict[str, Any]) -> None:
    clause, promise = named(report, "complaint.settle.own", "promise.old")
    (part, other) = worst_part([clause, {**promise, "worst": []}, promise])
    assert (part["row"].id, other["row"].id) == ("complaint.settle.own", "promise.old")
    undone, late = part["cases"]
    assert (undone.case, undone.row, undone.done, undone.over.en) == (SCRIPT, 3, "", "55 d")
    assert (late.case, late.start, late.due, late.done) == (
        FORMULA,
        "2026-01-05 09:00",
        "2026-01-05 18:00",
        "2026-01-09 10:00",
    )
    assert (late.over.en, late.sign, late.department, late.person) == ("3 d 16 h", "+", "客服部", "王丽")
    assert late.trace[-1] == ("到期：1月5日（周一）18:00", "due Mon 5 Jan 18:00")
    assert (part["has_department"], part["has_person"]) == (True, True)
    for case in clause["worst"]:
        case.update(department="", person="")
    assert not worst_part([clause])[0]["has_department"]
    assert not worst_part([clause])[0]["has_person"]


def test_the_worst_three_stand_open(report: dict[str, Any]) -> None:
    (clause,) = named(report, "complaint.settle.own")
    clause["worst"] = clause["worst"][:1] * 5
    assert [case.is_open for case in worst_part([clause])[0]["cases"]] == [True, True, True, False, False]


def test_requirements_stand_with_the_most_violated_first(report: dict[str, Any]) -> None:
    (one,) = [deepcopy(one) for one in report["requirements"] if one["demanded"]]
    kept = {**one, "id": "kept", "violations": 0, "worst": []}
    worse = {**one, "id": "worse", "demanded": 8, "violations": 2}
    never = {**one, "id": "never", "not_exercised": True}
    absent = {**one, "id": "absent", "not_exercised": True, "not_in_log": True}
    part = requirement_part([kept, one, worse, never, absent])
    assert [row["id"] for row in part["rows"]] == ["worse", "complaint.record.complete", "kept"]
    assert [row["id"] for row in part["violated"]] == ["worse", "complaint.record.complete"]
    assert (part["absent"], part["never"], part["all"]) == (1, 1, 5)
    first = part["rows"][0]
    assert (first["share"], first["demanded"], first["violations"], first["source"]) == (0.75, 8, 2, "S1")
    assert first["cases"] == [{"case": FORMULA, "row": 2, "at": "2026-02-01 09:00", "person": "王丽"}]


def test_the_system_that_agrees_least_comes_first(report: dict[str, Any]) -> None:
    (one,) = report["agreement"]
    better = {**one, "promise": "better", "compared": 90, "within_60_seconds": 45, "share": 0.5}
    better["disagreements"] = (one["disagreements"] * 2)[:60]
    worst, other = agreement_part([better, one])
    assert (worst["promise"], worst["anchor"], other["anchor"]) == ("old", "agreement-0", "agreement-1")
    assert (worst["differing"], len(worst["first"]), len(worst["more"]), worst["left_out"]) == (42, 10, 32, 0)
    assert (other["differing"], len(other["first"]), len(other["more"])) == (45, 10, 40)
    # Promised fifteen hours later than it was due here.
    case = worst["first"][0]
    assert (case.due, case.done, case.over.en, case.sign) == ("2026-01-05 18:00", "2026-01-06 09:00", "15 h", "−")
    assert not case.is_open


def test_what_is_left_out_of_the_disagreements_is_counted(report: dict[str, Any]) -> None:
    (one,) = report["agreement"]
    many = {**one, "compared": 2000, "disagreements": (one["disagreements"] * 3)[:100]}
    (part,) = agreement_part([many])
    assert (len(part["first"]) + len(part["more"]), part["left_out"]) == (50, 1950)


def test_rejected_rows_name_their_file_where_there_are_several(report: dict[str, Any]) -> None:
    (one,) = report["log"]["rejected"]
    alone = rejected_part([one] * 201)
    assert (len(alone["rows"]), alone["left_out"], alone["all"], alone["has_files"]) == (200, 1, 201, False)
    assert alone["rows"][0]["why"] == (one["reason_zh"], one["reason"])
    assert rejected_part([one, {**one, "file": "other.csv"}])["has_files"]


def test_a_what_if_has_what_was_and_what_would_be(report: dict[str, Any]) -> None:
    part = what_if_part(report)
    assert part is not None
    assert (part["book"]["id"], part["title"].en) == ("property", "Property service centre")
    assert (part["was"].kept, part["is"].kept) == (40, 40)
    assert (part["was"].past, part["is"].past) == (4, 24)
    sides = {side["id"]: side for side in part["sides"]}
    assert {*sides} == {"complaint.settle.own", "complaint.left-over"}
    assert sides["complaint.settle.own"]["change"] == pytest.approx(-20 / 42)
    assert sides["complaint.settle.own"]["is_changed"]
    assert not sides["complaint.left-over"]["is_changed"]
    assert {side["id"] for side in part["untouched"]} >= {"case.promise", "renovation.stop"}
    assert all(side["change"] is None for side in part["untouched"])
    assert part["differences"][0]["text"] == (
        report["what_if"]["differences"][0]["text_zh"],
        report["what_if"]["differences"][0]["text_en"],
    )
    assert what_if_part({key: value for key, value in report.items() if key != "what_if"}) is None


def test_a_clause_that_only_the_other_rulebook_has_is_a_side(report: dict[str, Any]) -> None:
    changed = deepcopy(report)
    (side,) = [one for one in changed["what_if"]["side_by_side"] if one["id"] == "complaint.settle.own"]
    side["was"] = {"duties": 0}
    part = what_if_part(changed)
    assert part is not None
    assert "complaint.settle.own" in {one["id"] for one in part["sides"]}


@pytest.mark.parametrize(
    ("points", "shown"),
    [(None, "–"), (0.1234, "▲ +12.3"), (-0.05, "▼ −5.0"), (0.0004, "="), (-0.0004, "="), (0.0006, "▲ +0.1"), (0, "=")],
)
def test_a_change_has_its_direction_in_signs(points: float | None, shown: str) -> None:
    assert page_tags.shift(points) == shown


def test_numbers_and_bars_on_the_page() -> None:
    assert page_tags.num(1234567) == "1,234,567"
    assert page_tags.num(0) == '<span class="nought">0</span>'
    assert page_tags.verdict_of(Figures(late=1200), "late") == "1,200"
    assert page_tags.verdict("late") == '<span lang="zh">逾期完成</span><span lang="en">Late</span>'
    assert page_tags.both(Text("<7>", "<7>")) == "<7>"
    assert page_tags.say("<", ">") == '<span lang="zh">&lt;</span><span lang="en">&gt;</span>'
    # Nothing was due: there is nothing to compare.
    assert page_tags.bar(Figures(open=3)) == ""
    drawn = page_tags.bar(Figures(on_time=1, late=1, missed=2))
    assert [drawn.count(f"chart-{mark}") for mark in ("kept", "late", "undone")] == [1, 1, 1]
    assert "<svg" in page_tags.spark([0.5, None, 1])


def test_moments_are_told_short_and_in_words() -> None:
    at = "2026-02-01T17:05:09+08:00"
    assert wording.brief(at) == "2026-02-01 17:05"
    assert wording.brief(None) == ""
    assert wording.in_words(at) == ("2026 年 2 月 1 日 17:05", "1 Feb 2026 17:05")
    assert wording.in_words(None) == wording.day_in_words(None) == ("–", "–")
    assert wording.day_in_words(at) == ("2026 年 2 月 1 日", "1 Feb 2026")


def test_every_month_has_its_english_name() -> None:
    named = [wording.day_in_words(f"2026-{number:02}-03T00:00:00+08:00").en for number in range(1, 13)]
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert named == [f"3 {name} 2026" for name in months]
