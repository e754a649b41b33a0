"""Mappings: what they refuse, and what rows become through them."""

import pickle
from pathlib import Path

import pytest

from kefu.audit.mapping import MappingError, MappingProblems, load_mapping
from kefu.audit.records import Binding, Record
from kefu.audit.tables import Rejection
from kefu.lib.worktime import get_zone
from kefu.rulebook.model import Event

HEADINGS = (
    "编号",
    "受理时间",
    "登记时间",
    "完成时间",
    "类别",
    "等级",
    "处理人",
    "部门",
    "状态",
    "承诺时间",
    "签字",
    "分数",
)
CASES = """\
mapping: office
subject: 编号
events:
  case.received: {at: 受理时间, actor: 处理人, recorded: 登记时间}
  case.resolved:
    at: 完成时间
    actor: 处理人
    only: {column: 状态, values: [已办结]}
    facts:
      revisit.signed: {column: 签字, type: yes_no}
      score: {column: 分数, type: number}
facts:
  kind: {column: 类别, values: {投诉: complaint, 报修: repair}}
  severity: {column: 等级, values: {重大: major}, default: general}
  channel: {value: phone}
  category: {column: 类别}
by: {category: 类别, department: 部门, person: 处理人}
promises:
  city.target: {due: 承诺时间, when: case.received, bring: case.resolved, compare: true}
skip: [{column: 状态, values: [作废]}]
repeats: [类别, 受理时间]
"""
ROW = {
    "编号": "A-1",
    "受理时间": "2015-01-02 08:00",
    "登记时间": "",
    "完成时间": "2015-01-02 09:00",
    "类别": "投诉",
    "等级": "重大",
    "处理人": " 张三",
    "部门": "工程部",
    "状态": "已办结",
    "承诺时间": "2015-01-03 08:00",
    "签字": "√",
    "分数": "95",
}
AT = 1420156800  # 2015-01-02 08:00 in Shanghai


def binding(text: str = CASES, headings: tuple[str, ...] = HEADINGS) -> Binding:
    return Binding(load_mapping(text), headings, "Asia/Shanghai")


def outcome(text: str = CASES, **changes: str) -> Record | Rejection | None:
    row = {**ROW, **changes}
    return binding(text).record(7, [row[heading] for heading in HEADINGS])


def record(text: str = CASES, **changes: str) -> Record:
    found = outcome(text, **changes)
    assert isinstance(found, Record)
    return found


def refused(**changes: str) -> tuple[str | None, str]:
    found = outcome(**changes)
    assert isinstance(found, Rejection)
    assert found.row == 7
    assert found.reason.zh != found.reason.en
    return found.column, found.reason.en


def test_a_row_is_a_case() -> None:
    found = record()
    facts = {
        "kind": "complaint",
        "severity": "major",
        "channel": "phone",
        "category": "投诉",
        "promise.city.target": AT + 86_400,
    }
    assert found.events == [
        Event("case.received", AT, facts, "张三"),
        Event("case.resolved", AT + 3600, {"revisit.signed": True, "score": 95}, "张三"),
    ]
    assert (found.row, found.subject, found.groups) == (7, "A-1", ("投诉", "工程部", "张三"))
    assert found.promises == (AT + 86_400,)


def test_what_is_blank_did_not_happen() -> None:
    found = record(完成时间=" ", 承诺时间="", 处理人="", 等级="")
    assert [event.kind for event in found.events] == ["case.received"]
    assert found.promises == (None,)
    assert "promise.city.target" not in found.events[0].facts
    assert found.events[0].actor is None
    assert found.events[0].facts["severity"] == "general"
    assert record(签字="", 分数="").events[1].facts == {}


def test_only_counts_an_event_in_some_rows() -> None:
    assert [event.kind for event in record(状态="处理中").events] == ["case.received"]


def test_cells_are_compared_after_cleaning() -> None:
    assert record(类别="\u3000投诉 ", 状态=" 已办结").events[0].facts["kind"] == "complaint"
    assert binding(headings=tuple(HEADINGS)).record(2, list(ROW.values())) is not None


def test_rows_left_out_on_purpose() -> None:
    assert outcome(状态="作废") is None
    assert outcome(状态="作废", 受理时间="?") is None


