"""The tables of verbs: what they name is known to rulebooks, and what may be done where."""

from collections.abc import Mapping
from typing import Any

import pytest

from kefu.cases import calc as cases
from kefu.counter import calc as counter
from kefu.custody import calc as custody
from kefu.feedback import calc as feedback
from kefu.gate import calc as gate
from kefu.rulebook.vocabulary import vocabulary
from kefu.workorders import calc as workorders

WORDS = vocabulary()
TABLES: dict[str, Mapping[str, Any]] = {
    "cases": cases.VERBS,
    "custody": custody.VERBS,
    "feedback": feedback.SHEET_VERBS,
    "gate": gate.VERBS,
    "workorders": workorders.VERBS,
}
ROWS = [(domain, name) for domain, verbs in TABLES.items() for name in verbs]
STATES = {
    "cases": cases.ANY,
    "custody": {custody.KEPT, custody.OUT, custody.LOST, custody.RETIRED},
    "feedback": {"summed-up", "sent", "received", "answered", "changed"},
    "gate": gate.OPEN | {"used", "handed-in", "revoked"},
    "workorders": workorders.OPEN | {workorders.FINISHED, workorders.CLOSED},
}


@pytest.mark.parametrize(("domain", "name"), ROWS)
def test_a_verb_records_what_a_rulebook_can_name(domain: str, name: str) -> None:
    verb = TABLES[domain][name]
    assert verb.event in WORDS.events
    # Whatever a clause may forbid is asked before it is done; the gate names its two in its actions.
    assert domain == "gate" or verb.requires == next(
        (word for word, forbidden in WORDS.verbs.items() if forbidden.event == verb.event), None
    )


@pytest.mark.parametrize(("domain", "name"), ROWS)
def test_a_verb_leads_from_states_to_a_state(domain: str, name: str) -> None:
    verb = TABLES[domain][name]
    allowed = {verb.allowed_in} if isinstance(verb.allowed_in, str) else verb.allowed_in
    assert allowed
    assert {*allowed, *([verb.leads_to] if verb.leads_to else [])} <= STATES[domain]


def test_every_event_is_recorded_by_one_verb() -> None:
    for domain, verbs in TABLES.items():
        events = [verb.event for verb in verbs.values()]
        assert len({*events}) == len(events), domain


def test_kinds_of_cases_are_those_of_the_vocabulary() -> None:
    kinds = {kind for verb in cases.VERBS.values() for kind in verb.kinds} | {*cases.OF_ONE_KIND.values()}
    assert kinds <= {*WORDS.facts["kind"].values}
    assert {*cases.CLASSED.values(), *cases.RECORDED.values()} <= WORDS.facts.keys()


def in_state(kind: str, state: str, **so: bool) -> set[str]:
    return {*cases.verbs_in(state, kind, **{"is_paused": False, **so})}


def test_what_may_be_done_to_a_case_follows_its_state() -> None:
    received = in_state("enquiry", cases.RECEIVED)
    assert received == {
        "accept", "classify", "assign", "forward", "answer", "acknowledge", "promise", "report", "take-over", "pause",
        "resolve", "correct", "withdraw", "add-file", "remove-file", "link", "unlink", "merge", "split",
    }  # fmt: skip
    assert in_state("enquiry", cases.ACCEPTED) == in_state("enquiry", cases.IN_HAND) == received - {"accept"}
    always = {"correct", "add-file", "remove-file", "link", "unlink"}
    resolved = {"revisit", "sum-up", "reopen", "close", "withdraw", "merge"} | always
    assert in_state("enquiry", cases.RESOLVED) == resolved
    assert in_state("enquiry", cases.CLOSED) == resolved - {"close", "withdraw", "merge"}


def test_some_verbs_are_those_of_a_kind() -> None:
    for state in (cases.RECEIVED, cases.IN_HAND, cases.RESOLVED, cases.CLOSED):
        plain = in_state("enquiry", state)
        repair = in_state("repair", state) - plain
        assert (
            repair
            == {
                cases.RECEIVED: {"appoint", "arrive", "miss"},
                cases.IN_HAND: {"appoint", "arrive", "miss", "verify", "return-slip", "explain"},
                cases.RESOLVED: {"verify", "return-slip", "explain"},
                cases.CLOSED: set(),
            }[state]
        )
        assert in_state("suggestion", state) - plain == ({"assess", "thank"} if state in cases.OPEN else {"thank"})


