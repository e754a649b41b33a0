"""How calls were answered in a period: by agent and by hour of the day, one grouped statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils.translation import gettext as _

from kefu.duties.explaining import in_language
from kefu.hotline.models import Call, Direction
from kefu.lib.xlsx import Cell
from kefu.people.models import Community
from kefu.rulebook.clauses import Rulebook, Target
from kefu.rulebook.showing import called


class Figures(NamedTuple):
    """Incoming calls that are over: how many came, were answered; the mean of rings, seconds to the answer, of talk."""

    offered: int = 0
    answered: int = 0
    rings: float | None = None
    wait: float | None = None
    talk: float | None = None

    @property
    def share(self) -> float | None:
        """The share that was answered."""
        return self.answered / self.offered if self.offered else None


class OfAgent(NamedTuple):
    """The calls of an agent; `agent_id` None: those that nobody answered."""

    agent_id: int | None
    name: str
    figures: Figures


class OfHour(NamedTuple):
    """The calls that began in an hour of the day."""

    hour: int
    figures: Figures


class Aim(NamedTuple):
    """What a clause asks of a measure, what it is (None: nothing to measure), and whether it is kept."""

    clause: str
    says: str
    value: float | None
    is_kept: bool | None


@dataclass(frozen=True)
class Period:
    """The days that are looked at, the last one with them, on a community's clocks."""

    community: Community
    since: datetime
    until: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The community's clocks."""
        return self.community.zone

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day, as addresses say them."""
        return f"{self.since:%Y-%m-%d}", f"{self.until - timedelta(days=1):%Y-%m-%d}"


def calls_over(period: Period) -> QuerySet[Call]:
    """The incoming calls of the period that are over."""
    return Call.objects.filter(
        community=period.community,
        direction=Direction.IN,
        started_at__gte=period.since,
        started_at__lt=period.until,
        ended_at__isnull=False,
    )


def by_agent(period: Period) -> list[OfAgent]:
    """Each agent's calls, the most first; those that nobody answered last."""
    rows = _counted(period, "agent", "agent__name")
    found = [OfAgent(id_, name or _("unanswered"), figures) for (id_, name), figures in rows]
    return sorted(found, key=lambda one: (one.agent_id is None, -one.figures.offered, one.name))


def by_hour(period: Period) -> list[OfHour]:
    """The calls by the hour of the day, from the first hour that has any to the last."""
    rows = _counted(period, "hour", hour=ExtractHour("started_at", tzinfo=period.zone))
    found = {int(hour): figures for (hour,), figures in rows}
    hours = range(min(found), max(found) + 1) if found else range(0)
    return [OfHour(hour, found.get(hour, Figures())) for hour in hours]


def total(period: Period) -> Figures:
    """All calls of the period."""
    return _figures(calls_over(period).aggregate(**_SUMS))


def aims(book: Rulebook | None, found: Figures) -> list[Aim]:
    """The targets of the rulebook in force for what is counted here."""
    values = {"answer_rate": None if found.share is None else found.share * 100, "rings": found.rings}
    targets = {} if book is None else book.targets
    return [_aim(id_, target, values[target.measure]) for id_, target in targets.items() if target.measure in values]


def rows(agents: Sequence[OfAgent], hours: Sequence[OfHour]) -> list[list[Cell]]:
    """The figures as rows of a file: by agent, then by hour."""
    said = [(one.name, one.figures) for one in agents]
    said += [(f"{one.hour:02d}:00", one.figures) for one in hours]
    return [[name, of.offered, of.answered, of.share, of.rings, of.wait, of.talk] for name, of in said]


def _aim(id_: str, target: Target, value: float | None) -> Aim:
    return Aim(id_, in_language(called(target, id_)), value, None if value is None else target.is_reached(value))


def _mean(later: str, earlier: str) -> Avg:
    return Avg(ExpressionWrapper(F(later) - F(earlier), output_field=DurationField()))


_SUMS: dict[str, Any] = {
    "offered": Count("id"),
    "answered": Count("id", filter=Q(answered_at__isnull=False)),
    "mean_rings": Avg("rings", filter=Q(answered_at__isnull=False)),
    "wait": _mean("answered_at", "started_at"),
    "talk": _mean("ended_at", "answered_at"),
}


def _counted(period: Period, *names: str, **named: Any) -> list[tuple[tuple[Any, ...], Figures]]:
    grouped = calls_over(period).annotate(**named).values(*names).annotate(**_SUMS).order_by()
    return [(tuple(row[name] for name in names), _figures(row)) for row in grouped]


def _figures(row: dict[str, Any]) -> Figures:
    return Figures(row["offered"], row["answered"], row["mean_rings"], _seconds(row["wait"]), _seconds(row["talk"]))


def _seconds(took: timedelta | None) -> float | None:
    return None if took is None else took.total_seconds()
