"""What the pages of calendars and of a community's settings show."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from kefu.duties.adopting import Reissue, due_otherwise
from kefu.duties.arranging import Arrangement, arranged_year, arrangement_of
from kefu.duties.explaining import in_language
from kefu.duties.governing import arranged_books, arranged_with, years_of
from kefu.duties.models import CalendarYear
from kefu.lib.worktime import Timeline, compile_calendar
from kefu.lib.worktime.days import Kind
from kefu.lib.worktime.wording import say_hours
from kefu.people import queries as people_queries
from kefu.people.models import Appointment, Community
from kefu.people.words import post_name
from kefu.rulebook.clauses import Rulebook
from kefu.rulebook.compiling import calendar, compile_rules
from kefu.rulebook.showing import called, fields, posts_named

# From this month on the next year's arrangement is missed.
MISSED_FROM = 10


@dataclass(frozen=True)
class Year:
    """A year of a calendar. `adopted` is the arrangement brought into force by hand, if there is one."""

    number: int
    is_official: bool
    is_missed: bool
    adopted: CalendarYear | None
    by: str


@dataclass(frozen=True)
class Kalendar:
    """A calendar of the rulebook in force: what it says, and its years."""

    name: str
    says: str
    fields: list[tuple[str, str]]
    years: list[Year]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.says or self.name


@dataclass(frozen=True)
class Preview:
    """What an arrangement would change: days that become other days, and open duties that would be due otherwise.

    `title`: what its calendar is called.
    """

    title: str
    days: list[tuple[date, str, str]]
    duties: list[Reissue]


def calendars(community: Community, now: datetime) -> list[Kalendar]:
    """The calendars of the rulebook in force, with last year, this one and the next, and those arranged by hand."""
    book = _in_force(arranged_books(community.pk), community, now)
    if book is None:
        return []
    this_year = community.day(now).year
    arranged = {(year.calendar, year.year): year for year in years_of(community.pk)}
    names = people_queries.names({year.adopted_by_id for year in arranged.values()})
    found = []
    for name, part in book.calendars.items():
        numbers = sorted({this_year - 1, this_year, this_year + 1, *(y for c, y in arranged if c == name)})
        timeline = compile_calendar(calendar(book, name))
        years = [_year(timeline, number, arranged.get((name, number)), names, now) for number in numbers]
        # The days themselves stand with their years.
        said = [field for field in fields(part) if field.key not in ("closed", "opened", "official_years", "day_hours")]
        words = [(in_language(field.name), in_language(field.value)) for field in said]
        says = in_language(called(part, "")) if part.says else ""
        found.append(Kalendar(name, says, words, years))
    return found


def named(found: list[Kalendar]) -> list[tuple[str, str]]:
    """The calendars by their ids, each with what it is called."""
    return [(one.name, one.title) for one in found]


def unofficial(found: list[Kalendar]) -> list[tuple[str, int]]:
    """The calendars and years whose arrangement should be known by now and is not."""
    return [(one.title, year.number) for one in found for year in one.years if year.is_missed]


def preview(community: Community, arrangement: Arrangement, now: datetime) -> Preview:
    """What an arrangement would change; nothing is written. Raises `AdoptionRefused`."""
    books = arranged_with(community.pk, arranged_year(community.pk, arrangement))
    before = arrangement_of(community.pk, arrangement.calendar, arrangement.year)
    touched = {*before.closed, *before.opened, *before.closed_hours}
    touched |= {*arrangement.closed, *arrangement.opened, *arrangement.closed_hours}
    is_, will = (_in_force(found, community, now) for found in (arranged_books(community.pk), books))
    days = _changed_days(is_, will, arrangement.calendar, sorted(touched)) if is_ and will else []
    title = in_language(called(is_.calendars.get(arrangement.calendar) if is_ else None, arrangement.calendar))
    return Preview(title, days, due_otherwise(community.pk, compile_rules(books), now=now))


def posts_nobody_holds(community: Community, book: Rulebook) -> tuple[list[str], list[str]]:
    """The posts that the rulebook gives duties to and nobody holds, by their names: which are there, which are not."""
    posts = posts_named(book)
    held = Exists(Appointment.objects.filter(post=OuterRef("pk"), until=None))
    there = dict(community.posts_now.filter(word__in=posts).order_by(held).values_list("word", held))
    vacant = [post_name(word) for word in posts if there.get(word) is False]
    return vacant, [post_name(word) for word in posts if word not in there]


def _in_force(books: list[Rulebook], community: Community, now: datetime) -> Rulebook | None:
    today = community.day(now)
    return next((book for book in reversed(books) if book.version <= today), books[0] if books else None)


def _year(timeline: Timeline, number: int, adopted: CalendarYear | None, names: dict[int, str], now: datetime) -> Year:
    is_official = timeline.is_official(number)
    today = timeline.date_at(int(now.timestamp()))
    is_missed = not is_official and (number == today.year or (number == today.year + 1 and today.month >= MISSED_FROM))
    return Year(number, is_official, is_missed, adopted, names.get(adopted.adopted_by_id or 0, "") if adopted else "")


def _changed_days(is_: Rulebook, will: Rulebook, name: str, days: list[date]) -> list[tuple[date, str, str]]:
    """Each of these days that would be another one: what it is, what it would be."""
    before, after = (compile_calendar(calendar(book, name)) for book in (is_, will))
    found = [(day, _said(before, day), _said(after, day)) for day in days]
    return [(day, was, becomes) for day, was, becomes in found if was != becomes]


def _said(timeline: Timeline, day: date) -> str:
    why, hours = in_language(timeline.why(day)), timeline.days.hours(day)
    return f"{why} {say_hours(hours)}" if hours and timeline.days.sort_of(day).kind is Kind.OWN_HOURS else why
