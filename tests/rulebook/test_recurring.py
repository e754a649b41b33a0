"""Series: periods, windows, what counts and what is missed (CORE: recurring)."""

from collections.abc import Callable

import pytest

from kefu.rulebook.rules import Rules
from tests.rulebook.story import Story, at, book_of

SERIES = """
series:
  area.spot-check:
    says: {zh: 每日抽查两次, en: Spot-checked twice a day}
    source: S2.1
    from: area.opened
    until: area.retired
    bearer: [post:cleaning-supervisor]
    bring: area.inspected
    times: 2
    each: day
    days: working
"""
WINDOWS = SERIES.replace("    days: working\n", "    at: [10:00, 15:00]\n    apart: 2 hours\n    grace: 30 minutes\n")
MONTHLY = """
series:
  talk:
    says: {zh: 每月一日谈话, en: A talk on the first of each month}
    source: S3
    from: staff.joined
    until: staff.left
    bearer: [post:lead]
    bring: staff.talked-to
    each: month
    within: by the 1st
    grace: 3 days
"""
Tell = Callable[[str], Story]


def days(told: Story) -> dict[str, str]:
    return {duty.occurrence: duty.verdict for duty in told.duties().values()}


def test_the_first_period_is_the_next_to_begin_and_the_next_opens_when_it_begins(story: Tell) -> None:
    told = story(SERIES)
    told.happens("area.opened", "2026-03-05T09:00")
    assert days(told) == {}
    told.passes("2026-03-06T00:01")
    assert days(told) == {"2026-03-06#1": "open", "2026-03-06#2": "open"}
    told.happens("area.inspected", "2026-03-06T09:00")
    told.happens("area.inspected", "2026-03-06T16:00")
    told.passes("2026-03-08T12:00")
    assert not told.state.duties  # 7 and 8 March 2026 are a weekend: no period
    told.passes("2026-03-09T00:01")
    assert {key: verdict for key, verdict in days(told).items() if key > "2026-03-07"} == {
        "2026-03-09#1": "open",
        "2026-03-09#2": "open",
    }
    assert days(told)["2026-03-06#2"] == "on_time"


def test_a_period_that_ends_without_the_act_is_missed(story: Tell) -> None:
    told = story(SERIES)
    told.happens("area.opened", "2026-03-04T23:00")
    told.happens("area.inspected", "2026-03-05T09:00")
    told.passes("2026-03-06T08:00")
    assert days(told)["2026-03-05#1"] == "on_time"
    assert days(told)["2026-03-05#2"] == "missed"
    missed = told.duties()["area.spot-check", "2026-03-05#2"]
    assert missed.breached_at == missed.due_at == at("2026-03-06T00:00")


def test_after_a_standstill_each_period_is_missed_in_order(story: Tell) -> None:
    told = story(SERIES)
    told.happens("area.opened", "2026-03-01T00:00")
    told.passes("2026-03-06T12:00")
    ended = [change.duty.occurrence for change in told.changes if change.what == "miss"]
    assert ended == [f"2026-03-0{day}#{number}" for day in (2, 3, 4, 5) for number in (1, 2)]


def test_an_act_counts_for_the_window_in_which_it_happened(story: Tell) -> None:
    told = story(WINDOWS)
    told.happens("area.opened", "2026-03-04T00:00")
    told.happens("area.inspected", "2026-03-04T09:00")
    told.happens("area.inspected", "2026-03-04T09:30")
    told.passes("2026-03-04T14:00")
    assert days(told) == {"2026-03-04#1": "on_time", "2026-03-04#2": "open"}
    told.happens("area.inspected", "2026-03-04T15:10")
    assert days(told)["2026-03-04#2"] == "late"


def test_nobody_is_reminded_of_a_window_before_it_opens(story: Tell) -> None:
    told = story(WINDOWS + "    remind: [6 hours before, 1 hour before]\n")
    told.happens("area.opened", "2026-03-04T00:00")
    told.passes("2026-03-05T00:00")
    reminded = [event.at for event in told.events if event.kind == "duty.reminded"]
    assert reminded == [at(f"2026-03-04T{hour}:00") for hour in ("04", "09", "14")]


def test_acts_too_near_to_one_another_count_once(story: Tell) -> None:
    told = story(WINDOWS)
    told.happens("area.opened", "2026-03-04T00:00")
    told.happens("area.inspected", "2026-03-04T09:50")
    told.happens("area.inspected", "2026-03-04T11:00")
    assert days(told)["2026-03-04#2"] == "open"
    told.happens("area.inspected", "2026-03-04T11:50")
    assert days(told)["2026-03-04#2"] == "on_time"


def test_grace_makes_late_and_after_it_the_window_is_missed(story: Tell) -> None:
    told = story(WINDOWS)
    told.happens("area.opened", "2026-03-04T00:00")
    told.happens("area.inspected", "2026-03-04T10:30")
    told.happens("area.inspected", "2026-03-04T15:30:01")
    assert days(told) == {"2026-03-04#1": "late", "2026-03-04#2": "missed"}


def test_an_act_recorded_late_counts_for_its_own_window(story: Tell) -> None:
    told = story(SERIES)
    told.happens("area.opened", "2026-03-02T00:00")
    told.happens("area.inspected", "2026-03-03T09:00", recorded="2026-03-04T08:00")
    assert days(told)["2026-03-03#1"] == "recorded_late"
    assert days(told)["2026-03-04#1"] == "open"
    # Older than the period before: it stays missed.
    told.happens("area.inspected", "2026-03-03T10:00", recorded="2026-03-06T08:00")
    assert days(told)["2026-03-03#2"] == "missed"


