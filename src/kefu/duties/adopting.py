"""Bringing a version of a rulebook into force in a community: no promise changes, the act shows what it touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from kefu.duties.actions import record, reissue_duty
from kefu.duties.acts import Act, Subject
from kefu.duties.binding import instant, moment_of
from kefu.duties.governing import books_of, read_book, rules_of
from kefu.duties.models import Adoption, CalendarYear, Duty
from kefu.lib.text import Text
from kefu.rulebook.clauses import Rulebook


class AdoptionRefused(Exception):  # noqa: N818 - named like every other refusal
    """The version cannot come into force so: why, and what would do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Preview:
    """What an adoption would change: the versions before and after, and the open duties of clauses that differ."""

    before: Rulebook | None
    after: Rulebook
    touched: dict[str, int]


@dataclass(frozen=True)
class Reissue:
    """An open duty whose due time would be another under the rules that hold now."""

    duty: Duty
    old: datetime
    new: datetime


def preview_adoption(community_id: int, source: str, *, since: date) -> Preview:
    """What adopting this file from a day on would change; nothing is written. Raises `Problems`, `AdoptionRefused`."""
    after = read_book(source).model_copy(update={"version": since})
    books = books_of(community_id)
    before = books[-1] if books else None
    if before is not None and since <= before.version:
        raise AdoptionRefused(
            Text(
                f"现行版本自 {before.version} 起施行，新版本须从更晚的日期起施行",
                f"the version in force holds from {before.version}; a new one must hold from a later day",
            )
        )
    open_by_clause = _open_by_clause(community_id)
    _refuse_dropped(before, after, open_by_clause)
    changed = {id_ for id_, count in open_by_clause.items() if count and _differs(before, after, id_)}
    return Preview(before, after, {id_: open_by_clause[id_] for id_ in sorted(changed)})


def adopt_rulebook(community_id: int, source: str, *, since: date, by: Act) -> Adoption:
    """Bring a rulebook into force from a day on. Raises `Problems` for a file with errors, `AdoptionRefused`."""
    with transaction.atomic():
        preview = preview_adoption(community_id, source, since=since)
        version = since.isoformat()
        adoption = Adoption.objects.create(
            community_id=community_id,
            rulebook=preview.after.rulebook,
            version=version,
            source=source,
            adopted_at=by.at,
            adopted_by_id=by.actor_id,
        )
        subject = Subject("rulebook", adoption.pk, community_id, f"{preview.after.title.zh} {version}")
        record("rulebook.adopted", subject, by=by, facts={"version": version})
    return adoption


@dataclass(frozen=True)
class Arrangement:
    """One year of a calendar as the authorities arranged it: days closed and days worked."""

    year: int
    closed: tuple[date, ...]
    opened: tuple[date, ...]
    calendar: str = "office"


def adopt_calendar_year(community_id: int, arrangement: Arrangement, *, by: Act) -> CalendarYear:
    """Bring a year's arrangement into force; due times stay until they are re-issued. Raises `AdoptionRefused`."""
    with transaction.atomic():
        adoption = Adoption.objects.filter(community_id=community_id).order_by("-id").first()
        if adoption is None:
            raise AdoptionRefused(Text("此小区还没有施行制度", "no rulebook is in force in this community"))
        _check_arrangement(books_of(community_id)[-1], arrangement)
        year = CalendarYear.objects.create(
            community_id=community_id,
            calendar=arrangement.calendar,
            year=arrangement.year,
            closed=[day.isoformat() for day in arrangement.closed],
            opened=[day.isoformat() for day in arrangement.opened],
            adopted_at=by.at,
            adopted_by_id=by.actor_id,
        )
        subject = Subject("rulebook", adoption.pk, community_id, f"{adoption.rulebook} {adoption.version}")
        record("calendar.adopted", subject, by=by, facts={"year": arrangement.year})
    return year


def _check_arrangement(book: Rulebook, arrangement: Arrangement) -> None:
    if arrangement.calendar not in book.calendars:
        known = "、".join(book.calendars)
        name = arrangement.calendar
        raise AdoptionRefused(Text(f"没有日历“{name}”，有：{known}", f"no calendar “{name}”; there are: {known}"))
    stray = [day for day in (*arrangement.closed, *arrangement.opened) if day.year != arrangement.year]
    both = sorted(set(arrangement.closed) & set(arrangement.opened))
    for day in stray:
        raise AdoptionRefused(Text(f"{day} 不在 {arrangement.year} 年", f"{day} is not in {arrangement.year}"))
    for day in both:
        raise AdoptionRefused(Text(f"{day} 既放假又上班", f"{day} is both closed and opened"))


def preview_reissue(community_id: int, *, now: datetime, clause: str | None = None) -> list[Reissue]:
    """The open duties, of one clause or of all, that would be due at another time; nothing is written.

    Left out are those whose clock stands still, that were given their time by an act, and that are past it already: no
    rule mends a broken promise.
    """
    rules = rules_of(community_id)
    if rules is None:
        return []
    version = rules.in_force(instant(now))
    found = Duty.objects.filter(community_id=community_id, end="", due_at__gt=now, given_at=None, is_series=False)
    if clause is not None:
        found = found.filter(clause=clause)
    reissues = []
    for duty in found.order_by("id"):
        rule = version.rules.get(duty.clause)
        if rule is None or rule.due is None or duty.due_at is None:
            continue
        new = moment_of(rule.due(instant(duty.start_at), tuple((stop[0], stop[1]) for stop in duty.stops)))
        if new != duty.due_at:
            reissues.append(Reissue(duty, duty.due_at, new))
    return reissues


def reissue_duties(chosen: Sequence[Reissue], *, by: Act, why: str) -> int:
    """Give the chosen duties their new due times, each by a recorded act that says old, new and why."""
    for one in chosen:
        with transaction.atomic():
            reissue_duty(one.duty.pk, by=by, due_at=one.new, why=why)
    return len(chosen)


def _open_by_clause(community_id: int) -> dict[str, int]:
    counted = Duty.objects.filter(community_id=community_id, end="").values_list("clause").annotate(Count("id"))
    return dict(counted.order_by("clause"))


def _refuse_dropped(before: Rulebook | None, after: Rulebook, open_by_clause: dict[str, int]) -> None:
    """A clause may be retired, never dropped while a duty of it is open."""
    known = {*after.deadlines, *after.series}
    dropped = sorted(id_ for id_ in open_by_clause if id_ not in known) if before else []
    if dropped:
        named = "、".join(dropped)
        raise AdoptionRefused(
            Text(
                f"这些条款还有未了职责，不能删去，可写 retired 停用：{named}",
                f"duties are open: retire these clauses (retired: DATE), do not drop them: {', '.join(dropped)}",
            )
        )


def _differs(before: Rulebook | None, after: Rulebook, id_: str) -> bool:
    return before is None or _clause(before, id_) != _clause(after, id_)


def _clause(book: Rulebook, id_: str) -> object:
    return book.deadlines.get(id_) or book.series.get(id_)
