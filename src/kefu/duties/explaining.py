"""How a duty's due time came about, line by line, with the clause and version that set it; and who gave it another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.duties.binding import instant, moment_of
from kefu.duties.governing import arrangements, books_in
from kefu.duties.models import Duty
from kefu.events.models import Event
from kefu.lib.text import Text
from kefu.lib.worktime import Timeline, compile_calendar, due_function, explain
from kefu.rulebook.clauses import Deadline, Rulebook, Series
from kefu.rulebook.compiling import calendar
from kefu.rulebook.model import Refusal
from kefu.rulebook.showing import called
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.punctuation import listed, strung

Names = Callable[[Iterable[int | None]], Mapping[int, str]]


class Reissued(NamedTuple):
    """Another due time, given by an act: what it was before (None: the clock stood still), when, by whom and why."""

    old: datetime | None
    new: datetime
    at: datetime
    by: str
    why: str


class Told(NamedTuple):
    """A duty as people read it: what its clause says, where that comes from, whether it is estimated, and each line.

    `brings`: the events that end it. `reissued`: the acts that gave it another due time, the last first.
    """

    duty: Duty
    says: str
    source: str
    is_estimated: bool
    lines: tuple[str, ...]
    brings: frozenset[str] = frozenset()
    reissued: tuple[Reissued, ...] = ()

    @property
    def which(self) -> str:
        """Which one of a series it is; blank for others."""
        return occurrence(self.duty)


def told(duties: list[Duty], names: Names = lambda _: {}) -> list[Told]:
    """Each duty with its clause in words and the lines that explain its due time; `names` calls people by their ids."""
    shelves = {community_id: _Shelf(community_id) for community_id in {duty.community_id for duty in duties}}
    reissued = _reissued([duty for duty in duties if duty.given_at is not None], names)
    return [_told(duty, shelves[duty.community_id])._replace(reissued=reissued.get(duty.pk, ())) for duty in duties]


def told_briefly(duties: Sequence[Duty]) -> list[Told]:
    """Each duty with its clause in words, but without what explains its due time."""
    books = books_in(duty.community_id for duty in duties)
    return [_briefly(duty, books.get((duty.community_id, duty.version))) for duty in duties]


def clauses_said(duties: Sequence[Duty]) -> dict[int, str]:
    """What the clause of each duty says, by the duty's id; its own name where no book has it."""
    return {one.duty.pk: one.says for one in told_briefly(duties)}


def occurrence(duty: Duty) -> str:
    """Which one of a series a duty is: when its period begins, and its number in it; blank for others."""
    if not duty.is_series:
        return ""
    first, _sign, number = duty.occurrence.partition("#")
    return _("period from %(day)s, no. %(number)s") % {"day": first, "number": number}


def in_language(text: Text) -> str:
    """The text in the reader's language."""
    return text.zh if (get_language() or "zh").startswith("zh") else text.en


def refused(one: Refusal) -> str:
    """What a clause that forbids an act says, and what is missing for it."""
    said = [_("%(text)s (%(clause)s)") % {"text": in_language(one.text), "clause": one.clause}]
    if one.missing:
        facts = vocabulary().facts
        missing = listed(in_language(facts[name].text) for name in one.missing)
        said.append(_("not so yet: %(facts)s") % {"facts": missing})
    return strung(said)


class _Shelf:
    """A community's rulebooks under its calendars as they are, and as they were; the latter read only when asked."""

    def __init__(self, community_id: int) -> None:
        self._coming = arrangements(community_id)
        self._known: list[dict[str, Rulebook]] = []
        self.timeline_of = lru_cache(maxsize=None)(self._timeline_of)

    def book(self, version: str, place: int = 0) -> Rulebook | None:
        """A version under the newest calendars (0), or those before them (1, 2 …); None where there are no more."""
        while len(self._known) <= place:
            books = next(self._coming, None)
            if books is None:
                return None
            self._known.append({book.version.isoformat(): book for book in books})
        return self._known[place].get(version)

    def _timeline_of(self, version: str, name: str, place: int) -> Timeline | None:
        book = self.book(version, place)
        return None if book is None else compile_calendar(calendar(book, name))


def _briefly(duty: Duty, book: Rulebook | None) -> Told:
    clause = None if book is None else book.timed(duty.clause)
    says = in_language(called(clause, duty.clause))
    if clause is None:
        return Told(duty, says, "", False, ())
    return Told(duty, says, "、".join(clause.source), False, (), frozenset(clause.bring))


def _told(duty: Duty, shelf: _Shelf) -> Told:
    book = shelf.book(duty.version)
    estimated, lines = (False, ()) if book is None else _lines(duty, book, shelf)
    return _briefly(duty, book)._replace(is_estimated=estimated, lines=lines)


def _lines(duty: Duty, book: Rulebook, shelf: _Shelf) -> tuple[bool, tuple[str, ...]]:
    clause = book.timed(duty.clause)
    if duty.given_at is not None or clause is None or isinstance(clause, Series) or clause.within is None:
        return False, ()
    stops = [(stop[0], stop[1]) for stop in duty.stops]
    timeline = _promising(duty, book, clause, shelf)
    found = explain(timeline, clause.within, instant(duty.start_at), book.count, stops)
    return found.estimated, tuple(in_language(line.text) for line in found.trace)


def _promising(duty: Duty, book: Rulebook, clause: Deadline, shelf: _Shelf) -> Timeline:
    """The calendar that gave the promise: the newest by which its due time comes out."""
    place, newest = 0, None
    while (timeline := shelf.timeline_of(duty.version, clause.calendar, place)) is not None:
        newest = newest or timeline
        if clause.within is None or duty.first_due_at is None:
            break
        if due_function(timeline, clause.within, book.count)(instant(duty.start_at)) == instant(duty.first_due_at):
            return timeline
        place += 1
    return newest or compile_calendar(calendar(book, clause.calendar))


def _reissued(duties: Sequence[Duty], names: Names) -> dict[int, tuple[Reissued, ...]]:
    """The acts that gave these duties another due time."""
    if not duties:
        return {}
    ids = {(duty.subject_kind, duty.subject_id, duty.clause, duty.occurrence): duty.pk for duty in duties}
    about = Event.objects.filter(
        kind="duty.reissued",
        subject_kind__in={duty.subject_kind for duty in duties},
        subject_id__in={duty.subject_id for duty in duties},
    )
    events = list(about.order_by("-id").prefetch_related("texts"))
    called = names({event.actor_id for event in events})
    found: dict[int, tuple[Reissued, ...]] = {}
    for event in events:
        facts = event.facts
        id_ = ids.get((event.subject_kind, event.subject_id, facts["clause"], facts["occurrence"]))
        if id_ is not None:
            found[id_] = (*found.get(id_, ()), _act(event, called))
    return found


def _act(event: Event, called: Mapping[int, str]) -> Reissued:
    old, new = event.facts.get("due_at.old"), event.facts["due_at"]
    why = next((text.text or "" for text in event.texts.all() if text.name == "reason"), "")
    before = None if old is None else moment_of(old)
    return Reissued(before, moment_of(new), event.happened_at, called.get(event.actor_id or 0, ""), why)
