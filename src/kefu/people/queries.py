"""What is read about the staff, by the page that shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticToken

from kefu.duties.governing import books_of
from kefu.events import queries as event_queries
from kefu.events.models import Event, LedgerHead
from kefu.lib.tokens import token_digest
from kefu.people import access
from kefu.people.models import Appointment, Community, Department, Post, SavedFilter, SignInLink, User
from kefu.people.names import sounds_like
from kefu.people.words import OWN_DOMAIN, event_name, events_of, post_name
from kefu.rulebook.showing import posts_named
from kefu.ui.lists import Selection, Sorting

EVENTS_SHOWN = 20
EVENTS_TOLD = 5
# What an account's owner is told of when they come in next.
_BEFALLS = ("staff.second-factor-failed", "staff.second-factor-dropped")
USER_ORDERS = {"name": Sorting(_("by name")), "name-last": Sorting(_("by name, from the end"), is_descending=True)}


@dataclass(frozen=True)
class UsersFilter:
    """Which staff to list, in an order of `USER_ORDERS`; `state` is "" for those who are there, `left`, or `all`."""

    q: str = ""
    community_id: int | None = None
    state: str = ""
    sort: str = "name"


class PastEvent(NamedTuple):
    """Something that happened, for its page: what (about which post), when, by whom ("" for the program), whence."""

    name: str
    post: str
    at: datetime
    by: str
    where: str


def users(viewer: User, chosen: UsersFilter) -> Selection[User]:
    """The staff by name, each with the posts held now in `held`."""
    found = access.visible_to(viewer).select_related("community")
    if chosen.state != "all":
        found = found.filter(is_active=chosen.state != "left")
    if chosen.community_id is not None:
        held = Appointment.objects.filter(post__community=chosen.community_id, until=None).values("user")
        found = found.filter(Q(community=chosen.community_id) | Q(id__in=held))
    if chosen.q:
        found = found.filter(_matches(chosen.q))
    now_held = Prefetch("appointments", _appointments(viewer).filter(until=None), to_attr="held")
    keys = ("-pinyin", "-id") if chosen.sort == "name-last" else ("pinyin", "id")
    return Selection(found.prefetch_related(now_held), keys, list)


def appointments(viewer: User, user: User) -> tuple[list[Appointment], list[Appointment]]:
    """What somebody holds now, and what they held before, the last first."""
    found = list(_appointments(viewer).filter(user=user))
    return [one for one in found if one.until is None], [one for one in found if one.until is not None]


def colleagues_of(user: User) -> set[int]:
    """Who holds a post in a department of somebody's (without any: a community), by id; themselves too."""
    own = Appointment.objects.filter(user=user, until=None).values_list("post__department", "post__community")
    departments = {department for department, _community in own if department is not None}
    communities = set() if departments else {community for _department, community in own}
    there = Q(post__department__in=departments) | Q(post__community__in=communities)
    return {user.pk, *Appointment.objects.filter(there, until=None).values_list("user", flat=True)}


def past_events(viewer: User, user: User) -> list[PastEvent]:
    """The last things that happened to somebody, newest first, but for posts of communities closed to the viewer."""
    there = {None, *access.communities_visible_to(viewer).values_list("code", flat=True)}
    found = _told(event_queries.history("staff", user.pk)).order_by("-seq").iterator(chunk_size=EVENTS_SHOWN)
    return _past(islice((event for event in found if event.facts.get("community") in there), EVENTS_SHOWN))


def befell_since(user: User, since: datetime) -> list[PastEvent]:
    """What befell somebody's account since, that its owner would want to know; the last of it, newest first."""
    found = event_queries.history("staff", user.pk).filter(kind__in=_BEFALLS, happened_at__gt=since)
    return _past(found.exclude(actor_id=user.pk).order_by("-seq")[:EVENTS_TOLD])


