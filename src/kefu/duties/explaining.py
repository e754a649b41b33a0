"""How a duty's due time came about, line by line, with the clause and version that set it."""

from typing import NamedTuple

from django.utils.translation import get_language

from kefu.duties.binding import instant
from kefu.duties.governing import arranged_books
from kefu.duties.models import Duty
from kefu.lib.text import Text
from kefu.lib.worktime import compile_calendar, explain
from kefu.rulebook.clauses import Deadline, Rulebook, Series
from kefu.rulebook.compiling import calendar


class Told(NamedTuple):
    """A duty as people read it: what its clause says, where that comes from, whether it is estimated, and each line.

    `brings`: the events that end it.
    """

    duty: Duty
    says: str
    source: str
    is_estimated: bool
    lines: tuple[str, ...]
    brings: frozenset[str] = frozenset()


def told(duties: list[Duty]) -> list[Told]:
    """Each duty with its clause in words and the lines that explain its due time."""
    books: dict[int, dict[str, Rulebook]] = {}
    for community_id in {duty.community_id for duty in duties}:
        books[community_id] = {book.version.isoformat(): book for book in arranged_books(community_id)}
    return [_told(duty, books[duty.community_id].get(duty.version)) for duty in duties]


def in_language(text: Text) -> str:
    """The text in the reader's language."""
    return text.zh if (get_language() or "zh").startswith("zh") else text.en


def _told(duty: Duty, book: Rulebook | None) -> Told:
    clause = None if book is None else book.deadlines.get(duty.clause) or book.series.get(duty.clause)
    if book is None or clause is None:
        return Told(duty, duty.clause, "", False, ())
    says = in_language(Text(clause.says.zh, clause.says.en))
    estimated, lines = _lines(duty, book, clause)
    return Told(duty, says, "、".join(clause.source), estimated, lines, frozenset(clause.bring))


def _lines(duty: Duty, book: Rulebook, clause: Deadline | Series) -> tuple[bool, tuple[str, ...]]:
    if duty.given_at is not None or isinstance(clause, Series) or clause.within is None:
        return False, ()
    timeline = compile_calendar(calendar(book, clause.calendar))
    stops = [(stop[0], stop[1]) for stop in duty.stops]
    found = explain(timeline, clause.within, instant(duty.start_at), book.count, stops)
    return found.estimated, tuple(in_language(line.text) for line in found.trace)
