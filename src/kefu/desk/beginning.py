"""What an installation lacks to begin with: what an administrator for whom nothing waits is led to."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from kefu.estate.models import Unit
from kefu.people.models import Appointment, Community, Department, User

SHOWN = 20


@dataclass(frozen=True)
class Place:
    """A community that lacks something: any post, holders of so many posts, homes. Departments it may do without."""

    community: Community
    has_departments: bool
    has_posts: bool
    vacant: int
    has_homes: bool


@dataclass(frozen=True)
class Lacking:
    """What is missing: any community, things in some (the first of them), colleagues. Nothing of it: false."""

    has_community: bool = True
    places: tuple[Place, ...] = ()
    has_colleagues: bool = True

    def __bool__(self) -> bool:
        return bool(self.places) or not (self.has_community and self.has_colleagues)


def lacking(administrator: User) -> Lacking:
    """What an administrator of the installation has yet to set up."""
    others = User.objects.filter(is_active=True).exclude(pk=administrator.pk)
    has_any, has_others = User.objects.filter(pk=administrator.pk).values_list(
        Exists(Community.objects.all()), Exists(others)
    )[0]
    return Lacking(has_any, tuple(_places()), has_others)


def _places() -> list[Place]:
    held = Exists(Appointment.objects.filter(post=OuterRef("posts"), until=None))
    is_there = Q(posts__closed_at=None)
    found = Community.objects.annotate(
        founded=Count("posts", filter=is_there),
        vacant=Count("posts", filter=is_there & Q(~held)),
        has_departments=Exists(Department.objects.filter(community=OuterRef("pk"), closed_at=None)),
        has_homes=Exists(Unit.objects.filter(community=OuterRef("pk"))),
    ).filter(Q(founded=0) | Q(vacant__gt=0) | Q(has_homes=False))
    return [
        Place(one, one.has_departments, one.founded > 0, one.vacant, one.has_homes)
        for one in found.order_by("name", "pk")[:SHOWN]
    ]
