"""What the rulebook in force says at the front desk: what people come for, how long it may take, what costs points."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from kefu.duties.explaining import in_language
from kefu.lib.periods import Unit
from kefu.lib.text import Text
from kefu.rulebook.clauses import Deadline, Rulebook, Target

_SECONDS = {Unit.MINUTES: 60, Unit.HOURS: 3_600}


class Choice(NamedTuple):
    """Something that people come for: its word, what it is called, the letter of its numbers.

    `takers`: the roles that begin it at the counter, where the rulebook declares how it is done there.
    """

    id: str
    says: str
    letter: str
    takers: frozenset[str] = frozenset()

    @property
    def is_procedure(self) -> bool:
        """Whether the rulebook declares how it is done at the counter."""
        return bool(self.takers)


def purposes(book: Rulebook | None) -> dict[str, Choice]:
    """What people come for, in the rulebook's order."""
    if book is None:
        return {}
    found = {}
    for id_, one in book.purposes.items():
        procedure = book.procedures.get(id_)
        takers = frozenset(procedure.steps[procedure.first].by) if procedure else frozenset()
        found[id_] = Choice(id_, in_language(Text(one.says.zh, one.says.en)), one.letter, takers)
    return found


def called(choices: Mapping[str, Choice], purpose: str) -> str:
    """What a purpose is called; one that the rulebook has no longer by its word."""
    return choices[purpose].says if purpose in choices else purpose


def ticket_clauses(book: Rulebook | None) -> dict[str, Deadline]:
    """The deadlines that tickets open."""
    found = {} if book is None else book.deadlines
    return {id_: one for id_, one in found.items() if one.when[0].startswith("ticket.")}


def limits(book: Rulebook | None) -> dict[str, int]:
    """How many seconds each purpose may take at the window, by the clauses that set minutes or hours."""
    found = {}
    for clause in ticket_clauses(book).values():
        purpose = clause.where.get("purpose")
        if "ticket.called" in clause.when and isinstance(purpose, str) and clause.within is not None:
            each = _SECONDS.get(clause.within.unit)
            if each is not None:
                found[purpose] = clause.within.count * each
    return found


def wait_limit(book: Rulebook | None) -> int | None:
    """How many seconds somebody may wait, by the clause that has them called."""
    for clause in ticket_clauses(book).values():
        if "ticket.taken" in clause.when and "ticket.called" in clause.bring and clause.within is not None:
            each = _SECONDS.get(clause.within.unit)
            return None if each is None else clause.within.count * each
    return None


def points_of(book: Rulebook | None) -> dict[str, Decimal]:
    """The points that a breach of each ticket clause takes off."""
    found = {id_: one.on_breach.points for id_, one in ticket_clauses(book).items()}
    return {id_: Decimal(str(points)) for id_, points in found.items() if points}


def low_mark(book: Rulebook | None) -> tuple[int, str, Decimal] | None:
    """Up to which mark one is low, the clause of conduct that it counts under, and its points; None: none counts."""
    target = target_of(book, "low_mark")
    if book is None or target is None or target[1].at_most is None or LOW_MARK not in book.conduct:
        return None
    return int(target[1].at_most), LOW_MARK, Decimal(str(book.conduct[LOW_MARK].points))


def target_of(book: Rulebook | None, measure: str) -> tuple[str, Target] | None:
    """The target of a measure, with its clause."""
    found = {} if book is None else book.targets
    return next(((id_, one) for id_, one in found.items() if one.measure == measure), None)


LOW_MARK = "window.low-mark"
