"""Twenty broken rulebooks: each error at its line, in both languages, several in one run."""

from calendar import monthrange
from pathlib import Path

import pytest

from kefu.lib.located import Problems
from kefu.rulebook.checking import check, load
from kefu.rulebook.reading import shipped
from tests.rulebook.story import HEAD

DEADLINE = """
deadlines:
  answer:
    says: {zh: 答复, en: An answer}
    source: S1
    when: case.received
    bearer: owner
    bring: case.answered
    within: 1 working day
"""
SERIES = """
series:
  rounds:
    says: {zh: 巡查, en: Rounds}
    source: S1
    from: area.opened
    bearer: post:supervisor
    bring: area.inspected
    each: day
"""
# Lines 1 to 11 after the head.
PROCEDURE = """
procedures:
  hall:
    says: {zh: 借会所, en: The hall}
    source: S1
    asks:
      amount: {says: {zh: 押金, en: Deposit}, kind: money}
      way: {says: {zh: 方式, en: Way}, kind: choice, values: {cash: {zh: 现金, en: cash}}}
    steps:
      pay: {says: {zh: 交, en: Pay}, by: cashier, asks: [amount, way], does: [{do: take_deposit, with: {amount: amount, way: way}, given: {purpose: loan}}]}
      end: {says: {zh: 完, en: End}, by: agent, others_than: pay, ends: done}
"""
HALL = HEAD + PROCEDURE
GOOD = HEAD + DEADLINE
HEAD_LINES = HEAD.count("\n")


def changed(old: str, new: str, text: str = GOOD) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


