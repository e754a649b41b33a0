"""What is remembered by the shape of a history says the same as living through it (hypothesis)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kefu.audit.judging import judge
from kefu.audit.remembering import Judge, unfit_kinds
from kefu.rulebook.checking import load
from kefu.rulebook.compiling import compile_rules
from kefu.rulebook.model import Event
from kefu.rulebook.rules import Rules
from kefu.rulebook.vocabulary import vocabulary
from tests.rulebook.story import at, book_of
from tests.rulebook.test_deciding import SETTLE

HOUR = 3600
START = at("2026-02-10T09:00")
NOW = START + 1500 * HOUR
WORDS = vocabulary()
PEOPLE = st.sampled_from(["张", "李", "王", None])
RETIRED = """
  urged:
    says: {zh: 转交后催办, en: The forwarded is urged}
    source: S4
    when: case.forwarded
    bearer: [handler, owner]
    bring: case.reported
    within: 2 days
    retired: 2026-02-20
  assign:
    says: {zh: 分派, en: The case is given to somebody}
    source: S4
    when: case.received
    where: {handler: {known: false}, appointment.at: {known: false}}
    bearer: [owner, actor]
    bring: case.closed
    within: 2 days
requirements:
  close.revisited:
    says: {zh: 未回访不得关闭, en: Not closed before the revisit}
    source: S2
    forbid: close_case
    where: {kind: complaint}
    unless: {revisit.reached: true}
"""
TRIAL = book_of(SETTLE + RETIRED)
NAMED = book_of(SETTLE + RETIRED.replace("{handler: {known: false}", "{handler: 张"))
PROPERTY = compile_rules([load("property")])
VERBS = {"case.closed": "close_case", "case.resolved": "resolve_case"}


def value_of(fact: str) -> st.SearchStrategy[Any]:
    """Values as a mapping may bring them."""
    word = WORDS.facts[fact]
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "choice": st.sampled_from(sorted(word.values)) if word.values else st.none(),
        "yes_no": st.booleans(),
        "number": st.integers(0, 3),
        "person": PEOPLE.filter(bool),
        "time": st.integers(0, 300).map(lambda hours: START + hours * HOUR),
        "text": st.sampled_from(["甲", "乙"]),
    }
    return drawn[word.type]


@st.composite
def histories(draw: st.DrawFn, rules: Rules) -> list[Event]:
    """Events of a case in the order of recording, some recorded hours after they happened."""
    version = rules.versions[0]
    known = {kind for rule in version.rules.values() if not rule.is_series for kind in (*rule.opens, *rule.brings)}
    kinds = sorted(kind for kind in (*known, "case.closed", "case.assigned") if not WORDS.events[kind].engine)
    facts = sorted({*version.asked, "owner", "handler", "kind"} - WORDS.engine_facts)
    events: list[Event] = []
    recorded = START
    for kind in ["case.received", *draw(st.lists(st.sampled_from(kinds), max_size=8))]:
        recorded += draw(st.integers(0, 60)) * HOUR
        happened = max(START, recorded - draw(st.sampled_from([0, 0, 0, 5, 40])) * HOUR)
        named = draw(st.lists(st.sampled_from(facts), max_size=6 if not events else 3, unique=True))
        brought = {fact: draw(value_of(fact)) for fact in named}
        is_staff = draw(st.sampled_from([True, True, False]))
        events.append(Event(kind, happened, brought, draw(PEOPLE), is_staff, recorded))
    return events


def retold(events: Sequence[Event], stretch: float) -> list[Event]:
    """The same history at another pace and with other persons: often of the same shape."""
    names = {"张": "赵", "李": "钱", "王": "孙"}

    def later(moment: int) -> int:
        return START + 7 * HOUR + int((moment - START) * stretch)

    told = []
    for event in events:
        facts = {
            fact: later(value) if WORDS.facts[fact].type == "time" else names.get(value, value)
            for fact, value in event.facts.items()
        }
        actor = names.get(event.actor or "")
        told.append(
            Event(event.kind, later(event.at), facts, actor, event.is_staff, later(event.recorded_at or event.at))
        )
    return told


def agree(judged: Judge, rules: Rules, events: list[Event]) -> None:
    for history in (events, retold(events, 1), retold(events, 0.3), retold(events, 2.5)):
        short, long = judged("1", history), judge("1", history, rules, NOW, VERBS)
        assert Counter(short.duties) == Counter(long.duties)
        assert short.demands == long.demands


@pytest.fixture(scope="module")
def judges() -> dict[int, Judge]:
    """One judge per rulebook, so that what one history taught is used for the others."""
    return {id(rules): Judge(rules, NOW, VERBS) for rules in (TRIAL, NAMED, PROPERTY)}


@given(events=histories(TRIAL))
@example(
    events=[
        Event("case.received", START, {"kind": "complaint", "owner": "张"}, "张", True, START),
        # Recorded on the day before it is due, then after: the bearer moves in the first telling only.
        Event("case.assigned", START + 70 * HOUR, {"owner": "李"}, "张", True, START + 70 * HOUR),
    ]
)
def test_a_trial_rulebook(judges: dict[int, Judge], events: list[Event]) -> None:
    for rules in (TRIAL, NAMED):
        agree(judges[id(rules)], rules, events)


@given(events=histories(PROPERTY))
def test_the_rulebook_property(judges: dict[int, Judge], events: list[Event]) -> None:
    agree(judges[id(PROPERTY)], PROPERTY, events)


def test_one_shape_is_learned_once_whoever_acts_and_whenever() -> None:
    judged = Judge(TRIAL, NOW, VERBS)
    first = [
        Event("case.received", START, {"kind": "complaint", "severity": "general", "owner": "张"}, "张"),
        Event("case.resolved", START + HOUR, {}, "李"),
    ]
    judged("1", first)
    for stretch in (0.5, 1, 2, 90):
        judgment = judged("2", retold(first, stretch)[:2])
        assert [duty.bearer.person for duty in judgment.duties] == ["赵"] * 3
    assert [plan is not None for plan in judged._plans.values()] == [True]
    judged("3", [first[0], first[1]._replace(actor="张")])
    assert len(judged._plans) == 2


def test_what_time_decides_is_lived_through() -> None:
    unfit = unfit_kinds(TRIAL, TRIAL.versions[0])
    assert {"case.paused", "case.resumed", "case.absorbed", "case.forwarded", "duty.breached"} <= unfit
    assert "case.received" not in unfit
    assert TRIAL.versions[0].followed == {"major.settle"}
    judged = Judge(TRIAL, NOW, VERBS)
    judged("1", [Event("case.received", START, {"kind": "complaint", "severity": "major", "owner": "张"})])
    judged("2", [Event("case.received", START, {"kind": "complaint"}), Event("case.forwarded", START, {}, "张")])
    assert list(judged._plans.values()) == [None, None]


def test_what_a_requirement_forbids_for_some_time_only_is_lived_through() -> None:
    dated = book_of("""
