"""Mappings guessed from registers: they load, and they are right where the register speaks plainly."""

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from kefu.audit import synonyms
from kefu.audit.mapping import CaseWords, Groups, Mapping, load_mapping
from kefu.audit.records import Binding, Record
from kefu.audit.suggest import suggest_mapping
from kefu.audit.tables import Rejection, block_rows, open_table
from kefu.rulebook.vocabulary import vocabulary

PROPERTY = [
    ["工单编号", "报修时间", "派单时间", "到场时间", "完成时间", "回访时间",
     "类别", "等级", "来源", "部门", "处理人", "是否满意", "联系电话"],
    ["W1", "2019-01-02 08:00", "2019-01-02 08:10", "2019-01-02 08:30", "2019-01-02 09:00", "2019-01-03 09:00",
     "维修", "一般", "电话", "工程部", "张三", "满意", "13800000000"],
    ["W2", "2019/1/2 9:00", "", "", "", "", "投诉", "重大", "微信", "客服部", "李四", "", "13800000001"],
    ["W3", "2019-01-02 10:00", "2019-01-02 10:10", "", "2019-01-02 11:00", "2019-01-04 09:00",
     "其他", "一般", "电话", "工程部", "张三", "不满意", "13800000000"],
]  # fmt: skip


def register(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows(rows)
    return path


def suggested(path: Path) -> tuple[str, Mapping, list[Record | Rejection | None]]:
    """The proposal, what it says, and what the register becomes through it."""
    table = open_table(path)
    text = suggest_mapping(table)
    mapping = load_mapping(text)
    binding = Binding(mapping, table.headings, "Asia/Shanghai", is_excel=table.is_excel)
    rows = [row for block in mapping.open(path).blocks() for row in block_rows(block, binding.columns)]
    return text, mapping, [c if isinstance(c, Rejection) else binding.record(row, c) for row, c in rows]


def test_a_property_register(tmp_path: Path) -> None:
    text, mapping, records = suggested(register(tmp_path / "2019 报修.csv", PROPERTY, "gbk"))
    assert {event: columns.at for event, columns in mapping.events.items()} == {
        "case.received": ("报修时间",),
        "case.assigned": ("派单时间",),
        "repair.arrived": ("到场时间",),
        "case.resolved": ("完成时间",),
        "case.revisited": ("回访时间",),
    }
    assert mapping.subject == ("工单编号",)
    assert (mapping.by.category, mapping.by.department, mapping.by.person) == ("类别", "部门", "处理人")
    assert mapping.events["case.resolved"].actor == "处理人"
    assert mapping.facts["kind"].values == {"维修": "repair", "投诉": "complaint"}
    assert mapping.facts["kind"].default == "enquiry"
    assert "# 其他: ?" in text
    assert mapping.encoding == "gb18030"
    # An audit has no need of it; an import writes it down.
    assert "联系电话" not in mapping.columns()
    assert mapping.words.contact == ("联系电话",)
    first, *_, last = records
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert first.events[0].facts == {"kind": "repair", "severity": "general", "channel": "phone", "category": "维修"}
    assert first.events[-1].facts == {"revisit.satisfied": True}
    assert last.events[-1].facts == {"revisit.satisfied": False}


def test_an_american_register(tmp_path: Path) -> None:
    rows = [
        ["CASE_ENQUIRY_ID", "OPEN_DT", "TARGET_DT", "CLOSED_DT", "TYPE", "Department"],
        *[
            [f"10{n}", f"01/{n:02d}/2015 08:00:00 AM", "01/31/2015 08:00:00 AM", "", "Graffiti", "PWD"]
            for n in range(2, 30)
        ],
        ["1001", "01/05/2015 08:00:00 AM", "", "01/05/2015 09:00:00 AM", "Signs", "PWD"],
    ]
    _, mapping, records = suggested(register(tmp_path / "log.csv", rows))
    assert mapping.order == "mdy"
    assert list(mapping.events) == ["case.received", "case.resolved"]
    assert mapping.promises["target"].due == ("TARGET_DT",)
    assert mapping.by.category == "TYPE"
    assert all(isinstance(record, Record) for record in records)


@pytest.mark.parametrize(("first", "order"), [("25/01/2015 08:00", "dmy"), ("01/25/2015 08:00", "mdy")])
def test_the_order_of_dates_shows_in_days_after_the_twelfth(tmp_path: Path, first: str, order: str) -> None:
    path = register(tmp_path / "log.csv", [["id", "opened"], ["1", first], ["2", "02/03/2015 08:00"]])
    assert suggested(path)[1].order == order


def test_dates_without_times(tmp_path: Path) -> None:
    rows = [["编号", "受理日期", "办结日期"], ["1", "2019-01-02", "2019-01-03"], ["2", "2019-01-02", "2019-01-02"]]
    _, mapping, records = suggested(register(tmp_path / "log.csv", rows))
    assert mapping.date_only == "end"
    assert all(isinstance(record, Record) for record in records)


def test_a_time_under_no_known_name_begins_the_case(tmp_path: Path) -> None:
    rows = [["编号", "甲", "乙", "完成时间"], ["1", "x", "2019-01-02 08:00", ""], ["2", "y", "2019-01-02 09:00", ""]]
    _, mapping, _ = suggested(register(tmp_path / "log.csv", rows))
    assert mapping.events["case.received"].at == ("乙",)


def test_two_times_of_the_beginning(tmp_path: Path) -> None:
    rows = [["受理时间", "登记时间"], ["2019-01-02 08:00", "2019-01-02 08:30"]]
    _, mapping, _ = suggested(register(tmp_path / "log.csv", rows))
    assert mapping.events["case.received"].at == ("受理时间",)
    assert mapping.events["case.received"].recorded == ("登记时间",)


def test_nothing_to_guess_from(tmp_path: Path) -> None:
    text, mapping, _ = suggested(register(tmp_path / "log.csv", [["甲", "乙"], ["x", "y"], ["x", "y"]]))
    assert "No column looks like a time" in text
    assert mapping.subject is None
    assert {event: columns.at for event, columns in mapping.events.items()} == {"case.received": ("甲",)}


def test_names_that_yaml_would_read_otherwise(tmp_path: Path) -> None:
    names = [
        "No",
        "Null",
        "TRUE",
        "true",
        "a: b",
        "- x",
        "#1",
        "'q'",
        '"',
        "{z}",
        "1",
        "2019-01-02",
        "受理时间",
        "类别: 大类",
    ]
    cells = ["", "", "", "", "", "", "", "", "", "", "", "", "2019-01-02 08:00", "投诉 # 1: 'x'"]
    path = register(tmp_path / "log: x.csv", [names, ["1", *cells[1:]], ["2", *cells[1:]], ["3", *cells[1:]]])
    _, mapping, records = suggested(path)
    assert mapping.mapping == "log: x"
    assert mapping.subject == ("No",)
    assert mapping.facts["kind"].column == "类别: 大类"
    assert all(isinstance(record, Record) for record in records)


def test_values_beyond_the_sample_have_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.audit.suggest._SAMPLE_ROWS", 2)
    rows = [["受理时间", "类别"], *[["2019-01-02 08:00", kind] for kind in ("投诉", "投诉", "报修")]]
    _, mapping, records = suggested(register(tmp_path / "log.csv", rows))
    assert mapping.facts["kind"].default == "enquiry"
    assert all(isinstance(record, Record) for record in records)


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["登记表"])
    for row in PROPERTY:
        sheet.append(row)
    book.save(tmp_path / "log.xlsx")
    _, mapping, records = suggested(tmp_path / "log.xlsx")
    assert mapping.encoding is None
    assert mapping.events["case.received"].at == ("报修时间",)
    assert len(records) == 3
    assert all(isinstance(record, Record) for record in records)


