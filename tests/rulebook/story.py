"""A small department to try the engine on: one rulebook, and a way to tell its history."""

from datetime import datetime
from typing import Any

from kefu.lib.worktime import Instant
from kefu.rulebook.checking import check
from kefu.rulebook.compiling import compile_rules
from kefu.rulebook.model import Change, Changes, Duty, Event, State, Step
from kefu.rulebook.passing import advance, live_through
from kefu.rulebook.rules import Rules

HEAD = """
rulebook: trial
title: {zh: 试用, en: Trial}
version: 2026-01-01
calendars:
  office:
    country: CN
    rest_days: [Sat, Sun]
    hours: [08:30-12:00, 14:00-18:00]
ladders:
  three-level: [owner, post:supervisor, post:deputy-general-manager]
"""


def at(written: str) -> Instant:
    """A local time of Shanghai."""
    return int(datetime.fromisoformat(f"{written}+08:00").timestamp())


def book_of(clauses: str, version: str = "2026-01-01") -> Rules:
    """Rules of the trial department with these sections; the text must be free of errors."""
    reading, findings = check(HEAD.replace("2026-01-01", version) + clauses)
    errors = [str(finding.problem) for finding in findings if finding.is_error]
    assert not errors, errors
    assert reading.book is not None
    return compile_rules([reading.book])


class Story:
    """A subject's history as it is told: `happens`, `passes`; then its duties, steps and changes."""

    def __init__(self, rules: Rules, subject: str = "1") -> None:
        self.rules = rules
        self.state = State(subject)
        self.changes: list[Change] = []
        self.steps: list[Step] = []
        self.events: list[Event] = []

    def happens(
        self, kind: str, when: str, /, actor: str | None = None, recorded: str | None = None, **facts: Any
    ) -> None:
        event = Event(
            kind,
            at(when),
            {name.replace("__", "."): value for name, value in facts.items()},
            actor,
            recorded_at=at(recorded) if recorded else None,
        )
        for passed, changes in live_through(self.state, [event], self.rules):
            self._note(passed, changes)

    def passes(self, until: str) -> None:
        for passed, changes in advance(self.state, at(until), self.rules):
            self._note(passed, changes)

    def _note(self, event: Event, changes: Changes) -> None:
        self.events.append(event)
        self.state = changes.after
        self.changes += changes.duties
        self.steps += changes.steps

    def duties(self) -> dict[tuple[str, str], Duty]:
        """The latest form of every duty, by clause and occurrence."""
        return {(change.duty.clause, change.duty.occurrence): change.duty for change in self.changes}

    def only(self, clause: str) -> Duty:
        """The one duty of a clause."""
        (duty,) = [duty for duty in self.duties().values() if duty.clause == clause]
        return duty

    def verdicts(self, clause: str) -> list[str]:
        return [duty.verdict for duty in self.duties().values() if duty.clause == clause]
