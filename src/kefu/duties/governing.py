"""Which rules hold in a community: its adopted versions, compiled once, with who holds its posts."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from kefu.duties.binding import instant
from kefu.duties.models import Adoption, CalendarYear, PostHolder
from kefu.lib.located import Problems
from kefu.rulebook.checking import check
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.compiling import compile_rules
from kefu.rulebook.rules import Holding, Rules

# Adoptions never change: what was compiled for the same list of them holds.
_KEPT = 256


def rules_of(community_id: int | None) -> Rules | None:
    """The rules in force in a community; None where no rulebook was adopted."""
    if community_id is None:
        return None
    adopted = tuple(Adoption.objects.filter(community_id=community_id).order_by("id").values_list("id", flat=True))
    if not adopted:
        return None
    return Rules(_compiled(adopted, _years_in_force(community_id)).versions, _holders(community_id))


def arranged_books(community_id: int) -> list[Rulebook]:
    """The adopted versions with the arrangements of years in their calendars, oldest first."""
    years = [_year(id_) for id_ in _years_in_force(community_id)]
    return [_arranged(book, years) for book in books_of(community_id)]


def books_of(community_id: int) -> list[Rulebook]:
    """The adopted versions of a community's rulebook, oldest first."""
    adopted = Adoption.objects.filter(community_id=community_id).order_by("version").values_list("id", flat=True)
    return [_book(id_) for id_ in adopted]


@lru_cache(maxsize=_KEPT)
def _compiled(adopted: tuple[int, ...], years: tuple[int, ...]) -> Rules:
    arranged = [_year(id_) for id_ in years]
    return compile_rules([_arranged(_book(id_), arranged) for id_ in adopted])


@lru_cache(maxsize=_KEPT)
def _year(year_id: int) -> CalendarYear:
    return CalendarYear.objects.get(id=year_id)


def _years_in_force(community_id: int) -> tuple[int, ...]:
    """The newest arrangement of each calendar and year."""
    newest = CalendarYear.objects.filter(community_id=community_id).order_by("calendar", "year", "-id")
    return tuple(newest.distinct("calendar", "year").values_list("id", flat=True))


def _arranged(book: Rulebook, years: Sequence[CalendarYear]) -> Rulebook:
    """The rulebook with the arrangements in its calendars."""
    calendars = dict(book.calendars)
    for year in years:
        clause = calendars.get(year.calendar)
        if clause is not None:
            days = {
                "closed": [*clause.closed, *map(date.fromisoformat, year.closed)],
                "opened": [*clause.opened, *map(date.fromisoformat, year.opened)],
                "official_years": [*clause.official_years, year.year],
            }
            calendars[year.calendar] = clause.model_copy(update=days)
    return book.model_copy(update={"calendars": calendars})


@lru_cache(maxsize=_KEPT)
def _book(adoption_id: int) -> Rulebook:
    adoption = Adoption.objects.get(id=adoption_id)
    book = read_book(adoption.source)
    return book.model_copy(update={"version": date.fromisoformat(adoption.version)})


@lru_cache(maxsize=32)
def read_book(source: str) -> Rulebook:
    """A rulebook from its text; communities that adopt one file share it. Raises `Problems` with all that is wrong."""
    reading, findings = check(source, name="rulebook")
    errors = [finding.problem for finding in findings if not finding.is_warning]
    if errors or reading.book is None:
        raise Problems(errors)
    return reading.book


def _holders(community_id: int) -> dict[str, tuple[Holding, ...]]:
    found: dict[str, list[Holding]] = {}
    held = PostHolder.objects.filter(community_id=community_id).order_by("since", "id")
    for post, person_id, since, until in held.values_list("post", "person_id", "since", "until"):
        ends = None if until is None else instant(until)
        found.setdefault(post, []).append(Holding(instant(since), ends, str(person_id)))
    return {post: tuple(holdings) for post, holdings in found.items()}