def test_recorded_later() -> None:
    assert record(登记时间="2015-01-02 08:30").events[0].recorded_at == AT + 1800


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"受理时间": ""}, "受理时间", "is blank: when did it happen?"),
        ({"受理时间": "2015-02-30 08:00"}, "受理时间", "there is no day 2015-02-30"),
        ({"完成时间": "2015-01-01 9:00"}, "完成时间", "完成时间 2015-01-01 9:00 lies before 受理时间 2015-01-02 08:00"),
        ({"完成时间": " 2015-01-01 9:00 ", "受理时间": " 2015-01-02 08:00 "}, "完成时间",
         "完成时间 2015-01-01 9:00 lies before 受理时间 2015-01-02 08:00"),
        ({"受理时间": "42006.5"}, "受理时间", "no date: “42006.5”; write it as 2015-01-02 08:05"),
        ({"登记时间": "2015-01-02 07:59"}, "登记时间", "was recorded before it happened (column 受理时间)"),
        ({"类别": "其他"}, "类别", "the mapping has no value “其他”"),
        ({"签字": "也许"}, "签字", "“也许” is neither yes nor no"),
        ({"分数": "很好"}, "分数", "“很好” is not a number"),
        ({"分数": "nan"}, "分数", "“nan” is not a number"),
        ({"承诺时间": "明天"}, "承诺时间", "no date: “明天”; write it as 2015-01-02 08:05"),
        ({"编号": " "}, "编号", "is blank: whom does the row concern?"),
    ],
)  # fmt: skip
def test_bad_rows_name_their_column(changes: dict[str, str], column: str, words: str) -> None:
    assert refused(**changes) == (column, words)


def test_events_are_ordered_by_time_then_as_written() -> None:
    text = """\
mapping: m
events:
  case.received: {at: 受理时间}
  case.closed: {at: 完成时间}
  case.answered: {at: 登记时间}
"""
    assert [e.kind for e in record(text, 登记时间="2015-01-02 08:30").events] == [
        "case.received", "case.answered", "case.closed",
    ]  # fmt: skip
    assert [e.kind for e in record(text, 登记时间="2015-01-02 09:00").events] == [
        "case.received", "case.closed", "case.answered",
    ]  # fmt: skip
    assert [e.kind for e in record(text, 登记时间="2015-01-02 08:00", 完成时间="2015-01-02 08:00").events] == [
        "case.received", "case.closed", "case.answered",
    ]  # fmt: skip


def test_without_subject_the_row_is_its_own() -> None:
    assert record(CASES.replace("subject: 编号\n", "")).subject == "7"


def test_a_subject_of_several_columns() -> None:
    assert record(CASES.replace("subject: 编号", "subject: [部门, 编号]"), 编号="Ａ１").subject == "工程部-A1"


def test_date_and_time_in_two_columns() -> None:
    text = "mapping: m\nevents:\n  case.received: {at: [受理时间, 登记时间]}\n"
    assert record(text, 受理时间="2015-01-02", 登记时间="8:00").events[0].at == AT


def test_date_only_for_all_or_for_one_event() -> None:
    text = """\
mapping: m
date_only: end
events:
  case.received: {at: 受理时间, date_only: start}
  case.resolved: {at: 完成时间}
"""
    found = record(text, 受理时间="2015-01-02", 完成时间="2015-01-02")
    assert [event.at for event in found.events] == [AT - 8 * 3600, AT + 16 * 3600 - 1]


def test_a_number_is_a_day_of_a_workbook_alone() -> None:
    bound = Binding(load_mapping(CASES), HEADINGS, "Asia/Shanghai", is_excel=True)
    found = bound.record(2, list({**ROW, "受理时间": "42006.25"}.values()))
    assert isinstance(found, Record)
    assert found.events[0].at == AT - 2 * 3600
    copy: Binding = pickle.loads(pickle.dumps(bound))  # noqa: S301
    assert copy.record(2, list({**ROW, "受理时间": "42006.25"}.values())) == found


def test_rows_that_say_the_same_share_their_facts() -> None:
    """Registers of millions of rows have few combinations: each is worked out once."""
    bound = binding(
        CASES.replace(
            "promises:\n  city.target: {due: 承诺时间, when: case.received, bring: case.resolved, compare: true}\n", ""
        )
    )
    rows = [
        list({**ROW, "编号": number, "类别": kind}.values())
        for number, kind in (("1", "投诉"), ("2", "投诉"), ("3", "报修"))
    ]
    one, again, other = (bound.record(2, row) for row in rows)
    assert isinstance(one, Record)
    assert isinstance(again, Record)
    assert isinstance(other, Record)
    assert one.events[0].facts is again.events[0].facts
    assert one.events[0].facts != other.events[0].facts


