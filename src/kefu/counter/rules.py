"""The procedures of a community's rulebook, and the one by which an errand is done."""

from collections.abc import Mapping
from datetime import date, datetime

from kefu.counter.models import Errand
from kefu.duties.binding import instant, moment_of
from kefu.duties.governing import arranged_books, book_on, books_in
from kefu.lib.worktime import compile_calendar
from kefu.lib.worktime.counting import due_function
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.compiling import calendar
from kefu.rulebook.procedures import Procedure, Step

_CALENDAR = "office"


def procedures_on(community_id: int, day: date) -> Mapping[str, Procedure]:
    """The procedures that may be begun on a day, by name."""
    book = book_on(community_id, day)
    return {} if book is None else in_force(book, day)


def in_force(book: Rulebook, day: date) -> dict[str, Procedure]:
    """The procedures of a rulebook that hold on that day."""
    return {id_: one for id_, one in book.procedures.items() if one.holds_on(day)}


def procedure_of(errand: Errand) -> Procedure:
    """The procedure of an errand as it was when it began: a new version of the rulebook changes none that is begun."""
    return books_in([errand.community_id])[errand.community_id, errand.version].procedures[errand.procedure]


def waits_until(errand: Errand, step: Step, since: datetime) -> datetime | None:
    """When a step that waits may be taken, counted from when that one was; None: it waits for nothing."""
    if step.waits is None:
        return None
    book = next(book for book in arranged_books(errand.community_id) if book.version.isoformat() == errand.version)
    timeline = compile_calendar(calendar(book, _CALENDAR))
    return moment_of(due_function(timeline, step.waits, book.count)(instant(since)))
