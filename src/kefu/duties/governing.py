"""Which rules hold in a community: its adopted versions, compiled once, with who holds its posts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from sys import intern
from threading import Lock

from django.db import connection

from kefu.duties.models import Adoption, CalendarYear
from kefu.lib.located import Problems
from kefu.lib.worktime import without
from kefu.lib.worktime.days import Days
from kefu.rulebook.checking import check
from kefu.rulebook.clauses import CalendarClause, Rulebook
from kefu.rulebook.compiling import calendar, compile_rules
from kefu.rulebook.rules import Holding, Rules

# Adoptions never change: what was compiled for the same list of them holds.
_KEPT = 256
# One at a time: what several take meanwhile, a process never gives back.
_reading = Lock()
_SAID_OF_YEARS = ("calendar", "year", "closed", "opened", "closed_hours", "is_official")


def rules_of(community_id: int | None) -> Rules | None:
    """The rules in force in a community; None where no rulebook was adopted."""
    return None if community_id is None else rules_in([community_id]).get(community_id)


def rules_in(community_ids: Iterable[int]) -> dict[int, Rules]:
    """The rules in force in several communities, read in one look; none for those without a rulebook."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [list(community_ids)])
        found = cursor.fetchall()
    return {id_: _rules(tuple(adopted), tuple(years), held) for id_, adopted, years, held in found if adopted}


@lru_cache(maxsize=_KEPT)
def _rules(adopted: tuple[int, ...], years: tuple[int, ...], held: str) -> Rules:
    return Rules(_compiled(adopted, years).versions, _holders(held), former=lambda: _former(adopted, years))


def arranged_with(community_id: int, year: CalendarYear) -> list[Rulebook]:
    """The adopted versions as they would be with one more arrangement, which is not in force yet."""
    years = [*_years(_year_ids(community_id)), year]
    return [_arranged(book, years) for book in books_of(community_id)]


# All that decides which rules hold.
_IN_FORCE = """
    select
      community.id,
      array(select id from duties_adoption where community_id = community.id order by id),
      array(select id from duties_calendaryear where community_id = community.id order by id),
      (select coalesce(json_agg(json_build_array(post, person_id, floor(extract(epoch from since)),
                                                 floor(extract(epoch from until))) order by since, id), '[]')::text
       from duties_postholder where community_id = community.id)
    from unnest(%s::bigint[]) as community(id)
"""


def arranged_books(community_id: int) -> list[Rulebook]:
    """The adopted versions with the arrangements of years in their calendars, oldest first."""
    return next(arrangements(community_id))


def arrangements(community_id: int) -> Iterator[list[Rulebook]]:
    """The same, then with the calendars as they were before each arrangement, the latest first."""
    books, years = books_of(community_id), _years(_year_ids(community_id))
    for known in range(len(years), -1, -1):
        yield [_arranged(book, years[:known]) for book in books]


def years_of(community_id: int) -> list[CalendarYear]:
    """The arrangements in force: the newest one of each calendar and year, in that order."""
    newest = _newest(_years(_year_ids(community_id)))
    return sorted(newest, key=lambda year: (year.calendar, year.year))


def books_of(community_id: int) -> list[Rulebook]:
    """The adopted versions of a community's rulebook, oldest first."""
    adopted = Adoption.objects.filter(community_id=community_id).order_by("version").values_list("id", flat=True)
    return [_book(id_) for id_ in adopted]


def books_in(community_ids: Iterable[int]) -> dict[tuple[int, str], Rulebook]:
    """The adopted versions of several communities, by community and version."""
    adopted = Adoption.objects.filter(community_id__in=set(community_ids)).values_list("community_id", "version", "id")
    return {(community_id, version): _book(id_) for community_id, version, id_ in adopted}


def books_on(community_ids: Iterable[int], day: date) -> dict[int, Rulebook]:
    """The version in force in each of several communities on a day; before the first one, the first."""
    found: dict[int, Rulebook] = {}
    for (community_id, version), book in sorted(books_in(community_ids).items(), key=itemgetter(0)):
        if community_id not in found or version <= day.isoformat():
            found[community_id] = book
    return found


def book_on(community_id: int, day: date) -> Rulebook | None:
    """The version in force in a community on a day; before the first one, the first. None: none was ever adopted."""
    return books_on([community_id], day).get(community_id)


@lru_cache(maxsize=_KEPT)
def _compiled(adopted: tuple[int, ...], years: tuple[int, ...]) -> Rules:
    """The rules without who holds which post."""
    said = [{name: getattr(year, name) for name in _SAID_OF_YEARS} for year in _years(years)]
    return _shared(tuple(map(_adopted, adopted)), json.dumps(said, sort_keys=True))