def test_keys_are_stable() -> None:
    first, again = record(), record(编号="A-2")
    assert first.repeat_key == again.repeat_key
    assert record(受理时间="2015-01-02 08:01").repeat_key != first.repeat_key
    assert first.subject_key == 5329440461849517912
    assert first.subject_key != again.subject_key
    assert record(CASES.replace("repeats: [类别, 受理时间]\n", "")).repeat_key is None


def test_a_binding_can_be_pickled() -> None:
    bound = binding()
    row = list(ROW.values())
    copy: Binding = pickle.loads(pickle.dumps(bound))  # noqa: S301
    assert copy.record(7, row) == bound.record(7, row) == record()
    assert copy.columns == bound.columns == frozenset(range(12))


SMALL = "mapping: m\nevents: {a: {at: T}}\n"
LOG = """\
mapping: rounds
subject: 部门
first: {event: area.opened, at: 2015-01-01}
log: {event: 类别, values: {巡查: area.inspected, 停用: area.retired}, at: 受理时间, actor: 处理人, recorded: 登记时间}
facts:
  score: {column: 分数, type: number}
"""


def test_a_row_is_an_event() -> None:
    found = record(LOG, 类别="巡查")
    assert found.events == [Event("area.inspected", AT, {"score": 95}, "张三")]
    assert found.subject == "工程部"
    bad = outcome(LOG, 类别="检修")
    assert isinstance(bad, Rejection)
    assert (bad.column, bad.reason.en) == ("类别", "the mapping has no value “检修”")
    blank = outcome(LOG, 类别="")
    assert isinstance(blank, Rejection)
    assert blank.column == "类别"
    timeless = outcome(LOG, 类别="巡查", 受理时间="")
    assert isinstance(timeless, Rejection)
    assert timeless.column == "受理时间"


def test_the_first_event_of_every_subject() -> None:
    assert binding(LOG).first == Event("area.opened", AT - 32 * 3600)
    assert binding().first is None


def test_names() -> None:
    cases, log = load_mapping(CASES), load_mapping(LOG)
    assert cases.event_names() == ("case.received", "case.resolved")
    assert log.event_names() == ("area.inspected", "area.retired", "area.opened")
    assert cases.fact_names() == ("kind", "severity", "channel", "category", "revisit.signed", "score")
    assert set(cases.columns()) == set(HEADINGS)
    assert set(log.columns()) == {"部门", "类别", "受理时间", "处理人", "登记时间", "分数"}


def test_an_import_brings_in_the_words_that_a_register_has() -> None:
    mapping = load_mapping(CASES + "words: {matter: 内容, place: [楼号, 房号], caller: 姓名}\n")
    assert mapping.with_words(("内容",)).words.columns() == {"matter": ("内容",)}
    assert mapping.with_words(("内容", "房号", "姓名")).words.columns() == {"matter": ("内容",), "caller": ("姓名",)}
    assert mapping.with_words(("楼号", "房号")).words.columns() == {"place": ("楼号", "房号")}
    # An audit has no need of them.
    assert set(mapping.columns()) == set(HEADINGS)


def test_now() -> None:
    mapping = load_mapping(CASES + "now: 2015-01-02T08:00\n")
    assert mapping.now_in(get_zone("Asia/Shanghai")) == AT
    assert load_mapping(CASES).now_in(get_zone("Asia/Shanghai")) is None


def test_time_zone_of_the_mapping_holds() -> None:
    assert record(CASES + "time_zone: UTC\n").events[0].at == AT + 8 * 3600