def test_acts_recorded_late_mend_each_what_it_was_missed_for(story: Tell) -> None:
    told = story(SERIES)
    told.happens("area.opened", "2026-03-02T00:00")
    told.passes("2026-03-04T08:00")
    assert days(told)["2026-03-03#1"] == days(told)["2026-03-03#2"] == "missed"
    told.happens("area.inspected", "2026-03-03T09:00", recorded="2026-03-04T08:00")
    told.happens("area.inspected", "2026-03-03T16:00", recorded="2026-03-04T08:00")
    assert days(told)["2026-03-03#1"] == days(told)["2026-03-03#2"] == "recorded_late"
    assert days(told)["2026-03-04#1"] == days(told)["2026-03-04#2"] == "open"


def test_until_ends_the_series(story: Tell) -> None:
    told = story(SERIES)
    told.happens("area.opened", "2026-03-02T00:00")
    told.happens("area.retired", "2026-03-03T12:00")
    told.passes("2026-04-01T00:00")
    assert days(told)["2026-03-03#1"] == "cancelled"
    assert told.state.runs == ()
    assert told.state.next_at is None


def test_what_ends_the_series_alone_cancels_its_duties_alone(story: Tell) -> None:
    told = story(
        SERIES.replace("area.opened", "case.received")
        .replace("area.retired", "case.resolved")
        .replace("area.inspected", "case.reported")
        + """
deadlines:
  close:
    says: {zh: 关闭, en: Closed}
    source: S1
    when: case.received
    bearer: owner
    bring: case.closed
    within: 20 days
"""
    )
    told.happens("case.received", "2026-03-02T00:00")
    told.happens("case.resolved", "2026-03-03T12:00")
    told.passes("2026-03-10T00:00")
    assert [duty.verdict for duty in told.duties().values() if duty.clause == "area.spot-check"][-2:] == [
        "cancelled"
    ] * 2
    assert (told.verdicts("close"), told.state.runs) == (["open"], ())


@pytest.mark.parametrize(
    ("each", "starts"),
    [
        ("week", ["2026-03-09", "2026-03-16"]),
        ("month", ["2026-04-01", "2026-05-01"]),
        ("quarter", ["2026-04-01", "2026-07-01"]),
        ("half-year", ["2026-07-01", "2027-01-01"]),
        ("year", ["2027-01-01", "2028-01-01"]),
    ],
)
def test_periods_begin_with_those_of_the_calendar(story: Tell, each: str, starts: list[str]) -> None:
    told = story(MONTHLY.replace("each: month\n    within: by the 1st", f"each: {each}\n    within: 1 day"))
    told.happens("staff.joined", "2026-03-05T09:00")
    told.passes("2029-01-01T00:00")
    assert [duty.occurrence[:10] for duty in told.duties().values()][:2] == starts


def test_a_retired_clause_opens_no_period_from_its_day_on(story: Tell) -> None:
    told = story(SERIES + "    retired: 2026-03-05\n")
    told.happens("area.opened", "2026-03-02T00:00")
    told.passes("2026-04-01T00:00")
    assert sorted({duty.occurrence[:10] for duty in told.duties().values()}) == [
        "2026-03-02",
        "2026-03-03",
        "2026-03-04",
    ]
    assert told.state.next_at is None


def test_a_date_in_each_month_with_grace(story: Tell) -> None:
    told = story(MONTHLY)
    told.happens("staff.joined", "2026-03-20T09:00")
    told.passes("2026-04-02T00:00")
    duty = told.only("talk")
    assert (duty.start_at, duty.due_at, duty.ends_at) == (
        at("2026-04-01T00:00"),
        at("2026-04-01T18:00"),
        at("2026-04-07T18:00"),
    )
    told.happens("staff.talked-to", "2026-04-03T10:00")
    assert told.verdicts("talk") == ["late"]
    told.happens("staff.left", "2026-04-20T10:00")
    told.passes("2027-01-01T00:00")
    assert told.verdicts("talk") == ["late"]


@pytest.mark.parametrize("joined", ["2026-03-01T09:00", "2026-03-02T09:00", "2026-03-31T23:00"])
def test_a_month_that_has_begun_does_not_count(story: Tell, joined: str) -> None:
    told = story(MONTHLY)
    told.happens("staff.joined", joined)
    told.passes("2026-04-02T00:00")
    assert told.only("talk").start_at == at("2026-04-01T00:00")


def test_a_series_of_a_later_version_starts_for_a_subject_of_an_earlier_one() -> None:
    (old,), (later,) = book_of("").versions, book_of(SERIES, "2026-03-01").versions
    told = Story(Rules((old, later)))
    told.happens("area.inspected", "2026-02-10T09:00")
    told.happens("area.opened", "2026-03-02T09:00")
    assert told.state.version == old.version
    assert [run.clause for run in told.state.runs] == ["area.spot-check"]
    told.passes("2026-03-03T00:01")
    told.happens("area.inspected", "2026-03-03T09:00")
    assert days(told) == {"2026-03-03#1": "on_time", "2026-03-03#2": "open"}


def test_a_version_adopted_starts_its_series_for_what_was_opened_before() -> None:
    (old,), (later,) = book_of("").versions, book_of(SERIES, "2026-03-01").versions
    told = Story(Rules((old, later)))
    told.happens("area.opened", "2026-02-10T09:00")
    told.happens("rulebook.adopted", "2026-03-01T00:00", version="2026-03-01")
    told.passes("2026-03-02T00:01")
    assert days(told) == {"2026-03-02#1": "open", "2026-03-02#2": "open"}
    told.happens("area.inspected", "2026-03-02T09:00")
    assert days(told) == {"2026-03-02#1": "on_time", "2026-03-02#2": "open"}
