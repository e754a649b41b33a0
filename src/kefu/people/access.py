"""Who may see and do what among the staff.

An administrator of the installation may do everything everywhere; who holds a post of the role `admin` may do it in
that post's community. Nobody sees a community in which they are not employed and hold no post.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from kefu import clock
from kefu.duties.acts import Act
from kefu.people.models import Appointment, Community, Post, Role, User

# Who manages the staff of their community.
MANAGING = frozenset({Role.ADMIN})


def signed_in(request: HttpRequest) -> User:
    """Who asks. Every page but those marked otherwise is for people signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def act(request: HttpRequest) -> Act:
    """Who does something now, with what the form says of what it showed."""
    expect = request.POST.get("expect", "")
    return Act(
        signed_in(request).pk,
        clock.now(),
        expect=int(expect) if expect.isascii() and expect.isdigit() and len(expect) < 10 else None,
        request_key=request.POST.get("request_key", "")[:64].replace("\0", ""),
    )


def communities_visible_to(viewer: User) -> QuerySet[Community]:
    """The communities that somebody belongs to."""
    if viewer.is_administrator:
        return Community.objects.all()
    return Community.objects.filter(id__in=_own(viewer))


def belongs_to(viewer: User) -> frozenset[int] | None:
    """The ids of the communities that somebody belongs to; None: all of them."""
    return None if viewer.is_administrator else _own(viewer)


def visible_to(viewer: User) -> QuerySet[User]:
    """The staff that somebody may see: themselves, and who is employed or holds a post where they belong."""
    if viewer.is_administrator:
        return User.objects.all()
    own = _own(viewer)
    holders = Appointment.objects.filter(post__community__in=own, until=None).values("user")
    return User.objects.filter(Q(community__in=own) | Q(id__in=holders) | Q(id=viewer.pk))


def posts_visible_to(viewer: User) -> QuerySet[Post]:
    """The posts of the communities that somebody belongs to."""
    return Post.objects.filter(community__in=communities_visible_to(viewer))


def roles_in(user: User, community_id: int) -> frozenset[Role]:
    """What the posts that somebody holds now in a community let them do."""
    return user.roles.get(community_id, frozenset())


def holds_anywhere(user: User, roles: frozenset[Role]) -> bool:
    """Whether somebody holds a post of one of these roles in any community now."""
    return any(held & roles for held in user.roles.values())


def communities_where(user: User, roles: frozenset[Role]) -> QuerySet[Community]:
    """The communities in which somebody holds a post of one of these roles now."""
    return Community.objects.filter(id__in=[id_ for id_, held in user.roles.items() if held & roles])


def staff_in(communities: Collection[int], roles: Collection[Role] | None = None) -> QuerySet[User]:
    """Who holds a post in one of these communities now, of one of these roles where they are named; by name."""
    held: dict[str, Any] = {"appointments__post__community__in": communities, "appointments__until": None}
    if roles is not None:
        held["appointments__post__role__in"] = roles
    return User.objects.filter(is_active=True, **held).order_by("pinyin", "id").distinct()


def managed_by(user: User) -> QuerySet[Community]:
    """The communities whose staff somebody manages."""
    if user.is_administrator:
        return Community.objects.all()
    return communities_where(user, MANAGING)


def posts_managed_by(user: User) -> QuerySet[Post]:
    """The posts that somebody may fill."""
    return Post.objects.filter(community__in=managed_by(user), closed_at=None)


def may_found_communities(user: User) -> bool:
    """Whether somebody may add a community to the installation."""
    return user.is_administrator


def may_manage_users(user: User) -> bool:
    """Whether somebody manages the staff of any community."""
    return user.is_administrator or holds_anywhere(user, MANAGING)


def may_manage_in(user: User, community_id: int | None) -> bool:
    """Whether somebody manages the staff of this community (None: of the whole installation)."""
    return user.is_administrator or (community_id is not None and Role.ADMIN in roles_in(user, community_id))


def may_manage(user: User, other: User) -> bool:
    """Whether somebody manages this member of staff.

    Who manages one community only must not get at a colleague who has rights in others: a new link is the key to an
    account.
    """
    if user.is_administrator:
        return True
    if other.is_administrator:
        return False
    managed = {id_ for id_, held in user.roles.items() if held & MANAGING}
    return bool(managed) and {other.community_id, *other.roles} <= managed


def lacks_second_factor(user: User) -> bool:
    """Whether this installation wants a second factor of somebody who has none."""
    return user.second_factor_at is None and wants_second_factor(user)


def may_drop_second_factor(user: User, whose: User) -> bool:
    """Whether somebody takes this second factor off: their own where none is wanted of them, or who manages them."""
    return not wants_second_factor(user) if user == whose else may_manage(user, whose)


def wants_second_factor(user: User) -> bool:
    """Whether this installation wants a second factor of somebody."""
    if settings.SECOND_FACTOR == "administrators":
        return may_manage_users(user)
    return bool(settings.SECOND_FACTOR)


def require(is_allowed: bool) -> None:
    """Raise `PermissionDenied` unless it is allowed."""
    if not is_allowed:
        raise PermissionDenied


def actor(by: Act) -> User | None:
    """Who acts: None for the program itself, which the machine's owner runs."""
    return None if by.actor_id is None else User.objects.get(id=by.actor_id, is_active=True)


def _own(user: User) -> frozenset[int]:
    return frozenset(user.roles) | ({user.community_id} if user.community_id is not None else frozenset())