# Name, text, line after HEAD (or absolute, negative), clause, a word of the Chinese and of the English message.
BROKEN = [
    ("unknown event", changed("case.answered", "case.anwsered"), 8, "answer", "事件", "did you mean case.answered"),
    ("unknown post", changed("bearer: owner", "bearer: post:supervizor"), 7, "answer", "岗位", "supervisor"),
    ("a post without post:", changed("bearer: owner", "bearer: supervisor"), 7, "answer", "不能承担", "post:supervisor"),
    ("a period in other words", changed("1 working day", "1 business day"), 9, "answer", "working day", "working day"),
    ("a period that is a number", changed("within: 1 working day", "within: 3"), 9, "answer", "期限", "period"),
    ("no period", changed("    within: 1 working day\n", ""), 3, "answer", "within", "within"),
    ("two limits", GOOD + "    by: appointment.at\n", 3, "answer", "within", "within"),
    ("a key that is not known", changed("within:", "withn:"), 9, "answer", "withn", "withn"),
    ("a missing text", changed("{zh: 答复, en: An answer}", "{zh: 答复}"), 4, "answer", "en", "en"),
    ("no source", changed("    source: S1\n", ""), 3, "answer", "source", "source"),
    ("an unreachable duty", changed("case.answered", "case.received"), 8, "answer", "了结", "unreachable"),
    ("a duty that nobody can end", changed("case.answered", "area.inspected"), 8, "answer", "无法了结", "unreachable"),
    ("a fact no event carries", GOOD + "    where: {leave.days: 3}\n", 10, "answer", "无法产生", "unreachable"),
    ("an unknown value", GOOD + "    where: {kind: complain}\n", 10, "answer", "取值", "did you mean complaint"),
    ("a ladder that loops", changed("[owner, post:supervisor, post:deputy-general-manager]", "[owner, post:lead, owner]"), -11, "three-level", "循环", "loops"),
    ("an unknown ladder", GOOD + "    on_breach: {ladder: four-level}\n", 10, "answer", "阶梯", "ladder"),
    ("an unknown calendar", GOOD + "    calendar: offce\n", 10, "answer", "日历", "did you mean office"),
    ("an unknown event of another", GOOD + "    by_another: case.resolvd\n", 10, "answer", "事件", "did you mean case.resolved"),
    ("hours that overlap", changed("14:00-18:00", "11:00-18:00"), -9, "office", "重叠", "overlap"),
    ("two clauses with one id", GOOD + DEADLINE.replace("\ndeadlines:\n", ""), 10, "answer", "两次", "twice"),
    ("one id in two sections", GOOD + SERIES.replace("rounds", "answer"), 12, "answer", "已用于", "already used"),
    ("times that do not match", HEAD + SERIES + "    at: [10:00, 15:00]\n", 10, "rounds", "个数", "as many"),
    ("days of a month", HEAD + SERIES.replace("each: day", "each: month\n    days: working"), 10, "rounds", "days", "each: day"),
    ("an unknown verb", HEAD + "requirements:\n  r:\n    says: {zh: 甲, en: A}\n    source: S1\n    forbid: close_cas\n", 5, "r", "动作", "did you mean close_case"),
    ("an unknown measure", HEAD + "targets:\n  t:\n    says: {zh: 甲, en: A}\n    source: S1\n    measure: hapiness\n    each: month\n    at_least: 1\n", 5, "t", "指标", "measure"),
    ("breaches in a circle", changed("when: case.received", "when: duty.breached\n    where: {clause: answer}"), 6, "answer", "循环", "circle"),
    ("a reminder that cannot be counted back", GOOD + "    remind: 1 month before\n", 10, "answer", "倒推", "counted back"),
    ("an unknown effect", changed("do: take_deposit", "do: take_deposits", HALL), 10, "hall", "效果", "did you mean take_deposit"),
    ("an effect that is told too little", changed("way: way}, given", "}, given", HALL).replace("amount: amount, }", "amount: amount}"), 10, "hall", "缺少", "lacks way"),
    ("what cannot be given", changed("amount: amount, way: way}, given: {purpose: loan}", "way: way}, given: {purpose: loan, amount: 5}", HALL), 10, "hall", "不能给出", "cannot be given as 5"),
    ("a field of another kind", changed("amount: amount, way", "amount: way, way", HALL), 10, "hall", "money", "takes a field of kind money"),
    ("a field that is not there", changed("[amount, way]", "[amont, way]", HALL), 10, "hall", "amont", "did you mean amount"),
    ("a step that is not there", changed("others_than: pay", "others_than: pays", HALL), 11, "hall", "步骤", "did you mean pay"),
    ("a role that is not there", changed("by: agent", "by: agnet", HALL), 11, "hall", "角色", "did you mean agent"),
    ("a procedure without an end", changed(", ends: done", "", HALL), 9, "hall", "结束", "no step ends"),
    ("a choice without values", changed(", values: {cash: {zh: 现金, en: cash}}", "", HALL), 8, "hall", "values", "values"),
    ("an effect on a household of nobody", changed("source: S1\n    asks", "source: S1\n    about: anybody\n    asks", HALL).replace("do: take_deposit, with: {amount: amount, way: way}, given: {purpose: loan}", "do: clear"), 11, "hall", "房屋", "needs a household"),
    ("a record of another domain", changed("ends: done", "records: case.received, ends: done", HALL), 11, "hall", "事件", "no event named “case.received”"),
    ("a section that is a number", HEAD + "deadlines: 5\n", 1, "deadlines", "键值", "must be a mapping"),
    ("a key that is no name", GOOD.replace("answer:", "Answer it:"), 3, "Answer it", "“Answer it”不是合格的名称", "“Answer it” is no name: small letters"),
    ("a minute that is none", HEAD + SERIES + "    at: [10:60]\n", 10, "rounds", "08:30", "08:30"),
    ("an hour that is none", HEAD + SERIES + "    at: [24:01]\n", 10, "rounds", "08:30", "08:30"),
    ("more points than the scale has", GOOD + "    on_breach: {points: 100.5}\n", 10, "answer", "100", "100"),
    ("a time that is a kind", changed("within: 1 working day", "by: kind", GOOD), 9, "answer", "不是时间", "does not hold a time"),
    ("a time agreed upon that is paused", changed("within: 1 working day", "by: promised.at\n    pauses_for: parts", GOOD), 10, "answer", "暂停", "cannot be paused"),
    ("a pause for no reason", GOOD + "    pauses_for: [parts, weather]\n", 10, "answer", "暂停原因", "reason of a pause"),
    ("too many times", HEAD + SERIES + "    times: 1001\n", 10, "rounds", "1000", "1000"),
    ("a fact that is not there as a time", changed("within: 1 working day", "by: promised.to", GOOD), 9, "answer", "事实", "did you mean"),
    ("no day to work on", GOOD.replace("[Sat, Sun]", "[Mon, Tue, Wed, Thu, Fri, Sat, Sun]"), -8, "office", "永远不会到期", "nothing would ever be due"),
    ("a reminder that does not say before what", GOOD + "    remind: 2 working hours\n", 10, "answer", "before", "a period and the word before"),
    ("a fact that nothing says of a case", GOOD + "    where: {units: {at_least: 2}}\n", 10, "answer", "units", "no event of this subject carries “units”"),
    ("a letter that is none", HEAD + "purposes:\n  bill:\n    says: {zh: 甲, en: A}\n    letter: ab\n", 4, "bill", "“ab”应是一个大写字母", "“ab” is not one capital letter"),
    ("not YAML", changed("  answer:", "  answer"), 4, "rulebook", "YAML", "YAML"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "clause", "zh", "en"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_a_broken_rulebook(text: str, line: int, clause: str, zh: str, en: str) -> None:
    try:
        _, findings = check(text, name="broken.yaml")
        problems = [finding.problem for finding in findings if finding.is_error]
    except Problems as error:
        problems = list(error.problems)
    expected = HEAD_LINES + line if line > 0 else -line
    at_line = [problem for problem in problems if problem.line == expected]
    assert at_line, [str(problem) for problem in problems]
    assert any(zh in problem.text.zh and en in problem.text.en for problem in at_line), [p.text for p in at_line]
    assert all(problem.about == clause for problem in at_line)
    assert all(problem.shown("en").startswith(f"broken.yaml:{expected}:") for problem in at_line)


def test_several_errors_come_in_one_run() -> None:
    text = (
        changed("bearer: owner", "bearer: boss").replace("case.answered", "case.anwsered") + "    calendar: nowhere\n"
    )
    _, findings = check(text)
    errors = [finding.problem for finding in findings if finding.is_error]
    assert [problem.line - HEAD_LINES for problem in errors] == [7, 8, 10]


def test_a_clause_of_the_wrong_shape_does_not_hide_what_is_wrong_in_others() -> None:
    other = (
        DEADLINE.replace("\ndeadlines:\n", "").replace("answer:", "other:").replace("case.answered", "case.anwsered")
    )
    _, findings = check(changed("within: 1 working day", "within: tomorrow") + other)
    errors = [finding.problem for finding in findings if finding.is_error]
    assert [(problem.about, problem.line - HEAD_LINES) for problem in errors] == [("answer", 9), ("other", 15)]


def test_an_error_of_shape_and_a_clause_given_twice_come_in_one_run() -> None:
    text = changed("within: 1 working day", "within: tomorrow") + DEADLINE.replace("\ndeadlines:\n", "")
    _, findings = check(text)
    assert {"“answer” is given twice"} <= {finding.problem.text.en[:23] for finding in findings}


def test_warnings_leave_it_fit_for_use() -> None:
    _, findings = check(GOOD + "    assumed: [within]\n", years=[2026, 2031], name="book.yaml")
    assert not any(finding.is_error for finding in findings)
    words = "\n".join(str(finding.problem) for finding in findings)
    assert "2031" in words
    assert "2026" not in words
    assert "assumed value (within)" in words


def test_a_rulebook_with_an_error_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(changed("case.answered", "case.anwsered"), "utf-8")
    with pytest.raises(Problems, match=r"did you mean case\.answered"):
        load(str(path))
    path.write_text(GOOD + SERIES + "    times: 1000\n", "utf-8")
    assert load(str(path)).series["rounds"].times == 1000


def test_a_wrong_clause_and_a_wrong_head_are_told_together() -> None:
    found = errors_of(
        changed("within: 1 working day", "within: tomorrow").replace("version: 2026-01-01", "version: soon")
    )
    assert ["date" in found[0], "tomorrow" in found[1], len(found)] == [True, True, 2]


def test_one_day_of_the_week_is_enough_to_work_on() -> None:
    assert errors_of(GOOD.replace("[Sat, Sun]", "[Mon, Tue, Wed, Thu, Fri, Sat]")) == []


@pytest.mark.parametrize(("kind", "passes"), [("text", True), ("line", True), ("choice", True), ("phone", False)])
def test_what_takes_a_text_takes_a_line_or_a_choice(kind: str, passes: bool) -> None:
    values = ", values: {a: {zh: 甲, en: A}}" if kind == "choice" else ""
    asked = changed("asks:\n", f"asks:\n      what: {{says: {{zh: 事由, en: What}}, kind: {kind}{values}}}\n", HALL)
    text = asked.replace(
        "do: take_deposit, with: {amount: amount, way: way}, given: {purpose: loan}",
        "do: order_service, with: {matter: what}",
    ).replace("way]", "way, what]")
    assert errors_of(text) == ([] if passes else [f"takes a field of kind text, not {kind}"])


@pytest.mark.parametrize(
    ("kind", "passes"),
    [("line", True), ("choice", True), ("phone", True), ("text", True), ("money", False), ("day", False)],
)
def test_what_takes_words_takes_what_is_written_chosen_or_dialled(kind: str, passes: bool) -> None:
    values = ", values: {a: {zh: 甲, en: A}}" if kind == "choice" else ""
    asked = changed("asks:\n", f"asks:\n      why: {{says: {{zh: 事由, en: Why}}, kind: {kind}{values}}}\n", HALL)
    text = asked.replace("way: way}, given: {purpose: loan}", "way: way, purpose: why}").replace("way]", "way, why]")
    assert errors_of(text) == ([] if passes else [f"takes a field of kind line, not {kind}"])


def test_a_clause_whose_event_is_not_recorded_yet_is_marked_later() -> None:
    _, findings = check(changed("case.answered", "department.reported"))
    assert [finding.problem.about for finding in findings if "later" in finding.problem.text.en] == ["answer"]


@pytest.mark.parametrize(
    ("forbidden", "is_later"),
    [
        ("close_case", False),
        ("[close_case, start_leave]", False),
        ("start_leave", True),
        ("[start_leave, count_points]", True),
        ("promote_staff", True),
    ],
)
def test_a_requirement_waits_for_its_verbs_as_long_as_the_program_has_none_of_them(
    forbidden: str, is_later: bool
) -> None:
    said = f"requirements:\n  r:\n    says: {{zh: 甲, en: A}}\n    source: S1\n    forbid: {forbidden}\n"
    _, findings = check(GOOD + said)
    assert ["r"] * is_later == [found.problem.about for found in findings if "(later)" in found.problem.text.en]


def test_no_more_than_three_words_are_offered_for_a_wrong_one() -> None:
    (error,) = errors_of(changed("case.answered", "case.re-ed"))
    assert error.count(" or ") == 2


@pytest.mark.parametrize("name", ["property", "broadcast", "water", "ecommerce"])
def test_shipped_rulebooks_are_clean_here_and_elsewhere(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(shipped()[name].read_bytes())
    _, findings = check(copy, years=[2026])
    assert [finding for finding in findings if finding.is_error] == []
    assert load(str(copy)) == load(name)


def test_neither_a_name_nor_a_file() -> None:
    with pytest.raises(Problems, match="no such file") as raised:
        load("proprty")
    assert "property" in str(raised.value)


def errors_of(text: str) -> list[str]:
    return [finding.problem.text.en for finding in check(text)[1] if finding.is_error]


def monthly(last_of: dict[int, int]) -> str:
    """A calendar with a season for each month, to its last day unless another is given."""
    seasons = "".join(
        f"      m{month}: {{from: {month:02}-01, to: {month:02}-{last_of.get(month, monthrange(2024, month)[1]):02}, "
        "hours: [09:00-17:00]}\n"
        for month in range(1, 13)
    )
    return GOOD.replace("    hours: [08:30-12:00, 14:00-18:00]\n", f"    seasons:\n{seasons}")


@pytest.mark.parametrize("month", range(1, 13))
def test_seasons_leave_no_day_of_the_year_without_hours(month: int) -> None:
    assert errors_of(monthly({})) == []
    last = monthrange(2024, month)[1]
    assert errors_of(monthly({month: last - 1})) == [f"{month:02}-{last:02} lies in no season and there are no hours"]


def seasons(summer: str, winter: str) -> str:
    said = f"    seasons:\n      summer: {{{summer}, hours: [09:00-17:00]}}\n      winter: {{{winter}, hours: [09:00-17:00]}}\n"
    return GOOD.replace("    hours: [08:30-12:00, 14:00-18:00]\n", said)


def test_of_days_in_two_seasons_the_first_is_named() -> None:
    assert errors_of(seasons("from: 05-01, to: 10-03", "from: 10-01, to: 04-30")) == ["10-01 lies in two seasons"]


def test_the_season_that_is_assumed_is_named() -> None:
    _, findings = check(seasons("from: 05-01, to: 09-30", "from: 10-01, to: 04-30, assumed: true"))
    assert ["winter" in found.problem.text.en for found in findings if "season" in found.problem.text.en] == [True]
