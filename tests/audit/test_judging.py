"""One subject's history through a rulebook: what had happened by the moment that is judged at, and what came of it."""

from kefu.audit.court import promise_clauses, within_log
from kefu.audit.judging import Demand, judge, up_to
from kefu.audit.mapping import load_mapping
from kefu.rulebook.checking import load
from kefu.rulebook.model import Event
from tests.rulebook.story import at, book_of
from tests.rulebook.test_deciding import SETTLE

SIGNED = """
requirements:
  close.signed:
    says: {zh: 未签字不得关闭, en: Not closed without a signature}
    source: S2
    forbid: close_case
    where: {kind: complaint}
    unless: {revisit.signed: true}
"""
RULES = book_of(SETTLE + SIGNED)
VERBS = {"case.closed": "close_case"}
MONDAY = at("2026-03-02T09:00")
HOUR = 3600
RECEIVED = Event("case.received", MONDAY, {"kind": "complaint", "severity": "major", "owner": "张"}, "张")
RESOLVED = Event("case.resolved", MONDAY + 2 * HOUR, {}, "李")


def verdicts(events: list[Event], now: int) -> dict[str, str]:
    return {duty.clause: duty.verdict for duty in judge("1", events, RULES, now, VERBS).duties}


def test_what_happens_later_has_not_happened_yet() -> None:
    assert verdicts([], MONDAY) == {}
    assert verdicts([RECEIVED], MONDAY - 1) == {}
    assert verdicts([RECEIVED, RESOLVED], MONDAY + HOUR) == {"major.settle": "open"}
    assert verdicts([RECEIVED, RESOLVED], RESOLVED.at) == {"major.settle": "on_time", "revisit": "open"}
    assert verdicts([RECEIVED], MONDAY + 240 * HOUR)["major.settle"] == "breached_open"


def test_what_was_recorded_later_is_not_known_yet() -> None:
    late = RESOLVED._replace(recorded_at=MONDAY + 100 * HOUR)
    assert verdicts([RECEIVED, late], MONDAY + 99 * HOUR)["major.settle"] == "breached_open"
    assert verdicts([RECEIVED, late], MONDAY + 100 * HOUR)["major.settle"] == "recorded_late"
    assert up_to(late.at, [RECEIVED, late]) == [RECEIVED]
    assert up_to(MONDAY + 100 * HOUR, [RECEIVED, late]) == [RECEIVED, late]
    assert up_to(MONDAY, []) == []


def test_a_duty_is_told_with_its_times_and_its_bearer() -> None:
    settled, revisit = judge("1", [RECEIVED, RESOLVED], RULES, MONDAY + 5 * HOUR, VERBS).duties
    assert (settled.start_at, settled.done_at, settled.bearer.person) == (MONDAY, RESOLVED.at, "张")
    assert settled.first_due_at == settled.due_at == at("2026-03-03T18:00")
    assert (revisit.start_at, revisit.done_at) == (RESOLVED.at, None)
    reclassified = Event("case.classified", MONDAY + HOUR, {"severity": "general"}, "张")
    cancelled, general = judge("1", [RECEIVED, reclassified], RULES, MONDAY + 5 * HOUR, VERBS).duties
    # What was cancelled was not done.
    assert (cancelled.clause, cancelled.verdict, cancelled.done_at) == ("major.settle", "cancelled", None)
    assert (general.clause, general.start_at, general.verdict) == ("general.settle", MONDAY, "open")


def test_what_was_done_without_what_it_needs_is_told() -> None:
    closed = Event("case.closed", MONDAY + 3 * HOUR, {}, "李")
    signed = Event("case.revisited", MONDAY + 2 * HOUR, {"revisit.signed": True}, "李")
    assert judge("1", [RECEIVED, closed], RULES, MONDAY + 5 * HOUR, VERBS).demands == [
        Demand("close.signed", closed.at, is_met=False)
    ]
    assert judge("1", [RECEIVED, signed, closed], RULES, MONDAY + 5 * HOUR, VERBS).demands == [
        Demand("close.signed", closed.at, is_met=True)
    ]
    # Of a verb that no requirement forbids nothing is demanded.
    assert judge("1", [RECEIVED, closed], RULES, MONDAY + 5 * HOUR, {}).demands == []


CASES = """
mapping: cases
events: {case.received: {at: 受理}, case.resolved: {at: 办结}, case.closed: {at: 关闭}}
facts: {revisit.signed: {column: 签字, type: yes_no}}
promises:
  ours: {due: 承诺, when: case.received, bring: case.resolved}
  city: {due: 期限, when: case.received, bring: case.closed, compare: true, says: {zh: 市里, en: The city}}
"""


def test_a_log_is_judged_by_the_clauses_that_it_can_answer() -> None:
    book, mapping = load("property"), load_mapping(CASES)
    part = within_log(book, mapping)
    brought = {*mapping.events}
    for clause in part.deadlines.values():
        assert brought & {*clause.bring}
    assert "complaint.settle.own" in part.deadlines
    # The log has no column of when a case was forwarded, and none of what a record holds.
    assert "complaint.settle.forwarded" not in part.deadlines
    assert "complaint.record.complete" not in part.requirements
    # What follows from a breach, which the program itself brings, needs no column.
    assert "complaint.left-over" in part.deadlines
    assert part.series == {}


def test_promises_of_another_system_are_clauses_of_their_own() -> None:
    ours, city = promise_clauses(load_mapping(CASES)).items()
    assert (ours[0], city[0]) == ("promise.ours", "promise.city")
    assert (ours[1].when, ours[1].bring, ours[1].by, ours[1].source) == (
        ["case.received"],
        ["case.resolved"],
        "promise.ours",
        ["cases"],
    )
    assert (ours[1].says.zh, ours[1].says.en) == (
        "原系统承诺的时间（ours）",
        "the time that the other system promised (ours)",
    )
    assert (city[1].says.zh, city[1].says.en, city[1].bring) == ("市里", "The city", ["case.closed"])
    # Whoever has it bears it: the first of these that is known.
    assert ours[1].bearer == ["owner", "handler", "actor"]
