"""What holds for every history (hypothesis)."""

from hypothesis import given
from hypothesis import strategies as st

from kefu.rulebook.deciding import decide
from kefu.rulebook.model import Changes, Duty, Event, State
from kefu.rulebook.passing import advance, due_events, live_through
from kefu.rulebook.rules import Rules
from kefu.rulebook.vocabulary import vocabulary
from tests.rulebook.story import book_of
from tests.rulebook.test_deciding import SETTLE
from tests.rulebook.test_recurring import SERIES

RULES = book_of(SETTLE + SERIES)
START = 1_770_600_000
HOUR = 3600
# The same rules with every event going the long way: what is skipped for speed must change nothing.
THOROUGH = Rules(RULES.versions)
vars(THOROUGH)["active"] = frozenset(vocabulary().events)

facts = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["complaint", "repair"]),
        "severity": st.sampled_from(["major", "general"]),
        "owner": st.sampled_from(["张", "李"]),
        "handler": st.sampled_from(["王", "赵"]),
        "revisit.reached": st.booleans(),
        "pause.reason": st.sampled_from(["customer", "parts"]),
        "appointment.at": st.integers(START, START + 200 * HOUR),
    },
)
kinds = st.sampled_from(
    [
        "case.received",
        "case.classified",
        "case.assigned",
        "case.forwarded",
        "case.answered",
        "case.paused",
        "case.resumed",
        "case.resolved",
        "case.revisited",
        "case.reopened",
        "case.closed",
        "case.taken-over",
        "case.merged",
        "repair.appointed",
        "repair.arrived",
        "area.opened",
        "area.inspected",
        "area.retired",
    ]
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events in the order of recording; some recorded hours after they happened."""
    events: list[Event] = []
    recorded = START
    for kind in ["case.received", "area.opened", *draw(st.lists(kinds, max_size=14))]:
        recorded += draw(st.integers(0, 60)) * HOUR
        delay = draw(st.sampled_from([0, 0, 0, 5, 30])) * HOUR
        happened = max(START, recorded - delay)
        events.append(Event(kind, happened, draw(facts), draw(st.sampled_from([None, "张"])), recorded_at=recorded))
    return events


def duties_of(parts: list[tuple[Event, Changes]]) -> dict[tuple[str, str], Duty]:
    return {(c.duty.clause, c.duty.occurrence): c.duty for _, changes in parts for c in changes.duties}


def lived(events: list[Event], rules: Rules, until: int) -> tuple[dict[tuple[str, str], Duty], State]:
    parts = list(live_through(State("1"), events, rules))
    state = parts[-1][1].after
    parts += advance(state, until, rules)
    return duties_of(parts), parts[-1][1].after


@given(histories(), st.lists(st.integers(0, 900), max_size=8))
def test_one_pass_and_pieces_give_the_same_duties(events: list[Event], pauses: list[int]) -> None:
    end = START + 1000 * HOUR
    whole, after = lived(events, RULES, end)
    state = State("1")
    parts: list[tuple[Event, Changes]] = []
    moments = sorted([*(START + pause * HOUR for pause in pauses), end])
    for event in events:
        while moments[0] <= (event.recorded_at or event.at):
            parts += advance(state, moments.pop(0), RULES)
            state = parts[-1][1].after if parts else state
        parts += live_through(state, [event], RULES)
        state = parts[-1][1].after
    for moment in moments:
        parts += advance(state, moment, RULES)
        state = parts[-1][1].after
    assert duties_of(parts) == whole
    assert state == after


@given(histories())
def test_the_short_way_and_the_long_way_agree(events: list[Event]) -> None:
    end = START + 1000 * HOUR
    assert lived(events, RULES, end) == lived(events, THOROUGH, end)


@given(histories())
def test_invariants_of_every_state(events: list[Event]) -> None:
    seen: set[tuple[str, str]] = set()
    for _, changes in live_through(State("1"), events, RULES):
        state = changes.after
        open_deadlines = [
            duty.clause
            for duty in state.duties
            if duty.clause in RULES.versions[0].rules and "#" not in duty.occurrence
        ]
        assert len(open_deadlines) == len(set(open_deadlines))
        assert all(duty.end is None for duty in state.duties)
        assert all((duty.due_at is None) == (duty.paused_at is not None) for duty in state.duties)
        assert all(
            duty.due_at is None or duty.due_at >= duty.start_at or duty.clause == "visit" for duty in state.duties
        )
        for change in changes.duties:
            key = (change.duty.clause, change.duty.occurrence)
            assert (change.what == "open") == (key not in seen)
            seen.add(key)


@given(histories())
def test_from_every_state_of_a_duty_an_end_can_be_reached(events: list[Event]) -> None:
    *_, (_, changes) = live_through(State("1"), events, RULES)
    state = changes.after
    later = max(event.recorded_at or event.at for event in events)
    for duty in state.duties:
        named = {"clause": duty.clause, "occurrence": duty.occurrence}
        for kind, verdicts in (
            ("duty.attested", {"on_time", "recorded_late", "late"}),
            ("duty.waived", {"waived"}),
        ):
            ended = [c.duty for c in decide(state, Event(kind, later, named), RULES).duties if c.duty.end]
            assert [one.clause for one in ended] == [duty.clause]
            assert {one.verdict for one in ended} <= verdicts


@given(histories())
def test_time_brings_first_what_due_events_names_first(events: list[Event]) -> None:
    *_, (_, changes) = live_through(State("1"), events, RULES)
    state, until = changes.after, START + 2000 * HOUR
    for _ in range(6):
        named = due_events(state, until)
        passed = next(iter(advance(state, until, RULES)), None)
        assert (named[0] if named else None) == (passed[0] if passed else None)
        assert [event.at for event in named] == sorted(event.at for event in named)
        if passed is None:
            return
        state = passed[1].after