def _past(events: Iterable[Event]) -> list[PastEvent]:
    found = list(events)
    known = names({event.actor_id for event in found})
    return [
        PastEvent(
            event_name(e.kind),
            post_name(e.facts.get("post", "")),
            e.happened_at,
            known.get(e.actor_id or 0, ""),
            next((text.text or "" for text in e.texts.all() if text.name == "address"), ""),
        )
        for e in found
    ]


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """What people are called, by their ids."""
    return dict(User.objects.filter(id__in=[id_ for id_ in ids if id_ is not None]).values_list("id", "name"))


def seq(kind: str, subject_id: int) -> int:
    """The number of a subject's last event: what a form shows of it is the state after that."""
    heads = LedgerHead.objects.filter(subject_kind=kind, subject_id=subject_id)
    return heads.values_list("seq", flat=True).first() or 0


def communities(viewer: User) -> Sequence[Community]:
    """The communities that somebody belongs to, by name."""
    return list(access.communities_visible_to(viewer).order_by("name"))


def departments(community: Community) -> Sequence[Department]:
    """The departments of a community, by name."""
    return list(community.departments_now.order_by("name"))


def posts(community: Community) -> Sequence[Post]:
    """The posts of a community, each with its holders now in `held`."""
    held = Appointment.objects.filter(until=None).select_related("user").order_by("user__pinyin", "user__id")
    found = community.posts_now.select_related("department").order_by("department__name", "id")
    return list(found.prefetch_related(Prefetch("appointments", held, to_attr="held")))


def posts_missing(community_id: int) -> list[str]:
    """The posts that a community's newest rulebook names and it has not, by their words."""
    books = books_of(community_id)
    there = set(Post.objects.filter(community=community_id, closed_at=None).values_list("word", flat=True))
    return [word for word in posts_named(books[-1]) if word not in there] if books else []


def open_link(token: str, now: datetime) -> SignInLink | None:
    """The link that a token opens, unless it was used or is too old."""
    links = SignInLink.objects.select_related("user")
    return links.filter(digest=token_digest(token), used_at=None, expires_at__gt=now).first()


def _told(events: QuerySet[Event]) -> QuerySet[Event]:
    """What was done about somebody, without what the passing of time brought to their duties."""
    return events.filter(kind__in=events_of(OWN_DOMAIN))


def _appointments(viewer: User) -> QuerySet[Appointment]:
    visible = Appointment.objects.filter(post__in=access.posts_visible_to(viewer))
    return visible.select_related("post__community", "post__department").order_by("-since", "-id")


def _matches(typed: str) -> Q:
    found = Q(name__icontains=typed) | Q(username__icontains=typed.lower()) | Q(phone__contains=typed)
    pattern = sounds_like(typed)
    return found | Q(pinyin__regex=pattern) if pattern else found


def staff_by_name(community_id: int) -> dict[str, int]:
    """Who works, worked or holds a post in a community, by name; of two of one name the one who is there."""
    holders = Appointment.objects.filter(post__community=community_id).values("user")
    found = User.objects.filter(Q(community=community_id) | Q(id__in=holders)).order_by("is_active", "-id")
    return dict(found.values_list("name", "id"))


def time_zone(community_id: int) -> str:
    """The zone of a community's clocks."""
    return Community.objects.values_list("time_zone", flat=True).get(id=community_id)


def user_id(username: str) -> int | None:
    """Who signs in by this name."""
    return User.objects.filter(username=username).values_list("id", flat=True).first()


def has_second_factor(user_id: int) -> bool:
    """Whether somebody signs in with a code as well."""
    return User.objects.filter(id=user_id, second_factor_at__isnull=False).exists()


def codes_left(user: User) -> int:
    """How many of the codes that somebody wrote down are still good."""
    left: int = StaticToken.objects.filter(device__user=user).count()
    return left


def community_codes() -> dict[str, int]:
    """The ids of all communities by their codes."""
    return dict(Community.objects.order_by("code").values_list("code", "id"))


def saved_filters(user: User, list_: str) -> list[SavedFilter]:
    """What somebody looks for again and again in a list, by name."""
    return list(user.saved_filters.filter(list=list_).order_by("name", "id"))
