"""What is read about notices, by the page that shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from kefu.duties.explaining import clauses_said
from kefu.duties.models import Duty, Step
from kefu.notices import access
from kefu.notices.models import Announcement, Notice
from kefu.people import queries as people_queries
from kefu.people.models import Appointment, Role, User
from kefu.people.words import event_name
from kefu.ui.paging import Asked, Page, page

PAGE_SIZE = 50
ANNOUNCEMENTS_SHOWN = 20
# The bell counts no further.
MOST_COUNTED = 100


class Row(NamedTuple):
    """A notice, the duty that it is of and what its clause says, and whether it waits for its reader to take note.

    `giver`: who gave what it is of. `what`: what happened, where it is not just that something was given.
    """

    notice: Notice
    duty: Duty | None
    says: str
    is_waiting: bool
    giver: str
    what: str


class Said(NamedTuple):
    """An announcement, how many were told, and how many of them took note."""

    announcement: Announcement
    readers: int
    noted: int


@dataclass(frozen=True)
class Audience:
    """To whom of a community's staff something is said, by ids; to all of them where nothing is named."""

    departments: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()


EVERYBODY = Audience()


def notices(viewer: User, asked: Asked) -> tuple[Page[Notice], list[Row]]:
    """A page of what somebody was told, the last first; each row with its duty in words."""
    found = access.notices_of(viewer).select_related("announcement__made_by", "step__duty", "duty", "event")
    shown = page(found.prefetch_related("event__texts"), ("-id",), asked, PAGE_SIZE)
    said = clauses_said([duty for duty in map(_duty, shown.rows) if duty is not None])
    givers = people_queries.names({one.event.actor_id for one in shown.rows if one.event is not None})
    return shown, [_row(one, said, givers) for one in shown.rows]


def not_seen(viewer: User) -> int:
    """How much of what somebody was told they have not looked at; no more than `MOST_COUNTED`."""
    return access.notices_of(viewer).filter(seen_at=None)[:MOST_COUNTED].count()


def steps_left_to(viewer: User) -> QuerySet[Step]:
    """The escalations that nobody was there for and an administrator has not taken note of, likewise."""
    found = access.steps_left_to(viewer).filter(is_waiting=True, acknowledged_at=None)
    return found.select_related("duty").order_by("at", "id")


def present(ids: Iterable[int | None]) -> set[int]:
    """Who of these is on the staff."""
    named = {id_ for id_ in ids if id_ is not None}
    return set(User.objects.filter(id__in=named, is_active=True).values_list("id", flat=True)) if named else set()


def administrators(community_ids: Iterable[int]) -> dict[int, list[int]]:
    """Who is told where nobody else is there: each community's administrators, else the installation's."""
    wanted = set(community_ids)
    if not wanted:
        return {}
    held = Appointment.objects.filter(post__community__in=wanted, post__role=Role.ADMIN, until=None)
    rows = held.filter(user__is_active=True).order_by("user").values_list("post__community", "user").distinct()
    everywhere = User.objects.filter(is_administrator=True, is_active=True).order_by("id")
    above = list(everywhere.values_list("id", flat=True))
    return {id_: [user for community, user in rows if community == id_] or above for id_ in wanted}


def readers_of(community_id: int, audience: Audience) -> list[int]:
    """The staff to whom something is said."""
    held = Appointment.objects.filter(post__community=community_id, until=None)
    staff = User.objects.filter(is_active=True).filter(Q(community=community_id) | Q(id__in=held.values("user")))
    if audience != EVERYBODY:
        in_posts = held.filter(Q(post__in=audience.posts) | Q(post__department__in=audience.departments))
        staff = staff.filter(Q(id__in=in_posts.values("user")) | Q(id__in=audience.persons))
    return list(staff.order_by("id").values_list("id", flat=True))


def announcements(viewer: User, asked: Asked) -> tuple[Page[Announcement], list[Said]]:
    """A page of what somebody, and those below them, said, the last first."""
    found = access.announcements_visible_to(viewer).select_related("community", "made_by")
    shown = page(found, ("-id",), asked, ANNOUNCEMENTS_SHOWN)
    told = Notice.objects.filter(announcement__in=[one.pk for one in shown.rows]).values_list("announcement")
    counts = {id_: (readers, noted) for id_, readers, noted in told.annotate(Count("id"), Count("acknowledged_at"))}
    return shown, [Said(one, *counts[one.pk]) for one in shown.rows]


def readers(announcement: Announcement) -> Sequence[Notice]:
    """Who was told, those who have not taken note first."""
    found = announcement.notices.select_related("user").order_by("user__pinyin", "user__id")
    return sorted(found, key=lambda one: (one.acknowledged_at is not None, one.seen_at is not None))


def _duty(notice: Notice) -> Duty | None:
    return notice.step.duty if notice.step is not None else notice.duty


def _row(notice: Notice, said: Mapping[int, str], givers: Mapping[int, str]) -> Row:
    duty, announcement, event = _duty(notice), notice.announcement, notice.event
    if notice.step is not None:
        is_waiting = notice.step.acknowledged_at is None and notice.step.duty.end == ""
    else:
        is_waiting = announcement is not None and announcement.must_acknowledge and notice.acknowledged_at is None
    giver = "" if event is None else givers.get(event.actor_id or 0, "")
    what = "" if event is None or event.subject_kind == "case" else event_name(event.kind)
    return Row(notice, duty, "" if duty is None else said[duty.pk], is_waiting, giver, what)