def test_a_number_that_stands_twice_by_mistake_is_still_the_number(tmp_path: Path) -> None:
    rows = [f"A{min(number, 98)},2025-03-{number % 28 + 1:02} 08:00,投诉" for number in range(100)]
    path = tmp_path / "log.csv"
    path.write_text("编号,受理时间,类型\n" + "\n".join(rows) + "\n", "utf-8")
    assert load_mapping(suggest_mapping(open_table(path))).subject == ("编号",)


def test_numbers_as_long_as_a_digest_tell_the_cases_apart(tmp_path: Path) -> None:
    rows = [
        ["案号", "报修时间", "事由"],
        *[[f"{n:040x}", "2019-01-02 08:00", "漏水"] for n in range(3)],
    ]
    _, mapping, _ = suggested(register(tmp_path / "log.csv", rows))
    assert mapping.subject == ("案号",)


def test_one_row_does_not_tell_which_column_is_the_number(tmp_path: Path) -> None:
    _, mapping, _ = suggested(register(tmp_path / "log.csv", [["甲", "乙"], ["x", "2019-01-02 08:00"]]))
    assert mapping.subject is None
    two = [["甲", "乙"], ["x", "2019-01-02 08:00"], ["y", "2019-01-02 08:00"]]
    assert suggested(register(tmp_path / "log.csv", two))[1].subject == ("甲",)


def test_a_column_of_times_may_hold_some_words(tmp_path: Path) -> None:
    rows = [["编号", "甲"], ["1", "2019-01-02 08:00"], ["2", "不详"], ["3", "2019-01-02 09:00"]]
    assert suggested(register(tmp_path / "log.csv", rows))[1].events["case.received"].at == ("甲",)
    few = [*rows, ["4", "不详"], ["5", "不详"]]
    assert "No column looks like a time" in suggested(register(tmp_path / "log.csv", few))[0]


