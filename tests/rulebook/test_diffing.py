"""A diff says what changes in effect; showing says it in words."""

import pytest

from kefu.lib.text import Text
from kefu.rulebook.checking import check, load
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.diffing import diff
from kefu.rulebook.reading import rewrite, shipped
from kefu.rulebook.showing import assumed, graph, paragraph, parts, posts_named
from tests.rulebook.story import HEAD
from tests.rulebook.test_checking import DEADLINE, GOOD, SERIES, changed


def book(text: str) -> Rulebook:
    found = check(text)[0].book
    assert found is not None
    return found


def test_a_changed_period_reads_as_one_sentence() -> None:
    (change,) = diff(book(GOOD), book(changed("1 working day", "4 working hours")))
    assert change.text == Text(
        "answer（答复）：期限 1 个工作日 → 4 个工作小时", "answer (An answer): within 1 working day → 4 working hours"
    )


def test_comments_and_order_change_nothing() -> None:
    assert diff(book(GOOD), book("# a comment\n" + rewrite(GOOD))) == []


def test_added_dropped_and_reworded() -> None:
    one = book(GOOD)
    two = book(HEAD + SERIES)
    assert [change.text.en for change in diff(one, two)] == ["rounds (Rounds): added", "answer (An answer): dropped"]
    (change,) = diff(one, book(changed("An answer", "The answer")))
    assert change.key == "says"


def test_calendars_ladders_conditions_and_consequences_are_compared() -> None:
    new = (
        GOOD.replace("14:00-18:00", "13:30-17:30").replace("post:supervisor,", "post:lead,")
        + "    where: {kind: complaint, severity: {not: major}}\n"
        + "    on_breach: {ladder: three-level, points: 2}\n"
    )
    lines = [change.text.en for change in diff(book(GOOD), book(new))]
    assert any("hours 08:30–12:00, 14:00–18:00 → 08:30–12:00, 13:30–17:30" in line for line in lines)
    assert any("service supervisor" in line and "team lead" in line for line in lines)
    assert any("nothing → kind of case: complaint; severity is not major" in line for line in lines)
    assert any("points nothing → 2" in line for line in lines)


COUNTER = """
procedures:
  refund:
    says: {zh: 退押金, en: A refund}
    source: S1
    asks: {amount: {says: {zh: 金额, en: Amount}, kind: money}}
    steps:
      approve: {says: {zh: 审批, en: Approval}, by: supervisor, asks: amount}
      pay: {says: {zh: 付款, en: Payment}, by: cashier, ends: done}
conduct:
  rude:
    says: {zh: 生硬, en: Rude}
    source: S1
    group: phone
    points: 2
    consequences: [{says: {zh: 批评, en: A talk}, source: S1}]
phrases:
  wait: {use: taboo, zh: 等着, source: S1, match: contains}
purposes:
  pay: {says: {zh: 缴费, en: Payments}, letter: A}
governance:
  {says: {zh: 职责, en: Who}, source: S1, drafts: post:supervisor, approves: post:manager, explains: post:manager}
"""


@pytest.mark.parametrize(
    ("was", "is_", "said"),
    [
        ("by: supervisor, asks", "by: agent, asks", "refund (A refund): Approval · taken by service supervisor → agent"),
        ("kind: money", "kind: number", "refund (A refund): Amount · kind of field money → number"),
        ("cashier, ends: done", "cashier, ends: refused", "refund (A refund): Payment · ends as done → refused"),
        (", source: S1}]", ", source: S1, yuan: 50}]", "rude (Rude): A talk · yuan nothing → 50"),
        ("match: contains", "match: whole", "wait (等着): found as a part of one → a whole sentence"),
        ("phrases:\n  wait: {use: taboo, zh: 等着, source: S1, match: contains}\n", "", "wait (等着): dropped"),
        ("letter: A", "letter: B", "pay (Payments): letter of the numbers A → B"),
        ("approves: post:manager", "approves: post:supervisor", "governance (Who): approved by service manager → service supervisor"),
        ("\nprocedures:", "\nkeeps: [occupation]\nprocedures:", "keeps (Trial): what else is kept of residents nothing → occupation"),
    ],
)  # fmt: skip
def test_what_stands_within_a_clause_and_what_is_none_is_compared(was: str, is_: str, said: str) -> None:
    before = GOOD + COUNTER
    after = before.replace(was, is_, 1)
    assert after != before
    assert [change.text.en for change in diff(book(before), book(after))] == [said]


def test_a_changed_condition_is_one_change() -> None:
    was, is_ = (book(GOOD + f"    where: {{severity: {{not: {word}}}}}\n") for word in ("major", "general"))
    assert [change.key for change in diff(was, is_)] == ["where"]


def test_assumed_phrases_are_listed() -> None:
    listed = {(section, id_) for section, id_, _ in assumed(load("property"))}
    expected = {("phrases", id_) for id_, one in load("property").phrases.items() if one.assumed}
    assert expected
    assert expected <= listed


def test_what_people_come_for_is_called_as_its_procedure_is() -> None:
    for name in shipped():
        book = load(name)
        both = book.purposes.keys() & book.procedures.keys()
        assert {id_: book.purposes[id_].says for id_ in both} == {id_: book.procedures[id_].says for id_ in both}


def test_every_shipped_clause_can_be_shown_in_both_languages() -> None:
    for name in ("property", "broadcast", "water", "ecommerce"):
        for (section, id_), part in parts(load(name)).items():
            text = paragraph(section, id_, part)
            assert id_ in text.zh
            assert id_ in text.en


def test_assumed_values_are_listed_with_what_they_are() -> None:
    found = {(section, id_): text for section, id_, text in assumed(load("broadcast"))}
    assert found["deadlines", "complaint.major.settle"].en == "acknowledge within 30 minutes; points 2"
    assert "08:30–12:00" in found["calendars", "office"].en


def test_what_is_not_marked_is_not_assumed() -> None:
    assert list(assumed(book(GOOD + "    on_breach: {points: 2}\n"))) == []


def test_the_posts_of_ladders_are_named_too() -> None:
    assert "deputy-general-manager" in posts_named(book(GOOD))


def test_the_graph_leads_from_event_to_clause_to_event() -> None:
    drawn = graph(book(HEAD + DEADLINE))
    assert drawn.splitlines()[0] == "flowchart LR"
    assert "-->|1 working day|" in drawn


def test_hours_of_single_days_are_shown() -> None:
    own_hours = "hours: [08:30-12:00, 14:00-18:00]\n    day_hours: {2026-02-14: [09:00-12:00]}"
    reading, _ = check(HEAD.replace("hours: [08:30-12:00, 14:00-18:00]", own_hours))
    assert reading.book is not None
    assert "2026-02-14: 09:00–12:00" in paragraph("calendars", "office", reading.book.calendars["office"]).en
