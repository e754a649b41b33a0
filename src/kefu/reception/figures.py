"""How long people waited and were served in a period: by purpose, by clerk and by day, one grouped statement each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    Value,
)
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from kefu.lib.xlsx import Cell
from kefu.people.models import Community
from kefu.reception import rules
from kefu.reception.models import CameBy, State, Ticket
from kefu.rulebook.clauses import Rulebook


class Percentile(Aggregate):
    """The value below which so great a share lies, between two values in proportion."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) within group (order by %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: str, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


class Figures(NamedTuple):
    """What was counted. Seconds waited (with a number) and served: the middle, and what 95 % stay below.

    `in_wait` of `called` and `in_time` of `judged` were within what the rulebook gives; who still waits or is served
    beyond it is among them. `unfinished`: who waits or is served yet.
    """

    taken: int = 0
    received: int = 0
    no_shows: int = 0
    left: int = 0
    unfinished: int = 0
    wait: float | None = None
    wait_95: float | None = None
    service: float | None = None
    service_95: float | None = None
    called: int = 0
    in_wait: int = 0
    judged: int = 0
    in_time: int = 0
    mark: float | None = None

    @property
    def wait_share(self) -> float | None:
        """The share that was called in time, of those who were called or wait beyond it."""
        return self.in_wait / self.called if self.called else None

    @property
    def service_share(self) -> float | None:
        """The share that was served in time, of those who were served or are beyond it."""
        return self.in_time / self.judged if self.judged else None


class Group(NamedTuple):
    """The figures of one purpose, clerk or day: its key, its name, what narrows the list of tickets down to it."""

    key: str
    name: str
    figures: Figures
    query: str


