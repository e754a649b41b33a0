"""The figures of a report: what was kept, what was past its time, and the share that all writers show."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

PROMISE = "promise."


class Figures(NamedTuple):
    """Duties by verdict. `elsewhere` are paused, waived and cancelled ones where a report does not tell them apart."""

    on_time: int = 0
    recorded_late: int = 0
    late: int = 0
    breached_open: int = 0
    missed: int = 0
    open: int = 0
    paused: int = 0
    waived: int = 0
    cancelled: int = 0
    elsewhere: int = 0

    @property
    def duties(self) -> int:
        return sum(self)

    @property
    def kept(self) -> int:
        """Done in time, also where that was recorded later."""
        return self.on_time + self.recorded_late

    @property
    def undone(self) -> int:
        """Past the time and not done: still open or, in a series, missed for good."""
        return self.breached_open + self.missed

    @property
    def past(self) -> int:
        return self.late + self.undone

    @property
    def due(self) -> int:
        """All that are judged: those still running, paused, waived or cancelled are not."""
        return self.kept + self.past

    @property
    def share(self) -> float | None:
        """The share kept of all that were due, 0 to 1; None where nothing was due."""
        return self.kept / self.due if self.due else None


def figures(counts: Mapping[str, Any]) -> Figures:
    """The figures of a clause, or of a clause within a group, as a report gives them."""
    known = Figures(*(int(counts.get(verdict, 0)) for verdict in Figures._fields[:-1]))
    return known._replace(elsewhere=max(0, counts["duties"] - known.duties))


def total(parts: Iterable[Figures]) -> Figures:
    """The sum of figures."""
    found = [0] * len(Figures._fields)
    for part in parts:
        found = [a + b for a, b in zip(found, part, strict=True)]
    return Figures(*found)


def is_promise(clause: str) -> bool:
    """Whether a clause is no clause of the rulebook but a promise of another system."""
    return clause.startswith(PROMISE)


class Member(NamedTuple):
    """One month, category, department or person: what it had under the rulebook, what of promises, what per clause."""

    name: str
    own: Figures
    promised: Figures
    clauses: Mapping[str, Figures]


def members(group: Mapping[str, Any]) -> list[Member]:
    """One of the report's divisions, in its order."""
    found = []
    for name, clauses in group.items():
        per_clause = {id_: figures(counts) for id_, counts in clauses.items()}
        own = total(part for id_, part in per_clause.items() if not is_promise(id_))
        promised = total(part for id_, part in per_clause.items() if is_promise(id_))
        found.append(Member(name, own, promised, per_clause))
    return found


def worst_first(found: Iterable[Member]) -> list[Member]:
    """By how many were past their time, then by the share kept, then by promises."""
    return sorted(found, key=lambda one: (-one.own.past, _rank(one.own), -one.promised.past, one.name))


def _rank(one: Figures) -> float:
    return 2.0 if one.share is None else one.share
