"""What events do to duties, case by case (CORE: duties, time that was stopped, ladders)."""

from collections.abc import Callable
from typing import Any

import pytest

from kefu.rulebook.model import NOBODY, Bearer
from kefu.rulebook.rules import Holding, Rules
from tests.rulebook.story import Story, at

SETTLE = """
deadlines:
  major.settle:
    says: {zh: 重大投诉, en: Major complaints}
    source: S2
    when: [case.received, case.reopened]
    where: {kind: complaint, severity: major}
    bearer: [owner, post:supervisor]
    bring: case.resolved
    within: 1 working day
    remind: 2 working hours before
    pauses_for: [customer]
    on_breach: {ladder: three-level, acknowledge_within: 30 minutes, points: 2}
  general.settle:
    says: {zh: 一般投诉, en: General complaints}
    source: S2
    when: [case.received, case.reopened]
    where: {kind: complaint, severity: {not: major}}
    bearer: [owner, post:supervisor]
    bring: case.resolved
    within: 3 working days
    pauses_for: [customer]
  revisit:
    says: {zh: 回访, en: Revisits}
    source: S2
    when: case.resolved
    where: {kind: complaint}
    bearer: [handler, owner]
    bring: case.revisited
    with: {revisit.reached: {not: false}}
    within: 1 week
  forwarded:
    says: {zh: 转交, en: Forwarded}
    source: S0
    when: case.forwarded
    bearer: [actor]
    bring: case.answered
    within: 3 days
  visit:
    says: {zh: 上门, en: The visit}
    source: S4
    when: repair.appointed
    bearer: [handler, owner]
    bring: repair.arrived
    by: appointment.at
  explain:
    says: {zh: 说明逾期, en: The breach is explained}
    source: S2
    when: duty.breached
    where: {clause: major.settle}
    bearer: [owner]
    bring: case.reported
    within: 1 working day
"""
Tell = Callable[[str], Story]