@dataclass(frozen=True)
class Period:
    """The days that are looked at, the last one with them, on a community's clocks; `now`: as it stands then."""

    community: Community
    since: datetime
    until: datetime
    now: datetime

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day, as addresses say them."""
        return f"{self.since:%Y-%m-%d}", f"{self.until - timedelta(days=1):%Y-%m-%d}"

    @property
    def query(self) -> str:
        """What narrows the list of tickets down to these days."""
        return f"community={self.community.pk}&since={self.days[0]}&until={self.days[1]}"


def total(period: Period, book: Rulebook | None) -> Figures:
    """All of the period."""
    return _figures(_within(period).aggregate(**_sums(period, book)))


def by_purpose(period: Period, book: Rulebook | None) -> list[Group]:
    """Each purpose, the most frequent first."""
    choices = rules.purposes(book)
    found = _grouped(period, book, "purpose")
    groups = [
        Group(key, rules.called(choices, key), figures, f"{period.query}&purpose={key}") for (key,), figures in found
    ]
    return sorted(groups, key=lambda one: (-one.figures.taken, one.name))


def by_clerk(period: Period, book: Rulebook | None) -> list[Group]:
    """Each clerk who called somebody, the most busy first; those whom nobody called last."""
    found = _grouped(period, book, "clerk", "clerk__name")
    groups = [
        Group(str(id_ or ""), name or _("called by nobody"), figures, f"{period.query}&{_of_clerk(id_)}")
        for (id_, name), figures in found
    ]
    return sorted(groups, key=lambda one: (not one.key, -one.figures.received, one.name))


def by_day(period: Period, book: Rulebook | None) -> list[Group]:
    """Each day that had any, in order."""
    zone = period.community.zone
    found = _grouped(period, book, "at_day", at_day=TruncDate("taken_at", tzinfo=zone))
    where = period.community.pk
    groups = [
        Group(f"{day}", f"{day}", figures, f"community={where}&since={day}&until={day}") for (day,), figures in found
    ]
    return sorted(groups, key=lambda one: one.key)


def rows(groups: list[Group]) -> list[list[Cell]]:
    """The figures as rows of a file: minutes with decimals, shares."""
    return [[one.name, *_cells(one.figures)] for one in groups]


def usual_service(community_id: int, since: datetime) -> float | None:
    """Seconds that a service took in the middle since then; None where there was none."""
    found = Ticket.objects.filter(community=community_id, taken_at__gte=since, state=State.SERVED)
    middle = found.exclude(came_by=CameBy.PHONE).aggregate(middle=Percentile("served", 0.5))["middle"]
    return None if middle is None else float(middle)


def _of_clerk(id_: int | None) -> str:
    return "nobody=on" if id_ is None else f"clerk={id_}"


def _cells(of: Figures) -> list[Cell]:
    times = [None if one is None else one / 60 for one in (of.wait, of.wait_95, of.service, of.service_95)]
    return [
        of.taken,
        of.received,
        of.no_shows,
        of.left,
        of.unfinished,
        *times,
        of.wait_share,
        of.service_share,
        of.mark,
    ]


def _within(period: Period) -> Any:
    return Ticket.objects.filter(community=period.community, taken_at__gte=period.since, taken_at__lt=period.until)


_SERVED = Q(state=State.SERVED)
# Who had no number did not wait by our clocks.
_CALLED = Q(called_at__isnull=False, came_by=CameBy.NUMBER)


def _sums(period: Period, book: Rulebook | None) -> dict[str, Any]:
    limits, wait_limit = rules.limits(book), rules.wait_limit(book)
    waits_long = Q(state=State.WAITING) & _longer(period.now, "waited", "queued_at", wait_limit or 0)
    return {
        "taken": Count("id"),
        "received": Count("id", filter=_SERVED),
        "no_shows": Count("id", filter=Q(state=State.NO_SHOW)),
        "left": Count("id", filter=Q(state=State.LEFT)),
        "unfinished": Count("id", filter=Q(state__in=(State.WAITING, State.CALLED))),
        "wait": Percentile("waited", 0.5, filter=_CALLED),
        "wait_95": Percentile("waited", 0.95, filter=_CALLED),
        "service": Percentile("served", 0.5, filter=_SERVED & Q(came_by=CameBy.NUMBER)),
        "service_95": Percentile("served", 0.95, filter=_SERVED & Q(came_by=CameBy.NUMBER)),
        "called": Count("id", filter=_CALLED | waits_long if wait_limit else Q(id=None)),
        "in_wait": Count("id", filter=_CALLED & Q(waited__lte=wait_limit) if wait_limit else Q(id=None)),
        "judged": Count("id", filter=_judged(period.now, limits)),
        "in_time": Count("id", filter=_within_limits(limits)),
        "mean_mark": Avg("mark"),
    }


def _within_limits(limits: Mapping[str, int]) -> Q:
    found = Q(id=None)
    for most, purposes in _by_limit(limits).items():
        found |= _SERVED & Q(purpose__in=purposes, served__lte=most)
    return found


def _judged(now: datetime, limits: Mapping[str, int]) -> Q:
    """Who was served, and who is served for longer by now than is given for what they came for."""
    found = Q(id=None)
    for most, purposes in _by_limit(limits).items():
        is_long = Q(state=State.CALLED) & _longer(now, "served", "called_at", most)
        found |= Q(purpose__in=purposes) & (_SERVED | is_long)
    return found


def _longer(now: datetime, so_far: str, since: str, most: int) -> Q:
    """Whose seconds so far and since a moment are more than this by now."""
    before = ExpressionWrapper(F(so_far) * Value(timedelta(seconds=1)), DurationField())
    latest = Value(now - timedelta(seconds=most), DateTimeField())
    return Q(**{f"{since}__lt": ExpressionWrapper(latest + before, DateTimeField())})


def _by_limit(limits: Mapping[str, int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for purpose, most in limits.items():
        found.setdefault(most, []).append(purpose)
    return found


def _grouped(period: Period, book: Rulebook | None, *names: str, **named: Any) -> list[tuple[tuple[Any, ...], Figures]]:
    found = _within(period).annotate(**named).values(*names).annotate(**_sums(period, book)).order_by()
    return [(tuple(row[name] for name in names), _figures(row)) for row in found]


def _figures(row: dict[str, Any]) -> Figures:
    named = {name: row[name] for name in Figures._fields if name != "mark"}
    mean = row["mean_mark"]
    return Figures(**named, mark=None if mean is None else float(mean))
