"""Requirements forbid a verb until their condition holds."""

from kefu.rulebook.model import State
from kefu.rulebook.refusing import refusals
from tests.rulebook.story import Story, at, book_of

NOW = at("2026-02-11T12:00")
RULES = book_of("""
requirements:
  revisit.signed:
    says: {zh: 投诉回访须有客户签字, en: The revisit of a complaint is signed}
    source: S2.1
    forbid: close_case
    where: {kind: complaint}
    unless: {revisit.signed: true, revisit.recorded: true}
  two-visitors:
    says: {zh: 入户须两人, en: Two people enter a home}
    source: S4
    forbid: [arrive_at_repair]
    unless: {visit.people: {at_least: 2}}
""")


def test_refused_until_what_is_demanded_is_there() -> None:
    told = Story(RULES)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint")
    (refusal,) = refusals(told.state, "close_case", {}, RULES, NOW)
    assert (refusal.clause, refusal.missing) == ("revisit.signed", ("revisit.signed", "revisit.recorded"))
    assert refusal.text.zh == "投诉回访须有客户签字"
    (refusal,) = refusals(told.state, "close_case", {"revisit.signed": True}, RULES, NOW)
    assert refusal.missing == ("revisit.recorded",)
    told.happens("case.revisited", "2026-02-10T10:00", revisit__signed=True, revisit__recorded=True)
    assert refusals(told.state, "close_case", {}, RULES, NOW) == []
    told.happens("case.reopened", "2026-02-11T10:00")
    assert refusals(told.state, "close_case", {}, RULES, NOW) != []


def test_other_verbs_and_other_kinds_are_free() -> None:
    told = Story(RULES)
    told.happens("case.received", "2026-02-09T10:00", kind="repair")
    assert refusals(told.state, "close_case", {}, RULES, NOW) == []
    assert refusals(told.state, "resolve_case", {}, RULES, NOW) == []


def test_numbers_are_compared_and_an_unknown_one_is_not_enough() -> None:
    fresh = State("1")
    for facts, count in (({}, 1), ({"visit.people": 1}, 1), ({"visit.people": 2}, 0)):
        assert len(refusals(fresh, "arrive_at_repair", facts, RULES, at("2026-02-09T10:00"))) == count


def test_a_requirement_holds_between_its_days() -> None:
    dated = book_of("""
requirements:
  two-visitors:
    says: {zh: 入户须两人, en: Two people enter a home}
    source: S4
    since: 2026-02-09
    retired: 2026-03-01
    forbid: [arrive_at_repair]
    unless: {visit.people: {at_least: 2}}
""")
    fresh = State("1")
    for moment, count in (("2026-02-08T23:59", 0), ("2026-02-09T00:00", 1), ("2026-03-01T00:00", 0)):
        assert len(refusals(fresh, "arrive_at_repair", {}, dated, at(moment))) == count


def test_a_requirement_without_a_way_out_always_forbids() -> None:
    never = book_of("""
requirements:
  never:
    says: {zh: 不得关闭, en: Never closed}
    source: S4
    forbid: close_case
    where: {kind: complaint}
""")
    assert [one.clause for one in refusals(State("1"), "close_case", {"kind": "complaint"}, never, NOW)] == ["never"]
    assert refusals(State("1"), "close_case", {"kind": "repair"}, never, NOW) == []
