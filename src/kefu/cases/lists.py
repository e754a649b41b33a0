"""Lists of cases: which, in which order, a page of them by key, all of them for export."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kefu.cases import search
from kefu.cases.models import Case, State
from kefu.duties.models import Duty, Standing
from kefu.people import access as people_access
from kefu.people.models import Appointment, User
from kefu.ui.paging import Page, page

PAGE_SIZE = 50
# A search shows the newest so many cases at the most, whatever else is asked of them.
MOST_FOUND = 1_000
SOON = timedelta(hours=24)
AT_ONCE = 2_000
_NUMBER = re.compile(r"\d{4}-\d{1,9}")


@dataclass(frozen=True)
class Chosen:
    """Which cases to list. `show` is a view (see `CasesFilterForm`), `sort` newest or due; ids are None for all."""

    show: str = "open"
    sort: str = "newest"
    kind: str = ""
    community_id: int | None = None
    unit_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str = ""


@dataclass(frozen=True)
class Row:
    """A case of a list, with the time of its next open duty and the clause that sets it."""

    case: Case
    due_at: datetime | None
    clause: str
    is_overdue: bool


def cases(viewer: User, chosen: Chosen, after: str, now: datetime) -> Page[Row]:
    """A page of the cases that somebody may see."""
    within = _communities(viewer, chosen)
    found = _chosen(viewer, chosen, within)
    if by_due(chosen):
        due = page(_standings(chosen, within, found, now), ("next_due_at", "subject_id"), after, PAGE_SIZE)
        by_id = _with_names(Case.objects.filter(id__in=[one.subject_id for one in due.rows])).in_bulk()
        return Page(rows([by_id[one.subject_id] for one in due.rows], now), due.next, due.is_first)
    newest = page(_with_names(found), ("-id", "-id"), after, PAGE_SIZE)
    return Page(rows(newest.rows, now), newest.next, newest.is_first)


def all_cases(viewer: User, chosen: Chosen, now: datetime) -> Iterator[Row]:
    """Every case of a list, the newest first."""
    within = _communities(viewer, chosen)
    found = _with_names(_chosen(viewer, chosen, within))
    if by_due(chosen):
        found = found.filter(id__in=_standings(chosen, within, found, now).values("subject_id"))
    last: int | None = None
    while True:
        part = list((found if last is None else found.filter(id__lt=last)).order_by("-id")[:AT_ONCE])
        yield from rows(part, now)
        if len(part) < AT_ONCE:
            return
        last = part[-1].pk


def rows(listed: Sequence[Case], now: datetime) -> list[Row]:
    """Cases with their next open duties."""
    open_duties = Duty.objects.filter(subject_kind="case", subject_id__in=[case.pk for case in listed], end="")
    timed = open_duties.filter(due_at__isnull=False).order_by("-due_at", "-id")
    # The soonest comes last, and stays.
    soonest = {duty.subject_id: duty for duty in timed}
    return [_row(case, soonest.get(case.pk), now) for case in listed]


def _row(case: Case, duty: Duty | None, now: datetime) -> Row:
    if duty is None or duty.due_at is None:
        return Row(case, None, "", is_overdue=False)
    return Row(case, duty.due_at, duty.clause, is_overdue=duty.due_at < now)


def by_due(chosen: Chosen) -> bool:
    """Whether a list is of what is due: those views have no other order."""
    return chosen.sort == "due" or chosen.show in ("overdue", "soon")


def _chosen(viewer: User, chosen: Chosen, within: Sequence[int]) -> QuerySet[Case]:
    # By their ids: a subquery would keep the planner from the communities' own index.
    found = Case.objects.filter(community__in=within)
    if chosen.show == "closed":
        found = found.filter(state=State.CLOSED)
    elif chosen.show != "all":
        found = found.exclude(state=State.CLOSED)
    if chosen.show == "mine":
        found = found.filter(Q(owner=viewer) | Q(handler=viewer))
    if chosen.show == "team":
        found = found.filter(Q(owner__in=_team(viewer)) | Q(handler__in=_team(viewer)))
    if chosen.show == "unassigned":
        found = found.filter(handler=None)
    exact = {"kind": chosen.kind, "unit": chosen.unit_id}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.since is not None:
        found = found.filter(received_at__gte=chosen.since)
    if chosen.until is not None:
        found = found.filter(received_at__lt=chosen.until)
    if _NUMBER.fullmatch(chosen.q):
        # A number is found at once, before its case is in the index.
        found = found.filter(number__startswith=chosen.q)
    elif chosen.q:
        found = found.filter(id__in=search.matching(within, chosen.q, MOST_FOUND))
    return found


def _standings(chosen: Chosen, within: Sequence[int], found: QuerySet[Case], now: datetime) -> QuerySet[Standing]:
    """The standings of cases with something due, of those that were chosen."""
    standings = Standing.objects.filter(community_id__in=within, subject_kind="case", next_due_at__isnull=False)
    if chosen.show == "overdue":
        standings = standings.filter(next_due_at__lt=now)
    if chosen.show == "soon":
        standings = standings.filter(next_due_at__gte=now, next_due_at__lt=now + SOON)
    return standings.filter(subject_id__in=found.values("id"))


def _communities(viewer: User, chosen: Chosen) -> list[int]:
    """The communities whose cases somebody may see, of those that were chosen."""
    visible = people_access.communities_visible_to(viewer).order_by("id")
    ids = list(visible.values_list("id", flat=True))
    return [id_ for id_ in ids if chosen.community_id in (None, id_)]


def _team(viewer: User) -> QuerySet[User]:
    """Who holds a post in a department in which somebody holds one."""
    own = Appointment.objects.filter(user=viewer, until=None, post__department__isnull=False)
    held = Appointment.objects.filter(until=None, post__department__in=own.values("post__department"))
    return User.objects.filter(id__in=held.values("user"))


def _with_names(found: QuerySet[Case]) -> QuerySet[Case]:
    return found.select_related("owner", "handler", "community")
