"""Clauses in words, as a department head reads them: every kind of value, in both languages."""

import re
from typing import get_args

import pytest
from pydantic import BaseModel

from kefu.lib.text import Text
from kefu.rulebook.checking import check
from kefu.rulebook.clauses import CalendarClause, Conduct, FileItem, Governance, Phrase, Rulebook, Series
from kefu.rulebook.labels import CHOICES
from kefu.rulebook.procedures import Procedure, Step
from kefu.rulebook.showing import assumed, fields, graph, limit, paragraph, parts, posts_named, timed_clauses
from kefu.rulebook.vocabulary import vocabulary
from tests.rulebook.story import HEAD

TEXT = (
    HEAD.replace(
        "hours: [08:30-12:00, 14:00-18:00]",
        "seasons:\n      summer: {from: 05-01, to: 09-30, hours: [08:30-12:00, 13:30-17:30]}\n      winter: {from: 10-01, to: 04-30, hours: [08:30-12:00]}\n    adjusted_days: true\n    closed: [2026-03-02]\n    weekday_hours: {Fri: [09:00-12:00]}\n    official_years: [2026]",
    )
    + """
deadlines:
  answer:
    says: {zh: 答复, en: An answer}
    source: [S1, S2]
    when: [case.received, case.reopened]
    where: {kind: [complaint, repair], severity: {not: major}, handler: {known: false}}
    bearer: [owner, post:supervisor]
    bring: case.answered
    with: {written: true}
    within: 2 working days
    remind: 2 working hours before
    on_breach: {ladder: three-level, acknowledge_within: 30 minutes, points: 0.5}
    since: 2026-02-01
    pauses_for: [customer, parts]
    note: {zh: 注, en: A note}
  visit:
    says: {zh: 上门, en: A visit}
    source: S1
    when: repair.appointed
    bearer: actor
    bring: repair.arrived
    by: appointment.at
    by_another: true
series:
  rounds:
    says: {zh: 巡查, en: Rounds}
    source: S1
    from: area.opened
    until: area.retired
    bearer: post:supervisor
    bring: area.inspected
    times: 2
    each: day
    days: [Mon, Thu]
    at: [10:00, 15:05]
    apart: 2 hours
    grace: 30 minutes
  talk:
    says: {zh: 谈话, en: A talk}
    source: S1
    from: staff.joined
    bearer: post:lead
    bring: staff.talked-to
    each: quarter
    within: by the 5th
  plan:
    says: {zh: 计划, en: A plan}
    source: S1
    from: department.opened
    bearer: program
    bring: department.surveyed
    each: half-year
targets:
  few:
    says: {zh: 少投诉, en: Few complaints}
    source: S1
    measure: satisfaction_rate
    where: {kind: complaint}
    each: month
    at_least: 97.5
requirements:
  close:
    says: {zh: 关闭, en: To close}
    source: S1
    forbid: close_case
    where: {revisit.attempts: {at_least: 2, at_most: 9}}
    unless: {revisit.attempts: {above: 3, below: 8}, revisit.reached: true, owner: {known: true}}
categories:
  water:
    says: {zh: 用水, en: Water}
    source: S1
    kinds: [complaint, repair]
conduct:
  rude:
    says: {zh: 生硬, en: Rude}
    source: S1
    group: phone
    points: 2
    worst: 4.5
    consequences:
      - {says: {zh: 批评, en: A talk}, source: S1}
"""
)
# Each part line by line, Chinese | English.
SHOWN = {
    ("calendars", "office"): [
        "（出处：–） | (source: –)",
        "节假日：中国大陆 | holidays of: mainland China",
        "每周休息日：周六、周日 | rest days: Saturday, Sunday",
        "执行调休：是 | adjusted days apply: yes",
        "各日办公时间：周五：09:00–12:00 | hours by weekday: Friday: 09:00–12:00",
        "季节：summer：05-01 至 09-30 08:30–12:00、13:30–17:30；winter：10-01 至 04-30 08:30–12:00 | seasons: summer: 05-01 to 09-30 08:30–12:00, 13:30–17:30; winter: 10-01 to 04-30 08:30–12:00",
        "另行休息：2026-03-02 | closed on: 2026-03-02",
        "已确认年份：2026 | official years: 2026",
    ],
    ("ladders", "three-level"): [
        "three-level（出处：-） | three-level (source: -)",
        "级别：首问责任人、客服主管、副总经理 | levels: owner (first contact), service supervisor, deputy general manager",
    ],
    ("deadlines", "answer"): [
        "答复（出处：S1, S2） | An answer (source: S1, S2)",
        "生效：2026-02-01 | since: 2026-02-01",
        "条件：事项类型：投诉或报修；等级不是重大；处理人未知 | where: kind of case: complaint or repair; severity is not major; handler unknown",
        "承担人：首问责任人、客服主管 | borne by: owner (first contact), service supervisor",
        "须完成：答复 | must bring: case answered",
        "须带有：书面：是 | with: in writing: yes",
        "日历：office | calendar: office",
        "提前提醒：2 个工作小时 | reminder before: 2 working hours",
        "升级：three-level | escalates by: three-level",
        "确认期限：30 分钟 | acknowledge within: 30 minutes",
        "扣分：0.5 | points: 0.5",
        "起因：受理来件、重开 | when: case received, case reopened",
        "期限：2 个工作日 | within: 2 working days",
        "可暂停：等待客户或等待配件 | pauses for: waiting for the customer or waiting for parts",
    ],
    ("deadlines", "visit"): [
        "上门（出处：S1） | A visit (source: S1)",
        "承担人：经办人 | borne by: whoever acts",
        "须完成：到场 | must bring: arrived on site",
        "日历：office | calendar: office",
        "起因：约定上门 | when: visit agreed",
        "不迟于：约定时间 | by: agreed time",
        "须由他人承担：是 | borne by another than who acted: yes",
    ],
    ("series", "rounds"): [
        "巡查（出处：S1） | Rounds (source: S1)",
        "承担人：客服主管 | borne by: service supervisor",
        "须完成：区域检查 | must bring: area inspected",
        "日历：office | calendar: office",
        "开始于：区域启用 | from: area opened",
        "结束于：区域停用 | until: area retired",
        "次数：2 | times: 2",
        "每：日 | each: day",
        "日子：周一、周四 | on days: Monday, Thursday",
        "时点：10:00、15:05 | at: 10:00, 15:05",
        "间隔：2 小时 | apart: 2 hours",
        "宽限：30 分钟 | grace: 30 minutes",
    ],
    ("series", "talk"): [
        "谈话（出处：S1） | A talk (source: S1)",
        "承担人：班组长 | borne by: team lead",
        "须完成：谈话 | must bring: talked to",
        "日历：office | calendar: office",
        "开始于：入职 | from: joined",
        "次数：1 | times: 1",
        "每：季度 | each: quarter",
        "日子：不分节假日 | on days: all days",
        "期限：每月 5 日前 | within: by the 5th",
    ],
    ("series", "plan"): [
        "计划（出处：S1） | A plan (source: S1)",
        "承担人：程序 | borne by: the program",
        "须完成：开展满意度调查 | must bring: satisfaction survey held",
        "日历：office | calendar: office",
        "开始于：部门设立 | from: department opened",
        "次数：1 | times: 1",
        "每：半年 | each: half-year",
        "日子：不分节假日 | on days: all days",
    ],
    ("targets", "few"): [
        "少投诉（出处：S1） | Few complaints (source: S1)",
        "指标：满意率 | measure: satisfaction rate",
        "条件：事项类型：投诉 | where: kind of case: complaint",
        "每：月 | each: month",
        "不低于：97.5 | at least: 97.5",
    ],
    ("requirements", "close"): [
        "关闭（出处：S1） | To close (source: S1)",
        "禁止：关闭 | forbids: close a case",
        "条件：回访次数不少于 2，不超过 9 | where: attempts to revisit at least 2, at most 9",
        "除非：回访次数多于 3，少于 8；已联系上：是；首问责任人已知 | unless: attempts to revisit more than 3, less than 8; customer reached: yes; owner (first contact) known",
    ],
    ("categories", "water"): [
        "用水（出处：S1） | Water (source: S1)",
        "事项类型：投诉或报修 | kinds of case: complaint or repair",
    ],
    ("conduct", "rude"): [
        "生硬（出处：S1） | Rude (source: S1)",
        "类别：电话 | group: phone",
        "扣分：2 | points: 2",
        "要求做到：否 | required: no",
        "最高扣分：4.5 | points at worst: 4.5",
        "后果：批评 | consequences: A talk",
    ],
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    reading, findings = check(TEXT)
    assert not any(finding.is_error for finding in findings)
    assert reading.book is not None
    return reading.book


def test_every_kind_of_value_is_said_in_both_languages(book: Rulebook) -> None:
    for (section, id_), part in parts(book).items():
        told = paragraph(section, id_, part)
        lines = [told.zh.splitlines(), told.en.splitlines()]
        assert [one[0] for one in lines] == [f"{section} · {id_}"] * 2
        assert [" | ".join(map(str.strip, pair)) for pair in zip(*lines, strict=True)][1:] == SHOWN[section, id_]


def words_of(model: type[BaseModel], name: str) -> set[str]:
    """The words that a field may hold."""
    found: set[str] = set()
    ahead = [model.model_fields[name].annotation]
    while ahead:
        one = ahead.pop()
        found |= {one} if isinstance(one, str) else set()
        ahead += get_args(one)
    return found


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Series, "each"),
        (Series, "days"),
        (CalendarClause, "rest_days"),
        (CalendarClause, "country"),
        (Procedure, "about"),
        (Conduct, "group"),
        (FileItem, "field"),
        (FileItem, "uses"),
        (Phrase, "use"),
        (Phrase, "on"),
        (Phrase, "match"),
        (Governance, "covers"),
        (Governance, "known_to"),
        (Step, "ends"),
        (Rulebook, "count"),
        (Rulebook, "keeps"),
    ],
)
def test_no_word_of_a_key_is_shown_as_it_stands_in_the_file(model: type[BaseModel], name: str) -> None:
    words = words_of(model, name)
    assert words == set(CHOICES[name])
    assert all(re.search("[\u4e00-\u9fff]", said.zh) and said.en for said in CHOICES[name].values())
    assert len(set(CHOICES[name].values())) == len(words)