def test_a_clock_is_stopped_or_let_go_on() -> None:
    assert {"pause", "resume"} & in_state("enquiry", cases.RECEIVED) == {"pause"}
    assert {"pause", "resume"} & in_state("enquiry", cases.RECEIVED, is_paused=True) == {"resume"}


def test_what_came_late_is_looked_into_and_what_was_sought_in_vain_given_up() -> None:
    assert "check-entry" not in in_state("enquiry", cases.CLOSED)
    assert "check-entry" in in_state("enquiry", cases.CLOSED, is_late=True)
    assert "end-revisit" not in in_state("enquiry", cases.RESOLVED)
    assert "end-revisit" in in_state("enquiry", cases.RESOLVED, is_sought=True)
    assert "end-revisit" not in in_state("enquiry", cases.IN_HAND, is_sought=True)


@pytest.mark.parametrize(
    ("kind", "state", "allowed"),
    [
        ("worker", "issued", {"enter", "hand-in", "call-in", "extend", "revoke"}),
        ("resident", "inside", {"leave", "hand-in", "call-in", "extend"}),
        ("visitor", "left", {"enter", "tell-host", "extend", "revoke"}),
        ("visitor", "inside", {"leave", "extend"}),
        ("goods", "issued", {"release", "refuse", "extend", "revoke"}),
        ("goods", "used", set()),
        ("worker", "handed-in", set()),
        ("visitor", "revoked", set()),
    ],
)
def test_what_may_be_done_with_a_pass(kind: str, state: str, allowed: set[str]) -> None:
    assert {name for name in gate.VERBS if gate.may_follow(name, kind, state)} == allowed


@pytest.mark.parametrize(
    ("kind", "state", "allowed"),
    [
        ("card", "kept", {"issue-card", "load-card", "lose-card", "retire"}),
        ("card", "out", {"load-card", "return-card", "lose-card"}),
        ("card", "lost", {"block-card", "replace-card", "find", "retire"}),
        ("key", "kept", {"lend-key", "give-back-key", "lose-key", "retire"}),
        ("key", "out", {"return-key", "lose-key"}),
        ("key", "lost", {"find", "retire"}),
        ("parking", "kept", {"assign-parking", "retire"}),
        ("parking", "out", {"release-parking"}),
        ("card", "retired", set()),
    ],
)
def test_what_may_be_done_with_what_is_handed_out(kind: str, state: str, allowed: set[str]) -> None:
    found = {name for name, verb in custody.VERBS.items() if kind in verb.kinds and state in verb.allowed_in}
    assert found == allowed


@pytest.mark.parametrize(
    ("state", "receiver", "sender"),
    [
        ("issued", {"confirm", "answer", "finish"}, {"urge", "advise", "withdraw"}),
        ("confirmed", {"answer", "finish"}, {"urge", "advise", "withdraw"}),
        ("finished", set(), {"close", "return"}),
        ("closed", set(), set()),
    ],
)
def test_who_may_do_what_with_an_order(state: str, receiver: set[str], sender: set[str]) -> None:
    allowed = {name: verb.side for name, verb in workorders.VERBS.items() if state in verb.allowed_in}
    assert {name for name, side in allowed.items() if side == "receiver"} == receiver
    assert {name for name, side in allowed.items() if side == "sender"} == sender
    assert {name for name, side in allowed.items() if side == "either"} == {"sign"}


def test_a_survey_is_changed_until_it_is_open() -> None:
    drafts = {name for name, state in feedback.SURVEY_VERBS.items() if state == feedback.DRAFT}
    assert drafts == {"add-question", "remove-question", "draw", "open"}
    assert {*feedback.SURVEY_VERBS} - drafts == {"close"}
    assert feedback.SURVEY_VERBS["close"] == feedback.OPEN


def test_each_kind_of_thing_has_numbers_of_its_own() -> None:
    assert cases.case_number(2026, 123) == "2026-000123"
    assert counter.errand_number(2026, 123) == "Y2026-000123"
    assert gate.pass_number(2026, 123) == "P2026-000123"
    assert workorders.order_number(2026, 123) == "L2026-000123"