def test_long_values_are_cut_in_comments(tmp_path: Path) -> None:
    rows = [
        ["编号", "受理时间", "备用时间"],
        *([f"{'x' * 24}{n}", "2019-01-02 08:00", "2019-01-03 08:00"] for n in "12"),
    ]
    text, mapping, _ = suggested(register(tmp_path / "log.csv", rows))
    assert f"例 e.g. {'x' * 24}…; {'x' * 24}…" in text
    assert "# 未用的时间列 unused time: 备用时间    # 例 e.g. 2019-01-03 08:00" in text
    assert mapping.subject == ("编号",)


def test_each_known_word_is_one_of_the_vocabulary() -> None:
    """A guessed mapping must name events, facts and values that a rulebook can name."""
    words = vocabulary()
    assert {*synonyms.TIMES, *synonyms.ACTORS} <= words.events.keys()
    assert {*synonyms.FACTS, *synonyms.YES_NO} <= words.facts.keys()
    for fact, values in synonyms.VALUES.items():
        assert set(values.values()) <= set(words.facts[fact].values), fact
    assert synonyms.WORDS.keys() <= CaseWords.model_fields.keys()
    assert synonyms.GROUPS.keys() == Groups.model_fields.keys()


def test_a_heading_that_is_a_word_counts_more_than_one_that_holds_it() -> None:
    """Equal counts more than containing, an early word more than a late one, a long one more than a short one."""
    words = ("受理时间", "open_dt", "opened", "登记时间")
    falling = ["［受理 时间］", "OPEN DT", "Opened:", "登记时间", "opened on", "投诉受理时间", "旧登记时间", "备注"]
    found = [synonyms.likeness(heading, tuple(map(synonyms.plain, words))) for heading in falling]
    assert found == sorted(found, reverse=True)
    assert len({*found}) == len(found)
    assert found[-1] == 0


def test_two_signs_of_another_script_are_too_few_to_be_contained() -> None:
    assert not synonyms.likeness("side id", ("id",))
    assert synonyms.likeness("ID", ("id",))
    assert synonyms.likeness("来件类别", ("类别",))


def test_values_mean_what_stands_in_them() -> None:
    assert synonyms.meaning("kind", "业主投诉") == "complaint"
    assert synonyms.meaning("kind", "REPAIR (urgent)") == "repair"
    assert synonyms.meaning("kind", "其他") is None
    assert synonyms.meaning("repair.way", "保修期内") == "warranty"
    assert synonyms.meaning("category", "投诉") is None
    for said, channel in (
        ("Phone", "phone"),
        ("Call", "phone"),
        ("E-mail", "email"),
        ("Web form", "web"),
        ("来访", "counter"),
    ):
        assert synonyms.meaning("channel", said) == channel
    # Whatever stands in the table is found as it is written.
    for fact, values in synonyms.VALUES.items():
        assert {sign: synonyms.meaning(fact, sign) for sign in values} == values


@pytest.mark.parametrize("name", ["TRUE", "Null", "off", "1.5", "a: b", "#", "受理 时间", "2019-01-02"])
def test_any_heading_is_read_back_as_it_stands(tmp_path: Path, name: str) -> None:
    _, mapping, records = suggested(register(tmp_path / "log.csv", [[name, "乙"], ["2019-01-02 08:00", "x"]]))
    assert mapping.events["case.received"].at == (name,)
    assert all(isinstance(record, Record) for record in records)


def test_an_empty_column_is_no_time(tmp_path: Path) -> None:
    rows = [["编号", "受理时间", "完成时间"], ["1", "2019-01-02 08:00", ""], ["2", "2019-01-02 09:00", " "]]
    _, mapping, _ = suggested(register(tmp_path / "log.csv", rows))
    assert list(mapping.events) == ["case.received"]


@pytest.mark.parametrize("heading", ["要求完成时间", "应办结时间"])
@pytest.mark.parametrize("done", [[], ["完成时间"]])
def test_by_when_it_is_due_is_not_when_it_was_done(tmp_path: Path, heading: str, done: list[str]) -> None:
    columns = ["编号", "受理时间", heading, *done]
    rows = [[str(n), "2019-01-02 08:00", "2019-01-05 18:00", *(["2019-01-03 09:00"] if done else [])] for n in range(3)]
    text, mapping, _ = suggested(register(tmp_path / "log.csv", [columns, *rows]))
    assert list(mapping.events) == ["case.received", *(["case.resolved"] if done else [])]
    assert mapping.events["case.received"].at == ("受理时间",)
    if done:
        assert mapping.events["case.resolved"].at == ("完成时间",)
        assert mapping.promises["target"].due == (heading,)
        assert (mapping.promises["target"].when, mapping.promises["target"].bring) == ("case.received", "case.resolved")
    assert "unused time" not in text
