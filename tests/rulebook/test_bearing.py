"""Who bears a duty, and when it passes to somebody else (CORE: bearer, moving)."""

from collections.abc import Callable

from kefu.rulebook.deciding import decide
from kefu.rulebook.model import NOBODY, Event, State
from tests.rulebook.story import Story, at, book_of
from tests.rulebook.test_deciding import SETTLE

Tell = Callable[[str], Story]


def test_a_duty_moves_with_the_handler_and_keeps_its_due_time(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", owner="张")
    told.happens("case.resolved", "2026-02-09T15:00")
    due = told.only("revisit").due_at
    told.happens("case.assigned", "2026-02-09T16:00", handler="李")
    duty = told.only("revisit")
    assert (duty.bearer.person, duty.due_at) == ("李", due)


def test_what_whoever_acted_bears_moves_to_nobody_else(story: Tell) -> None:
    told = story(SETTLE.replace("bearer: [actor]", "bearer: [actor, handler]"))
    told.happens("case.received", "2026-03-02T09:00", kind="enquiry")
    told.happens("case.forwarded", "2026-03-02T10:00", "张")
    told.happens("case.assigned", "2026-03-02T11:00", handler="李")
    assert told.only("forwarded").bearer.person == "张"


def test_a_breach_belongs_to_who_bore_the_duty_then(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="major", owner="张")
    told.happens("case.assigned", "2026-02-11T16:00", owner="李")
    (breach,) = [event for event in told.events if event.kind == "duty.breached"]
    assert breach.facts["bearer"] == "张"
    assert told.only("major.settle").bearer.person == "张"


def test_the_actor_counts_only_if_a_member_of_staff(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.forwarded", "2026-02-09T10:00")
    assert told.only("forwarded").bearer == NOBODY
    resident = Event("case.forwarded", at("2026-02-09T10:00"), {}, "某业主", is_staff=False)
    assert [change.duty.bearer for change in decide(State("2"), resident, told.rules).duties] == [NOBODY]


def test_who_acted_as_a_resident_bears_nothing_later_either() -> None:
    clause = """
deadlines:
  answer:
    says: {zh: 答复, en: An answer}
    source: S1
    when: case.received
    where: {kind: enquiry}
    bearer: [actor]
    bring: case.answered
    within: 1 working day
"""
    rules = book_of(clause)
    received = decide(State("1"), Event("case.received", at("2026-02-09T10:00"), {}, "某业主", is_staff=False), rules)
    classified = Event("case.classified", at("2026-02-09T11:00"), {"kind": "enquiry"}, "张")
    assert [change.duty.bearer for change in decide(received.after, classified, rules).duties] == [NOBODY]