@lru_cache(maxsize=_KEPT)
def _shared(adopted: tuple[tuple[str, str], ...], years: str) -> Rules:
    """The rules of these texts and arrangements (JSON): communities that adopted the same share them."""
    arranged = [CalendarYear(**said) for said in json.loads(years)]
    return compile_rules([_arranged(_dated(source, version), arranged) for source, version in adopted])


def _former(adopted: tuple[int, ...], years: tuple[int, ...]) -> Iterator[Rules]:
    """The rules before each arrangement, the latest first."""
    return (_compiled(adopted, years[:known]) for known in range(len(years) - 1, -1, -1))


@lru_cache(maxsize=_KEPT)
def _year(year_id: int) -> CalendarYear:
    return CalendarYear.objects.get(id=year_id)


def _years(ids: Iterable[int]) -> list[CalendarYear]:
    """These arrangements; they never change, so each is read once."""
    return [_year(id_) for id_ in ids]


def _year_ids(community_id: int) -> list[int]:
    """All arrangements of a community, in the order in which they came into force."""
    found = CalendarYear.objects.filter(community_id=community_id).order_by("id")
    return list(found.values_list("id", flat=True))


def _newest(years: Iterable[CalendarYear]) -> list[CalendarYear]:
    """The newest of each calendar and year."""
    return list({(year.calendar, year.year): year for year in years}.values())


def _arranged(book: Rulebook, years: Sequence[CalendarYear]) -> Rulebook:
    """The rulebook with the arrangements in its calendars."""
    for year in _newest(years):
        clause = book.calendars.get(year.calendar)
        if clause is not None:
            closed, opened = (list(map(date.fromisoformat, days)) for days in (year.closed, year.opened))
            days = {
                # What is arranged later wins over what the rulebook says of the same day.
                "closed": [*(day for day in clause.closed if day not in opened), *closed],
                "opened": [*clause.opened, *opened],
                "official_years": [*clause.official_years, *([year.year] if year.is_official else [])],
            }
            book = _with_calendar(book, year.calendar, clause.model_copy(update=days))
            book = _closed_for_hours(book, year)
    return book


def _closed_for_hours(book: Rulebook, year: CalendarYear) -> Rulebook:
    """The rulebook with what is left of the hours of single days; a day of which nothing is left is closed."""
    worked = Days(calendar(book, year.calendar))
    clause = book.calendars[year.calendar]
    closed, day_hours = [*clause.closed], dict(clause.day_hours)
    for written, spans in year.closed_hours.items():
        day = date.fromisoformat(written)
        hours = worked.hours(day)
        if hours is None:
            continue
        for span in spans:
            hours = without(hours, interval(span))
        if hours:
            day_hours[day] = list(hours)
        else:
            closed.append(day)
    days = {"closed": closed, "day_hours": day_hours}
    return _with_calendar(book, year.calendar, clause.model_copy(update=days))


def _with_calendar(book: Rulebook, name: str, clause: CalendarClause) -> Rulebook:
    return book.model_copy(update={"calendars": {**book.calendars, name: clause}})


def interval(written: str) -> tuple[int, int]:
    """Minutes of the day from 14:00-16:00. Raises ValueError for what is none."""
    minutes = []
    for moment in written.split("-"):
        hours, _, rest = moment.strip().partition(":")
        if len(rest) != 2 or not 0 <= int(rest) < 60 or not 0 <= int(hours) * 60 + int(rest) <= 1440:
            raise ValueError(written)
        minutes.append(int(hours) * 60 + int(rest))
    begins, ends = minutes
    if begins >= ends:
        raise ValueError(written)
    return begins, ends


def _book(adoption_id: int) -> Rulebook:
    return _dated(*_adopted(adoption_id))


@lru_cache(maxsize=_KEPT)
def _adopted(adoption_id: int) -> tuple[str, str]:
    """The text and the version; of equal texts only one is kept in memory."""
    adoption = Adoption.objects.get(id=adoption_id)
    return intern(adoption.source), adoption.version


@lru_cache(maxsize=32)
def _dated(source: str, version: str) -> Rulebook:
    with _reading:
        return read_book(source).model_copy(update={"version": date.fromisoformat(version)})


@lru_cache(maxsize=32)
def read_book(source: str) -> Rulebook:
    """A rulebook from its text; communities that adopt one file share it. Raises `Problems` with all that is wrong."""
    reading, findings = check(source, name="rulebook")
    errors = [finding.problem for finding in findings if finding.is_error]
    if errors or reading.book is None:
        raise Problems(errors)
    return reading.book


@lru_cache(maxsize=_KEPT)
def _holders(held: str) -> dict[str, tuple[Holding, ...]]:
    """Who holds which post, from the JSON of `_IN_FORCE`."""
    found: dict[str, list[Holding]] = {}
    for post, person_id, since, until in json.loads(held):
        found.setdefault(post, []).append(Holding(since, until, str(person_id)))
    return {post: tuple(holdings) for post, holdings in found.items()}