requirements:
  signed:
    says: {zh: 须签字, en: Signed}
    source: S2
    since: 2026-02-10
    forbid: close_case
    unless: {revisit.signed: true}
""")
    verbs = {"case.closed": "close_case"}
    judged = Judge(dated, NOW, verbs)
    for moment, violations in ((at("2026-02-09T10:00"), 0), (at("2026-02-10T10:00"), 1)):
        events = [Event("case.received", moment, {"kind": "complaint"}), Event("case.closed", moment, {})]
        assert len(judged("1", events).demands) == len(judge("1", events, dated, NOW, verbs).demands) == violations


def test_at_the_due_time_itself_nothing_is_late() -> None:
    received = Event("case.received", START, {"kind": "complaint", "severity": "general", "owner": "张"}, "张")
    due = next(
        duty.due_at for duty in judge("1", [received], TRIAL, START, VERBS).duties if duty.clause == "general.settle"
    )
    assert due is not None
    for now, verdict in ((due - 1, "open"), (due, "open"), (due + 1, "breached_open")):
        short, long = Judge(TRIAL, now, VERBS)("1", [received]), judge("1", [received], TRIAL, now, VERBS)
        assert Counter(short.duties) == Counter(long.duties)
        assert {duty.verdict for duty in short.duties if duty.clause == "general.settle"} == {verdict}
    for done, verdict in ((due, "on_time"), (due + 1, "late")):
        resolved = Event("case.resolved", done, {}, "张")
        short, long = (
            Judge(TRIAL, NOW, VERBS)("1", [received, resolved]),
            judge("1", [received, resolved], TRIAL, NOW, VERBS),
        )
        assert Counter(short.duties) == Counter(long.duties)
        assert verdict in {duty.verdict for duty in short.duties if duty.clause == "general.settle"}
