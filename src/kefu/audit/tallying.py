"""Counting what judgments say: per clause, month, category, department and person, with the worst cases."""

from collections import Counter
from dataclasses import dataclass, field
from heapq import nlargest
from typing import NamedTuple

from kefu.audit.judging import Judgment, Outcome
from kefu.audit.records import Record
from kefu.lib.worktime import Instant, Stop, Zone, date_of

WORST = 20
DISAGREEMENTS = 1000
AGREES_WITHIN = 60
DAY = 86400
QUARTER = 900


# What a duty is counted under: clause, verdict, month of its start (`2026-02`), category, department, person. A plain
# tuple, for workers send thousands of them with every block.
Key = tuple[str, str, str, str, str, str]


class Worst(NamedTuple):
    """A duty past its time, done or not; the greatest excess sorts last. `over` in seconds."""

    over: int
    case: str
    row: int
    start_at: Instant
    due_at: Instant
    done_at: Instant | None
    stops: tuple[Stop, ...]
    department: str
    person: str


class Violation(NamedTuple):
    """Something done although a requirement forbade it."""

    case: str
    row: int
    at: Instant
    person: str


class Disagreement(NamedTuple):
    """A due time that another system promised and the one that a clause gives. `over`: seconds between them."""

    over: int
    case: str
    row: int
    start_at: Instant
    promised_at: Instant
    due_at: Instant


@dataclass
class Tally:
    """What has been judged under one rulebook."""

    cases: int = 0
    unmatched: int = 0
    counts: Counter[Key] = field(default_factory=Counter)
    worst: dict[str, list[Worst]] = field(default_factory=dict)
    demands: Counter[tuple[str, bool]] = field(default_factory=Counter)
    violations: dict[str, list[Violation]] = field(default_factory=dict)
    agreements: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    disagreements: dict[tuple[str, str], list[Disagreement]] = field(default_factory=dict)

    def merge(self, other: "Tally") -> None:
        """Add what another tally counted."""
        self.cases += other.cases
        self.unmatched += other.unmatched
        self.counts.update(other.counts)
        self.demands.update(other.demands)
        self.agreements.update(other.agreements)
        for clause, worst in other.worst.items():
            self.worst[clause] = nlargest(WORST, [*self.worst.get(clause, ()), *worst])
        for clause, violations in other.violations.items():
            self.violations[clause] = [*self.violations.get(clause, ()), *violations][:WORST]
        for key, found in other.disagreements.items():
            self.disagreements[key] = [*self.disagreements.get(key, ()), *found][:DISAGREEMENTS]


class Compared(NamedTuple):
    """A promise of another system to compare with the clauses that the same event opens."""

    id: str
    place: int
    clauses: frozenset[str]


class Months(dict[int, str]):
    """The months (`2026-02`) of moments, by their quarters of an hour: no zone's midnight lies within one."""

    def __init__(self, zone: Zone) -> None:
        super().__init__()
        self._local = zone.local

    def __missing__(self, quarter: int) -> str:
        day = date_of(self._local(quarter * QUARTER) // DAY)
        self[quarter] = f"{day.year}-{day.month:02d}"
        return self[quarter]


class Teller:
    """Adds judgments to a tally."""

    def __init__(self, months: Months, now: Instant, compared: tuple[Compared, ...]) -> None:
        self.tally = Tally()
        self._now = now
        self._compared = compared
        self._months = months

    def add(self, record: Record, judgment: Judgment) -> None:
        """Count one subject's duties and demands."""
        tally = self.tally
        tally.cases += 1
        if not judgment.duties:
            tally.unmatched += 1
        category, department, person = record.groups
        counts, months = tally.counts, self._months
        for duty in judgment.duties:
            verdict = duty.verdict
            bearer = person or duty.bearer.person or duty.bearer.post or ""
            key = (duty.clause, verdict, months[duty.start_at // QUARTER], category, department, bearer)
            counts[key] = counts.get(key, 0) + 1
            if verdict in ("late", "breached_open", "missed"):
                self._add_worst(duty, record, bearer)
        for demand in judgment.demands:
            tally.demands[demand.clause, demand.is_met] += 1
            found = tally.violations.setdefault(demand.clause, []) if not demand.is_met else None
            if found is not None and len(found) < WORST:
                found.append(Violation(record.subject, record.row, demand.at, person))
        for compared in self._compared:
            self._compare(compared, record, judgment)

    def _add_worst(self, duty: Outcome, record: Record, person: str) -> None:
        if duty.due_at is None:
            return
        done_at = duty.done_at
        over = (self._now if done_at is None else done_at) - duty.due_at
        worst = self.tally.worst.setdefault(duty.clause, [])
        found = Worst(
            over, record.subject, record.row, duty.start_at, duty.due_at, done_at, duty.stops, record.groups[1], person
        )
        worst.append(found)
        if len(worst) >= 50 * WORST:
            worst[:] = nlargest(WORST, worst)

    def _compare(self, compared: Compared, record: Record, judgment: Judgment) -> None:
        promised = record.promises[compared.place]
        if promised is None:
            return
        for duty in judgment.duties:
            if duty.clause not in compared.clauses or duty.first_due_at is None:
                continue
            over = duty.first_due_at - promised
            agrees = abs(over) <= AGREES_WITHIN
            key = (compared.id, duty.clause)
            self.tally.agreements[(*key, agrees)] += 1
            if not agrees:
                found = self.tally.disagreements.setdefault(key, [])
                found.append(Disagreement(over, record.subject, record.row, duty.start_at, promised, duty.first_due_at))

    def finish(self) -> Tally:
        """The tally, its lists cut to what is shown."""
        for clause, worst in self.tally.worst.items():
            self.tally.worst[clause] = nlargest(WORST, worst)
        return self.tally
