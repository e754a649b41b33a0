"""What a month's repairs come to, and which are collected for its campaign (S4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from kefu.cases.calc import OPEN
from kefu.cases.models import KEPT, Case, Kind, RepairItem, RepairWay
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.lib import months
from kefu.people.models import Community
from kefu.ui.paging import Asked, Page, page

COUNTED, COLLECTED = "department.repairs-counted", "department.damage-collected"
# What is repaired in one campaign a month, and not singly (S4).
COLLECTED_ITEMS = (RepairItem.PLASTER_PAINT, RepairItem.STEPS_PAVING)


@dataclass(frozen=True)
class Row:
    """Repairs received in a month that have something in common: how many, and how many of them are settled.

    `key`: what the register calls it in addresses, else blank.
    """

    name: str
    received: int
    settled: int
    key: str = ""

    @property
    def open(self) -> int:
        """Those not settled yet."""
        return self.received - self.settled


@dataclass(frozen=True)
class Sums:
    """A month's repairs: all, by whose they are, and by what is to be repaired."""

    total: Row
    ways: Sequence[Row]
    items: Sequence[Row]


def sums(community: Community, month: date) -> Sums:
    """What the repairs received in a month come to, as they stand now."""
    since, until = months.bounds(month, community.zone)
    found = _repairs(community).filter(received_at__gte=since, received_at__lt=until)
    counted = found.values("repair_way", "repair_item").annotate(
        received=Count("id"), settled=Count("id", filter=~Q(state__in=OPEN))
    )
    rows = [(one["repair_way"], one["repair_item"], one["received"], one["settled"]) for one in counted.order_by()]
    total = Row("", sum(row[2] for row in rows), sum(row[3] for row in rows))
    ways = [_row(str(way.label), way.value, [row[2:] for row in rows if row[0] == way]) for way in RepairWay]
    items = [_row(str(item.label), "", [row[2:] for row in rows if row[1] == item]) for item in RepairItem]
    rest = _row("", "", [row[2:] for row in rows if not row[1]])
    unknown = _row("", "", [row[2:] for row in rows if not row[0]])
    return Sums(total, *([one for one in found if one.received] for found in ([*ways, unknown], [*items, rest])))


def collected(community: Community, month: date, asked: Asked) -> Page[Case]:
    """What is to be repaired in a month's campaign: reported before its end, and open still; the oldest first."""
    _since, until = months.bounds(month, community.zone)
    found = _repairs(community).filter(repair_item__in=COLLECTED_ITEMS, state__in=OPEN, received_at__lt=until)
    # Each of these has a time and a way of its own (S4).
    public = found.exclude(repair_way__in=(RepairWay.PRIVATE, RepairWay.WARRANTY))
    return page(public, ["received_at", "id"], asked)


def done_for(community: Community, kind: str, month: date) -> Event | None:
    """When this was last said of a month by a department of a community."""
    name = f"{month:%Y-%m}"
    for department in community.departments.order_by("id"):
        for event in event_queries.history("department", department.pk).filter(kind=kind):
            if event.facts.get("month") == name:
                return event
    return None


def _row(name: str, key: str, counts: Sequence[tuple[int, int]]) -> Row:
    return Row(name, sum(received for received, _ in counts), sum(settled for _, settled in counts), key)


def _repairs(community: Community) -> QuerySet[Case]:
    return Case.objects.filter(community=community, kind=Kind.REPAIR, **KEPT)