def test_office_hours_over_midnight_are_shown_as_they_are_written() -> None:
    reading, _ = check(HEAD.replace("[08:30-12:00, 14:00-18:00]", "[20:00-08:00, 08:30-24:00]"))
    assert reading.book is not None
    ((_, hours),) = [(f.key, f.value) for f in fields(reading.book.calendars["office"]) if f.key == "hours"]
    assert hours.en == "20:00–08:00, 08:30–24:00"


def test_calendars_ladders_and_laws_are_called_by_name_where_the_book_is_known() -> None:
    named = TEXT.replace("  office:\n", "  office:\n    says: {zh: 办公日历, en: Office hours}\n", 1)
    reading, _ = check(named)
    assert reading.book is not None
    said = {field.key: field.value for field in fields(reading.book.deadlines["answer"], book=reading.book)}
    assert said["calendar"] == Text("办公日历", "Office hours")
    assert said["on_breach.ladder"] == Text("three-level", "three-level")


def test_limits_say_how_long_and_how_often(book: Rulebook) -> None:
    assert {id_: limit(clause) for id_, clause in timed_clauses(book)} == {
        "answer": Text("2 个工作日", "2 working days"),
        "visit": Text("不迟于约定时间", "by agreed time"),
        "rounds": Text("每日 2 次，时点 10:00、15:05", "2 × each day, at 10:00, 15:05"),
        "talk": Text("每季度 1 次，每月 5 日前", "1 × each quarter, by the 5th"),
        "plan": Text("每半年 1 次", "1 × each half-year"),
    }


