"""Which rules hold in a community: its adopted versions, compiled once, with who holds its posts."""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db import connection

from kefu.duties.models import Adoption, CalendarYear
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
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, {"community": community_id})
        adopted, years, held = cursor.fetchone()
    return Rules(_compiled(tuple(adopted), tuple(years)).versions, _holders(held)) if adopted else None


# All that decides which rules hold, in one look.
_IN_FORCE = """
    select
      array(select id from duties_adoption where community_id = %(community)s order by id),
      array(select distinct on (calendar, year) id from duties_calendaryear where community_id = %(community)s
            order by calendar, year, id desc),
      (select coalesce(json_agg(json_build_array(post, person_id, floor(extract(epoch from since)),
                                                 floor(extract(epoch from until))) order by since, id), '[]')::text
       from duties_postholder where community_id = %(community)s)
"""


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


@lru_cache(maxsize=_KEPT)
def _holders(held: str) -> dict[str, tuple[Holding, ...]]:
    """Who holds which post, from the JSON of `_IN_FORCE`."""
    found: dict[str, list[Holding]] = {}
    for post, person_id, since, until in json.loads(held):
        found.setdefault(post, []).append(Holding(since, until, str(person_id)))
    return {post: tuple(holdings) for post, holdings in found.items()}
