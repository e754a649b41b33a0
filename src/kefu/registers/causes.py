"""Complaints by cause, and those types that keep coming back: patrols look for them (S2, S3)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from kefu.cases.models import KEPT, About, Case, Kind
from kefu.duties.explaining import in_language
from kefu.duties.governing import book_on
from kefu.people.models import Community
from kefu.registers.calc import Period
from kefu.rulebook.clauses import Category
from kefu.rulebook.showing import called
from kefu.ui.days import within

# Now, in the period before, second ones.
Counts = tuple[int, int | None, int]
# So many places are named beside a type, of the so many at which most was complained of.
_NAMED, _LOOKED_AT = 3, 500


class Cause(NamedTuple):
    """A cause of complaints: how many now, in the period before as long (None: there is none), second ones among them.

    `places`: where most of them come from; `key`: its name in addresses, blank where it has none.
    """

    name: str
    now: int
    before: int | None
    second: int
    places: Sequence[str] = ()
    key: str = ""


class Causes(NamedTuple):
    """The complaints of a period: types that patrols look for, other categories, what they were about."""

    patrolled: Sequence[Cause]
    others: Sequence[Cause]
    abouts: Sequence[Cause]


def causes(community: Community, period: Period, today: date) -> Causes:
    """A community's complaints of a period by cause; each type for patrols stands there, also where there was none."""
    book = book_on(community.pk, today)
    known = {} if book is None else {id_: one for id_, one in book.categories.items() if "complaint" in one.kinds}
    now, before = _within(community, period), _within(community, _before(period))
    found = _counted(community, now, before, "category")
    places = _places(community, now)
    patrolled = [id_ for id_, one in known.items() if one.patrolled]
    others = sorted((id_ for id_ in found if id_ not in patrolled), key=lambda id_: -found[id_][0])
    return Causes(
        [_cause(known, id_, found, places) for id_ in patrolled],
        [_cause(known, id_, found, places) for id_ in others],
        [
            Cause(str(About(key).label) if key else "", *counts, key=key)
            for key, counts in sorted(_counted(community, now, before, "about").items(), key=lambda one: -one[1][0])
        ],
    )


def _cause(known: dict[str, Category], id_: str, found: dict[str, Counts], places: dict[str, list[str]]) -> Cause:
    nothing: Counts = (0, 0, 0)
    return Cause(in_language(called(known.get(id_), id_)) if id_ else "", *found.get(id_, nothing), places.get(id_, []))


def _before(period: Period) -> Period | None:
    """The period as long that ends where this one begins."""
    if period.since is None or period.until is None:
        return None
    days = period.until - period.since
    if period.since.toordinal() - days.days < 2:
        return None
    until = date.fromordinal(period.since.toordinal() - 1)
    return Period(until - days, until)


def _within(community: Community, period: Period | None) -> Q | None:
    return None if period is None else Q(**within("received_at", *period, community.zone))


def _complaints(community: Community) -> QuerySet[Case]:
    found = Case.objects.filter(community=community, kind=Kind.COMPLAINT, **KEPT)
    return found.order_by()


def _counted(community: Community, now: Q | None, before: Q | None, field: str) -> dict[str, Counts]:
    """By the values of a field: how many now, how many before, how many now that were raised before."""
    now = now or Q()
    found = _complaints(community).filter(now | before if before else now)
    counts = {"count": Count("id", filter=now), "second": Count("id", filter=now & Q(repeats__isnull=False))}
    if before:
        counts["before"] = Count("id", filter=before)
    rows = found.values(field).annotate(**counts)
    return {row[field]: (row["count"], row.get("before"), row["second"]) for row in rows}


def _places(community: Community, now: Q | None) -> dict[str, list[str]]:
    """Of each category the places of which most was complained, more than once."""
    found = _complaints(community).filter(now or Q()).exclude(place="").exclude(category="").values("category", "place")
    most = found.annotate(count=Count("id")).filter(count__gt=1).order_by("-count", "place")[:_LOOKED_AT]
    named: dict[str, list[str]] = {}
    for category, place in most.values_list("category", "place"):
        named.setdefault(category, []).append(place)
    return {category: places[:_NAMED] for category, places in named.items()}
