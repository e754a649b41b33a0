"""What the pages of a rulebook show: its versions, its clauses in words, and how far each is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel

from kefu.desk.governing.counting import Kept, kept_by_clause, period_start
from kefu.duties.binding import instant
from kefu.duties.explaining import in_language
from kefu.duties.governing import arranged_books, books_of
from kefu.duties.models import Adoption
from kefu.lib.text import Text
from kefu.lib.worktime import compile_calendar, explain
from kefu.people import queries as people_queries
from kefu.people.models import Community
from kefu.rulebook import showing
from kefu.rulebook.clauses import Deadline, Requirement, Rulebook, Series, Target
from kefu.rulebook.compiling import calendar
from kefu.rulebook.diffing import diff
from kefu.rulebook.shapes import Clause
from kefu.rulebook.vocabulary import vocabulary

# The kinds of clause in the order of the page; calendars have a page of their own.
SECTIONS = (
    *("deadlines", "series", "requirements", "ladders", "targets", "conduct", "sanctions", "categories", "laws"),
    *("procedures", "customer_classes", "household_file"),
)


@dataclass(frozen=True)
class InForce:
    """A version, when it holds (`until`: None for the last), and who adopted it when. `state`: past, now, to-come."""

    book: Rulebook
    state: str
    until: date | None
    adopted_at: datetime
    by: str

    @property
    def title(self) -> str:
        """What the rulebook is called."""
        return in_language(title_of(self.book))


@dataclass(frozen=True)
class Line:
    """A clause to read. `kept` is None for what opens no duties; `assumed`: what no document says."""

    section: str
    id: str
    says: str
    source: str
    documents: list[tuple[str, str]]
    fields: list[tuple[str, str]]
    assumed: str
    note: str
    is_later: bool
    retired: date | None
    kept: Kept | None = None

    @property
    def limit(self) -> list[tuple[str, str]]:
        """Its numbers, bearer and ladder: what one looks for first."""
        return [(name, value) for key, name, value in self._keyed if key.split(".")[-1] in _FIRST]

    _keyed: tuple[tuple[str, str, str], ...] = ()


_FIRST = frozenset(
    (
        *("within", "by", "times", "each", "at", "bearer", "ladder", "levels", "acknowledge_within", "points"),
        *("forbid", "unless", "measure", "at_least", "at_most", "below", "above", "worst"),
    )
)


def versions(community: Community, now: datetime) -> list[InForce]:
    """The versions of a community's rulebook, the newest first."""
    today = community.day(now)
    rows = {row.version: row for row in Adoption.objects.filter(community_id=community.pk).defer("source")}
    names = people_queries.names({row.adopted_by_id for row in rows.values()})
    found: list[InForce] = []
    until = None
    for book in reversed(books_of(community.pk)):
        row = rows[book.version.isoformat()]
        state = "to-come" if book.version > today else "past" if until is not None and until <= today else "now"
        found.append(InForce(book, state, until, row.adopted_at, names.get(row.adopted_by_id or 0, "")))
        until = book.version
    return found


def chosen_version(found: list[InForce], version: str) -> InForce | None:
    """The version of that day; without one the version in force, else the first to come."""
    if version:
        return next((one for one in found if one.book.version.isoformat() == version), None)
    return next((one for one in found if one.state == "now"), found[-1] if found else None)


def title_of(book: Rulebook) -> Text:
    """What a rulebook is called."""
    return Text(book.title.zh, book.title.en)


def source(community: Community, version: str) -> str | None:
    """The file of a version, as it was adopted."""
    found = Adoption.objects.filter(community_id=community.pk, version=version)
    return found.values_list("source", flat=True).first()


def clauses(community: Community, book: Rulebook, period: str, now: datetime) -> list[tuple[str, list[Line]]]:
    """The clauses of a version by kind, each with how far it was kept in a period."""
    timed = [id_ for id_, _ in showing.timed_clauses(book)]
    kept = kept_by_clause(community.pk, timed, period_start(period, now, community.time_zone))
    lines = [_line(book, *part, kept) for part in _parts(book)]
    grouped = [(section, [line for line in lines if line.section == section]) for section in SECTIONS]
    return [(section, found) for section, found in grouped if found]


