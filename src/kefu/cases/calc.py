"""What may be done to a case in which state, and where it leads."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kefu.rulebook.vocabulary import vocabulary

RECEIVED, ACCEPTED, IN_HAND, RESOLVED, CLOSED = "received", "accepted", "in-hand", "resolved", "closed"
OPEN = frozenset({RECEIVED, ACCEPTED, IN_HAND})
ANY = OPEN | {RESOLVED, CLOSED}
# What is on record of a case, by the field that says it; clauses ask for it.
RECORDED = {
    "matter": "recorded.matter",
    "happened": "recorded.time",
    "place": "recorded.place",
    "people": "recorded.people",
    "caller": "recorded.name",
    "contact": "recorded.contact",
}
# What kind of case it is, by the field that says it; all of it can be said anew.
CLASSED = {
    "kind": "kind",
    "severity": "severity",
    "grade": "grade",
    "about": "about",
    "category": "category",
    "repair_way": "repair.way",
    "repair_item": "repair.item",
    "is_urgent": "repair.urgent",
    "is_special": "special-incident",
}
# Which of these cases of one kind alone have.
OF_ONE_KIND = {
    "severity": "complaint",
    "grade": "complaint",
    "about": "complaint",
    "repair_way": "repair",
    "repair_item": "repair",
    "is_urgent": "repair",
}
# From when somebody goes there on: what was found on site is said of it.
VISITED = frozenset({IN_HAND, RESOLVED})
# Of the grams of the shorter of two texts so much, and at least so many, must stand in the other.
ALIKE, FEWEST = 0.55, 4
NOON, EVENING = 12, 18


@dataclass(frozen=True)
class Verb:
    """A verb on a case: what it records, in which states it may be done, and the state after it (None: the same).

    `requires` is the vocabulary's verb that requirement clauses may forbid; `kinds`: the kinds of case that have it
    (none named: all).
    """

    event: str
    allowed_in: frozenset[str]
    leads_to: str | None = None
    requires: str | None = None
    kinds: frozenset[str] = frozenset()


VERBS = {
    "accept": Verb("case.accepted", frozenset({RECEIVED}), ACCEPTED),
    "classify": Verb("case.classified", OPEN, None, "classify_case"),
    "assign": Verb("case.assigned", OPEN, IN_HAND, "assign_case"),
    "forward": Verb("case.forwarded", OPEN, IN_HAND, "forward_case"),
    "answer": Verb("case.answered", OPEN, None, "answer_case"),
    "acknowledge": Verb("case.acknowledged", OPEN),
    "promise": Verb("case.promised", OPEN),
    "appoint": Verb("repair.appointed", OPEN, None, "appoint_repair", frozenset({"repair"})),
    "arrive": Verb("repair.arrived", OPEN, IN_HAND, "arrive_at_repair", frozenset({"repair"})),
    "miss": Verb("repair.missed", OPEN, IN_HAND, None, frozenset({"repair"})),
    "report": Verb("case.reported", OPEN),
    "take-over": Verb("case.taken-over", OPEN, IN_HAND),
    "pause": Verb("case.paused", OPEN, None, "pause_case"),
    "resume": Verb("case.resumed", OPEN),
    "resolve": Verb("case.resolved", OPEN, RESOLVED, "resolve_case"),
    # Many a clause asks for the revisit days after the case was closed.
    "revisit": Verb("case.revisited", frozenset({RESOLVED, CLOSED}), None, "revisit_case"),
    "end-revisit": Verb("case.revisit-ended", frozenset({RESOLVED, CLOSED}), None, "end_revisit"),
    "assess": Verb("suggestion.assessed", OPEN, None, "assess_suggestion", frozenset({"suggestion"})),
    "thank": Verb("suggestion.thanked", ANY, None, None, frozenset({"suggestion"})),
    "verify": Verb("repair.verified", VISITED, None, None, frozenset({"repair"})),
    "return-slip": Verb("repair.slip-returned", VISITED, None, None, frozenset({"repair"})),
    "explain": Verb("repair.explained", VISITED, None, None, frozenset({"repair"})),
    "check-entry": Verb("case.entry-checked", ANY),
    "sum-up": Verb("case.summed-up", frozenset({RESOLVED, CLOSED})),
    "reopen": Verb("case.reopened", frozenset({RESOLVED, CLOSED}), IN_HAND, "reopen_case"),
    "close": Verb("case.closed", frozenset({RESOLVED}), CLOSED, "close_case"),
    "correct": Verb("case.corrected", ANY),
    "withdraw": Verb("case.withdrawn", OPEN | {RESOLVED}, CLOSED, "withdraw_case"),
    "add-file": Verb("case.file-added", ANY),
    "remove-file": Verb("case.file-removed", ANY),
    "link": Verb("case.linked", ANY),
    "unlink": Verb("case.unlinked", ANY),
    "merge": Verb("case.merged", OPEN | {RESOLVED}, CLOSED),
    "split": Verb("case.split", OPEN),
}


def verbs_in(state: str, kind: str, *, is_paused: bool, is_late: bool = False, is_sought: bool = False) -> list[str]:
    """The verbs that a state allows, in the order of a case's life; a clock is stopped or let go on, not both.

    `is_late`: it was written down later than it came in, which can be looked into. `is_sought`: the customer was not
    reached, which can be given up.
    """
    possible = {"pause": not is_paused, "resume": is_paused, "check-entry": is_late, "end-revisit": is_sought}
    left_out = {name for name, is_possible in possible.items() if not is_possible}
    fitting = {
        name: verb for name, verb in VERBS.items() if name not in left_out and (not verb.kinds or kind in verb.kinds)
    }
    return [name for name, verb in fitting.items() if state in verb.allowed_in]


def ways_to(facts: Set[str], state: str, kind: str) -> list[str]:
    """The verbs that put any of these facts on record now; where none does, taking the case up again and those then."""
    able = [name for name, verb in VERBS.items() if not facts.isdisjoint(vocabulary().events[verb.event].facts)]
    now, again = (verbs_in(there, kind, is_paused=False) for there in (state, IN_HAND))
    found = [name for name in able if name in now]
    later = [name for name in able if name in again]
    return found or (["reopen", *later] if later and "reopen" in now else [])


def classed(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a case's kind, as facts; None: unknown, or not of this kind."""
    return {
        fact: said[name] if said[name] != "" and OF_ONE_KIND.get(name) in (None, said["kind"]) else None
        for name, fact in CLASSED.items()
    }


def part_of_day(at: datetime) -> str:
    """When in the day something was tried, in the community's time."""
    return "morning" if at.hour < NOON else "afternoon" if at.hour < EVENING else "evening"


def case_number(year: int, count: int) -> str:
    """The number of a community's case: `2026-000123`."""
    return f"{year}-{count:06d}"


def is_alike(one: Set[str], other: Set[str]) -> bool:
    """Whether two texts, by their grams, may speak of the same matter: most of the shorter one stands in the other."""
    shared = len(one & other)
    return shared >= FEWEST and shared >= ALIKE * min(len(one), len(other))