def test_all_absent_columns_are_named_with_the_nearest() -> None:
    with pytest.raises(MappingError) as caught:
        binding(headings=("编号", "受理日期", "完成时间", "签字", "分数", "部门", "状态", "承诺时间", "处理人"))
    assert [name for name, _ in caught.value.missing] == ["受理时间", "登记时间", "类别", "等级"]
    assert "“受理时间” (nearest: 受理日期" in caught.value.text.en
    assert "“受理时间”（相近的有：受理日期" in caught.value.text.zh


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("mapping: m\n", 1, "say either events (a case in a row) or log (an event in a row)"),
        ("events: {a: {at: T}}\n", 1, "“mapping” is missing"),
        ("mapping: m\nevents:\n  a: {at: T, actr: P}\n", 3, "unknown key “actr”"),
        ("mapping: m\nevents:\n  a: {actor: P}\n", 3, "“at” is missing"),
        (SMALL + "time_zone: Mars\n", 3, "there is no time zone “Mars”; one is Asia/Shanghai"),
        (SMALL + "order: ydm\n", 3, "must be 'ymd', 'mdy' or 'dmy', not “ydm”"),
        (SMALL + "now: soon\n", 3, "“soon” is no local time; write it as 2016-01-12T23:00"),
        (SMALL + "encoding: klingon\n", 3, "unknown encoding “klingon”; usual are utf-8, gbk, utf-16"),
        (SMALL + "delimiter: ab\n", 3, "the delimiter must be one plain sign, or tab"),
        (SMALL + "delimiter: ，\n", 3, "the delimiter must be one plain sign, or tab"),
        ("mapping: m\nevents: {a: {at: ''}}\n", 2, "must not be empty"),
        ("mapping: m\nevents: {a: {at: []}}\n", 2, "must have 1 or more items"),
        (SMALL + "skip: [{column: K, values: []}]\n", 3, "must have 1 or more items"),
        (SMALL + "facts: {f: {column: F, values: {}}}\n", 3, "must have 1 or more items"),
        (SMALL + "now: 2016-01-12T23:00+08:00\n", 3,
         "“2016-01-12T23:00+08:00” is no local time; write it as 2016-01-12T23:00"),
        (SMALL + "facts:\n  k: {column: K, value: x}\n", 4, "say either column or value"),
        (SMALL + "facts:\n  kind: {value: x, default: y}\n", 4, "values and default go with column"),
        (SMALL + "facts:\n  k: {column: K, type: time, values: {x: y}}\n", 4, "values and type exclude each other"),
        (SMALL + "facts:\n  kind:\n    column: K\n    values: {x: a, 'x ': b}\n", 6, "“x” has two meanings"),
        (SMALL + "promises:\n  p: {due: D, when: a, bring: b}\n", 4, "the mapping brings no event “b”"),
        (
            "mapping: m\nlog: {event: E, values: {x: a}, at: T}\n",
            2,
            "with an event in a row say subject: to whom it belongs",
        ),
        (SMALL + "facts: {f: {column: F, same_as: G, type: number}}\n", 3, "same_as goes with column alone"),
        (SMALL + "facts: {f: {column: F, same_as: G, values: {x: y}}}\n", 3, "same_as goes with column alone"),
        (SMALL + "facts: {f: {column: F, same_as: G, default: x}}\n", 3, "same_as goes with column alone"),
        ("mapping: m\nevents: {a: {at: T}, a: {at: U}}\n", 2, "“a” is given twice, first in line 2"),
        ("mapping: m\nevents: [\n", 2, None),
    ],
)  # fmt: skip
def test_a_wrong_mapping_says_where(text: str, line: int, words: str | None) -> None:
    with pytest.raises(MappingProblems) as caught:
        load_mapping(text)
    problem = caught.value.problems[0]
    assert problem.line == line
    assert words is None or problem.text.en == words
    assert problem.text.zh


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "office.yaml"
    path.write_text("mapping: m\norder: x\nheading_row: 0\nevents:\n  a: {}\n", encoding="utf-8")
    with pytest.raises(MappingProblems) as caught:
        load_mapping(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 5]
    assert str(caught.value).startswith(f"{path}:2:8: ")


@pytest.mark.parametrize(("written", "sign"), [("tab", "\t"), ("'\\t'", "\t"), ("';'", ";"), ("'|'", "|")])
def test_delimiters_as_they_are_written(written: str, sign: str) -> None:
    assert load_mapping(SMALL + f"delimiter: {written}\n").delimiter == sign


def test_codes_with_leading_zeros_and_numbers_are_text() -> None:
    text = """\
mapping: m
events: {a: {at: 受理时间}}
facts: {kind: {column: 类别, values: {01: x, 2: y}}}
skip: [{column: 状态, values: [007, 5]}]
"""
    assert record(text, 类别="01").events[0].facts == {"kind": "x"}
    assert record(text, 类别="2").events[0].facts == {"kind": "y"}
    assert outcome(text, 状态="007") is None
    assert outcome(text, 状态="5") is None