def clause(community: Community, found: list[InForce], id_: str, since: datetime | None) -> Line | None:
    """A clause as the version in force has it, else the newest that has it."""
    books = [one.book for one in sorted(found, key=lambda one: one.state != "now")]
    for book in books:
        for part in _parts(book):
            if part[1] == id_:
                return _line(book, *part, kept_by_clause(community.pk, [id_], since))
    return None


def changes(found: list[InForce], id_: str) -> list[tuple[InForce, list[str]]]:
    """What each version that changed a clause changed in it, the newest first; the first that has it says nothing."""
    told = []
    for place, version in enumerate(found):
        if id_ not in _ids(version.book):
            continue
        before = found[place + 1].book if place + 1 < len(found) else None
        if before is None or id_ not in _ids(before):
            told.append((version, list[str]()))
            continue
        changed = diff(before, version.book)
        said = [in_language(one.text) for one in changed if one.id == id_ and one.section in SECTIONS]
        if said:
            told.append((version, said))
    return told


def example(community: Community, id_: str, now: datetime) -> list[str]:
    """How a clause is counted, line by line, for what would happen now; nothing where no time is counted."""
    today = community.day(now)
    books = [book for book in arranged_books(community.pk) if book.version <= today]
    rule = books[-1].deadlines.get(id_) if books else None
    if rule is None or rule.within is None:
        return []
    timeline = compile_calendar(calendar(books[-1], rule.calendar))
    return [in_language(line.text) for line in explain(timeline, rule.within, instant(now), books[-1].count).trace]


def _parts(book: Rulebook) -> Iterator[tuple[str, str, BaseModel, str]]:
    assumed = {(section, id_): in_language(text) for section, id_, text in showing.assumed(book)}
    for (section, id_), part in showing.parts(book).items():
        if section in SECTIONS:
            yield section, id_, part, assumed.get((section, id_), "")


def _ids(book: Rulebook) -> set[str]:
    return {id_ for section, id_ in showing.parts(book) if section in SECTIONS}


def _line(book: Rulebook, section: str, id_: str, part: BaseModel, assumed: str, kept: dict[str, Kept]) -> Line:
    says, note = getattr(part, "says", None), getattr(part, "note", None)
    sources = [source for source in getattr(part, "source", ()) if source != "-"]
    found = showing.fields(part, book=book)
    shown = [(field.key, in_language(field.name), in_language(field.value)) for field in found]
    return Line(
        section=section,
        id=id_,
        says=in_language(Text(says.zh, says.en)) if says else "",
        source="、".join(sources),
        documents=_documents(book, sources),
        fields=[(name, value) for _, name, value in shown],
        assumed=assumed,
        note=in_language(Text(note.zh, note.en)) if note else "",
        is_later=isinstance(part, Clause) and _is_later(part),
        retired=getattr(part, "retired", None),
        kept=kept.get(id_) if isinstance(part, Deadline | Series) else None,
        _keyed=tuple(shown),
    )


def _documents(book: Rulebook, sources: list[str]) -> list[tuple[str, str]]:
    """The papers that sources name, each tag with its title: of `S4 P5 (3)` that is S4."""
    named = {word for source in sources for word in re.findall(r"\w+", source)}
    return [(tag, in_language(Text(says.zh, says.en))) for tag, says in book.documents.items() if tag in named]


def _is_later(part: Clause) -> bool:
    """Whether the program does not record yet what the clause waits for, forbids or measures."""
    words = vocabulary()
    if isinstance(part, Requirement):
        return all(words.verbs[verb].later for verb in part.forbid if verb in words.verbs)
    if isinstance(part, Target):
        return part.measure in words.measures and words.measures[part.measure].later
    return showing.is_later(part)