def test_a_duty_opens_with_its_clause_bearer_and_due_time(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    duty = told.only("major.settle")
    assert duty.due_at == duty.first_due_at == at("2026-02-14T18:00")
    assert duty.bearer == Bearer("owner", None, "张")
    assert (duty.version, duty.occurrence, duty.opened_by) == ("2026-01-01", "1", 1)
    assert duty.remind_at == at("2026-02-14T16:00")
    assert duty.verdict == "open"


def test_done_at_its_due_time_is_on_time_and_a_second_later_is_late(story: Tell) -> None:
    for moment, verdict in (("2026-02-14T18:00:00", "on_time"), ("2026-02-14T18:00:01", "late")):
        told = story(SETTLE)
        told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
        told.happens("case.resolved", moment)
        assert told.verdicts("major.settle") == [verdict]


def test_what_happened_in_time_and_was_recorded_late_is_counted_apart(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.happens("case.resolved", "2026-02-14T17:00", recorded="2026-02-25T09:00")
    duty = told.only("major.settle")
    assert duty.breached_at == at("2026-02-14T18:00")
    assert duty.verdict == "recorded_late"


def test_a_breach_climbs_the_ladder_until_acknowledged(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.passes("2026-02-14T18:45")
    assert [(step.level, step.to.as_, step.at) for step in told.steps] == [
        (1, "owner", at("2026-02-14T18:00")),
        (2, "post:supervisor", at("2026-02-14T18:30")),
    ]
    told.happens("step.acknowledged", "2026-02-14T18:50", clause="major.settle", occurrence="1", level=2)
    told.passes("2026-03-01T00:00")
    assert len(told.steps) == 2
    assert told.only("major.settle").acknowledged_at == at("2026-02-14T18:50")
    assert told.verdicts("major.settle") == ["breached_open"]


def test_steps_stop_when_the_duty_ends_or_the_case_is_taken_over(story: Tell) -> None:
    for kind in ("case.resolved", "case.taken-over"):
        told = story(SETTLE)
        told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
        told.passes("2026-02-14T18:10")
        told.happens(kind, "2026-02-14T18:20")
        told.passes("2026-03-01T00:00")
        assert [step.level for step in told.steps] == [1]


def test_the_top_of_the_ladder_is_heard_by_taking_over(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.passes("2026-03-01T00:00")
    assert [step.level for step in told.steps] == [1, 2, 3]
    told.happens("case.taken-over", "2026-03-01T09:00")
    assert told.only("major.settle").acknowledged_at == at("2026-03-01T09:00")


def test_what_is_taken_over_stays_a_duty(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.happens("case.taken-over", "2026-02-14T18:20")
    assert told.only("major.settle").acknowledged_at == at("2026-02-14T18:20")
    assert told.verdicts("major.settle") == ["breached_open"]
    told.happens("case.resolved", "2026-02-15T09:00")
    assert told.verdicts("major.settle") == ["late"]


def test_an_agreed_time_makes_no_duty_where_the_clause_does_not_hold(story: Tell) -> None:
    told = story(SETTLE.replace("when: repair.appointed\n", "when: repair.appointed\n    where: {kind: repair}\n"))
    told.happens("repair.appointed", "2026-02-13T16:40", kind="enquiry", appointment__at=at("2026-02-14T09:00"))
    assert told.duties() == {}


def test_a_level_that_nobody_holds_is_passed_over_and_said(story: Tell) -> None:
    told = story(SETTLE)
    director = Holding(at("2026-01-01T00:00"), None, "王")
    told.rules = Rules(told.rules.versions, {"deputy-general-manager": (director,)})
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major")
    assert told.only("major.settle").bearer == NOBODY
    told.passes("2026-03-01T00:00")
    (step,) = told.steps
    assert (step.level, step.to.person, step.passed_over) == (3, "王", ("owner", "post:supervisor"))


def test_with_nobody_at_the_top_the_step_stands_on_the_wallboard(story: Tell) -> None:
    told = story(SETTLE)
    told.rules = Rules(told.rules.versions, {})
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major")
    told.passes("2026-03-01T00:00")
    (step,) = told.steps
    assert step.to == NOBODY
    assert told.only("major.settle").acknowledge_by is None


def test_the_time_to_acknowledge_runs_from_when_the_step_was_sent(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.passes("2026-02-14T18:05")
    sent = at("2026-02-14T18:10")
    told.happens("step.sent", "2026-02-14T18:10", clause="major.settle", occurrence="1", level=1, sent_at=sent)
    assert told.only("major.settle").acknowledge_by == at("2026-02-14T18:40")


def test_what_was_sent_late_moves_no_step_but_its_own(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.passes("2026-02-14T18:31")
    before = told.only("major.settle")
    assert before.level == 2
    told.happens("step.sent", "2026-02-14T18:40", clause="major.settle", occurrence="1", level=1)
    assert told.only("major.settle").acknowledge_by == before.acknowledge_by
    told.happens("step.acknowledged", "2026-02-14T18:41", clause="major.settle", occurrence="1")
    told.happens("step.sent", "2026-02-14T18:45", clause="major.settle", occurrence="1", level=2)
    assert told.only("major.settle").acknowledge_by is None


@pytest.mark.parametrize(
    ("came", "opens"),
    [
        ("2026-03-04T23:59:59", False),
        ("2026-03-05T00:00", True),
        ("2026-04-05T23:59:59", True),
        ("2026-04-06T00:00", False),
    ],
)
def test_a_clause_holds_from_its_first_day_to_before_the_day_of_its_retirement(
    story: Tell, came: str, opens: bool
) -> None:
    first = SETTLE.split("  general.settle")[0]
    told = story(f"{first}    since: 2026-03-05\n    retired: 2026-04-06\n")
    told.happens("case.received", came, kind="complaint", severity="major", owner="张")
    assert told.verdicts("major.settle") == ["open"] * opens


def test_a_breach_opens_what_a_clause_says(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.passes("2026-02-15T00:00")
    assert told.only("explain").start_at == at("2026-02-14T18:00")
    told.happens("case.received", "2026-02-24T09:00")
    assert told.verdicts("explain") == ["open"]


def test_a_reminder_is_recorded_once(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.passes("2026-02-14T17:00")
    told.passes("2026-02-14T17:30")
    assert [event.kind for event in told.events].count("duty.reminded") == 1
    assert told.only("major.settle").reminded_at == at("2026-02-14T16:00")


def test_reclassified_opens_from_the_original_event_and_cancels_what_no_longer_holds(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="general", owner="张")
    told.happens("case.classified", "2026-02-10T11:00", severity="major")
    assert told.verdicts("general.settle") == ["cancelled"]
    major = told.only("major.settle")
    assert (major.start_at, major.due_at) == (at("2026-02-09T10:00"), at("2026-02-10T18:00"))


def test_reclassified_after_it_was_brought_opens_nothing(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="general", owner="张")
    told.happens("case.resolved", "2026-02-10T10:00")
    told.happens("case.classified", "2026-02-10T11:00", severity="major")
    assert told.verdicts("major.settle") == []


def test_reclassified_between_kinds_that_no_clause_names_opens_nothing(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="repair", owner="张")
    told.happens("case.reclassified", "2026-02-14T09:00", kind="enquiry", severity="major")
    assert told.duties() == {}


def test_reclassified_to_and_fro_gives_each_duty_a_key_of_its_own(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="major", owner="张")
    told.happens("case.classified", "2026-02-09T11:00", severity="general")
    told.happens("case.classified", "2026-02-09T12:00", severity="major")
    assert told.verdicts("major.settle") == ["cancelled", "open"]


def test_reopened_opens_anew_and_leaves_what_ended(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="major", owner="张")
    told.happens("case.resolved", "2026-02-09T15:00")
    told.happens("case.revisited", "2026-02-10T09:00", revisit__satisfied=False, revisit__signed=True)
    told.happens("case.reopened", "2026-02-10T10:00")
    assert told.verdicts("major.settle") == ["on_time", "open"]
    assert "revisit.signed" not in told.state.facts


def test_an_event_that_does_not_meet_the_condition_discharges_nothing(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", owner="张")
    told.happens("case.resolved", "2026-02-09T15:00")
    told.happens("case.revisited", "2026-02-10T09:00", revisit__reached=False)
    assert told.verdicts("revisit") == ["open"]
    told.happens("case.revisited", "2026-02-11T09:00", revisit__reached=True)
    assert told.verdicts("revisit") == ["on_time"]


def test_at_most_one_duty_of_a_clause_is_open(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.forwarded", "2026-02-09T10:00", actor="张")
    told.happens("case.forwarded", "2026-02-10T10:00", actor="李")
    duty = told.only("forwarded")
    assert (duty.start_at, duty.bearer.person) == (at("2026-02-09T10:00"), "张")


def test_the_example_of_a_pause_over_a_holiday(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="general", owner="张")
    told.happens("case.paused", "2026-02-12T11:00", pause__reason="customer")
    assert told.only("general.settle").due_at is None
    assert told.verdicts("general.settle") == ["paused"]
    told.passes("2026-02-25T09:59")
    told.happens("case.resumed", "2026-02-25T10:00")
    duty = told.only("general.settle")
    assert (duty.due_at, duty.first_due_at) == (at("2026-02-25T18:00"), at("2026-02-12T18:00"))


def test_a_pause_for_another_reason_stops_no_clock_and_a_stop_mends_no_breach(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="general", owner="张")
    told.happens("case.paused", "2026-02-10T11:00", pause__reason="parts")
    assert told.verdicts("general.settle") == ["open"]
    told.happens("case.paused", "2026-02-24T11:00", pause__reason="customer")
    assert told.verdicts("general.settle") == ["breached_open"]


def test_a_promise_that_no_known_calendar_gives_is_counted_by_the_one_in_force(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="major", owner="张")
    told.happens("case.paused", "2026-02-09T11:00", pause__reason="customer")
    (duty,) = told.state.duties
    told.state = told.state._replace(duties=(duty._replace(first_due_at=at("2026-02-10T17:00")),))
    told.happens("case.resumed", "2026-02-10T19:00")
    assert told.only("major.settle").due_at == at("2026-02-11T18:00")


def test_what_opens_while_the_clock_stands_opens_paused(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="enquiry", owner="张")
    told.happens("case.paused", "2026-02-09T11:00", pause__reason="customer")
    told.happens("case.classified", "2026-02-09T12:00", kind="complaint")
    assert told.verdicts("general.settle") == ["paused"]
    told.happens("case.resolved", "2026-02-09T15:00")
    assert told.verdicts("general.settle") == ["on_time"]


def test_what_opens_while_the_clock_stands_counts_the_whole_pause(story: Tell) -> None:
    """The clause begins where the case did, and the pause where the case was paused."""
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="enquiry", owner="张")
    told.happens("case.paused", "2026-02-10T10:00", pause__reason="customer")
    told.happens("case.classified", "2026-02-13T10:00", kind="complaint")
    assert told.only("general.settle").paused_at == at("2026-02-10T10:00")
    told.happens("case.resumed", "2026-02-13T16:00")
    assert told.verdicts("general.settle") == ["open"]


def test_a_time_agreed_anew_takes_the_place_of_the_first(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="repair", owner="张")
    told.happens("repair.appointed", "2026-02-09T10:05", appointment__at=at("2026-02-10T09:00"))
    told.happens("repair.appointed", "2026-02-09T18:05", appointment__at=at("2026-02-11T09:00"))
    told.happens("repair.arrived", "2026-02-11T08:55")
    assert told.verdicts("visit") == ["cancelled", "on_time"]


def test_acts_on_a_named_duty(story: Tell) -> None:
    named = {"clause": "major.settle", "occurrence": "1"}
    acts: dict[str, tuple[str, dict[str, Any]]] = {
        "duty.attested": ("on_time", {}),
        "duty.waived": ("waived", {"reason": "…"}),
        "duty.moved": ("open", {"bearer": "赵"}),
        "duty.reissued": ("open", {"due_at": at("2026-02-12T18:00")}),
    }
    for kind, (verdict, facts) in acts.items():
        told = story(SETTLE)
        told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="major", owner="张")
        told.happens(kind, "2026-02-09T11:00", **named, **facts)
        assert told.verdicts("major.settle") == [verdict], kind
    assert told.only("major.settle").due_at == at("2026-02-12T18:00")


def test_a_due_time_given_by_an_act_outlives_a_pause(story: Tell) -> None:
    told = story(SETTLE)
    named = {"clause": "general.settle", "occurrence": "1"}
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="general", owner="张")
    told.happens("duty.reissued", "2026-02-09T11:00", **named, due_at=at("2026-02-26T18:00"))
    told.happens("case.paused", "2026-02-10T09:00", pause__reason="customer")
    told.happens("case.resumed", "2026-02-11T09:00")
    assert told.only("general.settle").due_at == at("2026-02-27T18:00")
    told.happens("case.paused", "2026-02-12T09:00", pause__reason="customer")
    told.happens("duty.reissued", "2026-02-12T10:00", **named, due_at=at("2026-03-05T18:00"))
    assert told.only("general.settle").due_at is None
    assert told.verdicts("general.settle") == ["paused"]
    told.happens("case.resumed", "2026-02-12T12:00")
    assert told.only("general.settle").due_at == at("2026-03-05T20:00")


def test_a_duty_is_breached_once_and_never_while_its_clock_stands(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-13T16:40", kind="complaint", severity="major", owner="张")
    told.happens("case.paused", "2026-02-13T17:00", pause__reason="customer")
    told.happens("duty.breached", "2026-02-14T18:00", clause="major.settle", occurrence="1")
    assert (told.only("major.settle").breached_at, told.steps) == (None, [])
    told.happens("case.resumed", "2026-02-14T18:30")
    told.passes("2026-02-25T00:00")
    breached = told.only("major.settle")
    told.happens("duty.breached", "2026-02-25T09:00", clause="major.settle", occurrence="1")
    assert told.only("major.settle") == breached
    assert [duty.clause for duty in told.state.duties].count("major.settle") == 1


def test_an_act_on_a_duty_that_is_not_there_changes_nothing(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="major", owner="张")
    told.happens("duty.waived", "2026-02-09T11:00", clause="major.settle", occurrence="9")
    assert told.verdicts("major.settle") == ["open"]


def test_merged_cancels_and_the_earlier_promise_wins(story: Tell) -> None:
    merged = story(SETTLE)
    merged.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="general", owner="张")
    merged.happens("case.merged", "2026-02-10T10:00")
    assert merged.verdicts("general.settle") == ["cancelled"]
    survivor = story(SETTLE)
    survivor.happens("case.received", "2026-02-10T09:00", kind="complaint", severity="general", owner="李")
    promises = [["general.settle", at("2026-02-12T18:00")]]
    survivor.happens("case.absorbed", "2026-02-10T10:00", promises=promises)
    assert survivor.only("general.settle").due_at == at("2026-02-12T18:00")


def test_an_event_no_clause_reads_changes_only_the_history(story: Tell) -> None:
    told = story(SETTLE)
    told.happens("case.received", "2026-02-09T10:00", kind="complaint", severity="major", owner="张")
    before = told.state
    told.happens("case.acknowledged", "2026-02-09T10:30")
    assert told.state.duties == before.duties
    assert told.state.seq == before.seq + 1
    assert told.state.seen["case.acknowledged"].seq == told.state.seq