def test_what_is_assumed_is_listed_by_value_by_clause_and_by_season() -> None:
    text = TEXT.replace("hours: [08:30-12:00]}", "hours: [08:30-12:00], assumed: true}")
    text = text.replace("points: 0.5}", "points: 0.5, assumed: [points]}")
    text = text.replace("    by: appointment.at\n", "    by: appointment.at\n    assumed: [by, bring]\n")
    text = text.replace("    group: phone\n", "    group: phone\n    assumed: true\n")
    reading, _ = check(text)
    assert reading.book is not None
    assert {(section, id_): text.en for section, id_, text in assumed(reading.book)} == {
        ("calendars", "office"): "winter 10-01 to 04-30 08:30–12:00",
        ("deadlines", "answer"): "points 0.5",
        ("deadlines", "visit"): "must bring arrived on site; by agreed time",
        ("conduct", "rude"): "group phone; points 2; required no; points at worst 4.5; consequences A talk",
    }


def test_the_graph_names_each_event_once_and_leads_on_to_the_ladder(book: Rulebook) -> None:
    drawn = graph(book).splitlines()
    assert [line.split('"')[1] for line in drawn if '"' in line].count("area.opened") == 1
    (answer,) = [line.split("[")[0].strip() for line in drawn if '["answer"]' in line]
    (ladder,) = [line.split("{")[0].strip() for line in drawn if '{{"ladder three-level"}}' in line]
    (received,) = [line.split("(")[0].strip() for line in drawn if '(["case.received"])' in line]
    (answered,) = [line.split("(")[0].strip() for line in drawn if '(["case.answered"])' in line]
    assert {
        f"  {received} --> {answer}",
        f"  {answer} -->|2 working days| {answered}",
        f"  {answer} -.-> {ladder}",
    } <= set(drawn)
    assert len([line for line in drawn if "-.->" in line]) == 1


def test_posts_are_named_in_the_order_of_the_vocabulary(book: Rulebook) -> None:
    assert posts_named(book) == [
        post for post in vocabulary().posts if post in {"supervisor", "lead", "deputy-general-manager"}
    ]
